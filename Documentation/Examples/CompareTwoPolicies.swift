import IAMPolicy
import PolicyAnalysis

/// Asks what a new version of a policy grants that the old one does not.
enum CompareTwoPolicies {
  static func run() throws {
    let old = try PolicyDocument(
      reading: #"""
        {
          "Version": "2012-10-17",
          "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
        }
        """#)
    let new = try PolicyDocument(
      reading: #"""
        {
          "Version": "2012-10-17",
          "Statement": {"Effect": "Allow", "Action": "s3:*Object", "Resource": "*"}
        }
        """#)
    let comparison = try new.compared(with: old)
    print(comparison.access)
    if let witness = comparison.widened.witness { print("now allowed: \(witness)") }
  }
}
