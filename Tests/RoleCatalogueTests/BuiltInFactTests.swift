import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

/// What is known of the built-in sets, written by hand, so that no fact can change unnoticed.
@Suite("The facts of the built-in role sets")
struct BuiltInFactTests {
  private func set(_ name: String) throws -> RoleSetDefinition {
    try #require(RoleCatalogue.builtIn.set(named: name))
  }

  private func role(_ name: String, _ set: RoleSetDefinition) throws -> RoleDefinition {
    try #require(set.roles.first { ($0.madeFor?.rawValue ?? $0.name) == name })
  }

  static let lifecycles: [(set: String, source: String, days: [(day: String, words: String)])] = [
    (
      "panorama", "AWS Panorama Developer Guide, page panorama-end-of-support",
      [
        ("2020-12-01", "preview"), ("2021-10-20", "general availability"),
        ("2025-05-20", "closed to new customers"), ("2026-05-31", "end of support"),
      ]
    ),
    (
      "panorama-preview", "AWS Panorama Developer Guide, page panorama-releases",
      [
        ("2020-12-01", "preview"), ("2021-10-20", "general availability"),
        ("2022-06-21", "the pages of the preview left the guide"),
        ("2026-05-31", "end of support of AWS Panorama"), ("2026-10-07", "AWS IoT Greengrass V1"),
      ]
    ),
    (
      "deeplens",
      "SummitRoute/aws_breaking_changes#72, which quotes the AWS DeepLens Developer Guide, page "
        + "deeplens-end-of-life",
      [
        ("2017-11-29", "the first of its managed policies"), ("2023-01-31", "end announced"),
        ("2024-01-31", "end of support"), ("2026-10-07", "AWS IoT Greengrass V1"),
      ]
    ),
    (
      "greengrass-service-role",
      "AWS IoT Greengrass V2 Developer Guide, page greengrass-service-role",
      [("2026-10-07", "AWS IoT Greengrass V1 ended")]
    ),
    (
      "greengrass-v2-token-exchange",
      "AWS IoT Greengrass V2 Developer Guide, page device-service-role", []
    ),
  ]

  @Test("have every day of their life-cycles, and who says so", arguments: lifecycles)
  func lifecycle(name: String, source: String, days: [(day: String, words: String)]) throws {
    let lifecycle = try set(name).lifecycle
    #expect(lifecycle.source == source)
    #expect(lifecycle.events.map(\.date.text) == days.map(\.day))
    for (event, day) in zip(lifecycle.events, days) { #expect(event.event.hasPrefix(day.words)) }
  }

  static let places: [(set: String, partitions: [String]?, regions: [String])] = [
    (
      "panorama", ["aws"],
      [
        "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-west-1", "us-east-1", "us-west-2",
      ]
    ),
    ("panorama-preview", ["aws"], []), ("deeplens", ["aws"], ["us-east-1"]),
    ("greengrass-service-role", nil, []), ("greengrass-v2-token-exchange", nil, []),
  ]

  @Test("have the places of their services", arguments: places)
  func availability(name: String, partitions: [String]?, regions: [String]) throws {
    let availability = try set(name).availability
    #expect(availability?.partitions == partitions)
    #expect((availability?.regions ?? []).sorted() == regions)
    #expect(availability?.source.isEmpty != true)
  }

  /// How sure name, managed policies and whatever else is; path and trust are in the table of roles.
  static let confidences: [(set: String, role: String, sure: [String: Confidence])] = [
    (
      "panorama", "AWSServiceRoleForAWSPanorama",
      ["name": .verified, "managed-policies": .verified]
    ),
    (
      "panorama", "AWSPanoramaApplianceServiceRole",
      ["name": .inferredStrong, "managed-policies": .verified]
    ),
    (
      "panorama", "application",
      ["name": .documented, "managed-policies": .documented, "inline-policies": .documented]
    ),
    (
      "panorama-preview", "AWSPanoramaServiceRole",
      ["name": .documented, "managed-policies": .verified]
    ),
    (
      "panorama-preview", "AWSPanoramaApplianceRole",
      ["name": .verified, "managed-policies": .verified]
    ),
    (
      "panorama-preview", "AWSPanoramaSageMakerRole",
      ["name": .verified, "managed-policies": .verified]
    ),
    (
      "panorama-preview", "AWSPanoramaGreengrassGroupRole",
      ["name": .verified, "managed-policies": .verified, "extensions": .documented]
    ),
    (
      "panorama-preview", "AWSPanoramaGreengrassRole",
      ["name": .verified, "managed-policies": .verified, "use": .inferred]
    ),
    ("deeplens", "AWSDeepLensServiceRole", ["name": .documented, "managed-policies": .verified]),
    (
      "deeplens", "AWSDeepLensLambdaRole",
      [
        "name": .verified, "managed-policies": .verified, "successor": .inferred, "loss": .verified,
      ]
    ),
    (
      "deeplens", "AWSDeepLensGreengrassRole",
      [
        "name": .documented, "managed-policies": .verified, "use": .inferred,
        "separation": .documented,
      ]
    ),
    (
      "deeplens", "AWSDeepLensGreengrassGroupRole",
      ["name": .documented, "managed-policies": .verified, "variants": .documented]
    ),
    ("deeplens", "AWSDeepLensSageMakerRole", ["name": .documented, "managed-policies": .verified]),
    (
      "deeplens", "group-role",
      ["name": .verified, "managed-policies": .verified, "inline-policies": .documented]
    ),
    (
      "greengrass-service-role", "Greengrass_ServiceRole",
      ["name": .documented, "managed-policies": .verified]
    ),
    (
      "greengrass-v2-token-exchange", "${TokenExchangeRole}",
      ["name": .documented, "managed-policies": .documented]
    ),
  ]

  @Test("say how sure each of them is", arguments: confidences)
  func confidence(name: String, roleName: String, sure: [String: Confidence]) throws {
    let facts = try role(roleName, try set(name)).facts
    let found = facts.filter { $0.about != "path" && $0.about != "trust" }
    #expect(
      Dictionary(found.map { ($0.about, $0.confidence) }, uniquingKeysWith: { $1 }) == sure)
    #expect(found.count == sure.count)
  }

  @Test("are held of every role")
  func complete() {
    let roles = RoleCatalogue.builtIn.sets.flatMap { set in
      set.roles.map { "\(set.name) \($0.madeFor?.rawValue ?? $0.name)" }
    }
    #expect(roles.sorted() == Self.confidences.map { "\($0.set) \($0.role)" }.sorted())
  }

  static let versions: [(role: String, words: [String])] = [
    (
      "AWSServiceRoleForAWSPanorama",
      ["AWSPanoramaServiceLinkedRolePolicy, version v1 of 2021-10-20"]
    ),
    (
      "AWSPanoramaApplianceServiceRole",
      ["AWSPanoramaApplianceServiceRolePolicy, version v5 of 2026-02-12"]
    ),
    ("AWSPanoramaServiceRole", ["AWSPanoramaServiceRolePolicy, version v1 of 2020-12-01"]),
    ("AWSPanoramaApplianceRole", ["AWSPanoramaApplianceRolePolicy, version v1 of 2020-12-01"]),
    ("AWSPanoramaSageMakerRole", ["AWSPanoramaSageMakerRolePolicy, version v1 of 2020-12-01"]),
    (
      "AWSPanoramaGreengrassGroupRole",
      ["AWSPanoramaGreengrassGroupRolePolicy, version v2 of 2021-01-06"]
    ),
    (
      "AWSPanoramaGreengrassRole",
      ["AWSGreengrassResourceAccessRolePolicy, version v5 of 2018-11-14"]
    ),
    ("AWSDeepLensServiceRole", ["AWSDeepLensServiceRolePolicy, version v6 of 2019-09-25"]),
    (
      "AWSDeepLensLambdaRole",
      [
        "AWSLambda_FullAccess, version v7 of 2026-02-12",
        "AWSLambdaBasicExecutionRole, version v1 of 2015-04-09",
      ]
    ),
    (
      "AWSDeepLensGreengrassRole",
      ["AWSGreengrassResourceAccessRolePolicy, version v5 of 2018-11-14"]
    ),
    (
      "AWSDeepLensGreengrassGroupRole",
      ["AWSDeepLensLambdaFunctionAccessPolicy, version v4 of 2019-06-11"]
    ),
    ("AWSDeepLensSageMakerRole", ["AmazonSageMakerFullAccess, version v29 of 2026-02-12"]),
    (
      "Greengrass_ServiceRole",
      ["AWSGreengrassResourceAccessRolePolicy, version v5 of 2018-11-14"]
    ),
  ]

  @Test("name the versions of managed policies with their days", arguments: versions)
  func version(role: String, words: [String]) throws {
    let found = try #require(RoleCatalogue.builtIn.role(named: role)).role
    let fact = try #require(found.facts.first { $0.about == "managed-policies" })
    for words in words { #expect(fact.text.contains(words)) }
    #expect(fact.source == "AWS Managed Policy Reference Guide")
  }

  @Test("say what the successor of AWSLambdaFullAccess lacks")
  func loss() throws {
    let role = try role("AWSDeepLensLambdaRole", try set("deeplens"))
    let loss = try #require(role.facts.first { $0.about == "loss" })
    for prefix in ["s3", "dynamodb", "sns", "sqs", "events", "kinesis", "cognito-"] {
      #expect(loss.text.contains(prefix == "cognito-" ? "cognito-*" : "\(prefix):*"), "\(prefix)")
    }
    #expect(loss.text.contains("passes roles to Lambda alone"))
    #expect(
      role.acceptedPolicies.map(\.arn) == ["arn:${Partition}:iam::aws:policy/AWSLambdaFullAccess"])
    #expect(role.acceptedPolicies.first?.note.contains("1 March 2021") == true)
  }

  /// Each: the role, what AWS's text says, what is so.
  static let corrections: [(role: String, says: String, fact: String)] = [
    ("AWSServiceRoleForAWSPanorama", "a service role that people create", "service-linked"),
    ("AWSServiceRoleForAWSPanorama", "'panorama' in their name", "every certificate"),
    ("AWSServiceRoleForAWSPanorama", "at path /service-role/", "at path /aws-service-role/"),
    ("AWSPanoramaApplianceServiceRole", "at path /aws-service-role/", "at path /service-role/"),
    ("AWSPanoramaApplianceServiceRole", "AWS Secrets Manager", "no version of its policy allows"),
    ("AWSPanoramaApplianceServiceRole", "arn:aws:servicename::", "empty Region never matches"),
    ("AWSPanoramaServiceRole", "at path /aws-service-role/", "it is at path /service-role/"),
    ("AWSPanoramaApplianceRole", "at path /aws-service-role/", "it is at path /service-role/"),
    ("AWSPanoramaSageMakerRole", "at path /aws-service-role/", "it is at path /service-role/"),
    (
      "AWSPanoramaGreengrassGroupRole", "at path /aws-service-role/", "it is at path /service-role/"
    ),
    ("AWSPanoramaGreengrassRole", "at path /aws-service-role/", "it is at path /service-role/"),
    (
      "AWSDeepLensLambdaRole", "carries AWSLambdaFullAccess",
      "deprecated that policy on 1 March 2021"
    ),
    ("AWSDeepLensGreengrassGroupRole", "can be customised", "nobody else can change it"),
    ("AWSDeepLensSageMakerRole", "AWSDeepLensSagemakerRole", "without regard to case"),
    ("Greengrass_ServiceRole", "empty Region", "matches no resource"),
    ("GreengrassV2TokenExchangeRole", "one name in the condition", "must be one name"),
  ]

  @Test("tell what AWS's own texts get wrong of a role")
  func corrections() throws {
    var rest = Self.corrections
    for set in RoleCatalogue.builtIn.sets {
      for role in set.fixedRoles {
        let name = set.name(of: role)
        for correction in role.corrections {
          let index = rest.firstIndex {
            $0.role == name && correction.says.contains($0.says)
              && correction.fact.contains($0.fact)
          }
          #expect(index != nil, "\(name): \(correction.note)")
          #expect(!correction.document.isEmpty && !correction.source.isEmpty)
          if let index { rest.remove(at: index) }
        }
      }
    }
    #expect(rest.isEmpty, "\(rest)")
  }

  @Test("tell what AWS's own texts get wrong of policies")
  func policyCorrections() throws {
    let managed = ManagedPolicyDefinition.builtIn.filter { !$0.corrections.isEmpty }
    #expect(managed.map(\.name) == ["AWSPanoramaFullAccess"])
    let unrestricted = try #require(managed.first?.corrections.first)
    #expect(unrestricted.says.contains("without restricting the resources"))
    #expect(unrestricted.fact.contains("AWSPanoramaFullAccess v1 alone"))
    #expect(unrestricted.fact.contains("v2 of 2021-10-20"))
    for level in UserPolicy.Level.allCases {
      for generation in UserPolicy.Generation.allCases {
        let policy = try #require(
          UserPolicy.policy(level, generation, account: nil, partition: "aws"))
        let says = policy.corrections.map(\.says)
        let facts = policy.corrections.map(\.fact).joined()
        switch generation {
        case .current: #expect(policy.corrections.first == unrestricted && says.count == 2)
        case .preview: #expect(says.count == 1)
        case .deeplens: #expect(says.isEmpty)
        }
        guard generation != .deeplens else { continue }
        #expect(says.last?.contains("a user needs Amazon S3, AWS Lambda and IAM") == true)
        #expect(facts.contains("asks for AWS Lambda no more"))
        #expect(facts.contains("ResourceGroupsandTagEditorFullAccess"))
        #expect(facts.contains("ElementalAppliancesSoftwareFullAccess"))
      }
    }
  }

  static let elsewhere: [(set: String, partition: String, region: String?, place: String?)] = [
    ("panorama", "aws", nil, nil), ("panorama", "aws-cn", nil, "partition 'aws-cn'"),
    ("panorama", "aws-us-gov", "us-gov-west-1", "partition 'aws-us-gov'"),
    ("panorama", "aws", "eu-central-1", "Region 'eu-central-1'"),
    ("panorama", "aws", "eu-west-1", nil), ("deeplens", "aws", "us-west-2", "Region 'us-west-2'"),
    ("panorama-preview", "aws", "eu-central-1", nil),
    ("greengrass-service-role", "aws-cn", "cn-north-1", nil),
  ]

  @Test("warn where a service never was", arguments: elsewhere)
  func warnings(set: String, partition: String, region: String?, place: String?) throws {
    var draft = SpecDraft(account: "123456789012", partition: partition, roleSets: [set])
    draft.parameters = region.map { [ParameterValue("Region", $0)] } ?? []
    let warnings = RoleCatalogue.builtIn.warnings(for: try Spec(checking: draft))
    #expect(warnings.count == (place == nil ? 0 : 1))
    #expect(warnings.allSatisfy { $0.contains("would serve nothing in \(place ?? "")") })
  }
}
