public import IAMPolicy
public import JSONText
import PolicyAnalysis

/// A role with everything that decides who can assume it and what it can do.
public struct LintRole: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The ARN, if the account is known.
  public var arn: String?
  /// The trust policy; nil if it cannot be read.
  public var trust: PolicyDocument?
  /// The documents that are known of its inline and managed policies.
  public var permissions: [PolicyDocument]
  /// The ARNs of its managed policies, its boundary included.
  public var managedPolicies: [String]
  /// The ARN of its permissions boundary; nil without one.
  public var boundaryARN: String?
  /// The permissions boundary; nil without one, or where its document is not known.
  public var boundary: PolicyDocument?
  /// Whether some policy of the role has no known document, so that it may do more than is seen here.
  public var isIncomplete: Bool
  /// The ARNs of its managed policies and its boundary whose documents are not known.
  public var unknownPolicies: [String]
  /// Whether it is a service-linked role, which nobody can edit.
  public var isServiceLinked: Bool
  /// Where it is in its file.
  public var position: TextPosition

  /// Collects what is known of a role.
  public init(
    name: String, arn: String? = nil, trust: PolicyDocument? = nil,
    permissions: [PolicyDocument] = [], managedPolicies: [String] = [],
    boundaryARN: String? = nil, boundary: PolicyDocument? = nil, isIncomplete: Bool = false,
    unknownPolicies: [String] = [], isServiceLinked: Bool = false,
    position: TextPosition = .none
  ) {
    self.name = name
    self.arn = arn
    self.trust = trust
    self.permissions = permissions
    self.managedPolicies = managedPolicies
    self.boundaryARN = boundaryARN
    self.boundary = boundary
    self.unknownPolicies = unknownPolicies
    self.isIncomplete = isIncomplete
    self.isServiceLinked = isServiceLinked
    self.position = position
  }

  /// What the role may do, its boundary considered.
  var side: PolicySide {
    PolicySide(documents: permissions, boundary: boundary.map { [$0] })
  }

  /// The ARNs of the managed policies that are attached to it.
  var attachedPolicies: [String] {
    guard let boundaryARN, let place = managedPolicies.lastIndex(of: boundaryARN) else {
      return managedPolicies
    }
    // The boundary may be attached as well.
    return managedPolicies.enumerated().filter { $0.offset != place }.map(\.element)
  }

  /// Whether a managed policy is attached to it.
  public func attaches(_ arn: String) -> Bool { attachedPolicies.contains(arn) }

  /// The services that its trust policy allows.
  var trustedServices: Set<String> {
    Set(trust?.statements.flatMap(\.allowedServices).map(\.value) ?? [])
  }

  /// Reads `{"name", "arn", "trust", "permissions", "managedPolicies", "unknownPolicies", "boundary"}`, the
  /// form of the examples.
  package init(example json: JSON) throws(DocumentError) {
    func documents(_ value: JSON?) throws(DocumentError) -> [PolicyDocument] {
      var result: [PolicyDocument] = []
      for item in value?.array ?? [] {
        result.append(try PolicyDocument(item, as: .identity))
      }
      return result
    }
    self.init(
      name: json["name"]?.string ?? "", arn: json["arn"]?.string,
      permissions: try documents(json["permissions"]),
      managedPolicies: (json["managedPolicies"]?.array ?? []).compactMap(\.string),
      isIncomplete: !(json["unknownPolicies"]?.array ?? []).isEmpty,
      unknownPolicies: (json["unknownPolicies"]?.array ?? []).compactMap(\.string),
      position: json.position)
    if let trust = json["trust"] { self.trust = try PolicyDocument(trust, as: .trust) }
    if let boundary = json["boundary"] {
      self.boundary = try PolicyDocument(boundary, as: .identity)
    }
  }
}

/// One rule over whole roles: what no document shows by itself.
///
/// Each is in a file of its own, with examples that are its documentation and its tests.
public struct RoleRule: Sendable {
  /// What a check says; the id of the rule is added to it.
  struct Report {
    let role: LintRole
    let message: String
    let hint: String?
    var severity: LintSeverity?
  }

  /// A stable name in small letters and dashes.
  public let id: String
  /// How much its findings matter.
  public let severity: LintSeverity
  /// One line, without a full stop.
  public let summary: String
  /// Why it matters.
  public let why: String
  /// The page or issue that the rule comes from.
  public let source: String
  /// Lists of roles in which it finds something, in each role right behind a `↓`.
  public let triggering: [String]
  /// Lists of roles in which it finds nothing.
  public let nonTriggering: [String]
  let check: @Sendable ([LintRole]) -> [Report]

  /// Every rule, in the order of the ids.
  ///
  /// A test compares this list with the files of the folder.
  public static let all: [RoleRule] = [
    boundaryAllowsNothing, pullRequestWrites, roleEscalation, unknownManagedPolicy,
  ]

  /// What the rule finds about the roles whose names are asked for, in the order of the roles.
  public func findings(
    in roles: [LintRole], of isAsked: (String) -> Bool = { _ in true }
  ) -> [LintFinding] {
    check(roles).filter { isAsked($0.role.name) }.map {
      LintFinding(
        rule: id, severity: $0.severity ?? severity, message: $0.message, hint: $0.hint,
        position: $0.role.position)
    }
  }
}

extension [LintRole] {
  /// What the rules for documents find in a managed policy that these roles may hold.
  ///
  /// What it grants is judged in each role that attaches it, next to the role's other policies and within
  /// its boundary, and told once for all of them. As a permissions boundary alone it grants nothing; where
  /// nobody attaches it, it is judged by itself.
  ///
  /// - Parameter isHeldElsewhere: whether something else than these roles attaches it.
  public func findings(
    inPolicy arn: String, _ document: PolicyDocument, _ context: LintContext = LintContext(),
    isHeldElsewhere: Bool = false
  ) -> [LintFinding] {
    let holders = filter { $0.attaches(arn) }
    if holders.isEmpty {
      var context = context
      context.isOnlyBoundary = !isHeldElsewhere && contains { $0.boundaryARN == arn }
      return document.lint(context)
    }
    var found = document.lint(context, rules: LintRule.all.filter { $0.scope != .role })
    let rules = LintRule.all.filter { $0.scope == .role }
    // Many roles have the same policies.
    var known: [LintContext: [LintFinding]] = [:]
    var places: [LintFinding: [String]] = [:]
    for role in holders {
      let own = context.of(document, in: role)
      let findings = known[own] ?? document.lint(own, rules: rules)
      known[own] = findings
      for finding in findings { places[finding, default: []].append("role '\(role.name)'") }
    }
    if isHeldElsewhere {
      for finding in document.lint(context, rules: rules) {
        places[finding, default: []].append("what else it is attached to")
      }
    }
    let all = holders.count + (isHeldElsewhere ? 1 : 0)
    for (finding, names) in places {
      var finding = finding
      if names.count < all {
        let rest = names.count - 3
        finding.message +=
          ", in \(names.prefix(3).joined(separator: ", "))" + (rest > 0 ? " and \(rest) more" : "")
      }
      found.append(finding)
    }
    return found.sorted { ($0.position, $0.rule, $0.message) < ($1.position, $1.rule, $1.message) }
  }

  /// What all rules for whole roles find, in the order of the places, then of the rules' ids.
  public var lint: [LintFinding] { lint { _ in true } }

  /// The same, about the roles whose names are asked for.
  public func lint(of isAsked: (String) -> Bool) -> [LintFinding] {
    RoleRule.all.flatMap { $0.findings(in: self, of: isAsked) }
      .sorted { ($0.position, $0.rule, $0.message) < ($1.position, $1.rule, $1.message) }
  }
}
