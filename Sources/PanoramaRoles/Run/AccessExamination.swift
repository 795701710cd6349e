import AWSAccess
import CommandTable
import IAMRoles
import JSONText
import Reports
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

  mutating func note(
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
    roles: (_ account: String, _ partition: String) throws(CommandError) -> RoleSet
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
    guard let route = route(access) else { return }
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
      note(
        "tls", .passed,
        route.certificates.map { "'\(route.host)' has a certificate that \($0) prove" }
          ?? "not used: '\(sts.endpoint.endpoint.url)' is plain HTTP")
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
      let iam = try access.client(of: .iam)
      let set = try roles(identity.account, identity.partition)
      guard identity.account == set.account else {
        note(
          "account", .failed,
          "the credentials are of account \(identity.account), and the spec is of \(set.account)",
          fix: "choose a profile of account \(set.account) with '--profile NAME', or another spec")
        return
      }
      examineReads(iam, set)
      examineWrites(iam, identity, set)
    } catch {
      fail("permissions", error)
    }
  }

  /// How STS is reached, as far as the settings say it; nil when a proxy cannot be used.
  private mutating func route(_ access: CallerAccess) -> NetworkRoute? {
    do throws(CommandError) {
      let sts = try access.client(of: .sts)
      do throws(TransportError) {
        let route = try access.configuration.route(to: sts.endpoint)
        note(
          "proxy", .passed,
          route.proxy.map { "'\(route.host)' is reached through the proxy '\($0)'" }
            ?? "none: '\(route.host)' is reached directly")
        return route
      } catch {
        note("proxy", .failed, error.message, fix: error.hint)
      }
    } catch {
      fail("endpoint", error)
    }
    return nil
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
      ("exit", status.json()),
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
