import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

@Suite("Roles that are asked for one by one")
struct ExtraRoleTests {
  private func set(_ draft: SpecDraft) throws -> RoleSet {
    try RoleCatalogue.builtIn.roleSet(for: Spec(checking: draft))
  }

  private func problems(_ draft: SpecDraft) -> [String] {
    do {
      _ = try set(draft)
      return []
    } catch let error as SpecError {
      return error.problems.map(\.id)
    } catch {
      return ["\(error)"]
    }
  }

  private static let statement = """
    {"Effect": "Allow", "Action": "dynamodb:GetItem",
     "Resource": "arn:aws:dynamodb:us-east-1:123456789012:table/Inventory"}
    """

  @Test("an application may write metrics, of one namespace when one is chosen")
  func application() throws {
    var draft = SpecDraft(account: "123456789012")
    draft.applications = [
      ApplicationRole(name: "Counter"), ApplicationRole(name: "Gate", namespace: "Shop/Gate"),
    ]
    let set = try set(draft)
    #expect(set.roles.map(\.name).suffix(2) == ["Counter", "Gate"])
    let documents = set.roles.suffix(2).compactMap { role -> String? in
      guard case .ordinary(let role) = role else { return nil }
      #expect(role.path == "/service-role/" && role.inlinePolicies.count == 1)
      #expect(
        role.trust.text(.compact)
          == #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"#
          + #""panorama.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#)
      return role.inlinePolicies.first?.document.text(.compact)
    }
    #expect(
      documents == [
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#
          + #""Action":"cloudwatch:PutMetricData","Resource":"*"}]}"#,
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#
          + #""Action":"cloudwatch:PutMetricData","Resource":"*","#
          + #""Condition":{"StringEquals":{"cloudwatch:namespace":"Shop/Gate"}}}]}"#,
      ])
  }

  @Test("a group role is the common one with statements of its own")
  func groupRole() throws {
    for text in [
      Self.statement, "[\(Self.statement)]",
      #"{"Version": "2012-10-17", "Statement": \#(Self.statement)}"#,
    ] {
      var draft = SpecDraft(account: "123456789012", roleSets: ["deeplens"])
      draft.groupRoles = [GroupRoleDraft(name: "Warehouse", statements: try JSON(parsing: text))]
      let set = try set(draft)
      let role = try #require(set.roles.last?.ordinary)
      #expect(role.name == "Warehouse" && role.inlinePolicies.map(\.name) == [GroupRole.policyName])
      #expect(
        role.managedPolicies.map(\.arn)
          == ["arn:aws:iam::aws:policy/AWSDeepLensLambdaFunctionAccessPolicy"])
      #expect(role.inlinePolicies.first?.document.statements.count == 1)
    }
  }

  @Test("they stand in the spec and come back from it")
  func roundTrip() throws {
    var draft = SpecDraft(account: "123456789012", roleSets: ["panorama", "deeplens"])
    draft.applications = [
      ApplicationRole(name: "Gate", namespace: "Shop"), ApplicationRole(name: "Counter"),
    ]
    draft.groupRoles = [
      GroupRoleDraft(name: "Warehouse", statements: try JSON(parsing: Self.statement))
    ]
    draft.recorded = [RecordedRole(name: "Gate", id: "AROAGATE", isUnfinished: true)]
    let spec = try Spec(checking: draft)
    let read = try Spec(reading: spec.text)
    #expect(read == spec && read.text == spec.text)
    var other = read
    other.recorded = []
    #expect(read.differences(from: other).isEmpty, "what was recorded is no part of the choice")
    #expect(read.recorded == [RecordedRole(name: "Gate", id: "AROAGATE", isUnfinished: true)])
  }

  @Test("what makes no sense is refused")
  func refused() throws {
    var draft = SpecDraft(account: "123456789012", roleSets: ["deeplens"])
    draft.applications = [ApplicationRole(name: "Gate")]
    #expect(problems(draft) == ["no-template"])
    draft.roleSets = ["panorama"]
    draft.applications = [
      ApplicationRole(name: "a b"), ApplicationRole(name: "c", namespace: ":x"),
      ApplicationRole(name: "d", namespace: "${x}"),
    ]
    #expect(problems(draft) == ["role-name", "namespace", "namespace"])
    draft.applications = [ApplicationRole(name: "Gate"), ApplicationRole(name: "gate")]
    #expect(problems(draft) == ["duplicate-role"])
    draft.applications = []
    draft.groupRoles = [GroupRoleDraft(name: "W", statements: .array([]))]
    #expect(problems(draft) == ["no-statements", "no-template"])
    draft.groupRoles = []
    draft.parameters = [
      ParameterValue("Namespace", "a"), ParameterValue("Namespace", "b"),
      ParameterValue("Namspace", "c"),
    ]
    #expect(problems(draft) == ["duplicate", "unknown-parameter"])
  }

  @Test("parameters of a chosen set have their values, others their defaults")
  func parameters() throws {
    var draft = SpecDraft(account: "123456789012", roleSets: ["greengrass-v2-token-exchange"])
    draft.parameters = [ParameterValue("RoleAlias", "Mine")]
    let role = try #require(try set(draft).roles.first?.ordinary)
    #expect(role.name == "GreengrassV2TokenExchangeRole")
    #expect(role.trust.text(.compact).contains("arn:aws:iot:*:123456789012:rolealias/Mine"))
  }

  @Test("every built-in set can be chosen, and all together")
  func allSets() throws {
    let names = RoleCatalogue.builtIn.setNames
    for name in names {
      #expect(problems(SpecDraft(account: "123456789012", roleSets: [name])) == [])
    }
    #expect(problems(SpecDraft(account: "123456789012", roleSets: names)) == [])
  }
}
