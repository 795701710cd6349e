public import IAMPolicy
public import JSONText

/// How much a finding matters.
///
/// `error`: IAM refuses the document, or a statement can never do what it
/// says. `warning`: it works and lets in, or keeps out, what its writer probably did not mean. `info`: worth knowing.
public enum LintSeverity: String, Hashable, Sendable, CaseIterable, Comparable {
  case info
  case warning
  case error

  /// Orders from `info` to `error`.
  public static func < (left: LintSeverity, right: LintSeverity) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// What a rule may know in addition to the document.
public struct LintContext: Hashable, Sendable {
  /// The quota of a role's trust policy in characters: 2,048 unless the account has a raised one.
  public var trustQuota: Int
  /// Where an identity policy will live.
  public var attachment: PolicyAttachment
  /// Whether the document is the trust policy of a service-linked role, which nobody can edit.
  public var isServiceLinked: Bool
  /// The accounts that are ours; nil if nobody said.
  public var trustedAccounts: Set<String>?
  /// The account of the role; nil where it is not known.
  public var account: String?
  /// Whether that account only stands for one that nobody chose yet.
  public var isSampleAccount = false
  /// The other policies that the role of the document has, where they are known.
  public var companions: [PolicyDocument] = []
  /// The permissions boundary of the role; nil without one, or where it is not known.
  public var boundary: PolicyDocument?
  /// The ARN of the role's permissions boundary where its document is not known.
  public var unknownBoundary: String?
  /// Whether the document is one of a role that is judged as a whole as well.
  public var isOfRole = false
  /// Whether the document is used only as a permissions boundary, which grants nothing (IAM User Guide,
  /// "Permissions boundaries for IAM entities").
  public var isOnlyBoundary = false

  /// Makes a context.
  public init(
    trustQuota: Int = 2048, attachment: PolicyAttachment = .unknown, isServiceLinked: Bool = false,
    trustedAccounts: Set<String>? = nil, account: String? = nil
  ) {
    self.trustedAccounts = trustedAccounts
    self.account = account
    self.trustQuota = trustQuota
    self.attachment = attachment
    self.isServiceLinked = isServiceLinked
  }

  /// The same for a document of this role, next to the others that the role has.
  public func of(_ document: PolicyDocument, in role: LintRole) -> LintContext {
    var context = self
    context.companions = role.permissions
    if let own = context.companions.firstIndex(of: document) { context.companions.remove(at: own) }
    context.boundary = role.boundary
    context.unknownBoundary = role.boundary == nil ? role.boundaryARN : nil
    context.isOfRole = true
    return context
  }
}

/// One thing that a rule found in a document.
public struct LintFinding: Hashable, Sendable {
  /// The id of the rule.
  public var rule: String
  /// How much it matters.
  public var severity: LintSeverity
  /// One sentence.
  public var message: String
  /// What to do; an act.
  public var hint: String?
  /// Where it is.
  public var position: TextPosition
  /// `Sid` of the statement that it is about, when it has one.
  public var sid: String?

  /// Makes a finding.
  public init(
    rule: String, severity: LintSeverity, message: String, hint: String? = nil,
    position: TextPosition, sid: String? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.hint = hint
    self.position = position
    self.sid = sid
  }
}

/// A document that shows a rule: its examples are its documentation and its tests.
public struct LintExample: Hashable, Sendable {
  /// What the document is.
  public var kind: PolicyKind
  /// The JSON text.
  ///
  /// In a triggering example every `↓` is right before the place of a finding.
  public var text: String
  /// What the rule knows in addition to the document.
  public var context: LintContext

  /// Makes an example.
  public init(_ kind: PolicyKind, _ text: String, context: LintContext = LintContext()) {
    self.kind = kind
    self.text = text
    self.context = context
  }
}

/// One rule over a policy document.
///
/// Each lives in a file of its own, with examples that are its
/// documentation and its tests.
public struct LintRule: Sendable {
  /// What a check says: the rule's id and place are added to it.
  public struct Report: Sendable {
    /// The place.
    public var position: TextPosition
    /// One sentence.
    public var message: String
    /// What to do.
    public var hint: String?
    /// Another severity than the rule's own.
    public var severity: LintSeverity?
    /// The statement that it is about.
    public var sid: String?

    /// Makes a report.
    public init(
      _ mark: Mark, _ message: String, hint: String? = nil, severity: LintSeverity? = nil,
      in statement: Statement? = nil
    ) {
      position = mark.position
      self.message = message
      self.hint = hint
      self.severity = severity
      sid = statement?.sid
    }
  }

  /// The stable id, in kebab-case.
  public let id: String
  /// The usual severity of its findings.
  public let severity: LintSeverity
  /// One line: a capital first, no full stop.
  public let summary: String
  /// Why it matters, in a few sentences.
  public let why: String
  /// Where the rule comes from: a guide page, an issue `owner/repo#N`.
  public let source: String
  /// Documents in which it finds something.
  public let triggering: [LintExample]
  /// Documents in which it stays silent.
  public let nonTriggering: [LintExample]
  /// What a rule about an identity policy looks at.
  let scope: Scope
  private let check: @Sendable (PolicyDocument, LintContext) -> [Report]

  /// What a rule is about.
  enum Scope {
    /// The document, whatever it is used for.
    case document
    /// What the document grants: a permissions boundary grants nothing.
    case grants
    /// What the document grants together with the other policies of a role.
    case role
  }

  init(
    id: String, severity: LintSeverity, summary: String, why: String, source: String,
    triggering: [LintExample], nonTriggering: [LintExample], scope: Scope = .document,
    check: @escaping @Sendable (PolicyDocument, LintContext) -> [Report]
  ) {
    self.scope = scope
    self.id = id
    self.severity = severity
    self.summary = summary
    self.why = why
    self.source = source
    self.triggering = triggering
    self.nonTriggering = nonTriggering
    self.check = check
  }

  /// What the rule finds in a document, in the order of the places.
  public func findings(
    in document: PolicyDocument, context: LintContext = LintContext()
  ) -> [LintFinding] {
    if context.isOnlyBoundary, scope != .document { return [] }
    return check(document, context).map {
      LintFinding(
        rule: id, severity: $0.severity ?? severity, message: $0.message, hint: $0.hint,
        position: $0.position, sid: $0.sid)
    }.sorted { ($0.position, $0.message) < ($1.position, $1.message) }
  }
}

extension PolicyDocument {
  /// What all rules find, in the order of the places, then of the rules' ids.
  public func lint(
    _ context: LintContext = LintContext(), rules: [LintRule] = LintRule.all
  ) -> [LintFinding] {
    rules.flatMap { $0.findings(in: self, context: context) }
      .sorted { ($0.position, $0.rule, $0.message) < ($1.position, $1.rule, $1.message) }
  }
}

extension LintFinding: CustomStringConvertible {
  /// `4:20: warning: … [rule]`.
  public var description: String {
    "\(position.line):\(position.column): \(severity.rawValue): \(message) [\(rule)]"
  }
}
