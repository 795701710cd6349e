import IAMPolicy
import IAMRoles
import JSONText
import PolicyLint

extension RoleSetRule {
  /// A role is passed to a service that may not assume it.
  static let passedNotTrusted = RoleSetRule(
    id: "passed-not-trusted",
    severity: .error,
    summary: "A role is passed to a service that its trust policy does not name",
    why: """
      iam:PassedToService is the service that assumes the role in the end. When the trust policy of \
      the role does not name it, passing succeeds and whatever the role was passed for fails. Behind \
      an IoT role alias the role is passed to iot.amazonaws.com and assumed by \
      credentials.iot.amazonaws.com. Permissions that name roles by a pattern are not looked at.
      """,
    source: "IAM User Guide, 'IAM and AWS STS condition context keys' (iam:PassedToService)",
    triggering: [
      """
      [{"name": "Caller", "trust": {"services": ["deeplens.amazonaws.com"]},
        "inlinePolicies": [{"name": "pass", "document": {"Version": "2012-10-17",
          "Statement": [{"Effect": "Allow", "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::*:role/Worker",
            "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}}]}}]},
       {"name": ↓"Worker", "trust": {"services": ["lambda.amazonaws.com"]}}]
      """
    ],
    nonTriggering: [
      """
      [{"name": "Caller", "trust": {"services": ["deeplens.amazonaws.com"]},
        "inlinePolicies": [{"name": "pass", "document": {"Version": "2012-10-17",
          "Statement": [{"Effect": "Allow", "Action": "iam:PassRole",
            "Resource": ["arn:aws:iam::*:role/Worker", "arn:aws:iam::*:role/W*"],
            "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}}]}}]},
       {"name": "Worker", "trust": {"services": ["sagemaker.amazonaws.com"]}},
       {"name": "Watcher", "trust": {"services": ["lambda.amazonaws.com"]}}]
      """,
      """
      [{"name": "Caller", "trust": {"services": ["panorama.amazonaws.com"]},
        "inlinePolicies": [{"name": "pass", "document": {"Version": "2012-10-17",
          "Statement": [{"Effect": "Allow", "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::*:role/service-role/Device",
            "Condition": {"StringEquals": {"iam:PassedToService": "iot.amazonaws.com"}}}]}}]},
       {"name": "Device", "path": "/service-role/",
        "trust": {"services": ["credentials.iot.amazonaws.com"]}}]
      """,
    ],
    check: { subject in
      subject.roles.flatMap { caller in
        subject.permissions(of: caller.role).flatMap(\.statements).flatMap { statement in
          reports(of: statement, by: caller.role, subject)
        }
      }
    })

  private static func reports(
    of statement: Statement, by caller: Role, _ subject: Subject
  ) -> [Report] {
    guard statement.effect == .allow, case .action(let actions) = statement.action,
      actions.contains(where: {
        WildcardPattern($0.text, foldingCase: true).matches("iam:PassRole")
      }), case .resource(let resources)? = statement.resource
    else { return [] }
    let services = statement.condition.clauses
      .filter { $0.key.lowercased() == "iam:passedtoservice" }
      .flatMap(\.values).map(\.text).filter { !$0.contains("*") && !$0.contains("?") }
    let names = Set(resources.compactMap { name(in: $0.text) })
    return subject.roles.flatMap { passed -> [Report] in
      guard names.contains(passed.role.name) else { return [] }
      let trusted = passed.role.trustedServices
      let untrusted = services.filter { service in
        let assumer =
          service == "iot.amazonaws.com" ? "credentials.iot.amazonaws.com" : service
        return !trusted.contains(service.lowercased()) && !trusted.contains(assumer)
      }
      return untrusted.map { service in
        Report(
          role: passed.role.name, position: passed.definition.places.role,
          message:
            "role '\(caller.name)' passes role '\(passed.role.name)' to '\(service)', which its "
            + "trust policy does not name",
          hint: "let it trust '\(service)', or pass it to the service that it trusts")
      }
    }
  }

  /// The one role that a resource names; nil when a pattern names several.
  private static func name(in resource: String) -> String? {
    guard resource.contains(":role/"), let name = resource.split(separator: "/").last,
      !name.contains("*"), !name.contains("?")
    else { return nil }
    return String(name)
  }
}
