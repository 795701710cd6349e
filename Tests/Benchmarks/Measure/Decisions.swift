import IAMPolicy

/// Deciding requests by policies that were made ready before.
enum Decisions {
  /// The requests that bench.py asks moto's evaluator too.
  private static let requests: [(action: String, resource: String)] = [
    ("s3:GetObject", "arn:aws:s3:::bucket/key"),
    ("ec2:DescribeInstances", "*"),
    ("iam:PassRole", "arn:aws:iam::123456789012:role/service-role/name"),
    ("logs:PutLogEvents", "arn:aws:logs:us-east-1:123456789012:log-group:a:log-stream:b"),
  ]

  static func measure(documents: [[UInt8]]) {
    let policies = documents.compactMap { try? PolicyDocument(reading: $0, as: .identity) }
      .map { CompiledPolicy($0) }
    if policies.count != documents.count { stop("a document is not read") }
    let asked = requests.map { AccessRequest(action: $0.action, resource: $0.resource) }
    var allowed = 0
    let times = medians(
      turns: 9,
      [
        {
          allowed = 0
          for policy in policies {
            for request in asked where policy.decide(request).isAllowed { allowed += 1 }
          }
        }
      ])
    print(
      #"{"decisions":\#(policies.count * asked.count),"allowed":\#(allowed),"#
        + #""nanoseconds":\#(times[0])}"#)
  }
}
