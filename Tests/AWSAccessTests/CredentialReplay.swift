import SigV4
import Synchronization
import Testing

@testable import AWSAccess

/// One situation in which keys are looked for: an environment, files, a clock, HTTP answers, a program
/// and a person, none of them real.
struct Replay: Sendable, CustomTestStringConvertible {
  /// What this is about, in words.
  var about: String
  var environment: [String: String] = [:]
  /// The config file; settings of the default profile unless it begins with a heading.
  var config = ""
  /// The credentials file, by the same rule.
  var credentials = ""
  /// Other files by path.
  var files: [String: String] = [:]
  /// `--profile`.
  var profile: String?
  var caches = false
  /// Answers by how the request begins, as `Replay.text` has it; each serves once.
  var answers: [(to: String, FakeTransport.Answer)] = []
  /// What the program of `credential_process` does.
  var program: ProgramOutcome?
  /// What the person at the terminal types.
  var typed: String?
  /// The key id and the place, or the error.
  var expect: String
  /// All requests, when they matter.
  var requests: [String]?

  var testDescription: String { about }

  /// 2015-08-30T12:36:00Z.
  static let now = 1_440_938_160.0

  /// What came of it.
  struct Outcome {
    var found: String
    var requests: [String]
    var written: [String: String]
    var asked: [String]
    var commands: [[String]]
    var warnings: [String]
    var said: String
  }

  /// How a request reads: `AssumeRole NAME by KEY` for STS, else method and URL.
  static func text(_ request: HTTPRequest) -> String {
    let body = String(decoding: request.body, as: UTF8.self)
    guard body.hasPrefix("Action=") else { return "\(request.method) \(request.endpoint.url)" }
    var fields: [Substring: Substring] = [:]
    for pair in body.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1)
      fields[halves[0]] = halves.count == 2 ? halves[1] : ""
    }
    let role = fields["RoleArn"]?.components(after: "%2F") ?? ""
    let signature = request.headers.first { $0.name.lowercased() == "authorization" }?.value
    let key = signature.map { $0.components(between: "Credential=", "/") } ?? "nobody"
    return "\(fields["Action"] ?? "") \(role) by \(key)"
  }

  func run() -> Outcome {
    let scene = Scene(self)
    let found: String
    var said = ""
    do throws(ConfigurationError) {
      let configuration = try AccessConfiguration(
        AccessOptions(profile: profile, cachesCredentials: caches),
        environment: Environment(environment.merging(["HOME": "/h"]) { own, _ in own }),
        files: scene.access)
      let chain = configuration.credentials(
        version: "1", transport: scene, dependencies: scene.dependencies, helpers: scene.helpers)
      do throws(CredentialError) {
        let resolved = try chain.credentials()
        found = "\(resolved.credentials.accessKeyID) \(chain.place?.rawValue ?? "nowhere")"
        said = "\(resolved)"
      } catch {
        found = error.message
        said = "\(error.message) \(error.hint ?? "")"
      }
      said += " \(chain.tried)"
    } catch {
      found = error.message
      said = "\(error.message) \(error.hint ?? "")"
    }
    return scene.outcome(found, said)
  }

  /// What one replay sees.
  final class Scene: HTTPTransport {
    private struct State {
      var answers: [(to: String, FakeTransport.Answer)]
      var files: [String: String]
      var requests: [String] = []
      var written: [String: String] = [:]
      var asked: [String] = []
      var commands: [[String]] = []
      var warnings: [String] = []
      var now = Replay.now
    }

    private let state: Mutex<State>
    private let replay: Replay

    init(_ replay: Replay) {
      func section(_ text: String) -> String {
        text.isEmpty || text.hasPrefix("[") ? text : "[default]\n\(text)"
      }
      var files = replay.files
      if !replay.config.isEmpty { files["/h/.aws/config"] = section(replay.config) }
      if !replay.credentials.isEmpty { files["/h/.aws/credentials"] = section(replay.credentials) }
      state = Mutex(State(answers: replay.answers, files: files))
      self.replay = replay
    }

    func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
      let text = Replay.text(request)
      let answer: FakeTransport.Answer = state.withLock { state in
        state.requests.append(text)
        guard let index = state.answers.firstIndex(where: { text.hasPrefix($0.to) }) else {
          return .failure(.connectionRefused(host: request.endpoint.host))
        }
        return state.answers.remove(at: index).1
      }
      return try answer.get()
    }

    var access: FileAccess {
      FileAccess(
        read: { path in
          self.state.withLock { $0.files[path] }.map { .bytes([UInt8]($0.utf8)) } ?? .absent
        },
        replace: { path, bytes in
          self.state.withLock {
            $0.written[path] = String(decoding: bytes, as: UTF8.self)
            $0.files[path] = $0.written[path]
          }
          return nil
        })
    }

    var dependencies: Dependencies {
      Dependencies(
        now: { self.state.withLock { $0.now } },
        pause: { seconds in
          self.state.withLock { $0.now += seconds }
          return true
        }, random: { 0.5 })
    }

    func pass(seconds: Double) { state.withLock { $0.now += seconds } }

    func put(_ path: String, _ text: String) { state.withLock { $0.files[path] = text } }

    var helpers: CredentialHelpers {
      CredentialHelpers(
        run: { command in
          self.state.withLock { $0.commands.append(command) }
          return self.replay.program ?? .notStarted(reason: "the test names no program")
        },
        ask: { question in
          self.state.withLock { $0.asked.append(question) }
          return self.replay.typed
        },
        warn: { text in self.state.withLock { $0.warnings.append(text) } })
    }

    var requests: [String] { state.withLock { $0.requests } }

    func outcome(_ found: String, _ said: String) -> Outcome {
      state.withLock { state in
        Outcome(
          found: found, requests: state.requests, written: state.written, asked: state.asked,
          commands: state.commands, warnings: state.warnings, said: said)
      }
    }
  }
}

extension StringProtocol {
  /// What follows the last appearance of a text.
  fileprivate func components(after mark: String) -> String {
    ranges(of: mark).last.map { String(self[$0.upperBound...]) } ?? String(self)
  }

  /// What stands between two texts.
  fileprivate func components(between first: String, _ second: String) -> String {
    guard let start = ranges(of: first).first?.upperBound else { return "" }
    let rest = self[start...]
    return String(rest[..<(rest.ranges(of: second).first?.lowerBound ?? rest.endIndex)])
  }
}

/// Keys as the endpoints of containers and instances write them.
func keysJSON(
  _ id: String, token: String = "Token", until: String = "2015-08-30T13:36:00Z",
  more: String = ""
) -> String {
  """
  {"AccessKeyId":"\(id)","SecretAccessKey":"secret-hidden","\(token)":"token-hidden",\
  "Expiration":"\(until)"\(more)}
  """
}

/// What STS answers for a role.
func assumed(
  _ id: String, _ action: String = "AssumeRole"
) -> FakeTransport.Answer {
  .result(action, AssumedRoleTests.keys(id: id) + AssumedRoleTests.user)
}
