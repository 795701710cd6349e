import IAMPolicy
import PolicyLint

/// Finds what the writer of a trust policy probably did not mean.
enum LintAPolicy {
  static func run() throws {
    let trust = try PolicyDocument(
      reading: #"""
        {
          "Version": "2012-10-17",
          "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": "sts:AssumeRole"
          }
        }
        """#, as: .trust)
    for finding in trust.lint() { print(finding) }
  }
}
