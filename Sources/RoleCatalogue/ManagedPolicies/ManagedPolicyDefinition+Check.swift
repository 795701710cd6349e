import IAMPolicy
import JSONText

extension ManagedPolicyDefinition {
  /// What is wrong with naming an AWS managed policy where it would have to be attached.
  ///
  /// nil when nothing is known against it. IAM would refuse it (`NoSuchEntity`, `NotAttachable`) only when
  /// the role exists already, without its permissions.
  static func problem(
    withAttaching arn: String, as what: String
  ) -> (id: String, message: String, hint: String)? {
    guard let fields = ARN(arn), fields.account == "aws", fields.resource.hasPrefix("policy/"),
      let name = fields.resource.split(separator: "/").last, let known = named(String(name))
    else { return nil }
    let right = known.arn(partition: fields.partition)
    let instead = known.successor.flatMap(named)?.arn(partition: fields.partition)
    guard right == arn else {
      guard known.isAttachable || instead != nil else { return nil }
      return (
        "policy-arn", "AWS has no managed policy '\(arn)'",
        Sentence.didYouMean(instead ?? right)
      )
    }
    guard let day = known.deprecated else { return nil }
    var hint = instead.map { "name '\($0)' instead" } ?? "take it out"
    if what == "attached" {
      hint += ", and this one below 'acceptedPolicies' if it may stay where it is"
    }
    return (
      "policy-deprecated",
      "AWS deprecated managed policy '\(arn)' on \(day.words), and it cannot be \(what) any more",
      hint
    )
  }
}
