import IAMPolicy
import Testing

@testable import PolicyLint

@Suite("What a managed policy is used for")
struct PolicyUseTests {
  private static let arn = "arn:aws:iam::123456789012:policy/p"

  private func document(_ statements: String) throws -> PolicyDocument {
    try PolicyDocument(
      reading: #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#, as: .identity)
  }

  private func role(
    _ name: String, _ permissions: [PolicyDocument], policies: [String] = [arn],
    boundaryARN: String? = nil, boundary: PolicyDocument? = nil
  ) -> LintRole {
    LintRole(
      name: name, permissions: permissions,
      managedPolicies: policies + (boundaryARN.map { [$0] } ?? []), boundaryARN: boundaryARN,
      boundary: boundary)
  }

  private let writes = #"{"Effect":"Allow","Action":"iam:PutRolePolicy","Resource":"*"}"#

  @Test("It is judged with the other policies of the role that attaches it, in its boundary")
  func attached() throws {
    let passes = try document(
      #"{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::123456789012:role/a"}"#)
    let starts = try document(#"{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*"}"#)
    #expect([LintRole]().findings(inPolicy: Self.arn, passes).isEmpty)
    let found = [role("R", [starts, passes])].findings(inPolicy: Self.arn, passes)
    #expect(found.map(\.rule) == ["privilege-escalation"])
    let bound = try document(#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#)
    let bounded = role("R", [starts, passes], boundaryARN: "b", boundary: bound)
    #expect([bounded].findings(inPolicy: Self.arn, passes).isEmpty)
  }

  @Test("Roles that share it have one finding, which names them where not all have it")
  func shared() throws {
    let own = try document(writes)
    let bound = try document(#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#)
    let roles = [role("A", [own]), role("B", [own])]
    let all = roles.findings(inPolicy: Self.arn, own)
    #expect(all.count == 1 && all[0].message.hasSuffix("(iam:PutRolePolicy)"), "\(all)")
    let bounded = role("C", [own], boundaryARN: "b", boundary: bound)
    let some = (roles + [bounded]).findings(inPolicy: Self.arn, own)
    #expect(some.count == 1 && some[0].message.hasSuffix(", in role 'A', role 'B'"), "\(some)")
    // A user may have it, and nothing is known of that one.
    let elsewhere = [bounded].findings(inPolicy: Self.arn, own, isHeldElsewhere: true)
    #expect(elsewhere.count == 1, "\(elsewhere)")
    #expect(elsewhere.first?.message.hasSuffix(", in what else it is attached to") == true)
  }

  @Test("As a permissions boundary it grants nothing, and what is wrong with its words is said")
  func boundary() throws {
    let own = try document(
      #"{"Effect":"Allow","NotAction":"organizations:*","Resource":"*"},"#
        + #"{"Effect":"Allow","Action":["iam:PassRole","s3:GetObjekt"],"Resource":"*"}"#)
    let grants: Set = [
      "privilege-escalation", "allow-not-action", "pass-role-unbounded", "pass-role-missing",
    ]
    func rules(_ roles: [LintRole], elsewhere: Bool = false) -> Set<String> {
      Set(roles.findings(inPolicy: Self.arn, own, isHeldElsewhere: elsewhere).map(\.rule))
    }
    let alone = rules([])
    #expect(alone.contains("unknown-action"))
    #expect(alone.intersection(grants).count >= 3, "\(alone)")
    let bounded = role("R", [], policies: [], boundaryARN: Self.arn, boundary: own)
    #expect(rules([bounded]) == alone.subtracting(grants))
    // Attached to a user or to another role, it grants all the same.
    #expect(rules([bounded], elsewhere: true) == alone)
    #expect(rules([bounded, role("S", [own])]).contains("pass-role-unbounded"))
    // Attached and boundary at once.
    let both = role("R", [own], boundaryARN: Self.arn, boundary: own)
    #expect(rules([both]).contains("privilege-escalation"))
  }

  @Test("A boundary that is not known is named where it may prevent what a policy gives")
  func unknownBoundary() throws {
    let own = try document(writes)
    let found = [role("R", [own], boundaryARN: "b")].findings(inPolicy: Self.arn, own)
    #expect(found.count == 1)
    #expect(found.first?.message.contains("boundary 'b' prevents it") == true, "\(found)")
  }

  @Test("An administrator is said once, for the role")
  func administrator() throws {
    let everything = try document(#"{"Effect":"Allow","Action":"*","Resource":"*"}"#)
    let famous = try #require(
      FamousPolicy.document("arn:aws-cn:iam::aws:policy/AdministratorAccess"))
    #expect(famous == everything)
    let name = "arn:aws:iam::aws:policy/AdministratorAccess"
    let roles = [
      role("A", [everything, famous], policies: [Self.arn, name]),
      role("B", [famous], policies: [name], boundaryARN: "b"),
    ]
    let ofDocument = roles.findings(inPolicy: Self.arn, everything).map(\.rule)
    #expect(ofDocument == ["pass-role-unbounded"])
    let found = RoleRule.roleEscalation.findings(in: roles)
    #expect(found.map(\.severity) == [.info, .info])
    #expect(
      found.map(\.message) == [
        "role 'A' may do every action on every resource (administrator), by its policy '\(name)'",
        "role 'B' may do every action on every resource (administrator), by its policy '\(name)', "
          + "unless its permissions boundary 'b' removes something",
      ])
    for other in [
      "arn:aws:iam::123456789012:policy/AdministratorAccess", "AdministratorAccess",
      "arn:aws-cn:iam::aws:policy/IAMFullAccess", "arn:aws:iam::aws:policy/PowerUserAccess",
    ] {
      #expect(FamousPolicy.document(other) == nil)
    }
  }

  @Test("The permission to pass a role may be in another policy of the role")
  func passRole() throws {
    let starts = try document(
      #"{"Effect":"Allow","Action":"lambda:CreateFunction","Resource":"*"}"#)
    let passes = try document(
      #"{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::123456789012:role/w"}"#)
    func rules(_ permissions: [PolicyDocument]) -> [String] {
      [role("R", permissions)].findings(inPolicy: Self.arn, starts).map(\.rule)
    }
    #expect(rules([starts]) == ["pass-role-missing"])
    #expect(!rules([starts, passes]).contains("pass-role-missing"))
  }

  @Test("Who changes the code of functions runs as what functions have, administrators first")
  func running() throws {
    let trust = try PolicyDocument(
      reading: """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":
        "lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}
        """, as: .trust)
    func worker(_ name: String, _ action: String) throws -> LintRole {
      let own = try document(#"{"Effect":"Allow","Action":"\#(action)","Resource":"*"}"#)
      return LintRole(name: name, trust: trust, permissions: [own])
    }
    let coder = LintRole(
      name: "coder", arn: "arn:aws:iam::123456789012:role/coder",
      permissions: [
        try document(
          #"{"Effect":"Allow","Action":["lambda:UpdateFunctionCode","s3:*"],"Resource":"*"}"#)
      ])
    let roles = try [
      coder, worker("a", "sqs:*"), worker("b", "s3:GetObject"), worker("c", "sns:*"),
      worker("d", "kms:*"), worker("e", "*"),
    ]
    let found = RoleRule.roleEscalation.findings(in: roles) { $0 == "coder" }
    #expect(
      found.map(\.message) == [
        "role 'coder' can run its own code with the role of a function that it may change "
          + "(lambda:UpdateFunctionCode): as 'e', 'a', 'c' or 1 more, where one has it"
      ])
    #expect(found.map(\.severity) == [.info])
  }

  static let ways: [(actions: String, isWay: Bool)] = [
    (#""lambda:AddPermission""#, false), (#""s3:PutBucketPolicy","kms:PutKeyPolicy""#, false),
    (#""iam:PassRole","lambda:CreateFunction""#, false),
    (#""iam:PassRole","lambda:CreateFunction","lambda:AddPermission""#, true),
    (#""iam:PassRole","lambda:CreateFunction","lambda:PutResourcePolicy""#, true),
  ]

  @Test(
    "Who writes the policy of a resource gets the resource, and of a new function its role",
    arguments: ways)
  func resourcePolicies(row: (actions: String, isWay: Bool)) throws {
    let own = try document(
      #"{"Effect":"Allow","Action":[\#(row.actions)],"Resource":["arn:aws:iam::123456789012:role/a","#
        + #""arn:aws:lambda:*:123456789012:function:*"]}"#)
    let found = LintRule.privilegeEscalation.findings(in: own)
    #expect(found.count == (row.isWay ? 1 : 0), "\(row.actions): \(found)")
  }

  @Test("The keys of other services that any request can have are no mistake; none is listed twice")
  func keys() {
    for list in [GlobalKeys.names, GlobalKeys.crossService] {
      let folded = list.map { $0.lowercased() }
      #expect(folded == folded.sorted() && Set(folded).count == folded.count)
    }
    for key in ["AWS:Referer", "aws:SourceVpcArn", "aws:IsMcpServiceAction", "aws:PrincipalTag/a"] {
      #expect(GlobalKeys.has(key), "\(key)")
    }
    #expect(GlobalKeys.isCrossService("EC2:roledelivery") && !GlobalKeys.isCrossService("ec2:Vpc"))
  }
}
