// swift-tools-version: 6.2
import PackageDescription

/// Every target is built with the same settings: see ARCHITECTURE.md.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A library module and its test target.
///
/// `uses` is the whole list of modules it may import; `testsUse` what its tests may import as well.
func module(
  _ name: String, uses: [Target.Dependency] = [], resources: [Resource] = [],
  testsUse: [Target.Dependency] = []
) -> [Target] {
  let library = Target.target(
    name: name, dependencies: uses, resources: resources, swiftSettings: strict)
  return [
    library,
    .testTarget(
      name: "\(name)Tests", dependencies: [.target(name: name), "TestSupport"] + uses + testsUse,
      swiftSettings: strict),
  ]
}

/// The policy language: reading, deciding, comparing and checking documents.
let policyKit = ["JSONText", "IAMPolicy", "ServiceReference", "PolicyAnalysis", "PolicyLint"]

let package = Package(
  name: "panorama-roles",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "panorama-roles", targets: ["panorama-roles"]),
    .library(name: "IAMPolicyKit", targets: policyKit),
    .library(
      name: "PanoramaRolesCore", targets: policyKit + ["IAMRoles", "RoleCatalogue", "IAMBackend"]),
  ],
  targets: [
    module("JSONText"),
    module("SigV4"),
    module("CommandTable", uses: ["JSONText"]),
    module("IAMPolicy", uses: ["JSONText"]),
    module("ServiceReference", uses: ["EmbeddedPolicies"]),
    module("PolicyAnalysis", uses: ["IAMPolicy", "ServiceReference", "JSONText"]),
    module(
      "PolicyLint", uses: ["IAMPolicy", "PolicyAnalysis", "ServiceReference", "JSONText"]),
    module("IAMRoles", uses: ["IAMPolicy", "PolicyAnalysis", "JSONText"]),
    module(
      "AWSAccess", uses: ["SigV4", "JSONText"],
      resources: [.embedInCode("Configuration/endpoints.json")]),
    [
      .target(
        name: "EmbeddedPolicies", path: "Policies",
        exclude: ["expectations", "service-reference/derive.py"], swiftSettings: strict,
        plugins: ["EmbedPoliciesPlugin"]),
      .executableTarget(name: "EmbedPolicies", swiftSettings: strict),
      .plugin(
        name: "EmbedPoliciesPlugin", capability: .buildTool(), dependencies: ["EmbedPolicies"],
        path: "Sources/EmbedPoliciesPlugin"),
    ],
    module(
      "RoleCatalogue",
      uses: ["IAMRoles", "IAMPolicy", "PolicyLint", "JSONText", "EmbeddedPolicies"]),
    module(
      "InfrastructureCode", uses: ["IAMRoles", "IAMPolicy", "JSONText"],
      testsUse: ["PolicyAnalysis"]),
    module(
      "IAMBackend", uses: ["AWSAccess", "IAMRoles", "IAMPolicy", "JSONText"],
      testsUse: ["PolicyLint"]),
    module(
      "Reports",
      uses: [
        "IAMPolicy", "IAMRoles", "JSONText", "PolicyAnalysis", "PolicyLint", "RoleCatalogue",
        "ServiceReference", "SigV4",
      ]),
    module(
      "PanoramaRoles",
      uses: [
        "AWSAccess", "CommandTable", "EmbeddedPolicies", "IAMBackend", "IAMPolicy", "IAMRoles",
        "InfrastructureCode", "JSONText", "PolicyAnalysis", "PolicyLint", "Reports",
        "RoleCatalogue",
        "ServiceReference", "SigV4",
      ]),
    [
      .executableTarget(
        name: "panorama-roles", dependencies: ["PanoramaRoles"], swiftSettings: strict,
        plugins: ["EmbedPoliciesPlugin"])
    ],
    // What only tests and measurements use; the product holds nothing of it.
    [
      .target(
        name: "FuzzTargets",
        dependencies: [
          "AWSAccess", "IAMBackend", "IAMPolicy", "InfrastructureCode", "JSONText", "PanoramaRoles",
          "PolicyLint", "Reports", "RoleCatalogue", "TestSupport",
        ],
        path: "Tests/Fuzzing/Targets", swiftSettings: strict),
      .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
      .testTarget(
        name: "FuzzTargetsTests", dependencies: ["FuzzTargets", "TestSupport"],
        path: "Tests/Fuzzing/Tests",
        swiftSettings: strict),
      .executableTarget(
        name: "Fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzzing/Driver",
        swiftSettings: strict),
      .executableTarget(
        name: "Examples",
        dependencies: [
          "IAMBackend", "IAMPolicy", "IAMRoles", "PolicyAnalysis", "PolicyLint", "RoleCatalogue",
        ],
        path: "Documentation/Examples", swiftSettings: strict),
      .executableTarget(
        name: "Measure", dependencies: ["IAMPolicy", "JSONText", "PolicyAnalysis"],
        path: "Tests/Benchmarks/Measure", swiftSettings: strict),
    ],
  ].flatMap { $0 }
)
