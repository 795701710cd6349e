import AWSAccess
import IAMPolicy
import IAMRoles

/// The parts of IAM's answers that describe a role (API Reference: `Role`, `AttachedPolicy`).
struct RoleAnswer {
  let name: String
  let path: String
  let arn: String
  let id: String?
  let description: String
  let maxSessionDuration: Reading<Int>
  let trust: Reading<StoredDocument>
  let permissionsBoundary: Reading<PermissionsBoundary>
  let tags: [Tag]

  /// Reads a `Role` element; nil when what every role has is not in it.
  init?(_ role: XMLElement) {
    guard let name = role.text(of: "RoleName"), !name.isEmpty, let path = role.text(of: "Path"),
      let arn = role.text(of: "Arn")
    else { return nil }
    self.name = name
    self.path = path
    self.arn = arn
    id = role.text(of: "RoleId")
    description = role.text(of: "Description") ?? ""
    maxSessionDuration =
      role["MaxSessionDuration"].flatMap { Int($0.text) }.map(Reading.present) ?? .absent
    guard let document = role.text(of: "AssumeRolePolicyDocument") else { return nil }
    trust = .present(StoredDocument(returned: document, as: .trust))
    permissionsBoundary =
      role["PermissionsBoundary"]?["PermissionsBoundaryArn"].map {
        .present(PermissionsBoundary(arn: $0.text))
      } ?? .absent
    tags = role.members(of: "Tags").compactMap { tag in
      tag["Key"].map { Tag($0.text, tag.text(of: "Value") ?? "") }
    }
  }
}
