import JSONText

/// The names of the partitions of AWS, the second field of an ARN.
public enum PartitionName {
  /// The partitions that IAM is in, the commercial one first.
  public static let all = regions.map(\.partition)

  /// A Region of a partition, where one has to be named and nothing says which; that of the commercial
  /// partition for one that is not known.
  public static func usualRegion(of partition: String) -> String {
    regions.first { $0.partition.isExactly(partition) }?.region ?? "us-east-1"
  }

  /// The Region that requests to IAM are signed for, partition by partition.
  private static let regions: [(partition: String, region: String)] = [
    ("aws", "us-east-1"), ("aws-cn", "cn-north-1"),
    ("aws-us-gov", "us-gov-west-1"), ("aws-iso", "us-iso-east-1"), ("aws-iso-b", "us-isob-east-1"),
    ("aws-iso-e", "eu-isoe-west-1"), ("aws-iso-f", "us-isof-south-1"),
    ("aws-eusc", "eusc-de-east-1"),
  ]
}
