import EmbeddedPolicies
import IAMPolicy
import IAMRoles
import JSONText
import PolicyLint
import Testing

@testable import RoleCatalogue

@Suite("The built-in role sets and policies")
struct BuiltInTests {
  @Test("are all read without a problem")
  func allAreRead() throws {
    #expect(!EmbeddedFiles.roleSets.isEmpty)
    for file in EmbeddedFiles.roleSets {
      do {
        let set = try RoleSetDefinition(reading: file.text)
        #expect(file.name == "\(set.name).json")
      } catch {
        for problem in error.problems {
          let place = "\(file.name):\(problem.position.line):\(problem.position.column)"
          Issue.record("\(place): \(problem.message)")
        }
      }
    }
    #expect(RoleCatalogue.builtIn.sets.count == EmbeddedFiles.roleSets.count)
  }

  /// One role as the facts have it: ARN path, principal, policies, and how sure each is.
  struct Row: Sendable {
    let name: String
    let set: String
    let path: String
    let acceptedPaths: [String]
    let service: String
    let isServiceLinked: Bool
    let policies: [String]
    let pathConfidence: Confidence
    let trust: Confidence

    init(
      _ name: String, _ set: String, at path: String, or accepted: [String],
      trusting service: String, serviceLinked: Bool = false, _ policies: [String],
      path confidence: Confidence, trust: Confidence
    ) {
      self.name = name
      self.set = set
      self.path = path
      acceptedPaths = accepted
      self.service = service
      isServiceLinked = serviceLinked
      self.policies = policies
      pathConfidence = confidence
      self.trust = trust
    }
  }

  /// What is known of the roles, written by hand.
  static let rows: [Row] = [
    Row(
      "AWSServiceRoleForAWSPanorama", "panorama", at: "/aws-service-role/panorama.amazonaws.com/",
      or: [], trusting: "panorama.amazonaws.com", serviceLinked: true,
      ["/aws-service-role/AWSPanoramaServiceLinkedRolePolicy"],
      path: .verified, trust: .documented),
    Row(
      "AWSPanoramaApplianceServiceRole", "panorama", at: "/service-role/", or: ["/"],
      trusting: "panorama.amazonaws.com", ["/service-role/AWSPanoramaApplianceServiceRolePolicy"],
      path: .inferred, trust: .documented),
    Row(
      "AWSPanoramaServiceRole", "panorama-preview", at: "/service-role/", or: ["/"],
      trusting: "panorama.amazonaws.com", ["/service-role/AWSPanoramaServiceRolePolicy"],
      path: .inferred, trust: .documented),
    Row(
      "AWSPanoramaApplianceRole", "panorama-preview", at: "/service-role/", or: ["/"],
      trusting: "credentials.iot.amazonaws.com", ["/service-role/AWSPanoramaApplianceRolePolicy"],
      path: .verified, trust: .inferred),
    Row(
      "AWSPanoramaSageMakerRole", "panorama-preview", at: "/service-role/", or: ["/"],
      trusting: "sagemaker.amazonaws.com", ["/service-role/AWSPanoramaSageMakerRolePolicy"],
      path: .verified, trust: .inferredStrong),
    Row(
      "AWSPanoramaGreengrassGroupRole", "panorama-preview", at: "/service-role/", or: ["/"],
      trusting: "greengrass.amazonaws.com",
      ["/service-role/AWSPanoramaGreengrassGroupRolePolicy"],
      path: .verified, trust: .inferredStrong),
    Row(
      "AWSPanoramaGreengrassRole", "panorama-preview", at: "/service-role/", or: ["/"],
      trusting: "greengrass.amazonaws.com",
      ["/service-role/AWSGreengrassResourceAccessRolePolicy"],
      path: .verified, trust: .inferredStrong),
    Row(
      "AWSDeepLensServiceRole", "deeplens", at: "/service-role/", or: ["/"],
      trusting: "deeplens.amazonaws.com", ["/service-role/AWSDeepLensServiceRolePolicy"],
      path: .inferred, trust: .inferredStrong),
    Row(
      "AWSDeepLensLambdaRole", "deeplens", at: "/service-role/", or: ["/"],
      trusting: "lambda.amazonaws.com",
      ["/AWSLambda_FullAccess", "/service-role/AWSLambdaBasicExecutionRole"],
      path: .documented, trust: .inferredStrong),
    Row(
      "AWSDeepLensGreengrassRole", "deeplens", at: "/service-role/", or: ["/"],
      trusting: "greengrass.amazonaws.com",
      ["/service-role/AWSGreengrassResourceAccessRolePolicy"],
      path: .inferred, trust: .inferredStrong),
    Row(
      "AWSDeepLensGreengrassGroupRole", "deeplens", at: "/service-role/", or: ["/"],
      trusting: "greengrass.amazonaws.com", ["/AWSDeepLensLambdaFunctionAccessPolicy"],
      path: .documented, trust: .inferred),
    Row(
      "AWSDeepLensSageMakerRole", "deeplens", at: "/", or: ["/service-role/"],
      trusting: "sagemaker.amazonaws.com", ["/AmazonSageMakerFullAccess"],
      path: .documented, trust: .inferredStrong),
    Row(
      "${TokenExchangeRole}", "greengrass-v2-token-exchange", at: "/", or: ["/service-role/"],
      trusting: "credentials.iot.amazonaws.com", [], path: .inferred, trust: .documented),
    Row(
      "Greengrass_ServiceRole", "greengrass-service-role", at: "/", or: ["/service-role/"],
      trusting: "greengrass.amazonaws.com",
      ["/service-role/AWSGreengrassResourceAccessRolePolicy"],
      path: .documented, trust: .documented),
    Row(
      "application", "panorama", at: "/service-role/", or: ["/"],
      trusting: "panorama.amazonaws.com", [], path: .documented, trust: .documented),
    Row(
      "group-role", "deeplens", at: "/service-role/", or: ["/"],
      trusting: "greengrass.amazonaws.com", ["/AWSDeepLensLambdaFunctionAccessPolicy"],
      path: .inferred, trust: .inferred),
  ]

  @Test("say of each role what is known of it", arguments: rows)
  func role(row: Row) throws {
    let set = try #require(RoleCatalogue.builtIn.set(named: row.set))
    let template = RoleTemplate(rawValue: row.name)
    let role = try #require(
      template.map { set.template(for: $0) } ?? set.roles.first { $0.name == row.name })
    #expect(role.path == row.path && role.acceptedPaths == row.acceptedPaths)
    let made = try #require(
      set.example(SampleValues(account: "123456789012", partition: "aws")).roles.first {
        $0.name == (template?.sampleName ?? set.name(of: role))
      })
    let whole = RoleSet(account: "123456789012", roles: [made])
    #expect(
      whole.arn(path: made.path, name: made.name)
        == "arn:aws:iam::123456789012:role\(row.path)\(made.name)")
    switch role.kind {
    case .serviceLinked(let service):
      #expect(row.isServiceLinked && service == row.service)
    case .ordinary(.services(let trust)):
      #expect(!row.isServiceLinked && trust.services == [row.service])
    case .ordinary(.document):
      Issue.record("the trust policy is written out")
    case .absent: Issue.record("the role should not exist")
    }
    let ofAWS = role.managedPolicies.filter { $0.contains(":iam::aws:") }
    #expect(ofAWS == row.policies.map { "arn:${Partition}:iam::aws:policy\($0)" })
    let own = set.policies.map { "arn:${Partition}:iam::${Account}:policy\($0.path)\($0.name)" }
    #expect(Set(role.managedPolicies).subtracting(ofAWS).isSubset(of: own))
    #expect(role.facts.first { $0.about == "path" }?.confidence == row.pathConfidence)
    #expect(role.facts.first { $0.about == "trust" }?.confidence == row.trust)
    for fact in role.facts { #expect(!fact.source.isEmpty && !fact.text.hasSuffix(".")) }
    // Every managed policy of a role is one whose document we carry.
    for path in row.policies {
      #expect(ManagedPolicyDefinition.named("arn:aws:iam::aws:policy\(path)") != nil, "\(path)")
    }
  }

  @Test("have no role beyond the table")
  func tableIsComplete() {
    let names = RoleCatalogue.builtIn.sets.flatMap { set in
      set.roles.map { $0.madeFor?.rawValue ?? $0.name }
    }
    #expect(names.sorted() == Self.rows.map(\.name).sorted())
  }

  static let ends: [(set: String, status: Lifecycle.Status, day: String?)] = [
    ("panorama", .ended, "2026-05-31"), ("panorama-preview", .ended, "2021-10-20"),
    ("deeplens", .ended, "2024-01-31"), ("greengrass-v2-token-exchange", .current, nil),
    ("greengrass-service-role", .current, nil),
  ]

  @Test("tell what has ended", arguments: ends)
  func lifecycle(set: String, status: Lifecycle.Status, day: String?) throws {
    let lifecycle = try #require(RoleCatalogue.builtIn.set(named: set)).lifecycle
    #expect(lifecycle.status == status && lifecycle.endDate?.text == day)
    #expect(!lifecycle.source.isEmpty)
  }

  @Test("tell when the services below them ended")
  func greengrassV1() throws {
    for name in ["panorama-preview", "deeplens", "greengrass-service-role"] {
      let set = try #require(RoleCatalogue.builtIn.set(named: name))
      #expect(set.lifecycle.events.contains { $0.date.text == "2026-10-07" }, "\(name)")
    }
  }

  struct Policy: Sendable {
    let name: String
    let path: String
    let version: String
    let created: String
    let updated: String
    let isAttachable: Bool

    init(
      _ name: String, _ path: String, _ version: String, _ created: String, _ updated: String,
      attachable: Bool = true
    ) {
      self.name = name
      self.path = path
      self.version = version
      self.created = created
      self.updated = updated
      isAttachable = attachable
    }
  }

  /// The managed policies, written by hand.
  static let policies: [Policy] = [
    Policy("AWSPanoramaFullAccess", "/", "v7", "2020-12-01", "2026-02-12"),
    Policy(
      "AWSPanoramaServiceLinkedRolePolicy", "/aws-service-role/", "v1", "2021-10-20", "2021-10-20",
      attachable: false),
    Policy(
      "AWSPanoramaApplianceServiceRolePolicy", "/service-role/", "v5", "2021-10-20", "2026-02-12"),
    Policy("AWSPanoramaServiceRolePolicy", "/service-role/", "v1", "2020-12-01", "2020-12-01"),
    Policy("AWSPanoramaApplianceRolePolicy", "/service-role/", "v1", "2020-12-01", "2020-12-01"),
    Policy("AWSPanoramaSageMakerRolePolicy", "/service-role/", "v1", "2020-12-01", "2020-12-01"),
    Policy(
      "AWSPanoramaGreengrassGroupRolePolicy", "/service-role/", "v2", "2020-12-01", "2021-01-06"),
    Policy(
      "AWSGreengrassResourceAccessRolePolicy", "/service-role/", "v5", "2017-02-14", "2018-11-14"),
    Policy("AWSDeepLensServiceRolePolicy", "/service-role/", "v6", "2017-11-29", "2019-09-25"),
    Policy("AWSDeepLensLambdaFunctionAccessPolicy", "/", "v4", "2017-11-29", "2019-06-11"),
    Policy("AmazonSageMakerFullAccess", "/", "v29", "2017-11-29", "2026-02-12"),
    Policy(
      "AWSLambdaFullAccess", "/", "v8", "2015-02-06", "2017-11-27", attachable: false),
    Policy("AWSLambda_FullAccess", "/", "v7", "2020-11-17", "2026-02-12"),
    Policy("AWSLambdaBasicExecutionRole", "/service-role/", "v1", "2015-04-09", "2015-04-09"),
  ]

  @Test("carry the documents of the managed policies that they name", arguments: policies)
  func policy(row: Policy) throws {
    let policy = try #require(ManagedPolicyDefinition.named(row.name))
    #expect(policy.name == row.name && policy.path == row.path && policy.version == row.version)
    #expect(policy.arn() == "arn:aws:iam::aws:policy\(row.path)\(row.name)")
    #expect(policy.created.text == row.created && policy.updated.text == row.updated)
    #expect(policy.isAttachable == row.isAttachable && policy.confidence == .verified)
    #expect(!policy.document.lint().contains { $0.severity == .error })
    let isDeprecated = row.name == "AWSLambdaFullAccess"
    #expect(policy.deprecated?.text == (isDeprecated ? "2021-03-01" : nil))
    #expect(policy.successor == (isDeprecated ? "AWSLambda_FullAccess" : nil))
    #expect(ManagedPolicyDefinition.named(policy.arn()) == policy)
    #expect(ManagedPolicyDefinition.named(row.name.uppercased()) == policy)
  }

  @Test("carry no managed policy beyond the table")
  func policiesAreComplete() {
    #expect(ManagedPolicyDefinition.names.sorted() == Self.policies.map(\.name).sorted())
    #expect(ManagedPolicyDefinition.builtIn.count == Self.policies.count)
    #expect(ManagedPolicyDefinition.named("Nobody") == nil)
    #expect(
      ManagedPolicyDefinition.named("arn:aws:iam::aws:policy/AWSPanoramaServiceRolePolicy") == nil)
    #expect(
      ManagedPolicyDefinition.nearestName(to: "AWSPanoramaFulAccess") == "AWSPanoramaFullAccess")
  }

  @Test("tell that AWS Panorama has ended")
  func notice() throws {
    let spec = try Spec(checking: SpecDraft(account: "123456789012"))
    #expect(
      RoleCatalogue.builtIn.notices(for: spec) == [
        "AWS Panorama ended on 31 May 2026 (AWS Panorama Developer Guide, page "
          + "panorama-end-of-support)"
      ])
  }

  @Test("are found by any spelling, and a near miss finds a name")
  func lookUp() {
    let catalogue = RoleCatalogue.builtIn
    #expect(
      catalogue.role(named: "awspanoramaapplianceservicerole")?.role.name
        == "AWSPanoramaApplianceServiceRole")
    #expect(catalogue.role(named: "Nobody") == nil)
    #expect(catalogue.nearestName(to: "panorma") == "panorama")
    #expect(
      catalogue.nearestName(to: "AWSPanoramaAplianceServiceRole")
        == "AWSPanoramaApplianceServiceRole")
  }

  @Test("make the two roles of a first setup")
  func firstSetup() throws {
    let spec = try Spec(
      checking: SpecDraft(
        account: "123456789012", tags: [Tag("Team", "vision")],
        permissionsBoundary: "arn:aws:iam::123456789012:policy/Boundary"))
    let set = try RoleCatalogue.builtIn.roleSet(for: spec)
    #expect(
      set.roles.first
        == .serviceLinked(
          ServiceLinkedRole(
            name: "AWSServiceRoleForAWSPanorama", service: "panorama.amazonaws.com")))
    let role = try #require(set.roles.last?.ordinary)
    #expect(role.name == "AWSPanoramaApplianceServiceRole")
    #expect(role.path == "/service-role/" && Set(role.acceptedPaths) == ["/service-role/", "/"])
    #expect(role.tags == [Tag("Team", "vision")])
    #expect(
      role.permissionsBoundary
        == PermissionsBoundary(arn: "arn:aws:iam::123456789012:policy/Boundary"))
    let plan = try Plan(closing: Drift(between: set, and: .empty(for: set)))
    var tagged = role
    tagged.tags.append(Tag("panorama-roles:spec", "panorama"))
    #expect(
      plan.changes.map(\.change) == [
        .createServiceLinkedRole(
          ServiceLinkedRole(
            name: "AWSServiceRoleForAWSPanorama", service: "panorama.amazonaws.com")),
        .createRole(tagged),
        .attachRolePolicy(
          role: "AWSPanoramaApplianceServiceRole",
          arn: "arn:aws:iam::aws:policy/service-role/AWSPanoramaApplianceServiceRolePolicy"),
      ])
  }
}
