import IAMPolicy

/// What is known of a service that assumes roles: whether it says on whose behalf it calls.
struct CallingService {
  /// How a service fills `aws:SourceAccount` and `aws:SourceArn` when it assumes a role.
  enum Keys {
    /// It sends both; the pattern of the ARN, for a hint.
    case both(arn: String)
    /// It calls on behalf of the account itself and sends neither: a condition on them would lock it out.
    case neither
  }

  /// The service principal.
  let principal: String
  /// What it sends.
  let keys: Keys
  /// The page that says so.
  let source: String

  /// The services that we have an AWS page for.
  ///
  /// A service that is not here is *unknown*: a rule then says so
  /// and does not fail (prowler-cloud/prowler#7021, #4714: advice to add the keys broke production).
  static let known: [CallingService] = [
    CallingService(
      principal: "bedrock.amazonaws.com", keys: .both(arn: "arn:aws:bedrock:*:ACCOUNT:agent/*"),
      source: "Amazon Bedrock User Guide, service role for agents"),
    CallingService(
      principal: "credentials.iot.amazonaws.com",
      keys: .both(arn: "arn:aws:iot:*:ACCOUNT:rolealias/ALIAS"),
      source: "aws-greengrass/aws-greengrass-lite docs/Provisioning.md"),
    CallingService(
      principal: "ec2.amazonaws.com", keys: .neither,
      source: "prowler-cloud/prowler#2810: instances get credentials without the keys"),
    CallingService(
      principal: "greengrass.amazonaws.com", keys: .both(arn: "arn:aws:greengrass:*:ACCOUNT:*"),
      source: "AWS IoT Greengrass V2 Developer Guide, Greengrass service role"),
    CallingService(
      principal: "iot.amazonaws.com", keys: .both(arn: "arn:aws:iot:*:ACCOUNT:rule/RULE"),
      source: "AWS IoT Core Developer Guide, cross-service confused deputy prevention"),
    CallingService(
      principal: "panorama.amazonaws.com",
      keys: .both(arn: "arn:aws:panorama:*:ACCOUNT:device/*"),
      source: "AWS Panorama Developer Guide, service roles and cross-service resources"),
  ]

  /// What is known of a service principal; nil when nothing is.
  static func named(_ principal: String) -> CallingService? {
    known.first { $0.principal == principal }
  }
}
