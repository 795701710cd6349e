import IAMPolicy
import IAMRoles
import JSONText

/// Writes a CloudFormation template.
struct TemplateWriter {
  private let contents: ExportContents
  private var ids = UniqueNames()
  /// The logical ids in the order of the resources, where they are known.
  private let givenIDs: [String]
  private let isForCDK: Bool
  private var resources: [(String, JSON)] = []
  /// The logical ids of the managed policies that the template makes, by ARN.
  private var policies: [[UInt8]: String] = [:]
  /// The logical ids of the roles that the template makes, by their place in the set.
  private var roles: [Int: String] = [:]
  /// The logical ids of the identity providers that the template makes, by their place in the set.
  private var providers: [Int: String] = [:]
  private(set) var leftOut: [ExportedCode.LeftOut] = []
  private(set) var notes: [String] = []

  var roleCount: Int { roles.count }
  var policyCount: Int { policies.count }
  var providerCount: Int { providers.count }

  /// - Parameters:
  ///   - ids: the logical ids of the resources, as another template has them.
  ///   - isForCDK: whether the AWS CDK reads the template first.
  init(_ contents: ExportContents, ids: [String] = [], isForCDK: Bool = false) {
    self.contents = contents
    self.isForCDK = isForCDK
    givenIDs = ids
  }

  private mutating func nextID(_ wanted: String) -> String {
    resources.count < givenIDs.count ? givenIDs[resources.count] : ids.take(wanted)
  }

  mutating func template() -> JSON {
    for (policy, arn) in contents.policies { add(policy, arn) }
    for place in contents.providers.indices { add(providerAt: place) }
    for place in contents.roles.indices { add(roleAt: place) }
    return .object([
      ("AWSTemplateFormatVersion", .string("2010-09-09")),
      ("Description", .string("IAM roles, written by panorama-roles")),
      ("Resources", .object(resources)),
    ])
  }

  private mutating func add(_ policy: CustomerManagedPolicy, _ arn: String) {
    let subject = "policy \(Shown.quoted(policy.name))"
    var properties: [(String, JSON)] = [
      ("ManagedPolicyName", .string(policy.name)), ("Path", .string(policy.path)),
    ]
    if !policy.description.isEmpty {
      properties.append(("Description", .string(policy.description)))
    }
    properties.append(("PolicyDocument", policy.document.json))
    guard isPlain(properties, subject) else { return }
    if !policy.tags.isEmpty {
      // The resource has no property for tags.
      notes.append("\(subject) is made without its tags: CloudFormation cannot set them")
    }
    let id = nextID(Self.id(policy.name, "Policy"))
    policies[Array(arn.utf8)] = id
    resources.append((id, Self.resource("AWS::IAM::ManagedPolicy", properties)))
  }

  private mutating func add(providerAt place: Int) {
    let provider = contents.providers[place].provider
    var properties: [(String, JSON)]
    let (type, name): (String, String)
    switch provider.kind {
    case .oidc(let url, let clientIDs, let thumbprints):
      (type, name) = ("OIDCProvider", provider.resource.replacing("oidc-provider/", with: ""))
      properties = [("Url", .string(url)), ("ClientIdList", .strings(clientIDs))]
      if let thumbprints { properties.append(("ThumbprintList", .strings(thumbprints))) }
    case .saml(let samlName, let metadata):
      (type, name) = ("SAMLProvider", samlName)
      properties = [("Name", .string(samlName)), ("SamlMetadataDocument", .string(metadata))]
    }
    if !provider.tags.isEmpty {
      properties.append(("Tags", .array(provider.tags.map(Self.tag))))
    }
    guard isPlain(properties, provider.phrase) else { return }
    let id = nextID(Self.id(name, type))
    providers[place] = id
    resources.append((id, Self.resource("AWS::IAM::\(type)", properties)))
  }

  private mutating func add(roleAt place: Int) {
    let role = contents.roles[place].role
    var properties: [(String, JSON)] = [
      ("RoleName", .string(role.name)), ("Path", .string(role.path)),
    ]
    if !role.description.isEmpty { properties.append(("Description", .string(role.description))) }
    properties += [
      ("AssumeRolePolicyDocument", role.trust.json),
      ("MaxSessionDuration", .number(role.maxSessionDuration)),
    ]
    if !role.inlinePolicies.isEmpty {
      properties.append(("Policies", .array(role.inlinePolicies.map(Self.inline))))
    }
    if !role.tags.isEmpty { properties.append(("Tags", .array(role.tags.map(Self.tag)))) }
    let attached = role.managedPolicies.map(\.arn)
    let held = attached + (role.permissionsBoundary.map { [$0.arn] } ?? [])
    guard isPlain(properties + [("held", .strings(held))], "role \(Shown.quoted(role.name))"),
      isMade(held, by: role), isTrusting(place)
    else { return }
    if !attached.isEmpty {
      properties.append(("ManagedPolicyArns", .array(attached.map(reference))))
    }
    if let boundary = role.permissionsBoundary {
      properties.append(("PermissionsBoundary", reference(boundary.arn)))
    }
    let id = nextID(Self.id(role.name, "Role"))
    roles[place] = id
    let after =
      contents.providersTrusted(by: place).compactMap { providers[$0] }
      + contents.trusted(by: place).compactMap { roles[$0] }
    resources.append((id, Self.resource("AWS::IAM::Role", properties, after: after)))
    for profile in role.instanceProfiles {
      let members: [(String, JSON)] = [
        ("InstanceProfileName", .string(profile.name)), ("Path", .string(profile.path)),
        ("Roles", .array([.object([("Ref", .string(id))])])),
      ]
      let profileID = nextID(Self.id(profile.name, "InstanceProfile"))
      resources.append((profileID, Self.resource("AWS::IAM::InstanceProfile", members)))
    }
  }

  /// A role without a policy that it should have is not that role.
  private mutating func isMade(_ held: [String], by role: Role) -> Bool {
    let own = Set(contents.policies.map { Array($0.arn.utf8) })
    for arn in held where own.contains(Array(arn.utf8)) && policies[Array(arn.utf8)] == nil {
      leftOut.append(
        ExportedCode.LeftOut(
          subject: "role \(Shown.quoted(role.name))",
          reason: "it has the policy \(Shown.quoted(arn)), which is left out"))
      return false
    }
    return true
  }

  /// IAM makes no role that trusts a provider which does not exist.
  private mutating func isTrusting(_ place: Int) -> Bool {
    let missing = contents.providersTrusted(by: place).first { providers[$0] == nil }
    guard let missing else { return true }
    leftOut.append(
      ExportedCode.LeftOut(
        subject: "role \(Shown.quoted(contents.roles[place].role.name))",
        reason: "it trusts \(contents.providers[missing].provider.phrase), which is left out"))
    return false
  }

  private func reference(_ arn: String) -> JSON {
    policies[Array(arn.utf8)].map { .object([("Ref", .string($0))]) } ?? .string(arn)
  }

  private static func resource(
    _ type: String, _ properties: [(String, JSON)], after: [String] = []
  ) -> JSON {
    .object(
      [("Type", .string(type))] + (after.isEmpty ? [] : [("DependsOn", .strings(after))])
        + [("Properties", .object(properties))])
  }

  private static func inline(_ policy: InlinePolicy) -> JSON {
    .object([("PolicyName", .string(policy.name)), ("PolicyDocument", policy.document.json)])
  }

  private static func tag(_ tag: Tag) -> JSON {
    .object([("Key", .string(tag.key)), ("Value", .string(tag.value))])
  }

  /// A logical id has letters and digits alone (CloudFormation User Guide, "Resources").
  private static func id(_ name: String, _ kind: String) -> String {
    let words = name.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    let id = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    return id.hasSuffix(kind) ? id : id + kind
  }

  // MARK: What CloudFormation reads as its own

  /// Nothing escapes a dynamic reference or the name of a function (CloudFormation User Guide, "Dynamic
  /// references" and "Intrinsic functions").
  private mutating func isPlain(_ properties: [(String, JSON)], _ subject: String) -> Bool {
    if let text = Self.special(.object(properties), holding: "{{resolve:") {
      leaveOut(subject, text, readBy: "CloudFormation")
      return false
    }
    // The marks of values that are not known yet (aws-cdk-lib/core, private/encoding.ts).
    for mark in isForCDK ? ["${Token[", "#{Token["] : [] {
      guard let text = Self.special(.object(properties), holding: mark) else { continue }
      leaveOut(subject, text, readBy: "the CDK")
      return false
    }
    return true
  }

  private mutating func leaveOut(_ subject: String, _ text: String, readBy engine: String) {
    leftOut.append(
      ExportedCode.LeftOut(
        subject: subject,
        reason: "\(engine) would read \(Shown.quoted(text)) as its own, and nothing escapes it"))
  }

  private static func special(_ json: JSON, holding mark: String) -> String? {
    switch json.value {
    case .null, .bool, .number: return nil
    case .string(let text): return holds(mark, text) ? text : nil
    case .array(let elements):
      for element in elements { if let found = special(element, holding: mark) { return found } }
      return nil
    case .object(let members):
      for member in members {
        if member.name == "Ref" || member.name.hasPrefix("Fn::") || holds(mark, member.name) {
          return member.name
        }
        if let found = special(member.value, holding: mark) { return found }
      }
      return nil
    }
  }

  private static func holds(_ mark: String, _ text: String) -> Bool {
    let (bytes, mark) = (Array(text.utf8), Array(mark.utf8))
    guard bytes.count >= mark.count else { return false }
    return (0...(bytes.count - mark.count)).contains { bytes[$0...].starts(with: mark) }
  }
}
