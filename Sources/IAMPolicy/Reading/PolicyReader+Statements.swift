import JSONText

extension PolicyReader {
  static let statementElements = [
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
    "Condition",
  ]

  /// The elements of one statement.
  ///
  /// Of a name that occurs twice, which the text's reader reported, the first counts.
  private struct StatementElements {
    var sid, effect, principal, notPrincipal, action, notAction, resource, notResource: Element?
    var condition: Element?

    /// Takes an element; false when no statement has one of that name.
    mutating func take(_ member: JSON.Member) -> Bool {
      func first(_ element: inout Element?) {
        guard element == nil else { return }
        element = Element(member.name, member.value, at: member.namePosition)
      }
      switch member.name {
      case "Sid": first(&sid)
      case "Effect": first(&effect)
      case "Principal": first(&principal)
      case "NotPrincipal": first(&notPrincipal)
      case "Action": first(&action)
      case "NotAction": first(&notAction)
      case "Resource": first(&resource)
      case "NotResource": first(&notResource)
      case "Condition": first(&condition)
      default: return false
      }
      return true
    }
  }

  mutating func statement(_ json: JSON) -> Statement? {
    guard let members = json.object else {
      report(
        .wrongType, at: json.position, "a statement must be an object, not \(json.kind)",
        hint: "write '{ \"Effect\": …, \"Action\": … }'")
      return nil
    }
    var elements = StatementElements()
    for member in members where !elements.take(member) {
      let name = member.name
      let hint: String? =
        switch name {
        case "Conditions": "write 'Condition'"
        case "Version", "Id", "Statement": "put '\(name)' at the top of the document"
        default: nil
        }
      reportUnknown(member, in: "a statement", known: Self.statementElements, hint: hint)
    }
    let sid = elements.sid.flatMap { self.sid($0.value) }
    let effect = self.effect(elements.effect?.value, of: json.position)
    let principal = self.principal(
      elements.principal, not: elements.notPrincipal, of: json.position)
    let action = self.action(elements.action, not: elements.notAction, of: json.position)
    let resource = self.resource(elements.resource, not: elements.notResource, of: json.position)
    let condition = elements.condition.map { self.condition($0.value) } ?? ConditionBlock()
    guard let effect, let action, let condition else { return nil }
    return Statement(
      sid: sid, effect: effect, principal: principal, action: action, resource: resource,
      condition: condition, mark: Mark(json.position))
  }

  /// An element of a statement with the place of its name.
  struct Element {
    let name: String
    let value: JSON
    let place: TextPosition

    init(_ name: String, _ value: JSON, at place: TextPosition) {
      self.name = name
      self.value = value
      self.place = place
    }
  }

  private mutating func effect(_ json: JSON?, of statement: TextPosition) -> Effect? {
    guard let json else {
      report(
        .missingEffect, at: statement, "the statement has no 'Effect'",
        hint: "add 'Effect' with 'Allow' or 'Deny'")
      return nil
    }
    guard let text = self.text(json, of: "Effect") else { return nil }
    guard let effect = Effect(rawValue: text) else {
      report(
        .invalidEffect, at: json.position,
        "'Effect' is \(Shown.quoted(text)), which is neither 'Allow' nor 'Deny'",
        hint: Sentence.didYouMean(text, among: Effect.allCases.map(\.rawValue))
          ?? "write 'Allow' or 'Deny'")
      return nil
    }
    return effect
  }

  /// Reports a pair of elements that exclude each other, at the second one.
  mutating func report(_ kind: PolicyProblemKind, both element: Element, and other: Element) {
    report(
      kind, at: max(element.place, other.place),
      "'\(element.name)' and '\(other.name)' cannot be in one statement",
      hint: "keep one of them, or make two statements")
  }

  // MARK: Actions

  private mutating func action(
    _ action: Element?, not notAction: Element?, of statement: TextPosition
  ) -> ActionBlock? {
    let patterns = action.flatMap { actions($0) }
    let notPatterns = notAction.flatMap { actions($0) }
    switch (action, notAction) {
    case (nil, nil):
      report(
        .missingAction, at: statement, "the statement has neither 'Action' nor 'NotAction'",
        hint: "add 'Action'")
      return nil
    case (let action?, let notAction?):
      report(.actionAndNotAction, both: action, and: notAction)
      return nil
    case (_?, nil): return patterns.map(ActionBlock.action)
    case (nil, _?): return notPatterns.map(ActionBlock.notAction)
    }
  }

  private mutating func actions(_ element: Element) -> [ActionPattern]? {
    guard let texts = self.texts(element.value, of: element.name) else { return nil }
    if texts.isEmpty {
      report(
        .emptyAction, at: element.value.position, "'\(element.name)' is an empty list",
        hint: "name an action, or remove the statement")
    }
    for (text, position) in texts {
      if let fault = ActionSyntax.fault(in: text) {
        report(
          .invalidAction, at: position, "\(Shown.quoted(text)) is not an action: \(fault.reason)",
          hint: fault.hint)
        continue
      }
      guard kind == .trust, !ActionSyntax.isOfSTS(text) else { continue }
      report(
        .prohibitedAction, at: position,
        "\(Shown.quoted(text)) is not an action of AWS STS, and a trust policy takes no other",
        hint: "write 'sts:AssumeRole'")
    }
    return texts.map { ActionPattern($0.text, at: $0.position) }
  }

  // MARK: Resources

  private mutating func resource(
    _ resource: Element?, not notResource: Element?, of statement: TextPosition
  ) -> ResourceBlock? {
    switch kind {
    case .trust:
      for element in [resource, notResource] {
        guard let element else { continue }
        report(
          .prohibitedResource, at: element.place, "a trust policy has no '\(element.name)'",
          hint: "remove it, the resource is the role itself")
      }
      return nil
    case .identity, .resource: break
    }
    let patterns = resource.flatMap { resources($0) }
    let notPatterns = notResource.flatMap { resources($0) }
    switch (resource, notResource) {
    // "If you do not include this element, then the resource to which the action applies is the
    // resource to which the policy is attached" (IAM User Guide, "Policies and permissions").
    case (nil, nil) where kind == .resource: return nil
    case (nil, nil):
      report(
        .missingResource, at: statement, "the statement has neither 'Resource' nor 'NotResource'",
        hint: "add 'Resource'")
      return nil
    case (let resource?, let notResource?):
      report(.resourceAndNotResource, both: resource, and: notResource)
      return nil
    case (_?, nil): return patterns.map(ResourceBlock.resource)
    case (nil, _?): return notPatterns.map(ResourceBlock.notResource)
    }
  }

  private mutating func resources(_ element: Element) -> [ResourcePattern]? {
    guard let texts = self.texts(element.value, of: element.name) else { return nil }
    if texts.isEmpty {
      report(
        .emptyResource, at: element.value.position, "'\(element.name)' is an empty list",
        hint: "name a resource, or remove the statement")
    }
    for (text, position) in texts {
      guard let fault = ResourceSyntax.fault(in: text, of: kind) else { continue }
      report(
        .invalidResource, at: position, "\(Shown.quoted(text)) is not a resource: \(fault.reason)",
        hint: fault.hint)
    }
    return texts.map { ResourcePattern($0.text, at: $0.position) }
  }
}
