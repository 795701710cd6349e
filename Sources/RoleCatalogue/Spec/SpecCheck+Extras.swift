import IAMPolicy
import IAMRoles
public import JSONText

/// The checking of applications, group roles and parameters.
extension SpecCheck {
  private var chosen: [RoleSetDefinition] { draft.roleSets.compactMap { catalogue.set(named: $0) } }

  /// A choice that no chosen set has a role for would be lost without a word.
  func checkExtras() {
    check(
      .application, count: draft.applications.count, key: "applications",
      "no chosen role set has roles for applications")
    check(
      .groupRole, count: draft.groupRoles.count, key: "groupRoles",
      "no chosen role set has group roles for single devices")
    for (index, application) in draft.applications.enumerated() {
      checkName(application.name, at: place("applications[\(index)]"))
      if let namespace = application.namespace, !Self.isNamespace(namespace) {
        findings.add(
          "namespace", at: place("applications[\(index)].namespace"),
          "\(Shown.quoted(namespace)) is not a CloudWatch namespace",
          hint: "use 1 to 255 letters, digits, spaces and '.-_/#:', and no ':' at the beginning")
      }
    }
    for (index, group) in draft.groupRoles.enumerated() {
      checkName(group.name, at: place("groupRoles[\(index)]"))
    }
  }

  private func check(_ template: RoleTemplate, count: Int, key: String, _ message: String) {
    guard count > 0, !chosen.isEmpty,
      !chosen.contains(where: { $0.template(for: template) != nil })
    else { return }
    let names = catalogue.sets.filter { $0.template(for: template) != nil }.map { "'\($0.name)'" }
    findings.add(
      "no-template", at: place(key), message,
      hint: "choose role set \(names.joined(separator: " or ")), or leave them out")
  }

  private func checkName(_ name: String, at position: TextPosition) {
    let set = RoleSet(
      account: "123456789012", roles: [.ordinary(Role(name: name, trust: .trust([])))])
    for problem in set.problems() where problem.id == .roleName {
      findings.add(problem.id.rawValue, at: position, problem.message, hint: problem.hint)
    }
  }

  /// CloudWatch API Reference, MetricDatum: `Namespace`.
  static func isNamespace(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count) && !text.hasPrefix(":")
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_", "/", "#", ":", " ": true
        default: false
        }
      }
  }

  /// The group roles whose statements can be read.
  func groupRoles() -> [GroupRole] {
    draft.groupRoles.compactMap { group -> GroupRole? in
      if group.isEmpty {
        findings.add(
          "no-statements", at: group.statements.position,
          "group role '\(group.name)' has no statements of its own",
          hint: "give at least one, or leave the group role out: the common one says the same")
        return nil
      }
      do throws(DocumentError) {
        return try GroupRole(group)
      } catch {
        findings.add(error)
        return nil
      }
    }
  }

  /// A parameter must be one of a chosen set, and be given once.
  func checkParameters() {
    let known = chosen.flatMap { $0.parameters.map(\.name) } + ["Region"]
    for (index, parameter) in draft.parameters.enumerated() {
      let place = place("parameters.\(parameter.name)")
      if draft.parameters[..<index].contains(where: { $0.name == parameter.name }) {
        findings.add(
          "duplicate", at: place, "parameter \(Shown.quoted(parameter.name)) is given twice",
          hint: "give it once")
      }
      checkValue(of: parameter, at: place)
      // A set that does not exist has unknown parameters.
      guard !known.contains(parameter.name), chosen.count == draft.roleSets.count else { continue }
      findings.add(
        "unknown-parameter", at: place,
        "no chosen role set has a parameter \(Shown.quoted(parameter.name))",
        hint: (Sentence.didYouMean(parameter.name, among: known)
          ?? "the parameters are \(Sentence.quoted(known))")
          + (place == .none
            ? ""
            : "; 'panorama-roles spec remove --parameter \(ShellWord.text(parameter.name))' takes it out")
      )
    }
  }

  /// A value goes into names, ARNs and documents, where some characters say more than themselves.
  private func checkValue(of parameter: ParameterValue, at position: TextPosition) {
    let name = Shown.quoted(parameter.name)
    let value = parameter.value
    func refuse(_ message: String, _ hint: String) {
      findings.add("parameter-text", at: position, message, hint: hint)
    }
    let definitions = chosen.flatMap(\.parameters).filter { $0.name == parameter.name }
    if value.isEmpty {
      refuse(
        "parameter \(name) has an empty value",
        definitions.contains { $0.isOptional || $0.defaultValue != nil }
          ? "leave the parameter out" : "give it a value")
    } else if value.utf8.count > ParameterValues.longest {
      refuse(
        "the value of parameter \(name) has \(value.utf8.count) characters, and "
          + "\(ParameterValues.longest) are the most", "shorten it")
    } else if value.contains("${") || value.hasSuffix("$") {
      refuse(
        "the value \(Shown.quoted(value)) of parameter \(name) would be a policy variable",
        "write the text that it stands for")
    } else if value.contains(where: { $0 == "*" || $0 == "?" }),
      !definitions.contains(where: \.takesWildcards)
    {
      refuse(
        "the value \(Shown.quoted(value)) of parameter \(name) would match more than itself",
        definitions.isEmpty
          ? "write one value without '*' and '?'"
          : "write one value without '*' and '?', or have the role set declare \"wildcards\": true")
    }
  }
}

extension GroupRoleDraft {
  /// The statements as a list, whatever form they were written in.
  var list: JSON {
    if let inner = statements["Statement"] { return inner.array == nil ? .array([inner]) : inner }
    return statements.object == nil ? statements : .array([statements])
  }

  var isEmpty: Bool { list.array == [] }

  /// Statements from several files, one after the other.
  public mutating func append(_ more: JSON) {
    statements = .array(
      (list.array ?? []) + (GroupRoleDraft(name: name, statements: more).list.array ?? [more]))
  }

  fileprivate var document: JSON {
    JSON(
      .object([
        JSON.Member("Version", .string("2012-10-17")), JSON.Member("Statement", list),
      ]), at: statements.position)
  }
}

extension GroupRole {
  /// Reads the statements of a draft.
  public init(_ draft: GroupRoleDraft) throws(DocumentError) {
    let document = try PolicyDocument(draft.document, as: .identity)
    self.init(
      name: draft.name, policy: InlinePolicy(name: GroupRole.policyName, document: document))
  }
}
