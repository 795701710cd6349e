import AWSAccess
import CommandTable
import IAMRoles
import JSONText
import SigV4
import Synchronization

/// What `doctor` finds on the way to AWS, step by step; a step that fails ends the way.
struct AccessExamination {
  /// How a check ended.
  enum Outcome: String {
    case passed
    case failed
    case unknown
  }

  /// One check with what was found and, where it did not pass, what to do.
  struct Check {
    var name: String
    var outcome: Outcome
    var detail: String
    var fix: String?
  }

  private(set) var checks: [Check] = []

  /// 1 when a check failed, 5 when one could not be made.
  var status: ExitStatus {
    if checks.contains(where: { $0.outcome == .failed }) { return .failed }
    return checks.contains { $0.outcome == .unknown } ? .incomplete : .done
  }

  private mutating func note(
    _ name: String, _ outcome: Outcome, _ detail: String, fix: String? = nil
  ) {
    checks.append(Check(name: name, outcome: outcome, detail: detail, fix: fix))
  }

  private mutating func fail(_ name: String, _ error: CommandError) {
    for problem in error.problems {
      let place = problem.place.map { "\($0): " } ?? ""
      note(name, .failed, place + problem.message, fix: problem.hint)
    }
  }

  /// Goes the way to AWS as far as it leads.
  mutating func run(
    _ options: ConnectionOptions, in context: CommandContext,
    role: (_ account: String, _ partition: String) throws(CommandError) -> String?
  ) {
    let clock = ClockWatch()
    let access: CallerAccess
    do throws(CommandError) {
      access = try CallerAccess(options, in: context, observe: clock.note)
    } catch {
      fail("configuration", error)
      return
    }
    let endpoints = access.configuration.endpoints
    note(
      "configuration", .passed,
      "profile '\(access.configuration.shared.profile)', Region '\(endpoints.region)' "
        + "(\(endpoints.regionSource)), partition '\(endpoints.partition.id)'")
    do throws(CommandError) {
      let keys = try access.credentials()
      let end = keys.credentials.expiration.map { ", until \($0.extendedFormat)" } ?? ""
      note("credentials", .passed, "\(keys.credentials.maskedKeyID) of \(keys.source)\(end)")
    } catch {
      fail("credentials", error)
      return
    }
    let identity: CallerIdentity
    do throws(CommandError) {
      let sts = try access.client(of: .sts)
      do throws(CallError) { identity = try CallerIdentity(askedFrom: sts) } catch {
        failed(error, at: sts.endpoint.endpoint.url)
        return
      }
      note("endpoint", .passed, "'\(sts.endpoint.endpoint.url)' answers")
      note("identity", .passed, "'\(identity.arn)' in account \(identity.account)")
    } catch {
      fail("endpoint", error)
      return
    }
    if let seconds = clock.seconds {
      note(
        "clock", .failed,
        "this machine's clock is \(seconds.magnitude) s \(seconds < 0 ? "ahead of" : "behind") AWS",
        fix: "set the clock, for example with 'timedatectl set-ntp true'")
    } else {
      note("clock", .passed, "within five minutes of AWS")
    }
    do throws(CommandError) {
      guard let name = try role(identity.account, identity.partition) else { return }
      try permissions(access, identity, role: name)
    } catch {
      fail("permissions", error)
    }
  }

  private mutating func failed(_ error: CallError, at url: String) {
    let name: String
    switch error {
    case .transport(let failure, _):
      switch failure {
      case .certificateRefused, .trustStoreUnusable, .handshakeFailed: name = "tls"
      case .proxyFailed: name = "proxy"
      default: name = "endpoint"
      }
    case .service, .credentials: name = "credentials"
    case .malformedAnswer, .cancelled: name = "endpoint"
    }
    note(name, .failed, "'\(url)': \(error.message)", fix: error.hint)
  }

  // MARK: permissions

  private static let reads = [
    "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "ListInstanceProfilesForRole",
  ]
  private static let writes = [
    "iam:CreateRole", "iam:UpdateRole", "iam:UpdateAssumeRolePolicy", "iam:TagRole",
    "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePolicy", "iam:DeleteRolePolicy",
  ]

  private mutating func permissions(
    _ access: CallerAccess, _ identity: CallerIdentity, role: String
  ) throws(CommandError) {
    let iam = try access.client(of: .iam)
    var denied: [String] = []
    for action in Self.reads {
      do throws(CallError) {
        _ = try iam.call(action, [("RoleName", role)])
      } catch {
        // An account without the role answers so to whoever may ask.
        if case .service(let refused) = error, refused.code == "NoSuchEntity" { continue }
        guard case .service(let refused) = error, refused.isAccessDenied else {
          note("permissions for 'drift' and 'plan'", .unknown, error.message, fix: error.hint)
          return
        }
        denied.append("iam:\(action)")
      }
    }
    if denied.isEmpty {
      note("permissions for 'drift' and 'plan'", .passed, "role '\(role)' can be read")
    } else {
      note(
        "permissions for 'drift' and 'plan'", .failed,
        "role '\(role)' cannot be read: \(denied.joined(separator: ", "))",
        fix: "give the caller what 'panorama-roles policy tool --for drift' prints")
    }
    apply(iam, identity, role: role)
  }

  private mutating func apply(_ iam: QueryClient, _ identity: CallerIdentity, role: String) {
    let name = "permissions for 'apply'"
    var parameters = [("PolicySourceArn", Self.policySource(of: identity.arn))]
    for (index, action) in Self.writes.enumerated() {
      parameters.append(("ActionNames.member.\(index + 1)", action))
    }
    parameters.append(
      ("ResourceArns.member.1", "arn:\(identity.partition):iam::\(identity.account):role/\(role)"))
    let answer: CallAnswer
    do throws(CallError) {
      answer = try iam.call("SimulatePrincipalPolicy", parameters)
    } catch {
      let isDenied: Bool
      if case .service(let refused) = error {
        isDenied = refused.isAccessDenied
      } else {
        isDenied = false
      }
      note(
        name, .unknown, error.message,
        fix: isDenied
          ? "allow iam:SimulatePrincipalPolicy, or try 'panorama-roles plan' and 'apply'"
          : error.hint)
      return
    }
    var denied: [String] = []
    var open: [String] = []
    for result in answer.result.members(of: "EvaluationResults") {
      guard let action = result.text(of: "EvalActionName"),
        result.text(of: "EvalDecision") != "allowed"
      else { continue }
      // A condition on a key that was not given decides only in the real call.
      if result.members(of: "MissingContextValues").isEmpty {
        denied.append(action)
      } else {
        open.append(action)
      }
    }
    if !denied.isEmpty {
      note(
        name, .failed, "not allowed on role '\(role)': \(denied.joined(separator: ", "))",
        fix: "give the caller what 'panorama-roles policy tool --for init' prints")
    } else if !open.isEmpty {
      note(name, .unknown, "depends on conditions: \(open.joined(separator: ", "))")
    } else {
      note(name, .passed, "role '\(role)' can be written")
    }
  }

  /// The simulation takes the role behind a session and no session.
  private static func policySource(of arn: String) -> String {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[2] == "sts", parts[5].hasPrefix("assumed-role/") else {
      return arn
    }
    let role = parts[5].split(separator: "/")[1]
    return "arn:\(parts[1]):iam::\(parts[4]):role/\(role)"
  }

  // MARK: telling

  var text: StyledText {
    var text = StyledText()
    for check in checks {
      let word =
        switch check.outcome {
        case .passed: "ok"
        case .failed: "failed"
        case .unknown: "not known"
        }
      text.line("\(word)  \(check.name): \(StyledText.escaped(check.detail))")
      if let fix = check.fix { text.line("  fix: \(StyledText.escaped(fix))") }
    }
    return text
  }

  var json: JSON {
    .object([
      ("schemaVersion", .string("1.0")),
      ("exit", .object([("status", .number(Int(status.rawValue)))])),
      (
        "checks",
        .array(
          checks.map { check in
            .object([
              ("name", .string(check.name)), ("outcome", .string(check.outcome.rawValue)),
              ("detail", .string(check.detail)),
              ("fix", check.fix.map { .string($0) } ?? .null),
            ])
          })
      ),
    ])
  }
}

/// Remembers that the clock was corrected during the calls.
private final class ClockWatch: Sendable {
  private let found = Mutex<Int?>(nil)

  var seconds: Int? { found.withLock { $0 } }

  @Sendable func note(_ event: LogEvent) {
    if case .clockCorrected(let seconds) = event { found.withLock { $0 = seconds } }
  }
}
