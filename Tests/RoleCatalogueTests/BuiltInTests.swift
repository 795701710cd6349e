import EmbeddedPolicies
import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

@Suite("The built-in role sets")
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

  struct Row: Sendable {
    let name: String
    let set: String
    let path: String
    let acceptedPaths: [String]
    let services: [String]
    let isServiceLinked: Bool
    let managedPolicies: [String]
    let confidence: [String: Confidence]
  }

  /// What is known of the roles, written by hand.
  static let rows: [Row] = [
    Row(
      name: "AWSServiceRoleForAWSPanorama", set: "panorama",
      path: "/aws-service-role/panorama.amazonaws.com/", acceptedPaths: [],
      services: ["panorama.amazonaws.com"], isServiceLinked: true,
      managedPolicies: [
        "arn:aws:iam::aws:policy/aws-service-role/AWSPanoramaServiceLinkedRolePolicy"
      ],
      confidence: [
        "name": .verified, "path": .verified, "trust": .documented, "managed-policies": .verified,
      ]),
    Row(
      name: "AWSPanoramaApplianceServiceRole", set: "panorama", path: "/service-role/",
      acceptedPaths: ["/"], services: ["panorama.amazonaws.com"], isServiceLinked: false,
      managedPolicies: [
        "arn:aws:iam::aws:policy/service-role/AWSPanoramaApplianceServiceRolePolicy"
      ],
      confidence: [
        "name": .inferredStrong, "path": .inferred, "trust": .documented,
        "managed-policies": .verified,
      ]),
  ]

  @Test("say of each role what is known of it", arguments: rows)
  func role(row: Row) throws {
    let (set, role) = try #require(RoleCatalogue.builtIn.role(named: row.name))
    #expect(set.name == row.set && role.name == row.name)
    #expect(role.path == row.path && role.acceptedPaths == row.acceptedPaths)
    switch role.kind {
    case .serviceLinked(let service):
      #expect(row.isServiceLinked && [service] == row.services)
    case .ordinary(.services(let trust)):
      #expect(!row.isServiceLinked && trust.services == row.services)
    case .ordinary(.document):
      Issue.record("the trust policy is written out")
    }
    #expect(
      role.managedPolicies
        == row.managedPolicies.map { "arn:${Partition}" + $0.dropFirst("arn:aws".count) })
    #expect(
      Dictionary(role.facts.map { ($0.about, $0.confidence) }, uniquingKeysWith: { $1 })
        == row.confidence)
  }

  @Test("have no role beyond the table")
  func tableIsComplete() {
    #expect(RoleCatalogue.builtIn.roleNames == Self.rows.map(\.name))
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
    guard case .ordinary(let role) = set.roles.last else { return }
    #expect(role.name == "AWSPanoramaApplianceServiceRole")
    #expect(role.path == "/service-role/" && Set(role.acceptedPaths) == ["/service-role/", "/"])
    #expect(role.tags == [Tag("Team", "vision")])
    #expect(
      role.permissionsBoundary
        == PermissionsBoundary(arn: "arn:aws:iam::123456789012:policy/Boundary"))
    let plan = try Plan(closing: Drift(between: set, and: .empty(for: set)))
    #expect(
      plan.changes.map(\.change) == [
        .createServiceLinkedRole(
          ServiceLinkedRole(
            name: "AWSServiceRoleForAWSPanorama", service: "panorama.amazonaws.com")),
        .createRole(role),
        .attachRolePolicy(
          role: "AWSPanoramaApplianceServiceRole",
          arn: "arn:aws:iam::aws:policy/service-role/AWSPanoramaApplianceServiceRolePolicy"),
      ])
  }
}
