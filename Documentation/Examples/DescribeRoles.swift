import IAMRoles
import RoleCatalogue

/// Makes the roles of a role-set file for one account.
enum DescribeRoles {
  static let roleSet = """
    {
      "schemaVersion": "1.0",
      "name": "team",
      "title": "Team",
      "summary": "The roles of one team",
      "roles": [
        {
          "name": "worker",
          "trust": {"services": ["lambda.amazonaws.com"]},
          "inlinePolicies": [
            {
              "name": "orders",
              "document": {
                "Version": "2012-10-17",
                "Statement": {
                  "Effect": "Allow",
                  "Action": "dynamodb:GetItem",
                  "Resource": "arn:${Partition}:dynamodb:*:${Account}:table/orders"
                }
              }
            }
          ]
        }
      ]
    }
    """

  static func roles(of account: String) throws -> RoleSet {
    let catalogue = RoleCatalogue.builtIn.adding(
      try RoleSetDefinition(reading: roleSet), fromFile: "team.json")
    let draft = SpecDraft(account: account, roleSets: ["team.json"])
    return try catalogue.roleSet(for: Spec(checking: draft, catalogue: catalogue))
  }

  static func run() throws {
    for case .ordinary(let role) in try roles(of: "123456789012").roles {
      print("\(role.name) trusts \(role.trust)")
      for policy in role.inlinePolicies { print("\(policy.name): \(policy.document)") }
    }
  }
}
