import ServiceReference
import Synchronization

/// Actions that exist, as examples; no answer depends on them.
enum KnownActions {
  /// The services to choose from where a policy names none.
  static let everydayServices = [
    "s3", "iam", "sts", "ec2", "lambda", "dynamodb", "logs", "kms", "secretsmanager",
  ]

  /// What was asked for before: one comparison asks for the same few services many times.
  private static let known = Mutex<[String: [String]]>([:])

  /// The actions of a service with their prefix, well-known ones first.
  static func names(of prefix: String) -> [String] {
    if let names = known.withLock({ $0[prefix] }) { return names }
    guard let service = ServiceReference.current.service(prefix) else { return [] }
    let start = prefix + ":"
    let examples = SeriousActions.examples.filter { $0.hasPrefix(start) }
    let names = examples + service.actions.map(\.fullName).filter { !examples.contains($0) }
    known.withLock { $0[prefix] = names }
    return names
  }
}
