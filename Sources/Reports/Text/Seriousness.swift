import IAMRoles
import JSONText
import PolicyAnalysis
import PolicyLint

/// How serious a finding is, in tenths from 0 to 100: reports show the most serious first, and SARIF has it as
/// `security-severity`.
///
/// GitHub reads 9.0 and more as critical, 7.0 as high, 4.0 as medium and less as low (GitHub Docs, "SARIF
/// support for code scanning", `security-severity`).
enum Seriousness {
  /// What a difference in access comes to.
  static func of(_ access: PolicyComparison) -> Int {
    let widening = [access.widened, access.deniesLost].compactMap(\.witness)
    if let most = widening.map(of).max() { return most }
    if access.isWidening == .unknown { return 60 }
    return access.isNarrowing == .no ? 10 : 30
  }

  private static func of(_ witness: Witness) -> Int {
    // Who may assume a role has no summary.
    guard let summary = witness.summary else { return 85 }
    if summary.isEverything { return 98 }
    return switch summary.seriousness {
    case .permissions: 90
    case .credentials: 80
    case .write: 65
    case .tagging: 50
    case .read: 45
    case .list: 40
    }
  }

  static func of(_ severity: LintSeverity) -> Int {
    switch severity {
    case .error: 80
    case .warning: 50
    case .info: 20
    }
  }

  /// As SARIF writes it: `9.8`.
  static func text(_ tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)" }
}

extension Difference {
  /// How serious it is, in tenths.
  var seriousness: Int {
    if part == .role {
      // A role that may do nothing is still one that somebody may assume.
      if kind == .roleUnexpected || kind == .roleLeft, let access, access.widened.isDecided {
        return max(40, Seriousness.of(access))
      }
    } else if attachedManager != nil {
      return 90
    } else if let access {
      return Seriousness.of(access)
    }
    return switch effect {
    case .widened: kind == .maxSessionDuration ? 45 : 70
    case .both, .undecided: 60
    case .narrowed: 30
    case .unchanged: 10
    }
  }
}

extension Difference {
  /// The name of a managed policy of AWS that is attached, manages permissions, and whose document is not known.
  var attachedManager: String? {
    guard kind == .managedPolicyUnexpected, case .managedPolicy(let arn) = part,
      effect == .undecided
    else { return nil }
    return AccessText.managerOfPermissions(in: arn)
  }
}

extension AccessDifference {
  /// Whether there is an answer.
  fileprivate var isDecided: Bool { reason == nil }
}

extension RoleDrift {
  /// Its differences, the most serious first.
  var differencesBySeriousness: [Difference] {
    differences.enumerated().sorted {
      (-$0.element.seriousness, $0.offset) < (-$1.element.seriousness, $1.offset)
    }.map(\.element)
  }
}
