import IAMPolicy

/// Where requests come from and what they are about: an account and its partition, as far as they are known.
///
/// No answer depends on it: it makes the examples ones of the account in question.
public struct RequestHome: Hashable, Sendable {
  /// `aws`, `aws-cn`, …; nil where it is not known.
  public var partition: String?
  /// The account; nil where it is not known.
  public var account: String?
  /// The Region; nil where it is not known, and where no policy names one either.
  public var region: String?

  /// Makes a home.
  public init(partition: String? = nil, account: String? = nil, region: String? = nil) {
    self.partition = partition
    self.account = account
    self.region = region
  }

  /// The home of the owner of an ARN; nil for what is not an ARN of an account.
  public init?(arn: String) {
    guard let arn = ARN(arn), Self.isAccount(arn.account) else { return nil }
    self.init(partition: arn.partition, account: arn.account)
  }

  /// This home, with what policies name where it says nothing.
  ///
  /// The first account that a resource of theirs has; a Region only of the same partition.
  func completed(by documents: [PolicyDocument]) -> RequestHome {
    var home = self
    var left = 200
    for statement in documents.flatMap(\.statements) {
      let patterns: [ResourcePattern] =
        switch statement.resource {
        case .resource(let patterns)?, .notResource(let patterns)?: patterns
        case nil: []
        }
      for pattern in patterns.prefix(left) {
        left -= 1
        guard let arn = ARN(pattern.text), Self.isPlain(arn.partition),
          arn.partition == home.partition ?? arn.partition
        else { continue }
        if home.account == nil, Self.isAccount(arn.account) {
          home.account = arn.account
          home.partition = arn.partition
        }
        if home.region == nil, !arn.region.isEmpty, Self.isPlain(arn.region) {
          home.region = arn.region
          home.partition = arn.partition
        }
        if home.partition == nil, arn.partition != "aws" { home.partition = arn.partition }
      }
    }
    return home
  }

  /// The request at home, as far as it is confirmed there: what stands for any account, partition and Region
  /// becomes the ones in question.
  func placed(
    _ request: AccessRequest, _ confirm: (AccessRequest) -> Bool
  ) -> AccessRequest {
    var request = request
    // Who comes may be of any account, and is of this partition.
    if let principal = request.principal, principal.kind == .aws, let partition,
      let arn = ARN(principal.value), Self.isFilled(arn.partition), arn.partition != partition
    {
      var moved = request
      moved.principal = Principal(
        .aws,
        "arn:\(partition):\(arn.service):\(arn.region):\(arn.account):\(arn.resource)")
      if confirm(moved) { request = moved }
    }
    if let resource = request.resource {
      for better in placed(resource) {
        var moved = request
        moved.resource = better
        if confirm(moved) {
          request = moved
          break
        }
      }
    }
    for entry in request.context.entries where entry.values.count == 1 {
      for better in placed(entry.values[0]) {
        var moved = request
        moved.context = moved.context.setting(entry.key, to: [better])
        if confirm(moved) {
          request = moved
          break
        }
      }
    }
    return request
  }

  /// The forms of a text with the home in place of what `NaturalNames` fills in, the whole home first.
  private func placed(_ text: String) -> [String] {
    let fillings = [NaturalNames.Filling.first, .second]
    if let account, fillings.contains(where: { $0.account == text }) { return [account] }
    guard let arn = ARN(text) else { return [] }
    let partition = Self.isFilled(arn.partition) ? self.partition ?? arn.partition : arn.partition
    let hasFilledAccount = fillings.contains { $0.account == arn.account }
    let account = hasFilledAccount ? self.account ?? arn.account : arn.account
    let region = fillings.contains { $0.region == arn.region } ? region(of: partition) : arn.region
    func written(_ partition: String, _ region: String, _ account: String) -> String {
      "arn:\(partition):\(arn.service):\(region):\(account):\(arn.resource)"
    }
    var result: [String] = []
    for one in [
      written(partition, region, account), written(partition, arn.region, account),
      written(arn.partition, arn.region, account), written(partition, region, arn.account),
      written(partition, arn.region, arn.account),
    ] where one != text && !result.contains(one) { result.append(one) }
    return result
  }

  private static func isFilled(_ partition: String) -> Bool {
    [NaturalNames.Filling.first, .second].contains { $0.partition == partition }
  }

  private func region(of partition: String) -> String {
    region ?? PartitionName.usualRegion(of: partition)
  }

  private static func isAccount(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { 48...57 ~= $0 }
  }

  private static func isPlain(_ text: String) -> Bool {
    !text.utf8.contains {
      $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "$")
    }
  }
}
