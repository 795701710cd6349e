import IAMBackend
import IAMRoles

/// Compares an account with the roles that it should have, and plans the way back.
enum CheckASnapshot {
  /// What `aws iam get-account-authorization-details` prints.
  static let account = """
    {
      "RoleDetailList": [
        {
          "RoleName": "worker",
          "RoleId": "AROAEXAMPLEWORKER0001",
          "Path": "/",
          "Arn": "arn:aws:iam::123456789012:role/worker",
          "CreateDate": "2026-01-31T10:00:00Z",
          "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": {
              "Effect": "Allow",
              "Principal": {"Service": "lambda.amazonaws.com"},
              "Action": "sts:AssumeRole"
            }
          },
          "RolePolicyList": [
            {
              "PolicyName": "orders",
              "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}
              }
            }
          ],
          "AttachedManagedPolicies": [],
          "InstanceProfileList": [],
          "Tags": [{"Key": "panorama-roles:spec", "Value": "team"}]
        }
      ],
      "Policies": [],
      "UserDetailList": [],
      "GroupDetailList": [],
      "IsTruncated": false
    }
    """

  static func run() throws {
    let desired = try DescribeRoles.roles(of: "123456789012")
    let drift = Drift(between: desired, and: try Snapshot(reading: account).state(for: desired))
    for role in drift.roles {
      for difference in role.differences { print("\(role.name): \(difference)") }
    }
    for change in try Plan(closing: drift).changes { print(change) }
  }
}
