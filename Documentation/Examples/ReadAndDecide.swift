import IAMPolicy

/// Reads a policy document and asks it for decisions.
enum ReadAndDecide {
  static func run() throws {
    let policy = try PolicyDocument(
      reading: """
        {
          "Version": "2012-10-17",
          "Statement": {
            "Effect": "Allow",
            "Action": "s3:Get*",
            "Resource": "arn:aws:s3:::reports/${aws:username}/*"
          }
        }
        """, as: .identity)
    let policies = PolicySet(identity: [policy])
    for name in ["ana", "ben"] {
      let request = AccessRequest(
        action: "s3:GetObject", resource: "arn:aws:s3:::reports/ana/2026.csv",
        context: RequestContext(["aws:username": [name]]))
      print("\(name): \(policies.decide(request))")
    }
  }
}
