/// A service principal whose service has ended.
public struct RetiredPrincipal: Hashable, Sendable {
  /// The principal: `deeplens.amazonaws.com`.
  public let principal: String
  /// The service.
  public let name: String
  /// The day of its end, for a person.
  public let date: String

  /// Every one that is known (AWS Panorama end of support; SummitRoute/aws_breaking_changes#72).
  public static let all = [
    RetiredPrincipal(
      principal: "deeplens.amazonaws.com", name: "AWS DeepLens", date: "31 January 2024"),
    RetiredPrincipal(
      principal: "panorama.amazonaws.com", name: "AWS Panorama", date: "31 May 2026"),
  ]
}
