import JSONText

/// The condition keys that requests to every service can have.
///
/// IAM User Guide, "AWS global condition context keys", the table at its beginning
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html, read in 2026).
/// `aws:SourceOwner` is not in it: Amazon SNS sent it before `aws:SourceAccount` (Amazon SNS Developer Guide,
/// "Example cases for Amazon SNS access control"). The service reference has only those of tags.
enum GlobalKeys {
  /// Keys with a name of their own.
  static let names = [
    "aws:AssumedRoot", "aws:CalledVia", "aws:CalledViaAWSMCP", "aws:CalledViaFirst",
    "aws:CalledViaLast", "aws:ChatbotSourceArn", "aws:CurrentTime",
    "aws:Ec2InstanceSourcePrivateIPv4", "aws:Ec2InstanceSourceVpc", "aws:EpochTime",
    "aws:FederatedProvider", "aws:IsMcpServiceAction", "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent", "aws:PrincipalAccount", "aws:PrincipalArn",
    "aws:PrincipalIsAWSService", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:PrincipalType",
    "aws:referer", "aws:RequestedRegion", "aws:ResourceAccount", "aws:ResourceOrgID",
    "aws:ResourceOrgPaths", "aws:SecureTransport", "aws:SignInSessionArn", "aws:SourceAccount",
    "aws:SourceArn", "aws:SourceIdentity", "aws:SourceIp", "aws:SourceOrgID",
    "aws:SourceOrgPaths", "aws:SourceOwner", "aws:SourceVpc", "aws:SourceVpcArn",
    "aws:SourceVpce", "aws:TagKeys", "aws:TokenIssueTime", "aws:UserAgent", "aws:userid",
    "aws:username", "aws:ViaAWSMCPService", "aws:ViaAWSService", "aws:VpceAccount",
    "aws:VpceOrgID", "aws:VpceOrgPaths", "aws:VpcSourceIp",
  ]

  /// The beginnings of keys that end with the key of a tag.
  static let ofTags = ["aws:PrincipalTag/", "aws:RequestTag/", "aws:ResourceTag/"]

  /// Keys of one service that requests to other services have too: the credentials bring them along.
  static let crossService = [
    "codebuild:BuildArn", "codebuild:ProjectArn", "ec2:RoleDelivery", "ec2:SourceInstanceArn",
    "glue:CredentialIssuingService", "glue:RoleAssumedBy", "identitystore:UserId",
    "lambda:SourceFunctionArn", "ssm:SourceInstanceArn",
  ]

  /// Whether a key is one that any request can have.
  static func isCrossService(_ key: String) -> Bool {
    let folded = key.lowercased()
    return crossService.contains { $0.lowercased() == folded }
  }

  /// Whether a key that begins with `aws:` is known.
  static func has(_ key: String) -> Bool {
    let folded = key.lowercased()
    return ofTags.contains {
      folded.hasPrefix($0.lowercased()) && folded.utf8.count > $0.utf8.count
    }
      || names.contains { $0.lowercased() == folded }
  }

  /// The known key that a name was probably meant to be.
  static func nearest(to key: String) -> String? {
    guard let slash = key.firstIndex(of: "/") else { return NearestName.of(key, among: names) }
    let end = key.index(after: slash)
    return NearestName.of(String(key[..<end]), among: ofTags).map { $0 + key[end...] }
  }
}
