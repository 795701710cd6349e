/// Roles that guides, consoles and samples of AWS leave in an account, by how their names begin.
public enum LeftoverRole: CaseIterable, Hashable, Sendable {
  case sampleUtility
  case sampleDeployment
  case panorama
  case deepLens
  case sampleStack

  /// How the name begins, in small letters.
  var prefix: String {
    switch self {
    case .sampleUtility: "awspanoramasmrole"
    case .sampleDeployment: "awspanoramasamplesdeploymentrole"
    case .panorama: "awspanorama"
    case .deepLens: "awsdeeplens"
    case .sampleStack: "panorama-"
    }
  }

  /// What leaves it behind.
  public var origin: String {
    switch self {
    case .sampleUtility: "the test utility of aws-samples/aws-panorama-samples"
    case .sampleDeployment: "the deployment of aws-samples/aws-panorama-samples"
    case .panorama: "the console or a guide of AWS Panorama"
    case .deepLens: "the console or a guide of AWS DeepLens"
    case .sampleStack: "a stack of the AWS Panorama Developer Guide's samples"
    }
  }

  /// Whether a sample made it, with a trust policy of its own.
  public var isOfSample: Bool { self == .sampleUtility || self == .sampleDeployment }

  /// The leftover that a role's name looks like; nil when it looks like none of them.
  public init?(roleName name: String) {
    let folded = name.lowercased()
    guard let found = Self.allCases.first(where: { folded.hasPrefix($0.prefix) }) else {
      return nil
    }
    self = found
  }
}
