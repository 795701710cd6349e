import IAMPolicy
import IAMRoles
import JSONText
import PolicyAnalysis
import Testing

@testable import InfrastructureCode

@Suite("Terraform plans")
struct TerraformPlanTests {
  typealias Change = PlanText.Change
  typealias Answer = PolicyComparison.Answer

  static let account = "123456789012"
  static let managed = "arn:aws:iam::123456789012:policy/p"
  static let foreign = "arn:aws:iam::aws:policy/Foreign"

  static func document(_ action: String, _ effect: String = "Allow") -> JSON {
    let statement = JSON.object([
      ("Effect", .string(effect)), ("Action", .string(action)), ("Resource", .string("*")),
    ])
    let policy = JSON.object([
      ("Version", .string("2012-10-17")), ("Statement", .array([statement])),
    ])
    return .string(policy.text(.compact))
  }

  static func trust(_ service: String) -> JSON {
    .string(
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","#
        + #""Principal":{"Service":"\#(service).amazonaws.com"}}}"#)
  }

  static func role(
    _ name: String = "app", trust service: String = "lambda", more: [(String, JSON)] = [],
    isThere: Bool = true, account: String = account
  ) -> [(String, JSON)] {
    var members: [(String, JSON)] = [
      ("name", .string(name)), ("path", .string("/")),
      ("assume_role_policy", trust(service)), ("max_session_duration", .number(3600)),
      ("permissions_boundary", .string("")), ("tags", .object([])),
    ]
    if isThere {
      members += [
        ("arn", .string("arn:aws:iam::\(account):role/\(name)")), ("unique_id", .string("AROA1")),
        ("tags_all", .object([])), ("inline_policy", .array([])),
        ("managed_policy_arns", .array([])),
      ]
    }
    let names = more.map(\.0)
    return members.filter { !names.contains($0.0) } + more
  }

  static let settable = ["name", "assume_role_policy"]
  static let computed = [
    "arn", "unique_id", "tags_all", "inline_policy", "managed_policy_arns", "id",
  ]

  static func kept(_ more: [(String, JSON)] = [], to: [(String, JSON)]? = nil) -> Change {
    Change(
      address: "aws_iam_role.app", before: role(more: more), after: to ?? role(more: more),
      set: settable, actions: to == nil ? ["no-op"] : ["update"])
  }

  static func inline(
    _ before: String?, _ after: String?, role: String = "app", unknown: [String] = [],
    sensitive: [String] = []
  ) -> Change {
    func values(_ action: String?) -> [(String, JSON)]? {
      action.map {
        let policy = $0.isEmpty ? [] : [("policy", document($0))]
        return [("name", .string("work")), ("role", .string(role))] + policy
      }
    }
    return Change(
      address: "aws_iam_role_policy.work", before: values(before), after: values(after),
      unknown: unknown, sensitive: sensitive)
  }

  static func own(_ action: String) -> (String, JSON) {
    (
      "inline_policy",
      .array([.object([("name", .string("work")), ("policy", document(action))])])
    )
  }

  static func attachment(
    _ before: String?, _ after: String?, role: String = "app", label: String = "a",
    unknown: [String] = [], references: [String: [String]] = [:]
  ) -> Change {
    func values(_ arn: String?) -> [(String, JSON)]? {
      arn.map {
        [("role", .string(role)), ("policy_arn", .string($0))].filter { !unknown.contains($0.0) }
      }
    }
    return Change(
      address: "aws_iam_role_policy_attachment.\(label)", before: values(before),
      after: values(after), unknown: unknown, references: references)
  }

  static func policy(
    _ before: String?, _ after: String?, unknown: [String] = [], count: Int = 1
  ) -> Change {
    func values(_ action: String?, isNew: Bool) -> [(String, JSON)]? {
      action.map {
        [("name", .string("p")), ("path", .string("/"))]
          + ($0.isEmpty ? [] : [("policy", document($0))])
          + (isNew
            ? [] : [("arn", .string(managed)), ("attachment_count", .number(count))])
      }
    }
    return Change(
      address: "aws_iam_policy.p", before: values(before, isNew: false),
      after: values(after, isNew: before == nil),
      unknown: unknown + (before == nil && after != nil ? ["arn"] : []))
  }

  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    let expected: [String]
  }

  /// A plan and what becomes of each role and resource: `app yes no` for gains and loses.
  static func row(_ name: String, _ changes: [Change], _ expected: String...) -> Row {
    Row(testDescription: name, text: PlanText(changes: changes).text, expected: expected)
  }

  static func removedOnly(_ actions: [String]) -> Change {
    Change(
      address: "aws_iam_role.app", before: role(), after: nil, set: settable, actions: actions)
  }

  static let rows: [Row] = [
    row("nothing", [kept()], "app no no"),
    row(
      "a new role",
      [
        Change(
          address: "aws_iam_role.app", before: nil, after: role(isThere: false),
          unknown: computed, set: settable)
      ], "app yes no"),
    row("a role that goes", [removedOnly(["delete"])], "app no yes"),
    row("a role that Terraform forgets", [removedOnly(["forget"])], "app no no"),
    row(
      "a role made again",
      [
        Change(
          address: "aws_iam_role.app", before: role(), after: role(isThere: false),
          unknown: computed, set: settable, actions: ["delete", "create"])
      ], "app no unknown"),
    row(
      "a role made again loses what the plan does not have",
      [
        Change(
          address: "aws_iam_role.app", before: role(more: [own("s3:*")]),
          after: role(isThere: false), unknown: computed, set: settable,
          actions: ["delete", "create"])
      ], "app no yes"),
    row("trust", [kept(to: role(trust: "ec2"))], "app yes yes"),
    row(
      "trust after apply",
      [
        Change(
          address: "aws_iam_role.app", before: role(),
          after: role().filter { $0.0 != "assume_role_policy" }, unknown: ["assume_role_policy"],
          set: settable)
      ], "app unknown unknown"),
    row(
      "sessions", [kept(to: role(more: [("max_session_duration", .number(7200))]))], "app yes no"),
    row("an inline policy more", [kept(), inline(nil, "s3:*")], "app yes no"),
    row("an inline policy less", [kept([own("s3:*")]), inline("s3:*", nil)], "app no yes"),
    row(
      "an inline policy changes", [kept([own("s3:Get*")]), inline("s3:Get*", "s3:*")],
      "app yes no"),
    row(
      "an inline policy after apply",
      [kept([own("s3:Get*")]), inline("s3:Get*", "", unknown: ["policy"])],
      "app unknown unknown"),
    row(
      "a sensitive policy that stays",
      [kept(), inline("s3:*", "s3:*", sensitive: ["policy"])], "app no no"),
    row(
      "a sensitive policy that changes",
      [kept(), inline("s3:Get*", "s3:*", sensitive: ["policy"])], "app unknown unknown"),
    row(
      "a foreign inline policy stays when another one goes",
      [
        kept([
          (
            "inline_policy",
            .array([
              .object([("name", .string("hand")), ("policy", document("s3:*"))]),
              .object([("name", .string("work")), ("policy", document("s3:Get*"))]),
            ])
          )
        ]), inline("s3:Get*", nil),
      ], "app no no"),
    row(
      "a block in the role",
      [
        Change(
          address: "aws_iam_role.app", before: role(more: [own("s3:Get*")]),
          after: role(more: [own("s3:*")]), set: settable + ["inline_policy"])
      ], "app yes no"),
    row(
      "attached", [kept(), policy("s3:*", "s3:*"), attachment(nil, managed)], "app yes no"),
    row(
      "detached",
      [
        kept([("managed_policy_arns", .strings([managed]))]), policy("s3:*", "s3:*"),
        attachment(managed, nil),
      ], "app no yes"),
    row(
      "detached while a hand attached another one",
      [
        kept([("managed_policy_arns", .strings([managed, foreign]))]), policy("s3:*", "s3:*"),
        attachment(managed, nil),
      ], "app no unknown"),
    row(
      "a policy whose document is not known", [kept(), attachment(nil, foreign)],
      "app unknown unknown"),
    row(
      "that policy on both sides",
      [kept([("managed_policy_arns", .strings([foreign]))]), attachment(foreign, foreign)],
      "app no no"),
    row(
      "a policy changes",
      [
        kept([("managed_policy_arns", .strings([managed]))]), attachment(managed, managed),
        policy("s3:Get*", "s3:*"),
      ], "app yes no"),
    row(
      "a policy changes after apply",
      [
        kept([("managed_policy_arns", .strings([managed]))]), attachment(managed, managed),
        policy("s3:Get*", "", unknown: ["policy"]),
      ], "app unknown unknown"),
    row(
      "a policy that others have too",
      [
        kept([("managed_policy_arns", .strings([managed]))]), attachment(managed, managed),
        policy("s3:Get*", "s3:*", count: 3),
      ], "app yes no", "aws_iam_policy.p yes no"),
    row(
      "a policy that only others have", [policy("s3:Get*", "s3:*")], "aws_iam_policy.p yes no"),
    row(
      "a new policy by reference",
      [
        kept(), policy(nil, "s3:*"),
        attachment(
          nil, "", unknown: ["policy_arn"],
          references: ["policy_arn": ["aws_iam_policy.p.arn", "aws_iam_policy.p"]]),
      ], "app yes no"),
    row(
      "a policy that a condition chooses",
      [
        kept(), policy(nil, "s3:*"),
        attachment(
          nil, "", unknown: ["policy_arn"],
          references: ["policy_arn": ["aws_iam_policy.p.arn", "aws_iam_policy.p", "var.x"]]),
      ], "app unknown unknown"),
    row(
      "a new role by reference",
      [
        Change(
          address: "aws_iam_role.app", before: nil,
          after: role(isThere: false).filter { $0.0 != "name" }, unknown: computed + ["name"],
          set: settable),
        policy("s3:*", "s3:*"),
        attachment(
          nil, managed, unknown: ["role"],
          references: ["role": ["aws_iam_role.app.name", "aws_iam_role.app"]]),
      ], "aws_iam_role.app yes no"),
    row(
      "a role that nothing tells",
      [kept(), policy("s3:*", "s3:*"), attachment(nil, managed, unknown: ["role"])],
      "app no no", "? aws_iam_role_policy_attachment.a: role"),
    row(
      "a role that is not in the plan",
      [policy("s3:*", "s3:*"), attachment(nil, managed, role: "other")],
      "other unknown no"),
    row(
      "attached to many, and to this one no more",
      [
        kept([("managed_policy_arns", .strings([managed]))]), policy("s3:*", "s3:*"),
        Change(
          address: "aws_iam_policy_attachment.a",
          before: [("policy_arn", .string(managed)), ("roles", .strings(["app"]))],
          after: [("policy_arn", .string(managed)), ("roles", .strings([]))]),
      ], "app no yes"),
    row(
      "a list that is exclusive takes away what a hand attached",
      [
        kept([("managed_policy_arns", .strings([managed]))]), policy("s3:*", "s3:*"),
        Change(
          address: "aws_iam_role_policy_attachments_exclusive.e", before: nil,
          after: [("role_name", .string("app")), ("policy_arns", .strings([]))]),
      ], "app no yes"),
    row(
      "an exclusive list of inline policies",
      [
        kept([own("s3:*")]),
        Change(
          address: "aws_iam_role_policies_exclusive.e", before: nil,
          after: [("role_name", .string("app")), ("policy_names", .strings([]))]),
      ], "app no yes"),
    row(
      "a deny goes",
      [
        kept(), inline("s3:*", "s3:*"),
        Change(
          address: "aws_iam_role_policy.deny",
          before: [
            ("name", .string("deny")), ("role", .string("app")),
            ("policy", document("s3:DeleteBucket", "Deny")),
          ], after: nil),
      ], "app yes no"),
    row(
      "a boundary comes",
      [
        policy("s3:Get*", "s3:Get*"),
        kept(
          [own("s3:*")], to: role(more: [own("s3:*"), ("permissions_boundary", .string(managed))])),
      ], "app no yes"),
    row(
      "a boundary goes",
      [
        policy("s3:Get*", "s3:Get*"),
        kept(
          [own("s3:*"), ("permissions_boundary", .string(managed))], to: role(more: [own("s3:*")])),
      ], "app yes no"),
    row(
      "an instance profile",
      [
        kept(),
        Change(
          address: "aws_iam_instance_profile.m", before: nil,
          after: [("name", .string("m")), ("role", .string("app"))]),
      ], "app yes no"),
    row(
      "tags that a policy tests",
      [
        Change(
          address: "aws_iam_role.app", before: role(),
          after: role(more: [("tags_all", .object([("tier", .string("admin"))]))]), set: settable),
        Change(
          address: "aws_iam_role_policy.work",
          before: [
            ("name", .string("work")), ("role", .string("app")),
            ("policy", .string(tagged)),
          ],
          after: [
            ("name", .string("work")), ("role", .string("app")),
            ("policy", .string(tagged)),
          ], actions: ["no-op"]),
      ], "app yes no"),
    row(
      "a renamed role",
      [
        Change(
          address: "aws_iam_role.app", before: role("old"), after: role("new", isThere: false),
          unknown: computed, set: settable, actions: ["delete", "create"])
      ], "new yes no", "old no yes"),
    row(
      "a bucket policy",
      [
        Change(
          address: "aws_s3_bucket_policy.b",
          before: [("bucket", .string("b")), ("policy", .string(bucket("123456789012")))],
          after: [("bucket", .string("b")), ("policy", .string(bucket("*")))])
      ], "aws_s3_bucket_policy.b yes no"),
    row(
      "a bucket policy at another address",
      [
        Change(
          address: "aws_s3_bucket_policy.a",
          before: [("bucket", .string("b")), ("policy", .string(bucket("*")))], after: nil),
        Change(
          address: "aws_s3_bucket_policy.b", before: nil,
          after: [("bucket", .string("b")), ("policy", .string(bucket("*")))]),
      ], "aws_s3_bucket_policy.b no no"),
    row(
      "a permission of a function",
      [
        Change(
          address: "aws_lambda_permission.p",
          before: [
            ("function_name", .string("f")), ("action", .string("lambda:InvokeFunction")),
            ("principal", .string("s3.amazonaws.com")),
            ("source_arn", .string("arn:aws:s3:::b")),
          ],
          after: [
            ("function_name", .string("f")), ("action", .string("lambda:InvokeFunction")),
            ("principal", .string("s3.amazonaws.com")),
          ], actions: ["delete", "create"])
      ], "aws_lambda_permission.p yes no"),
    row(
      "a permission of a function, from somewhere after apply",
      [
        Change(
          address: "aws_lambda_permission.p", before: nil,
          after: [
            ("function_name", .string("f")), ("action", .string("lambda:InvokeFunction")),
            ("principal", .string("s3.amazonaws.com")),
          ], unknown: ["source_arn"])
      ], "aws_lambda_permission.p unknown unknown"),
    row(
      "a type that is not understood",
      [
        Change(
          address: "awscc_iam_role.x", before: nil, after: [("role_name", .string("x"))])
      ], "? awscc_iam_role.x"),
  ]

  static let tagged =
    #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","#
    + #""Condition":{"StringEquals":{"aws:PrincipalTag/tier":"admin"}}}}"#

  static func bucket(_ principal: String) -> String {
    #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","#
      + #""Resource":"arn:aws:s3:::b/*","Principal":{"AWS":"\#(principal)"}}}"#
  }

  @Test("A plan says who gains and who loses", arguments: rows)
  func verdicts(_ row: Row) throws {
    let plan = try TerraformPlan(reading: Array(row.text.utf8))
    let roles = RoleReview.all(from: plan.before.reviewedRoles(), to: plan.after.reviewedRoles())
      .map { "\($0.name) \($0.gains.rawValue) \($0.loses.rawValue)" }
    let resources = ResourceReview.all(
      from: plan.before.reviewedResources, to: plan.after.reviewedResources
    ).map { "\($0.address) \($0.gains.rawValue) \($0.loses.rawValue)" }
    #expect(roles + resources + plan.after.unplaced.map { "? \($0.subject)" } == row.expected)
  }

  @Test("What is not known is named with its address, its attribute and its reason")
  func unknown() throws {
    let text = PlanText(changes: [
      Self.kept([Self.own("s3:Get*")]),
      Change(
        address: "aws_iam_role_policy.work",
        before: [
          ("name", .string("work")), ("role", .string("app")),
          ("policy", Self.document("s3:Get*")),
        ], after: [("name", .string("work")), ("role", .string("app"))], unknown: ["policy"],
        references: ["policy": ["aws_s3_bucket.logs.arn", "aws_s3_bucket.logs"]]),
    ]).text
    let plan = try TerraformPlan(reading: Array(text.utf8))
    let review = try #require(
      RoleReview.all(from: plan.before.reviewedRoles(), to: plan.after.reviewedRoles()).first)
    #expect(
      review.unknown.map(\.line) == [
        "aws_iam_role_policy.work: policy: it is known after apply, and refers to "
          + "'aws_s3_bucket.logs.arn'"
      ])
    #expect(plan.places["aws_iam_role.app"]?.line ?? 0 > 1)
  }

  @Test("A sensitive value is in no text of a review")
  func sensitive() throws {
    let secret = Self.inline("s3:Get*", "secretsmanager:*", sensitive: ["policy"])
    let text = PlanText(changes: [Self.kept(), secret]).text
    let plan = try TerraformPlan(reading: Array(text.utf8))
    let review = try #require(
      RoleReview.all(from: plan.before.reviewedRoles(), to: plan.after.reviewedRoles()).first)
    let lines = review.unknown.map(\.line) + [review.permissions.map(\.description) ?? ""]
    #expect(!lines.joined().contains("secretsmanager"))
    #expect(lines.joined().contains("it is marked as sensitive"))
  }

  @Test("Roles of one name in two accounts are two roles")
  func accounts() throws {
    func role(_ label: String, _ account: String, _ provider: String) -> Change {
      Change(
        address: "aws_iam_role.\(label)", before: Self.role(account: account),
        after: Self.role(account: account), set: Self.settable, actions: ["no-op"],
        provider: provider)
    }
    var attachment = Self.attachment(nil, Self.foreign)
    attachment.provider = "aws.audit"
    let text = PlanText(changes: [
      role("a", "123456789012", "aws"), role("b", "222222222222", "aws.audit"), attachment,
    ]).text
    let plan = try TerraformPlan(reading: Array(text.utf8))
    let reviews = RoleReview.all(
      from: plan.before.reviewedRoles(), to: plan.after.reviewedRoles())
    #expect(reviews.map { $0.change.new?.scope } == ["123456789012", "222222222222"])
    #expect(reviews.map(\.gains) == [.no, .unknown])
    #expect(plan.accounts == ["123456789012", "222222222222"])
  }

  static let wrong: [(text: String, message: String)] = [
    ("", "empty"), ("[]", "must be an object"), ("{}", "missing key 'format_version'"),
    (#"{"format_version": 1}"#, "'format_version' must be a string"),
    (#"{"format_version": "0.2", "configuration": {}}"#, "format version '0.2'"),
    (#"{"format_version": "1.0", "values": {}}"#, "a Terraform state, not a plan"),
    (#"{"format_version": "1.2", "resource_changes": {}, "configuration": {}}"#, "must be a list"),
    (#"{"format_version": "1.2", "resource_changes": [1], "configuration": {}}"#, "an object"),
    (
      #"{"format_version": "1.2", "errored": true, "resource_changes": [], "configuration": {}}"#,
      "could not finish this plan"
    ),
    (#"{"@level":"info","@message":"x"}"# + "\n{}", "the log of 'terraform plan -json'"),
    ("PK\u{3}\u{4}", "a saved plan, not JSON"),
  ]

  @Test("What is no plan is refused with its place", arguments: wrong)
  func refused(text: String, message: String) throws {
    let error = try #require(throws: DocumentError.self) {
      try TerraformPlan(reading: Array(text.utf8))
    }
    #expect(error.problems.contains { $0.message.contains(message) }, "\(error.problems)")
    #expect(error.problems.allSatisfy { $0.position.line > 0 })
  }

  @Test("An address that exists twice is refused")
  func duplicates() throws {
    let text = PlanText(changes: [Self.kept(), Self.kept()]).text
    let error = try #require(throws: DocumentError.self) {
      try TerraformPlan(reading: Array(text.utf8))
    }
    #expect(error.problems.map(\.id) == ["duplicate-entry"])
  }
}
