import AWSAccess
public import IAMPolicy
import IAMRoles
public import JSONText

/// A policy document of a snapshot, as the file has it.
public struct SnapshotDocument: Hashable, Sendable {
  /// Whose document it is, in a person's words: `role 'X', inline policy 'y'`.
  public let owner: String
  /// The place of its role in the snapshot; nil for a managed policy.
  public let role: Int?
  /// The ARN of the managed policy; nil for a document of a role.
  public let managedPolicy: String?
  /// To how many users, groups and roles the managed policy is attached; nil where the file does not say it.
  public let attachmentCount: Int?
  /// What it is.
  public let kind: PolicyKind
  /// Where it lives.
  public let attachment: PolicyAttachment
  /// Whether it is of a role that a service owns, which nobody can edit.
  public let isServiceLinked: Bool
  /// Where it begins in the file.
  public let position: TextPosition
  /// The document as written in the file: an object, or its text.
  private let json: JSON

  fileprivate init(
    of owner: String, role: Int? = nil, _ kind: PolicyKind, _ attachment: PolicyAttachment,
    _ json: JSON, isServiceLinked: Bool = false, managedPolicy: String? = nil,
    attachmentCount: Int? = nil
  ) {
    self.owner = owner
    self.role = role
    self.managedPolicy = managedPolicy
    self.attachmentCount = attachmentCount
    self.kind = kind
    self.attachment = attachment
    self.isServiceLinked = isServiceLinked
    position = json.position
    self.json = json
  }

  /// Whether it is a string, so that places in it are no places of the file.
  public var isText: Bool { json.string != nil }

  /// Reads the document; its elements have the places of the file when it is an object.
  public func policy() throws(DocumentError) -> PolicyDocument {
    guard let text = json.string else { return try PolicyDocument(json, as: kind) }
    return try PolicyDocument(reading: PolicyDocument.returnedText(text), as: kind)
  }
}

extension PolicyDocument {
  /// The plain text of a document that may be percent-encoded; what cannot be decoded is left.
  fileprivate static func returnedText(_ text: String) -> String {
    switch Reading<StoredDocument>.returnedText(text) {
    case .success(let plain): plain
    case .failure: text
    }
  }
}

extension Snapshot {
  /// The documents of a role: who may assume it, its inline policies, and the managed policies that it has
  /// and that AWS does not own, its boundary included; none for a role that is not in the file.
  public func documents(ofRoleAt index: Int) -> [SnapshotDocument] {
    guard roles.indices.contains(index) else { return [] }
    let json = json(of: roles[index])
    return inlineDocuments(roles[index], at: index, json)
      + SnapshotContents.policies(heldBy: json).filter { !$0.isPolicyOfAWS }.flatMap(
        documents(ofPolicy:))
  }

  /// The documents of all roles, and then of all managed policies that AWS does not own.
  public func eachDocument(_ take: (SnapshotDocument) -> Void) {
    for (index, role) in roles.enumerated() {
      inlineDocuments(role, at: index, json(of: role)).forEach(take)
    }
    for arn in policyARNs where !arn.isPolicyOfAWS { documents(ofPolicy: arn).forEach(take) }
  }

  private func inlineDocuments(_ role: RoleEntry, at index: Int, _ json: JSON) -> [SnapshotDocument]
  {
    let owner = "role '\(role.name)'"
    let isServiceLinked = ServiceLinkedRole.owns(path: role.path)
    let trust = SnapshotDocument(
      of: "\(owner), trust policy", role: index, .trust, .unknown,
      json["AssumeRolePolicyDocument"] ?? .null,
      isServiceLinked: isServiceLinked)
    let inline = (json["RolePolicyList"]?.array ?? []).map { policy in
      SnapshotDocument(
        of: "\(owner), inline policy '\(policy["PolicyName"]?.string ?? "")'", role: index,
        .identity, .inline, policy["PolicyDocument"] ?? .null, isServiceLinked: isServiceLinked)
    }
    return [trust] + inline
  }

  private func documents(ofPolicy arn: String) -> [SnapshotDocument] {
    guard let policy = json(ofPolicy: arn), let json = Self.defaultDocument(policy) else {
      return []
    }
    return [
      SnapshotDocument(
        of: "policy '\(arn)'", .identity, .managed, json, managedPolicy: arn,
        attachmentCount: policy["AttachmentCount"]?.int)
    ]
  }
}
