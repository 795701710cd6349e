import SigV4

/// A role to act as for a while: what AssumeRole is asked for (STS API Reference, "AssumeRole").
public struct RoleToAssume: Hashable, Sendable {
  /// The ARN of the role.
  public var arn: String
  /// The name of the session, which CloudTrail of the role's account records.
  public var sessionName: String
  /// The id that the role's trust policy asks for, where it asks for one.
  public var externalID: String?
  /// How many seconds the keys work; 900 is the least, and every role allows it.
  public var seconds: Int

  /// Makes a role to assume for 15 minutes, unless said otherwise.
  public init(arn: String, sessionName: String, externalID: String? = nil, seconds: Int = 900) {
    self.arn = arn
    self.sessionName = sessionName
    self.externalID = externalID
    self.seconds = seconds
  }
}

/// Temporary keys, and whose they are.
public struct AssumedRole: Sendable {
  /// The ARN of the session: `arn:aws:sts::123456789012:assumed-role/NAME/SESSION`.
  public let arn: String
  /// The keys.
  public let credentials: ResolvedCredentials

  /// Asks STS for the keys of a role.
  ///
  /// - Throws: `CallError` when STS refuses or does not answer; its messages hold no secret.
  public init(_ role: RoleToAssume, askedFrom client: QueryClient) throws(CallError) {
    var parameters = [
      ("RoleArn", role.arn), ("RoleSessionName", role.sessionName),
      ("DurationSeconds", String(role.seconds)),
    ]
    if let id = role.externalID { parameters.append(("ExternalId", id)) }
    let result = try client.call("AssumeRole", parameters).result
    guard let arn = result["AssumedRoleUser"]?.text(of: "Arn"), !arn.isEmpty else {
      throw Self.damaged("names no session")
    }
    guard let keys = result["Credentials"], let id = keys.text(of: "AccessKeyId"),
      let secret = keys.text(of: "SecretAccessKey"), let token = keys.text(of: "SessionToken"),
      // Id and token travel in headers: only characters that may stand there.
      Self.isClean(id), !id.utf8.contains(0x2f), !id.utf8.contains(0x2c), Self.isClean(token),
      !secret.isEmpty
    else { throw Self.damaged("holds no usable keys") }
    let expiration = keys.text(of: "Expiration").flatMap { SigningTime(iso8601: $0) }
    self.arn = arn
    credentials = ResolvedCredentials(
      Credentials(
        accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: Secret(token),
        expiration: expiration),
      source: "role '\(role.arn)'")
  }

  /// The account in the ARN of the session; nil when it is no such ARN.
  public var account: String? { field(4) }

  /// The partition in the ARN of the session; nil when it is no such ARN.
  public var partition: String? { field(1) }

  private func field(_ number: Int) -> String? {
    let fields = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count == 6, fields[0] == "arn", fields[2] == "sts", !fields[number].isEmpty else {
      return nil
    }
    return String(fields[number])
  }

  private static func isClean(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
  }

  private static func damaged(_ what: String) -> CallError {
    .malformedAnswer(summary: "the answer to AssumeRole \(what)", answersLost: 0)
  }
}
