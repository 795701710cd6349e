import CommandTable
import IAMBackend
import IAMPolicy
import JSONText
import Reports
import ServiceReference

/// What stops a plan before its first call, in words.
enum PreflightProblems {
  static func all(of found: Preflight) -> [CommandError.Problem] {
    var problems: [CommandError.Problem] = []
    var denied: [(action: String, resources: [String])] = []
    for obstacle in found.obstacles {
      switch obstacle {
      case .missingPolicy(let arn):
        problems.append(
          CommandError.Problem(
            Sentence.doesNotExist("managed policy", arn), hint: hint(forMissing: arn)))
      case .unattachablePolicy(let arn):
        problems.append(
          CommandError.Problem(
            "managed policy '\(arn)' cannot be attached to a role",
            hint: "'panorama-roles lint' names the successor of a policy that AWS deprecated"))
      case .quota(let what, let count, let adding, let quota):
        problems.append(
          CommandError.Problem(
            "the account has \(count) \(what), \(adding) more would be made, and the quota is \(quota)",
            hint: "have AWS raise the quota, or delete what nothing uses"))
      case .roleQuota(let role, let what, let count, let quota):
        problems.append(
          CommandError.Problem(
            "role '\(role)' would have \(count) \(what), and the quota is \(quota)",
            hint:
              "'panorama-roles drift' shows what the role set does not name; '--remove' removes it"
          ))
      case .denied(let action, let resource):
        if let place = denied.firstIndex(where: { $0.action == action }) {
          denied[place].resources.append(resource)
        } else {
          denied.append((action, [resource]))
        }
      }
    }
    for (number, entry) in denied.enumerated() {
      let more = entry.resources.count > 1 ? " and \(entry.resources.count - 1) more" : ""
      problems.append(
        CommandError.Problem(
          "the caller may not call \(entry.action) on '\(entry.resources[0])'\(more), as IAM simulates it",
          hint: number == denied.count - 1
            ? "'panorama-roles policy tool --for plan' prints all that the plan needs" : nil))
    }
    return problems
  }

  /// The policy of AWS that was probably meant.
  private static func hint(forMissing arn: String) -> String {
    guard let parts = ARN(arn), parts.account == "aws", parts.resource.hasPrefix("policy/") else {
      return
        "make the policy first, or correct the ARN: 'aws iam list-policies --scope Local' lists "
        + "those of the account"
    }
    let path = String(parts.resource.dropFirst("policy/".count))
    let known = ServiceReference.current.managedPolicies
    if known.contains(where: { $0.isExactly(path) }) {
      return
        "AWS has this policy as of \(ServiceReference.current.date), and IAM does not have it here: 'aws"
        + " iam list-policies --scope AWS' lists the policies of this partition or endpoint"
    }
    let name = path.split(separator: "/").last
    let near =
      known.first { $0.split(separator: "/").last == name } ?? NearestName.of(path, among: known)
      ?? known.first { $0.isSameName(as: path) }
    return near.map { Sentence.didYouMean("\(arn.dropLast(path.count))\($0)") }
      ?? "correct the ARN: 'aws iam list-policies --scope AWS' lists the policies of AWS"
  }
}
