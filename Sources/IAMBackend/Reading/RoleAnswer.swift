import AWSAccess
import IAMPolicy
import IAMRoles

/// The parts of IAM's answers that describe a role (API Reference: `Role`, `AttachedPolicy`).
struct RoleAnswer {
  let name: String
  let path: String
  let arn: String
  let id: String?
  let description: Reading<String>
  let maxSessionDuration: Reading<Int>
  let trust: Reading<StoredDocument>
  let permissionsBoundary: Reading<PermissionsBoundary>
  let tags: [Tag]

  /// Reads a `Role` element of the answer to `action`.
  ///
  /// - Throws: `CallFailure` when what every role has is not in it, or a part of it is incomplete.
  init(_ role: XMLElement, in action: String) throws(CallFailure) {
    var documents = KnownDocuments()
    try self.init(role, in: action, &documents)
  }

  /// The same for one of many roles.
  init(
    _ role: XMLElement, in action: String, _ documents: inout KnownDocuments
  ) throws(CallFailure) {
    let name = try role.needed("RoleName", in: action)
    self.name = name
    path = try role.needed("Path", in: action)
    arn = role.text(of: "Arn") ?? ""
    // Right after its creation a role may show its unique id in place of its ARN.
    if let found = ARN(ofRole: arn), !found.resource.hasSuffix("/\(name)") {
      throw CallFailure.damaged(
        "the answer to \(action) has '\(arn)' for the ARN of role '\(name)'")
    }
    id = role.text(of: "RoleId")
    // A sweep leaves it out (IAM API Reference, RoleDetail); elsewhere a role without one has an empty one.
    let isReported = action != IAMClient.bulkAction || role["Description"] != nil
    description = isReported ? .present(role.text(of: "Description") ?? "") : .absent
    if role["MaxSessionDuration"] != nil {
      guard let seconds = role.number(of: "MaxSessionDuration") else {
        throw CallFailure.damaged(
          "the answer to \(action) has a MaxSessionDuration that is not a whole number")
      }
      maxSessionDuration = .present(seconds)
    } else {
      maxSessionDuration = .absent
    }
    guard let document = role.text(of: "AssumeRolePolicyDocument") else {
      throw CallFailure.damaged("the answer to \(action) has a role without a trust policy")
    }
    trust = documents.reading(document, as: .trust, action, of: name)
    if let boundary = role["PermissionsBoundary"] {
      let arn = try boundary.needed("PermissionsBoundaryArn", in: action)
      permissionsBoundary = .present(PermissionsBoundary(arn: arn))
    } else {
      permissionsBoundary = .absent
    }
    var tags: [Tag] = []
    for tag in try role.distinctMembers(of: "Tags", by: "Key", in: action) {
      tags.append(Tag(try tag.needed("Key", in: action), tag.text(of: "Value") ?? ""))
    }
    self.tags = tags
  }

  /// The role, with what other calls, or other parts of the answer, say of its policies.
  func observed(
    managedPolicies: Reading<[ManagedPolicyAttachment]>,
    inlinePolicies: Reading<[ObservedInlinePolicy]>
  ) -> ObservedRole {
    ObservedRole(
      name: name, path: path, arn: arn, id: id, description: description,
      maxSessionDuration: maxSessionDuration, trust: trust,
      permissionsBoundary: permissionsBoundary, tags: .present(tags),
      managedPolicies: managedPolicies, inlinePolicies: inlinePolicies)
  }

  /// Whether the ARN is one of a role: `arn:PARTITION:iam::ACCOUNT:role/…`.
  var hasRoleARN: Bool { ARN(ofRole: arn) != nil }
}

extension ARN {
  /// Reads a role's ARN; nil for anything else.
  init?(ofRole text: String) {
    guard let arn = ARN(text), arn.service == "iam", arn.region.isEmpty, !arn.account.isEmpty,
      arn.resource.hasPrefix("role/")
    else { return nil }
    self = arn
  }
}
