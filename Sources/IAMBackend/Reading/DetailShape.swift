import AWSAccess
import IAMPolicy
import IAMRoles
import JSONText

/// The form of a part of an answer of IAM, and so its form in JSON: what AWS's own tool prints.
indirect enum DetailShape: Sendable {
  case text
  case number
  case truth
  /// A point in time: `2026-01-31T12:00:00+00:00`.
  case time
  /// A policy document, which becomes the JSON that it is.
  case document
  /// A list, in the order of a member of its elements.
  case list(DetailShape, by: String)
  case object([DetailMember])
}

/// A member of an object in an answer.
struct DetailMember: Sendable {
  let name: String
  let shape: DetailShape
  /// Whether an answer without it is damaged.
  let isNeeded: Bool

  init(_ name: String, _ shape: DetailShape = .text, isNeeded: Bool = false) {
    self.name = name
    self.shape = shape
    self.isNeeded = isNeeded
  }
}

// MARK: The shapes (IAM API Reference: RoleDetail, ManagedPolicyDetail and what they hold)

extension DetailShape {
  /// A role of the sweep; when it was last used changes by itself.
  static func role(withLastUse: Bool) -> DetailShape {
    .object(
      [
        DetailMember("Path", isNeeded: true), DetailMember("RoleName", isNeeded: true),
        DetailMember("RoleId"), DetailMember("Arn", isNeeded: true),
        DetailMember("CreateDate", .time),
        DetailMember("AssumeRolePolicyDocument", .document, isNeeded: true),
        DetailMember(
          "InstanceProfileList",
          .list(instanceProfile(withLastUse: withLastUse), by: "InstanceProfileName")),
        DetailMember(
          "RolePolicyList",
          .list(
            .object([
              DetailMember("PolicyName", isNeeded: true),
              DetailMember("PolicyDocument", .document, isNeeded: true),
            ]), by: "PolicyName"), isNeeded: true),
        DetailMember(
          "AttachedManagedPolicies",
          .list(
            .object([DetailMember("PolicyName"), DetailMember("PolicyArn", isNeeded: true)]),
            by: "PolicyArn"), isNeeded: true),
      ] + boundaryAndTags + lastUse(withLastUse))
  }

  private static func instanceProfile(withLastUse: Bool) -> DetailShape {
    let role: [DetailMember] =
      [
        DetailMember("Path"), DetailMember("RoleName"), DetailMember("RoleId"),
        DetailMember("Arn"), DetailMember("CreateDate", .time),
        DetailMember("AssumeRolePolicyDocument", .document), DetailMember("Description"),
        DetailMember("MaxSessionDuration", .number),
      ] + boundaryAndTags + lastUse(withLastUse)
    return .object([
      DetailMember("Path"), DetailMember("InstanceProfileName", isNeeded: true),
      DetailMember("InstanceProfileId"), DetailMember("Arn"), DetailMember("CreateDate", .time),
      DetailMember("Roles", .list(.object(role), by: "RoleName")), tags,
    ])
  }

  private static var boundaryAndTags: [DetailMember] {
    [
      DetailMember(
        "PermissionsBoundary",
        .object([
          DetailMember("PermissionsBoundaryType"),
          DetailMember("PermissionsBoundaryArn", isNeeded: true),
        ])), tags,
    ]
  }

  private static var tags: DetailMember {
    DetailMember(
      "Tags",
      .list(
        .object([DetailMember("Key", isNeeded: true), DetailMember("Value", isNeeded: true)]),
        by: "Key"))
  }

  private static func lastUse(_ isKept: Bool) -> [DetailMember] {
    guard isKept else { return [] }
    return [
      DetailMember(
        "RoleLastUsed", .object([DetailMember("LastUsedDate", .time), DetailMember("Region")]))
    ]
  }

  /// A managed policy with its versions.
  static let policy = DetailShape.object([
    DetailMember("PolicyName"), DetailMember("PolicyId"), DetailMember("Arn", isNeeded: true),
    DetailMember("Path"), DetailMember("DefaultVersionId"),
    DetailMember("AttachmentCount", .number),
    DetailMember("PermissionsBoundaryUsageCount", .number), DetailMember("IsAttachable", .truth),
    DetailMember("Description"), DetailMember("CreateDate", .time),
    DetailMember("UpdateDate", .time),
    DetailMember("PolicyVersionList", .list(version, by: "VersionId"), isNeeded: true),
  ])

  /// A version of a managed policy.
  static let version = DetailShape.object([
    DetailMember("Document", .document, isNeeded: true),
    DetailMember("VersionId", isNeeded: true), DetailMember("IsDefaultVersion", .truth),
    DetailMember("CreateDate", .time),
  ])
}

// MARK: Reading

extension DetailShape {
  /// The element as JSON; a document that cannot be read stays the text that it is, and is added to
  /// `damage`.
  ///
  /// - Throws: `CallFailure` for an answer that lacks what it must have.
  func json(
    _ element: XMLElement, in action: String, _ damage: inout [String]
  ) throws(CallFailure) -> JSON {
    switch self {
    case .text: return .string(element.text)
    case .number:
      guard let number = Int(element.text) else { throw damaged(element, "a whole number", action) }
      return .number(number)
    case .truth:
      guard element.text == "true" || element.text == "false" else {
        throw damaged(element, "true or false", action)
      }
      return .bool(element.text == "true")
    case .time:
      let text = element.text
      return .string(text.hasSuffix("Z") ? text.dropLast() + "+00:00" : text)
    case .document: return Self.document(element, &damage)
    case .list(let shape, let name):
      var elements: [JSON] = []
      for member in element.children where member.name == "member" {
        elements.append(try shape.json(member, in: action, &damage))
      }
      return .array(try elements.ordered(by: name).distinct(by: name, in: action))
    case .object(let members):
      var found: [(String, JSON)] = []
      for member in members {
        if let inner = element[member.name] {
          found.append((member.name, try member.shape.json(inner, in: action, &damage)))
        } else if member.isNeeded {
          throw CallFailure.damaged("the answer to \(action) lacks a '\(member.name)'")
        }
      }
      return .object(found)
    }
  }

  private static func document(_ element: XMLElement, _ damage: inout [String]) -> JSON {
    let text: String
    switch Reading<StoredDocument>.returnedText(element.text) {
    case .success(let plain): text = plain
    case .failure(let found):
      damage.append("'\(element.name)' \(found.message)")
      return .string(element.text)
    }
    // Readers differ about names that occur twice: such a text is kept as it is.
    let read = JSON.reading(text.utf8)
    guard let json = read.value, read.error == nil else { return .string(text) }
    return json
  }

  private func damaged(
    _ element: XMLElement, _ wanted: String, _ action: String
  ) -> CallFailure {
    CallFailure.damaged(
      "the answer to \(action) has a '\(element.name)' that is not \(wanted)")
  }
}

extension [JSON] {
  /// The objects in the order of a member that all have: `v10` behind `v9`.
  func ordered(by name: String) -> [JSON] {
    let isVersion = name == "VersionId"
    return sorted {
      let (left, right) = ($0[name]?.string ?? "", $1[name]?.string ?? "")
      if isVersion, left.utf8.count != right.utf8.count {
        return left.utf8.count < right.utf8.count
      }
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }
}
