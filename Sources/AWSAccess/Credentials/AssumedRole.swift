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
  ///
  /// Nil leaves it to STS, which gives an hour.
  public var seconds: Int?
  /// The serial number or ARN of the device whose code the trust policy asks for.
  public var mfaSerial: String?
  /// The code of that device.
  var tokenCode: Secret?

  /// Makes a role to assume for 15 minutes, unless said otherwise.
  public init(
    arn: String, sessionName: String, externalID: String? = nil, seconds: Int? = 900,
    mfaSerial: String? = nil
  ) {
    self.arn = arn
    self.sessionName = sessionName
    self.externalID = externalID
    self.seconds = seconds
    self.mfaSerial = mfaSerial
  }

  /// Says whether both ask for the same, whatever code proves it.
  public static func == (left: RoleToAssume, right: RoleToAssume) -> Bool {
    left.arn == right.arn && left.sessionName == right.sessionName
      && left.externalID == right.externalID && left.seconds == right.seconds
      && left.mfaSerial == right.mfaSerial
  }

  /// Feeds what is asked for, without the code.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(arn)
    hasher.combine(sessionName)
    hasher.combine(externalID)
    hasher.combine(seconds)
    hasher.combine(mfaSerial)
  }

  fileprivate var parameters: [(String, String)] {
    var parameters = [("RoleArn", arn), ("RoleSessionName", sessionName)]
    if let seconds { parameters.append(("DurationSeconds", String(seconds))) }
    if let externalID { parameters.append(("ExternalId", externalID)) }
    if let mfaSerial { parameters.append(("SerialNumber", mfaSerial)) }
    if let tokenCode { parameters.append(("TokenCode", tokenCode.exposed)) }
    return parameters
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
    try self.init(try client.call("AssumeRole", role.parameters).result, of: role, "AssumeRole")
  }

  /// Asks STS for the keys of a role by a token of an identity provider; the request is not signed.
  init(
    _ role: RoleToAssume, withWebIdentity token: Secret, askedFrom client: QueryClient
  ) throws(CallError) {
    let action = "AssumeRoleWithWebIdentity"
    let parameters = role.parameters + [("WebIdentityToken", token.exposed)]
    try self.init(
      try client.call(action, parameters).result, of: role, action)
  }

  private init(
    _ result: XMLElement, of role: RoleToAssume, _ action: String
  ) throws(CallError) {
    guard let arn = result["AssumedRoleUser"]?.text(of: "Arn"), !arn.isEmpty else {
      throw Self.damaged(action, "names no session")
    }
    guard let keys = result["Credentials"], let token = keys.text(of: "SessionToken") else {
      throw Self.damaged(action, "holds no usable keys")
    }
    self.arn = arn
    do throws(CredentialError) {
      credentials = try ResolvedCredentials(
        keyID: keys.text(of: "AccessKeyId"), secret: keys.text(of: "SecretAccessKey"), token: token,
        expiration: keys.text(of: "Expiration").flatMap { SigningTime(iso8601: $0) },
        source: "role '\(role.arn)'", names: ("AccessKeyId", "SecretAccessKey", "SessionToken"))
    } catch {
      throw Self.damaged(action, "holds no usable keys")
    }
  }

  /// The account in the ARN of the session; nil when it is not such an ARN.
  public var account: String? { field(4) }

  /// The partition in the ARN of the session; nil when it is not such an ARN.
  public var partition: String? { field(1) }

  private func field(_ number: Int) -> String? {
    let fields = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count == 6, fields[0] == "arn", fields[2] == "sts", !fields[number].isEmpty else {
      return nil
    }
    return String(fields[number])
  }

  private static func damaged(_ action: String, _ what: String) -> CallError {
    .malformedAnswer(summary: "the answer to \(action) \(what)", answersLost: 0)
  }
}
