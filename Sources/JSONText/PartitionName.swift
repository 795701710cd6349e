/// The names of the partitions of AWS, the second field of an ARN.
public enum PartitionName {
  /// The partitions that IAM is in, the commercial one first.
  public static let all = [
    "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
  ]

  /// A Region of a partition, where one has to be named and IAM, which has none, does not say which; that of
  /// the commercial partition for one of which no Region is known here.
  public static func usualRegion(of partition: String) -> String {
    switch partition {
    case "aws-cn": "cn-north-1"
    case "aws-us-gov": "us-gov-west-1"
    default: "us-east-1"
    }
  }
}
