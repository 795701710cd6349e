import JSONText

/// The condition keys that requests to every service can have.
///
/// IAM User Guide, "AWS global condition context keys". The service reference has only those of tags.
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
    "aws:Referer", "aws:RequestedRegion", "aws:ResourceAccount", "aws:ResourceOrgID",
    "aws:ResourceOrgPaths", "aws:SecureTransport", "aws:SignInSessionArn", "aws:SourceAccount",
    "aws:SourceArn", "aws:SourceIdentity", "aws:SourceIp", "aws:SourceOrgID",
    "aws:SourceOrgPaths", "aws:SourceOwner", "aws:SourceVpc", "aws:SourceVpcArn",
    "aws:SourceVpce", "aws:TagKeys", "aws:TokenIssueTime", "aws:UserAgent", "aws:userid",
    "aws:username", "aws:ViaAWSMCPService", "aws:ViaAWSService", "aws:VpceAccount",
    "aws:VpceOrgID", "aws:VpceOrgPaths", "aws:VpcSourceIp",
  ]

  /// The beginnings of keys that end with the key of a tag.
  static let ofTags = ["aws:PrincipalTag/", "aws:RequestTag/", "aws:ResourceTag/"]

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
