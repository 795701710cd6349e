import IAMPolicy
public import IAMRoles

/// One change of the choice that a spec file holds.
public enum SpecEdit: Hashable, Sendable {
  case addRoleSet(String)
  case removeRoleSet(String)
  case addDevice(String)
  case removeDevice(String)
  /// Exactly these devices, and not all of the account.
  case setDevices([String])
  case setAllDevices(Bool)
  case setParameter(ParameterValue)
  case removeParameter(String)
  case setTag(Tag)
  case removeTag(String)
  case setBoundary(String)
  /// The boundary, which has to be this one where one is named.
  case removeBoundary(String?)
  case addApplication(ApplicationRole)
  case removeApplication(String)
  case addGroupRole(GroupRoleDraft)
  case removeGroupRole(String)
  /// Whether policies that are over a quota are split.
  case setSplitPolicies(Bool)
  /// Every device of the account, until a time.
  case open(DeviceOpening)
  case close
}

extension SpecEdit {
  /// The part of the spec that it changes.
  var key: String {
    switch self {
    case .addRoleSet, .removeRoleSet: "roleSets"
    case .addDevice, .removeDevice, .setDevices: "devices"
    case .setAllDevices: "allDevices"
    case .setParameter, .removeParameter: "parameters"
    case .setTag, .removeTag: "tags"
    case .setBoundary, .removeBoundary: "permissionsBoundary"
    case .addApplication, .removeApplication: "applications"
    case .addGroupRole, .removeGroupRole: "groupRoles"
    case .setSplitPolicies: "splitPolicies"
    case .open, .close: "opened"
    }
  }
}

extension Spec {
  /// The edits of this spec that add what another choice has and this one lacks.
  ///
  /// What the other choice leaves out stays: leaving something out does not ask for its removal. Edits
  /// cannot move a spec to another account.
  public func edits(adding other: Spec) -> [SpecEdit] {
    var edits: [SpecEdit] = []
    let names = roleSets.map(RoleCatalogue.plainName)
    for name in other.roleSets where !names.contains(RoleCatalogue.plainName(name)) {
      edits.append(.addRoleSet(name))
    }
    for parameter in other.parameters where !parameters.contains(parameter) {
      edits.append(.setParameter(parameter))
    }
    for application in other.applications where !applications.contains(application) {
      edits.append(.addApplication(application))
    }
    for group in other.groupRoles where !groupRoles.contains(group) {
      edits.append(
        .addGroupRole(GroupRoleDraft(name: group.name, statements: group.policy.document.json)))
    }
    switch (devices, other.devices) {
    case (_, .any), (.all, .all): break
    case (_, .all): edits.append(.setAllDevices(true))
    case (.all, .devices(let wanted)): edits.append(.setDevices(wanted.map(\.text)))
    case (.any, .devices(let wanted)), (.devices, .devices(let wanted)):
      for device in wanted where !devices.devices.contains(device) {
        edits.append(.addDevice(device.text))
      }
    }
    for tag in other.tags where !tags.contains(tag) { edits.append(.setTag(tag)) }
    if let arn = other.permissionsBoundary, arn != permissionsBoundary {
      edits.append(.setBoundary(arn))
    }
    if other.splitsPolicies, !splitsPolicies { edits.append(.setSplitPolicies(true)) }
    return edits
  }
}
