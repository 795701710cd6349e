import ServiceReference

/// Actions that exist, as examples; no answer depends on them.
enum KnownActions {
  /// The services to choose from where a policy names none.
  static let everydayServices = [
    "s3", "iam", "sts", "ec2", "lambda", "dynamodb", "logs", "kms", "secretsmanager",
  ]

  /// The actions of a service with their prefix, well-known ones first.
  static func names(of prefix: String) -> [String] {
    guard let service = ServiceReference.current.service(prefix) else { return [] }
    let start = prefix + ":"
    let known = SeriousActions.examples.filter { $0.hasPrefix(start) }
    return known + service.actions.lazy.map(\.fullName).filter { !known.contains($0) }
  }
}
