import IAMPolicy
import IAMRoles
import Reports
import RoleCatalogue

/// The commands that edit a spec, as a person types them.
enum SpecEditing {
  /// The commands that make some edits: one with `spec add` and one with `spec set`, where both are needed.
  static func commands(_ edits: [SpecEdit], of file: SpecFile) -> [String] {
    let place = file.path == SpecFile.defaultPath ? "" : " --spec \(ShellWord.text(file.path))"
    // The parameters of a role set that is added are needed at once.
    let addsRoleSet = edits.contains { if case .addRoleSet = $0 { true } else { false } }
    return ["add", "set"].compactMap { verb in
      let flags = edits.compactMap { edit -> String? in
        guard let (usual, text) = flag(of: edit) else { return nil }
        let isAdded = if addsRoleSet, case .setParameter = edit { true } else { usual == "add" }
        return isAdded == (verb == "add") ? text : nil
      }
      return flags.isEmpty
        ? nil : "\(Program.name) spec \(verb) \(flags.joined(separator: " "))\(place)"
    }
  }

  private static func flag(of edit: SpecEdit) -> (verb: String, flag: String)? {
    func flag(_ name: String, _ value: String) -> String { "--\(name) \(ShellWord.text(value))" }
    switch edit {
    case .addRoleSet(let name): return ("add", flag("role-set", name))
    case .addDevice(let arn): return ("add", flag("device", arn))
    case .setDevices(let arns):
      return ("set", arns.map { flag("device", $0) }.joined(separator: " "))
    case .setAllDevices(true): return ("set", "--all-devices")
    case .setParameter(let parameter):
      return ("set", flag("parameter", "\(parameter.name)=\(parameter.value)"))
    case .setTag(let tag): return ("set", flag("tag", "\(tag.key)=\(tag.value)"))
    case .setBoundary(let arn): return ("set", flag("permissions-boundary", arn))
    case .setSplitPolicies(true): return ("set", "--split-policies")
    case .addApplication(let application):
      let namespace = application.namespace.map { " " + flag("application-namespace", $0) } ?? ""
      return ("add", flag("application", application.name) + namespace)
    case .addGroupRole(let group):
      return ("add", flag("group-role", group.name) + " --statement FILE")
    case .removeRoleSet, .removeDevice, .setAllDevices(false), .removeParameter, .removeTag,
      .removeBoundary, .removeApplication, .removeGroupRole, .setSplitPolicies(false), .open,
      .close:
      return nil
    }
  }
}
