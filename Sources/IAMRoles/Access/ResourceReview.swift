public import IAMPolicy
public import PolicyAnalysis

/// The policy of a resource other than a role at one moment: of a bucket, a key, a queue.
public struct ReviewedResource: Hashable, Sendable {
  /// What makes it the same resource on another side.
  public var key: String
  /// Where the source describes the policy: `aws_s3_bucket_policy.logs`.
  public var address: String
  /// What it is: `bucket policy`.
  public var kind: String
  /// Its documents, which count together; a Lambda function has a statement of each permission.
  public var documents: [Stated<PolicyDocument>]
  /// What a value that is not known says at most: a policy of one statement, as wide as it can be.
  public var atMost: [UnknownValue: PolicyDocument] = [:]

  /// Makes a resource.
  public init(
    key: String, address: String, kind: String, documents: [Stated<PolicyDocument>]
  ) {
    self.key = key
    self.address = address
    self.kind = kind
    self.documents = documents
  }
}

/// What happens to the access to one resource by its own policy.
public struct ResourceReview: Hashable, Sendable {
  /// The resource before; nil when it had no policy.
  public let old: ReviewedResource?
  /// The resource after; nil when it has no policy any more.
  public let new: ReviewedResource?
  /// How the access differs, afterwards held against before.
  public let access: PolicyComparison
  /// What is not known and makes an answer open.
  public let unknown: [UnknownValue]

  init(old: ReviewedResource?, new: ReviewedResource?, home: RequestHome?) {
    self.old = old
    self.new = new
    let (before, after) = (old?.documents ?? [], new?.documents ?? [])
    func open(_ mine: [Stated<PolicyDocument>], _ other: [Stated<PolicyDocument>]) -> [UnknownValue]
    {
      mine.compactMap(\.unknown).filter { value in
        !other.contains { $0.unknown.map(value.isSame) ?? false }
      }
    }
    let unknown =
      open(before, after) + open(after, before).filter { !before.contains(.unknown($0)) }
    self.unknown = unknown
    func permissions(_ resource: ReviewedResource?, _ suffix: String) -> RolePermissions {
      var result = RolePermissions(documents: (resource?.documents ?? []).compactMap(\.value))
      result.home = home
      for value in (resource?.documents ?? []).compactMap(\.unknown) {
        let name = "'\(value.subject)'\(unknown.contains(value) ? suffix : "")"
        result.unknown.insert(name)
        result.atMost[name] = resource?.atMost[value]
      }
      return result
    }
    access = RolePermissions.compare(
      actual: permissions(new, old == nil ? "" : " as it will be"),
      desired: permissions(old, new == nil ? "" : " as it was"))
  }

  /// Where the source describes it, as the newer side has it.
  public var address: String { (new ?? old)?.address ?? "" }

  /// What it is: `bucket policy`.
  public var kind: String { (new ?? old)?.kind ?? "" }

  /// Says whether somebody gains access to the resource.
  public var gains: PolicyComparison.Answer { access.isWidening }
  /// Says whether somebody loses access to the resource.
  public var loses: PolicyComparison.Answer { access.isNarrowing }

  /// Reviews all resources, those of the newer side first in its order, then those that are gone.
  ///
  /// - Parameter home: whose the resources are, for the requests that are shown.
  public static func all(
    from old: [ReviewedResource], to new: [ReviewedResource], home: RequestHome? = nil
  ) -> [ResourceReview] {
    var gone = Dictionary(old.map { ($0.key, $0) }) { first, _ in first }
    var reviews: [ResourceReview] = []
    for resource in new {
      reviews.append(
        ResourceReview(old: gone.removeValue(forKey: resource.key), new: resource, home: home))
    }
    for resource in old where gone.removeValue(forKey: resource.key) != nil {
      reviews.append(ResourceReview(old: resource, new: nil, home: home))
    }
    return reviews
  }
}
