import IAMPolicy
import IAMRoles
import JSONText

/// The policies of buckets, keys, queues and other resources in a template.
enum TemplateResourcePolicies {
  // The properties are those of the CloudFormation resource reference.
  private static let rows: [(type: String, property: String, kind: String)] = [
    ("AWS::S3::BucketPolicy", "PolicyDocument", "bucket policy"),
    ("AWS::KMS::Key", "KeyPolicy", "key policy"),
    ("AWS::KMS::ReplicaKey", "KeyPolicy", "key policy"),
    ("AWS::SQS::QueuePolicy", "PolicyDocument", "queue policy"),
    ("AWS::SNS::TopicPolicy", "PolicyDocument", "topic policy"),
    ("AWS::ECR::Repository", "RepositoryPolicyText", "repository policy"),
    ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", "secret policy"),
  ]

  /// The policy of a resource, by its logical id; nil when it has none.
  static func resource(
    _ resource: TemplateReader.Resource, _ reader: TemplateReader
  ) -> DescribedResource? {
    guard let row = rows.first(where: { $0.type == resource.type }),
      let policy = resource.properties[row.property]
    else { return nil }
    return DescribedResource(
      key: resource.id, address: resource.id, kind: row.kind,
      documents: [reader.document(policy, "\(resource.id): \(row.property)")])
  }
}
