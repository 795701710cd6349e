import IAMBackend
import IAMPolicy
import IAMRoles
import InfrastructureCode
import JSONText
import RoleCatalogue
import TestSupport
import Testing

@testable import PanoramaRoles

/// What is exported for CloudFormation and imported again is the same role set in meaning.
@Suite("Roles that go out and come back") struct ExportRoundTripTests {
  static let account = "123456789012"

  /// A spec of some role sets, one of which may be given as a file.
  static func spec(
    _ names: [String], in catalogue: RoleCatalogue, _ parameters: [(String, String)] = []
  ) throws -> Spec {
    var draft = SpecDraft(
      account: account, partition: "aws", roleSets: names, quotas: .largest)
    draft.parameters = parameters.map { ParameterValue($0.0, $0.1) }
    return try Spec(checking: draft, catalogue: catalogue)
  }

  static func catalogue(_ text: String, _ name: String) throws -> RoleCatalogue {
    Catalogue.builtIn.adding(
      try RoleSetDefinition(reading: text), fromFile: name, shownAs: name)
  }

  /// The account that a set makes of an empty one.
  static func made(_ set: RoleSet) throws -> AccountState {
    let backend = InMemoryBackend(.empty(for: set))
    let empty = try backend.read(set, for: .plan).state
    let plan = try Plan(closing: Drift(between: set, and: empty))
    for planned in plan.changes { _ = try backend.make(planned.change) }
    return backend.state
  }

  /// Exports, imports, and compares in both directions.
  static func roundTrip(_ spec: Spec, _ catalogue: RoleCatalogue, _ what: String) throws {
    var set = try catalogue.roleSet(for: spec)
    let (variants, notes) = ExportVariants.all(of: spec, catalogue, .all)
    #expect(notes.isEmpty, "\(what): \(notes)")
    let code = ExportedCode(set, as: .cloudFormation, varying: variants)
    #expect(code.leftOut.isEmpty, "\(what): \(code.leftOut)")
    #expect(code.obstacle == nil)
    let material = try ImportMaterial.cloudFormation(
      code.json.utf8(.pretty), called: what, account: account, partition: "aws")
    #expect(material.leftOut.isEmpty, "\(what): \(material.leftOut)")
    let back = RoleSetImport(material, name: "back")
    #expect(back.leftOut.isEmpty && back.gaps.isEmpty, "\(what): \(back.leftOut) \(back.gaps)")
    let again = try Self.catalogue(back.json.text(.pretty), "back.json")
    let other = try again.roleSet(
      for: try Self.spec(
        ["back.json"], in: again, material.parameters.map { ($0.name, $0.sample) }))
    set.roles = set.roles.filter {
      if case .ordinary = $0 { return true }
      return false
    }
    for (one, two) in [(set, other), (other, set)] {
      // What is read of the account is what the set asks about.
      let state = try InMemoryBackend(made(two)).read(one, for: .plan).state
      let drift = Drift(between: one, and: state)
      #expect(drift.differenceCount == 0, "\(what): \(drift.roles.flatMap(\.differences))")
    }
  }

  @Test("every built-in set", arguments: Catalogue.builtIn.setNames)
  func builtIn(name: String) throws {
    let needed = name == "greengrass-v2-token-exchange" ? [("RoleAlias", "Cameras")] : []
    let spec = try Self.spec([name], in: Catalogue.builtIn, needed)
    try Self.roundTrip(spec, Catalogue.builtIn, name)
  }

  @Test("200 generated ones", arguments: 0..<20)
  func generated(batch: UInt64) throws {
    for number in 0..<10 {
      let seed = batch * 10 + UInt64(number)
      var generator = RoleSetGenerator(seed: seed)
      let text = generator.roleSet().text(.pretty)
      let catalogue = try Self.catalogue(text, "made.json")
      let spec = try Self.spec(["made.json"], in: catalogue, generator.parameters)
      try Self.roundTrip(spec, catalogue, "seed \(seed)")
    }
  }

  @Test("a parameter of the role set is one of the template, and its value the default")
  func parameters() throws {
    let text = """
      {"schemaVersion": "1.0", "name": "made", "parameters": [{"name": "Stage", "summary": "s"}],
       "roles": [{"name": "app-${Stage}", "trust": {"services": ["lambda.amazonaws.com"]},
         "description": "Of ${Stage}, not ${!Stage}, in prod",
         "inlinePolicies": [{"name": "own", "document": {"Version": "2012-10-17", "Statement": [
           {"Effect": "Allow", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::${Stage}-${Account}/${aws:username}/*"}]}}]}]}
      """
    let catalogue = try Self.catalogue(text, "made.json")
    let spec = try Self.spec(["made.json"], in: catalogue, [("Stage", "prod")])
    let (variants, _) = ExportVariants.all(of: spec, catalogue, .all)
    let code = ExportedCode(
      try catalogue.roleSet(for: spec), as: .cloudFormation, varying: variants)
    #expect(code.json["Parameters"]?["Stage"]?["Default"] == .string("prod"))
    let role = code.json["Resources"]?.object?.first?.value["Properties"]
    #expect(role?["RoleName"]?["Fn::Sub"] == .string("app-${Stage}"))
    // The same letters elsewhere are no parameter.
    #expect(role?["Description"]?["Fn::Sub"] == .string("Of ${Stage}, not ${!Stage}, in prod"))
    let statement = role?["Policies"]?.array?.first?["PolicyDocument"]?["Statement"]?.array?.first
    #expect(
      statement?["Resource"]?["Fn::Sub"]
        == .string(
          "arn:${AWS::Partition}:s3:::${Stage}-${AWS::AccountId}/${!aws:username}/*"))
    try Self.roundTrip(spec, catalogue, "parameters")
  }

  @Test("a StackSet has the template and its accounts, and what is too large is refused")
  func stackSet() throws {
    let spec = try Self.spec(["deeplens"], in: Catalogue.builtIn)
    let set = try Catalogue.builtIn.roleSet(for: spec)
    let (variants, _) = ExportVariants.all(of: spec, Catalogue.builtIn, .all)
    let accounts = ["000000000001", "000000000002"]
    let code = ExportedCode(
      set, as: .stackSet, varying: variants,
      in: StackTargets(accounts: accounts, organizationalUnits: []))
    let properties = code.json["Resources"]?["RolesStackSet"]?["Properties"]
    #expect(properties?["PermissionModel"] == .string("SELF_MANAGED"))
    let group = properties?["StackInstancesGroup"]?.array?.first
    #expect(group?["DeploymentTargets"]?["Accounts"] == .strings(accounts))
    let body = try JSON(parsing: properties?["TemplateBody"]?.string ?? "")
    #expect(!body.text(.compact).contains(Self.account))
    #expect(code.obstacle == nil)
    let units = ExportedCode(
      set, as: .stackSet, varying: variants,
      in: StackTargets(accounts: accounts, organizationalUnits: ["ou-1"])
    ).json["Resources"]?["RolesStackSet"]?["Properties"]
    #expect(units?["PermissionModel"] == .string("SERVICE_MANAGED"))
    let targets = units?["StackInstancesGroup"]?.array?.first?["DeploymentTargets"]
    #expect(targets?["AccountFilterType"] == .string("INTERSECTION"))
    var large = set
    for case .ordinary(var role) in set.roles.prefix(1) {
      for number in 0..<60 {
        role.name = "role-\(number)"
        role.description = String(repeating: "x", count: 900)
        large.roles.append(.ordinary(role))
      }
    }
    let refused = ExportedCode(large, as: .stackSet)
    #expect(refused.obstacle?.contains("51200") == true)
    #expect(ExportedCode(large, as: .cloudFormation).obstacle == nil)
    #expect(ExportedCode(large, as: .cloudFormation).notes.contains { $0.contains("51200") })
  }
}

/// Role sets that repeat with a seed: every part of a role, with characters that other engines have marks for.
struct RoleSetGenerator {
  private var random: SplitMix
  private(set) var parameters: [(String, String)] = []

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  private static let odd = [
    "\"quoted\"", "it's", "${!Name}", "${aws:username}", "100%", "%{if}", "a+b", "é", "ÿ", "$$",
    "{}",
    "${*}", "\\n", "#", "\t", "<b>", "${!Account}", "$", "{{x}}", "${", "~",
  ]

  private mutating func words(_ count: Int) -> String {
    (0...random.below(count)).map { _ in random.pick(Self.odd) }.joined(separator: " ")
  }

  mutating func roleSet() -> JSON {
    let hasStage = random.chance(50)
    parameters = hasStage ? [("Stage", random.pick(["prod", "test1", "arn", "Zed"]))] : []
    let own = random.chance(60)
    let roles = (0..<(1 + random.below(4))).map { role($0, hasStage, own) }
    var members: [(String, JSON)] = [
      ("schemaVersion", .string("1.0")), ("name", .string("made")),
    ]
    if hasStage {
      members.append(
        (
          "parameters",
          .array([.object([("name", .string("Stage")), ("summary", .string("The stage"))])])
        ))
    }
    if own {
      members.append(
        (
          "policies",
          .array([
            .object([
              ("name", .string("made-own")), ("path", .string(random.pick(["/", "/team/"]))),
              ("document", document()),
            ])
          ])
        ))
      ownPath = members.last?.1.array?.first?["path"]?.string ?? "/"
    }
    members.append(("roles", .array(roles.map { held($0) })))
    return .object(members)
  }

  private var ownPath = "/"

  /// The role with the ARN of the set's own policy at its path.
  private func held(_ role: JSON) -> JSON {
    .object(
      (role.object ?? []).map { member in
        guard member.name == "managedPolicies" else { return (member.name, member.value) }
        let arns = (member.value.array ?? []).compactMap(\.string).map {
          $0 == "own" ? "arn:${Partition}:iam::${Account}:policy\(ownPath)made-own" : $0
        }
        return (member.name, JSON.strings(arns))
      })
  }

  private mutating func role(_ number: Int, _ hasStage: Bool, _ hasOwn: Bool) -> JSON {
    let stage = hasStage && random.chance(60) ? "-${Stage}" : ""
    var members: [(String, JSON)] = [
      ("name", .string("role\(random.pick(["-", ".", "+", "@", "="]))\(number)\(stage)"))
    ]
    if random.chance(40) { members.append(("path", .string("/made/x-1/"))) }
    // A description has the characters of Latin-1 alone.
    if random.chance(60) {
      members.append(("description", .string("Of \"${!it}\" in ${Account}, 100% é ${!x} $${!y}")))
    }
    if random.chance(30) { members.append(("maxSessionDuration", .number(7200))) }
    members.append(("trust", trust()))
    var managed: [String] = []
    if random.chance(50) { managed.append("arn:aws:iam::aws:policy/ReadOnlyAccess") }
    if hasOwn, number == 0 || random.chance(60) { managed.append("own") }
    if !managed.isEmpty { members.append(("managedPolicies", .strings(managed))) }
    let inline = (0..<random.below(3)).map { place in
      JSON.object([("name", .string("in+line=\(place)")), ("document", document())])
    }
    if !inline.isEmpty { members.append(("inlinePolicies", .array(inline))) }
    if random.chance(25) {
      members.append(
        ("permissionsBoundary", .string("arn:${Partition}:iam::aws:policy/PowerUserAccess")))
    }
    if random.chance(25) {
      members.append(("instanceProfiles", .strings(["profile-\(number)"])))
    }
    if random.chance(50) {
      members.append(
        (
          "tags",
          .object([
            ("Share +", .string("of it @ 1/2 \(hasStage ? "${Stage}" : "")")),
            ("Id", .string("${Account}")),
          ])
        ))
    }
    return .object(members)
  }

  private mutating func trust() -> JSON {
    switch random.below(3) {
    case 0: return .object([("services", .strings(["lambda.amazonaws.com"]))])
    case 1:
      let condition = JSON.object([
        (
          "StringEquals",
          .object([("sts:ExternalId", .string("1+1=\(random.below(9))"))])
        )
      ])
      return statement([
        ("Effect", .string("Allow")),
        ("Principal", .object([("AWS", .string("arn:${Partition}:iam::210987654321:root"))])),
        ("Action", .string("sts:AssumeRole")), ("Condition", condition),
      ])
    default:
      return statement([
        ("Effect", .string("Allow")),
        ("Principal", .object([("Service", .string("ecs-tasks.amazonaws.com"))])),
        ("Action", .string("sts:AssumeRole")),
        (
          "Condition",
          .object([("StringEquals", .object([("aws:SourceAccount", .string("${Account}"))]))])
        ),
      ])
    }
  }

  private func statement(_ members: [(String, JSON)]) -> JSON {
    .object([
      ("Version", .string("2012-10-17")), ("Statement", .array([.object(members)])),
    ])
  }

  private mutating func document() -> JSON {
    let statements = (0...random.below(2)).map { place in
      JSON.object([
        ("Sid", .string("S\(place)")),
        ("Effect", .string(random.pick(["Allow", "Allow", "Deny"]))),
        ("Action", .strings([random.pick(["s3:GetObject", "s3:Put*", "logs:*"])])),
        (
          "Resource",
          .strings(["arn:${Partition}:s3:::bucket-${Account}/${aws:username}/\(words(2))"])
        ),
        (
          "Condition",
          .object([("StringLike", .object([("aws:PrincipalTag/Team", .string(words(3)))]))])
        ),
      ])
    }
    return .object([
      ("Version", .string("2012-10-17")), ("Statement", .array(statements)),
    ])
  }
}
