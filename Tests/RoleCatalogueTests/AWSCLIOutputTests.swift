import JSONText
import Testing

@testable import RoleCatalogue

@Suite("Roles out of what the AWS CLI prints")
struct AWSCLIOutputTests {
  static func material(_ outputs: [String]) throws -> ImportMaterial {
    var found = AWSCLIOutput()
    for (number, text) in outputs.enumerated() {
      try found.add(JSON(parsing: text), from: "\(number).json")
    }
    return try found.material(account: nil, partition: nil)
  }

  static let trust = """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
     "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    """
  static let role = """
    {"Path": "/", "RoleName": "api", "RoleId": "AROA1", "Arn": "arn:aws-cn:iam::123456789012:role/api",
     "AssumeRolePolicyDocument": \(trust), "Description": "d", "MaxSessionDuration": 3600}
    """
  static let getRole = "{\"Role\": \(role)}"
  static let details = """
    {"RoleDetailList": [{"Path": "/", "RoleName": "api", "RoleId": "AROA1",
      "Arn": "arn:aws-cn:iam::123456789012:role/api", "AssumeRolePolicyDocument": \(trust),
      "RolePolicyList": [], "AttachedManagedPolicies": []}], "Policies": []}
    """
  static let attached = """
    {"AttachedPolicies": [{"PolicyName": "X", "PolicyArn": "arn:aws-cn:iam::aws:policy/X"}]}
    """
  static let inline = """
    {"RoleName": "api", "PolicyName": "p", "PolicyDocument": \(trust)}
    """
  static let profiles = """
    {"InstanceProfiles": [{"InstanceProfileName": "i", "Roles": [{"RoleName": "api"}]}]}
    """

  static let rows: [(outputs: [String], members: [String: String], gaps: Int)] = [
    ([details], ["RolePolicyList": "[]", "AttachedManagedPolicies": "[]"], 0),
    ([details, getRole], ["Description": "\"d\"", "MaxSessionDuration": "3600"], 0),
    ([getRole], [:], 2),
    (["[\(role)]"], ["RoleName": "\"api\""], 2),
    (["{\"Roles\": [\(role)]}"], ["RoleName": "\"api\""], 2),
    (
      [getRole, attached, "{\"PolicyNames\": []}"],
      [
        "AttachedManagedPolicies":
          #"[{"PolicyName":"X","PolicyArn":"arn:aws-cn:iam::aws:policy/X"}]"#
      ],
      0
    ),
    ([getRole, attached, "{\"PolicyNames\": [\"p\"]}", inline], [:], 0),
    ([getRole, attached, "{\"PolicyNames\": [\"p\", \"q\"]}", inline], [:], 1),
    ([getRole, attached, inline], [:], 1),
    (
      [details, profiles, "{\"Tags\": [{\"Key\": \"k\", \"Value\": \"v\"}]}"],
      ["Tags": #"[{"Key":"k","Value":"v"}]"#], 0
    ),
  ]

  @Test("outputs are put together by role, and what is missing is told", arguments: rows)
  func together(_ row: (outputs: [String], members: [String: String], gaps: Int)) throws {
    let material = try Self.material(row.outputs)
    #expect(material.account == "123456789012")
    #expect(material.partition == "aws-cn")
    #expect(material.roles.count == 1)
    for (name, text) in row.members { #expect(material.roles[0][name]?.text(.compact) == text) }
    #expect(material.gaps.count == row.gaps, "\(material.gaps)")
  }

  @Test("the version of the one policy is its document")
  func version() throws {
    let policy = #"{"Policy": {"PolicyName": "p", "Arn": "arn:aws-cn:iam::123456789012:policy/p"}}"#
    let version =
      "{\"PolicyVersion\": {\"VersionId\": \"v2\", \"IsDefaultVersion\": true, \"Document\": {}}}"
    let material = try Self.material([version, policy, Self.getRole])
    #expect(
      material.policies[0]["PolicyVersionList"]?.array?.first?["VersionId"] == .string("v2"))
  }

  static let refusals: [(outputs: [String], message: String)] = [
    (["{\"Users\": []}"], "this output of the AWS CLI has no role and no part of one"),
    (["3"], "this output of the AWS CLI has no role and no part of one"),
    ([attached], "this output does not say of which role it is, and the input has 0"),
    (["{\"Role\": 3}"], "a role must be an object, not a number"),
    (["{\"Role\": {\"RoleId\": \"x\"}}"], "missing key 'RoleName' in a role"),
    (
      ["{\"RoleName\": \"api\", \"AssumeRolePolicyDocument\": \(trust)}"],
      "no role of the input has an ARN, so its account is not known"
    ),
    (
      [getRole, "{\"RoleName\": \"api\", \"RoleId\": \"AROA2\"}"],
      "role 'api' is in the input with two ids: it was deleted and made again in between"
    ),
  ]

  @Test("what is of no role, or of another one, is refused", arguments: refusals)
  func refused(_ row: (outputs: [String], message: String)) throws {
    let error = try #require(throws: DocumentError.self) { try Self.material(row.outputs) }
    #expect(error.problems[0].message == row.message)
  }
}
