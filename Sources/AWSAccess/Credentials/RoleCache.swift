import JSONText
import SigV4

/// Keys of assumed roles in the folder and form of the AWS CLI (`~/.aws/cli/cache`), so that a code
/// is asked for once and both tools share it.
struct RoleCache {
  private let context: CredentialContext
  private let path: String

  /// Nil without a home folder.
  init?(_ context: CredentialContext, for role: RoleToAssume) {
    guard let home = context.environment["HOME"] else { return nil }
    self.context = context
    path = "\(home)/.aws/cli/cache/\(Self.key(of: role)).json"
  }

  /// The SHA-1 of the parameters as Python's `json.dumps(…, sort_keys=True)` writes them; a session
  /// name that nobody chose is left out (botocore `BaseAssumeRoleCredentialFetcher`).
  static func key(of role: RoleToAssume) -> String {
    var members: [(String, String)] = []
    if let seconds = role.seconds { members.append(("DurationSeconds", String(seconds))) }
    func add(_ name: String, _ text: String?) {
      if let text, !text.isEmpty { members.append((name, pythonText(text))) }
    }
    add("ExternalId", role.externalID)
    add("RoleArn", role.arn)
    add("RoleSessionName", role.sessionName)
    add("SerialNumber", role.mfaSerial)
    let text = members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ")
    return hexadecimal(SHA1.hash([UInt8]("{\(text)}".utf8)))
  }

  /// A JSON string as Python writes it: everything beyond ASCII is escaped.
  private static func pythonText(_ text: String) -> String {
    var written = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: written += "\\\""
      case 0x5c: written += "\\\\"
      case 0x0a: written += "\\n"
      case 0x0d: written += "\\r"
      case 0x09: written += "\\t"
      case 0x20...0x7e: written.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        written += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return written + "\""
  }

  /// Keys that work for another quarter of an hour; anything else counts as none.
  func credentials(source: String) -> ResolvedCredentials? {
    guard case .bytes(let bytes) = context.files.read(path),
      let keys = (try? JSON(parsing: bytes))?["Credentials"], keys.object != nil
    else { return nil }
    let answer = CredentialAnswer(keys, source: "\(source), cached")
    guard let end = try? answer.time("Expiration"),
      end.epochSeconds - context.now.epochSeconds >= 900
    else { return nil }
    return try? answer.keys(token: "SessionToken", needsToken: true, expiration: end)
  }

  /// Keeps keys; when that fails, a warning says so and the work goes on.
  func keep(_ assumed: AssumedRole) {
    let keys = assumed.credentials.credentials
    guard let token = keys.sessionToken, let end = keys.expiration else { return }
    let file = JSON.object([
      (
        "Credentials",
        .object(
          [
            ("AccessKeyId", .string(keys.accessKeyID)),
            ("SecretAccessKey", .string(keys.secretAccessKey.exposed)),
            ("SessionToken", .string(token.exposed)), ("Expiration", .string(end.extendedFormat)),
          ] + (assumed.account.map { [("AccountId", .string($0))] } ?? []))
      ),
      ("AssumedRoleUser", .object([("Arn", .string(assumed.arn))])),
    ])
    if let reason = context.files.replace(path, file.utf8(.compact)) {
      context.helpers.warn("the keys of the role could not be kept in '\(path)': \(reason)")
    }
  }
}
