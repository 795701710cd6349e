import IAMPolicy
import Testing

/// Decisions over all policies that bear on a request, as lines of a cases file.
struct PolicySetTests {
  static let alice = "arn:aws:iam::111111111111:user/alice"
  static let role = "arn:aws:iam::111111111111:role/app/Worker"
  static let session = "arn:aws:sts::111111111111:assumed-role/Worker/job"
  static let bob = "arn:aws:iam::222222222222:user/bob"
  static let target = "arn:aws:iam::111111111111:role/Target"

  static let allowAll = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
  static let allowS3 = #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#
  static let allowSQS = #"{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"#
  static let denyS3 = #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#
  static let assume = #"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}"#

  static func policy(_ statements: String...) -> String {
    "{\"Version\":\"2012-10-17\",\"Statement\":[\(statements.joined(separator: ","))]}"
  }

  static func trust(_ principal: String, effect: String = "Allow") -> String {
    policy("{\"Effect\":\"\(effect)\",\"Principal\":\(principal),\"Action\":\"sts:AssumeRole\"}")
  }

  static func bucket(_ principal: String, effect: String = "Allow") -> String {
    policy(
      "{\"Effect\":\"\(effect)\",\"Principal\":\(principal),\"Action\":\"s3:*\",\"Resource\":\"*\"}"
    )
  }

  static let bucketForARN = policy(
    #"""
    {"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*",
      "Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/app/Worker"}}}
    """#)

  static let bucketWithoutResource = policy(
    "{\"Effect\":\"Allow\",\"Principal\":\(aws(alice)),\"Action\":\"s3:*\"}")

  static let denyOthers = policy(
    "{\"Effect\":\"Deny\",\"NotPrincipal\":\(aws(role)),\"Action\":\"s3:*\",\"Resource\":\"*\"}")

  static func aws(_ value: String) -> String { "{\"AWS\":\"\(value)\"}" }

  /// A line about reading an object.
  static func read(
    _ id: String, by caller: String?, _ policies: String, context: String = "{}",
    is decision: String
  ) -> String {
    line(id, caller, "s3:GetObject", "arn:aws:s3:::b/o", context, policies, decision)
  }

  /// A line about assuming the role `Target`.
  static func assume(
    _ id: String, by caller: String?, _ policies: String, context: String = "{}",
    is decision: String
  ) -> String {
    line(id, caller, "sts:AssumeRole", target, context, policies, decision)
  }

  private static func line(
    _ id: String, _ caller: String?, _ action: String, _ resource: String, _ context: String,
    _ policies: String, _ decision: String
  ) -> String {
    let principal = caller.map { "\"principal\":\($0)," } ?? ""
    return """
      {"id":"\(id)","request":{\(principal)"action":"\(action)","resource":"\(resource)",\
      "context":\(context)},"policies":{\(policies)},"decision":"\(decision)"}
      """
  }

  static let identityLines: [String] = [
    read("an allow", by: aws(alice), "\"identity\":[\(policy(allowS3))]", is: "allowed identity 0"),
    read("no policy", by: aws(alice), "\"identity\":[]", is: "implicitly-denied"),
    read("nothing asked", by: aws(alice), "", is: "implicitly-denied"),
    read(
      "another service", by: aws(alice), "\"identity\":[\(policy(allowSQS))]",
      is: "implicitly-denied"),
    read(
      "a deny beside an allow", by: nil, "\"identity\":[\(policy(allowAll, denyS3))]",
      is: "explicitly-denied identity 1"),
    read(
      "a deny in another document", by: nil,
      "\"identity\":[\(policy(allowAll)),\(policy(denyS3))]", is: "explicitly-denied identity 0"),
    read(
      "a boundary that allows", by: aws(alice),
      "\"identity\":[\(policy(allowS3))],\"boundary\":[\(policy(allowAll))]",
      is: "allowed identity 0"),
    read(
      "a boundary that does not", by: aws(alice),
      "\"identity\":[\(policy(allowS3))],\"boundary\":[\(policy(allowSQS))]",
      is: "implicitly-denied"),
    read(
      "a boundary grants nothing", by: aws(alice),
      "\"identity\":[],\"boundary\":[\(policy(allowAll))]", is: "implicitly-denied"),
    read(
      "a boundary that denies", by: aws(alice),
      "\"identity\":[\(policy(allowS3))],\"boundary\":[\(policy(allowAll, denyS3))]",
      is: "explicitly-denied boundary 1"),
    read(
      "no boundary attached", by: aws(alice),
      "\"identity\":[\(policy(allowS3))],\"boundary\":[],\"session\":[]", is: "allowed identity 0"),
    read(
      "a session policy that does not allow", by: aws(session),
      "\"identity\":[\(policy(allowS3))],\"session\":[\(policy(allowSQS))]",
      is: "implicitly-denied"),
    read(
      "two session policies together", by: aws(session),
      "\"identity\":[\(policy(allowS3))],\"session\":[\(policy(allowSQS)),\(policy(allowS3))]",
      is: "allowed identity 0"),
  ]

  static let trustLines: [String] = [
    assume(
      "a service named", by: #"{"Service":"panorama.amazonaws.com"}"#,
      "\"identity\":[],\"trust\":\(trust(#"{"Service":"panorama.amazonaws.com"}"#))",
      is: "allowed trust 0"),
    assume(
      "a service not named", by: #"{"Service":"deeplens.amazonaws.com"}"#,
      "\"trust\":\(trust(#"{"Service":"panorama.amazonaws.com"}"#))", is: "implicitly-denied"),
    assume(
      "a user named needs nothing else", by: aws(alice),
      "\"identity\":[],\"trust\":\(trust(aws(alice)))", is: "allowed trust 0"),
    assume(
      "a session of a role named", by: aws(session),
      "\"identity\":[],\"trust\":\(trust(aws(role)))", is: "allowed trust 0"),
    assume(
      "an identity policy is not enough", by: aws(alice),
      "\"identity\":[\(policy(assume))],\"trust\":\(trust(aws(bob)))", is: "implicitly-denied"),
    assume(
      "the account delegates", by: aws(alice),
      "\"identity\":[\(policy(assume))],\"trust\":\(trust(aws("111111111111")))",
      is: "allowed trust 0"),
    assume(
      "the account delegates to nobody", by: aws(alice),
      "\"identity\":[],\"trust\":\(trust(aws("arn:aws:iam::111111111111:root")))",
      is: "implicitly-denied"),
    assume(
      "the trust alone", by: aws(alice),
      "\"trust\":\(trust(aws("arn:aws:iam::111111111111:root")))", is: "allowed trust 0"),
    assume(
      "another account, both sides", by: aws(bob),
      "\"identity\":[\(policy(assume))],\"trust\":\(trust(aws(bob)))", is: "allowed trust 0"),
    assume(
      "another account, trust only", by: aws(bob),
      "\"identity\":[],\"trust\":\(trust(aws(bob)))", is: "implicitly-denied"),
    assume(
      "another account, its side not asked", by: aws(bob), "\"trust\":\(trust(aws(bob)))",
      is: "allowed trust 0"),
    assume(
      "another account delegated to", by: aws(bob),
      "\"identity\":[\(policy(assume))],\"trust\":\(trust(aws("222222222222")))",
      is: "allowed trust 0"),
    assume(
      "a role may not assume itself", by: aws(target),
      "\"identity\":[\(policy(assume))],\"trust\":\(trust(aws(alice)))", is: "implicitly-denied"),
    assume(
      "a deny in the trust", by: aws(alice),
      "\"identity\":[\(policy(assume))],\"trust\":\(trust(aws(alice), effect: "Deny"))",
      is: "explicitly-denied trust 0"),
    assume(
      "a provider", by: #"{"Federated":"arn:aws:iam::111111111111:saml-provider/p"}"#,
      "\"trust\":\(trust(#"{"Federated":"arn:aws:iam::111111111111:saml-provider/p"}"#))",
      is: "allowed trust 0"),
    assume(
      "a boundary bounds a role named", by: aws(role),
      "\"identity\":[],\"trust\":\(trust(aws(role))),\"boundary\":[\(policy(allowS3))]",
      is: "implicitly-denied"),
    assume(
      "a boundary does not bound a user named", by: aws(alice),
      "\"identity\":[],\"trust\":\(trust(aws(alice))),\"boundary\":[\(policy(allowS3))]",
      is: "allowed trust 0"),
  ]

  static let resourceLines: [String] = [
    read(
      "the identity policy alone", by: aws(alice),
      "\"identity\":[\(policy(allowS3))],\"resource\":\(bucket(aws(bob)))", is: "allowed identity 0"
    ),
    read(
      "the resource policy alone", by: aws(alice),
      "\"identity\":[],\"resource\":\(bucket(aws(alice)))", is: "allowed resource 0"),
    read(
      "everyone", by: aws(alice), "\"identity\":[],\"resource\":\(bucket("\"*\""))",
      is: "allowed resource 0"),
    read(
      "an anonymous caller", by: nil, "\"resource\":\(bucket("\"*\""))", is: "allowed resource 0"),
    read(
      "an anonymous caller not let in", by: nil, "\"resource\":\(bucket(aws(alice)))",
      is: "implicitly-denied"),
    read(
      "the account delegates to nobody", by: aws(alice),
      "\"identity\":[],\"resource\":\(bucket(aws("111111111111")))", is: "implicitly-denied"),
    read(
      "neither", by: aws(alice), "\"identity\":[],\"resource\":\(bucket(aws(bob)))",
      is: "implicitly-denied"),
    read(
      "a deny in the resource policy", by: aws(alice),
      "\"identity\":[\(policy(allowS3))],\"resource\":\(bucket(aws(alice), effect: "Deny"))",
      is: "explicitly-denied resource 0"),
    read(
      "a deny in the identity policy", by: aws(alice),
      "\"identity\":[\(policy(denyS3))],\"resource\":\(bucket(aws(alice)))",
      is: "explicitly-denied identity 0"),
    read(
      "another account, resource policy only", by: aws(bob),
      "\"identity\":[],\"resource\":\(bucket(aws(bob)))",
      context: #"{"aws:ResourceAccount":"111111111111"}"#, is: "implicitly-denied"),
    read(
      "another account, identity policy only", by: aws(bob),
      "\"identity\":[\(policy(allowS3))],\"resource\":\(bucket(aws(alice)))",
      context: #"{"aws:ResourceAccount":"111111111111"}"#, is: "implicitly-denied"),
    read(
      "another account, both", by: aws(bob),
      "\"identity\":[\(policy(allowS3))],\"resource\":\(bucket(aws("222222222222")))",
      context: #"{"aws:ResourceAccount":"111111111111"}"#, is: "allowed identity 0"),
    read(
      "another account, both and a boundary", by: aws(bob),
      "\"identity\":[\(policy(allowS3))],\"resource\":\(bucket(aws(bob))),"
        + "\"boundary\":[\(policy(allowSQS))]",
      context: #"{"aws:ResourceAccount":"111111111111"}"#, is: "implicitly-denied"),
    read(
      "a boundary bounds a session of a role named", by: aws(session),
      "\"identity\":[],\"resource\":\(bucket(aws(role))),\"boundary\":[\(policy(allowSQS))]",
      is: "implicitly-denied"),
    read(
      "a session policy bounds a session of a role named", by: aws(session),
      "\"identity\":[\(policy(allowS3))],\"resource\":\(bucket(aws(role))),"
        + "\"session\":[\(policy(allowSQS))]",
      is: "implicitly-denied"),
    read(
      "nothing bounds a session named", by: aws(session),
      "\"identity\":[],\"resource\":\(bucket(aws(session))),"
        + "\"boundary\":[\(policy(allowSQS))],\"session\":[\(policy(allowSQS))]",
      is: "allowed resource 0"),
    read(
      "AWS does not say whether a boundary bounds what everyone may", by: aws(alice),
      "\"identity\":[],\"resource\":\(bucket("\"*\"")),\"boundary\":[\(policy(allowSQS))]",
      is: "unspecified resource 0"),
    read(
      "a boundary does not bound everyone with aws:PrincipalArn", by: aws(session),
      "\"identity\":[],\"resource\":\(bucketForARN),\"boundary\":[\(policy(allowSQS))]",
      context: "{\"aws:PrincipalArn\":\"\(role)\"}", is: "allowed resource 0"),
    read(
      "aws:PrincipalArn of another role", by: aws(session),
      "\"identity\":[],\"resource\":\(bucketForARN),\"boundary\":[\(policy(allowSQS))]",
      context: "{\"aws:PrincipalArn\":\"\(bob)\"}", is: "implicitly-denied"),
    read(
      "a boundary that denies bounds everyone with aws:PrincipalArn", by: aws(session),
      "\"identity\":[],\"resource\":\(bucketForARN),\"boundary\":[\(policy(denyS3))]",
      context: "{\"aws:PrincipalArn\":\"\(role)\"}", is: "explicitly-denied boundary 0"),
    read(
      "NotPrincipal with Deny spares whom it names", by: aws(role),
      "\"identity\":[\(policy(allowS3))],\"resource\":\(denyOthers)", is: "allowed identity 0"),
    read(
      "NotPrincipal with Deny denies whom it names if there is a boundary", by: aws(role),
      "\"identity\":[\(policy(allowS3))],\"resource\":\(denyOthers),"
        + "\"boundary\":[\(policy(allowAll))]", is: "explicitly-denied resource 0"),
    read(
      "a resource policy without a resource", by: aws(alice),
      "\"identity\":[],\"resource\":\(bucketWithoutResource)", is: "allowed resource 0"),
    #"""
    {"id":"AWS's own policies belong to no other account","request":{"principal":
    {"AWS":"arn:aws:iam::111111111111:user/alice"},"action":"iam:GetPolicy",
    "resource":"arn:aws:iam::aws:policy/AdministratorAccess"},"policies":{
    "identity":[{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:GetPolicy",
    "Resource":"*"}}],"resource":{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":
    {"Service":"x.amazonaws.com"},"Action":"iam:*","Resource":"*"}}},"decision":"allowed identity 0"}
    """#,
    read(
      "a service", by: #"{"Service":"logs.amazonaws.com"}"#,
      "\"resource\":\(bucket(#"{"Service":"logs.amazonaws.com"}"#))", is: "allowed resource 0"),
    read(
      "a canonical user", by: #"{"CanonicalUser":"79a5"}"#,
      "\"resource\":\(bucket(#"{"CanonicalUser":"79a5"}"#))", is: "allowed resource 0"),
    #"""
    {"id":"a key's policy must allow","request":{"principal":{"AWS":"arn:aws:iam::111111111111:user/alice"},
    "action":"kms:Decrypt","resource":"arn:aws:kms:us-east-1:111111111111:key/k"},"policies":{
    "identity":[{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}],
    "resource":{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"logs.amazonaws.com"},
    "Action":"kms:*","Resource":"*"}}},"decision":"implicitly-denied"}
    """#,
    #"""
    {"id":"a key's policy delegates","request":{"principal":{"AWS":"arn:aws:iam::111111111111:user/alice"},
    "action":"kms:Decrypt","resource":"arn:aws:kms:us-east-1:111111111111:key/k"},"policies":{
    "identity":[{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}],
    "resource":{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},
    "Action":"kms:*","Resource":"*"}}},"decision":"allowed identity 0"}
    """#,
  ]

  @Test("Identity policies, boundary and session policies must all allow", arguments: identityLines)
  func identity(line: String) throws { try check(line) }

  @Test("A trust policy must let the caller in", arguments: trustLines)
  func trust(line: String) throws { try check(line) }

  @Test(
    "A resource policy grants within an account, and both sides must across",
    arguments: resourceLines)
  func resource(line: String) throws { try check(line) }

  private func check(_ line: String) throws {
    let decided = try DecisionCase(line)
    let decision = decided.policies.decide(decided.request)
    #expect(decision.words == decided.expected, "\(decided.id)")
    #expect(CompiledPolicySet(decided.policies).decide(decided.request) == decision)
  }
}
