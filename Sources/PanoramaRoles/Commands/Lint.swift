import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import PolicyLint
import Reports
import RoleCatalogue

/// `lint FILE…`: what IAM would refuse in policy documents, and what their writer probably did not mean.
struct LintCommand: RunnableCommand {
  private static let type = Flag(
    "type", choice: "KIND", of: PolicyKind.self,
    "What the documents are; the default is detected from their elements")
  private static let attachment = Flag(
    "attachment", choice: "PLACE", among: [.inline, .managed], default: PolicyAttachment.unknown,
    "Where identity policies will live, which decides their quota")
  private static let failOn = Flag(
    "fail-on", choice: "SEVERITY", among: [.error, .warning, .info],
    default: LintSeverity.warning,
    "The least severity that ends with status 3 (default warning)")
  private static let format = Flag(
    "format", choice: "FORMAT", default: LintFormat.text, "The format of the output")
  private static let suppressions = Flag(
    "suppressions", .file("FILE"),
    "The findings that are accepted (default \(defaultSuppressions), if it exists)")
  private static let trustQuota = Flag(
    "trust-quota", number: "N", 1...131_072,
    "The characters that a trust policy may have (default 2048)")
  private static let today = Flag(
    "today", .text("DAY"), "The day, YYYY-MM-DD, that suppressions are held against")
  private static let roleSet = Flag(
    "role-set", repeated: .suggested("NAME|FILE", RoleCatalogue.builtInSetNames),
    "Check the roles of this set together, and its documents")
  private static let spec = Flag(
    "spec", .file("FILE"), "Check the role sets of this spec, as roles of its account")
  private static let trustedAccounts = Flag(
    "trusted-accounts", repeated: .file("FILE|ID"),
    "Accounts that are yours: an account id, or a file of ids as 'drift --accounts' takes it")
  private static let defaultSuppressions = ".panorama-roles-lint.json"

  static var declaration: Command {
    Command(
      "lint", group: Flags.check,
      "Check policy documents against IAM's grammar and \(LintRuleText.count) rules",
      discussion: [
        "A file may be a policy document or a role set. "
          + "Errors are what IAM would refuse and what can never do what it says; warnings let in, or "
          + "keep out, what was probably not intended; infos are advice. A file that cannot "
          + "be read does not keep the others from being checked.",
        "A finding is suppressed by an entry {\"rule\", \"file\", \"sid\", \"reason\", \"expires\"} of the "
          + "list 'suppressions' in a JSON file; file and sid may be left out. An entry that has "
          + "expired or matches nothing is itself a finding.",
        "With --snapshot the trust and inline policies of every role of a saved account and its own "
          + "managed policies are checked; places are places of that file. --role leaves out all but "
          + "some roles of a snapshot or a role set.",
        "With --role-set the roles of a set are held against each other: a role that is passed to a "
          + "service which it does not trust, one role in two places that exclude each other, a name "
          + "that a service may not pass. Parameters have sample values. "
          + "Each set is judged by itself: roles of two sets are not held against each other. "
          + "--account says whose the roles are; --spec checks the role sets of a spec as those of its "
          + "account.",
      ],
      operands: [Operand(.file("FILE"), .any, "The documents; '-' is standard input")],
      sections: [
        FlagSection(
          "Flags",
          [
            roleSet, spec, Flags.account, type, attachment, failOn, format, suppressions,
            trustedAccounts,
            trustQuota, today,
            Flags.snapshot, SnapshotFile.maxAge, AskedRoles.role,
          ])
      ],
      examples: [
        Example("Check a trust policy", "panorama-roles lint --type trust trust.json"),
        Example("Annotate a pull request", "panorama-roles lint --format github policies/*.json"),
        Example(
          "Check a role set of your own", "panorama-roles lint --role-set ./cameras.json"),
        Example(
          "Check a saved account", "panorama-roles lint --snapshot account.json --format sarif"),
      ], statuses: [3, 4, 5], related: ["format", "test"])
  }

  /// What the words ask for.
  private enum Task {
    case check(files: [String], roleSets: [String], spec: String?)
    case checkSnapshot(SnapshotFile)
  }

  private let task: Task
  private let roles: AskedRoles
  private let kind: PolicyKind?
  private var context: LintContext
  /// Accounts that are ours, as they were typed: ids and files.
  private let trustedAccounts: [String]
  private let threshold: LintSeverity
  private let format: LintFormat
  private let suppressionsPath: String?
  private let day: String?

  init(_ arguments: Arguments) throws(CommandError) {
    kind = arguments[Self.type]
    context = LintContext(
      trustQuota: arguments[Self.trustQuota] ?? 2048,
      attachment: arguments[Self.attachment])
    trustedAccounts = arguments[Self.trustedAccounts]
    if let account = arguments[Flags.account] {
      guard AccountID.isValid(account) else {
        throw CommandError(
          .usage, Sentence.isNotAccountID(account), hint: Sentence.accountIDHint)
      }
      context.account = account
    }
    threshold = arguments[Self.failOn]
    format = arguments[Self.format]
    suppressionsPath = arguments[Self.suppressions]
    let day = arguments[Self.today]
    if let day, !isDay(day) {
      throw CommandError(.usage, "'\(day)' is not a valid date", hint: "write it as YYYY-MM-DD")
    }
    self.day = day
    roles = AskedRoles(arguments)
    task = try Self.task(arguments)
    if !roles.selection.isAll, !arguments.operands.isEmpty {
      throw CommandError(
        .usage, "'--role' is about the roles of a snapshot or a role set, not about files",
        hint: "leave one of them out")
    }
    guard case .checkSnapshot = task else { return }
    for flag in [Self.type, Self.attachment] as [any FlagDeclaring] where arguments.has(flag) {
      throw CommandError(
        .usage, "'\(flag.spelling)' is about files, and a snapshot knows what its documents are",
        hint: "leave one of them out")
    }
  }

  private static func task(_ arguments: Arguments) throws(CommandError) -> Task {
    let files = arguments.operands
    let sets = arguments[roleSet]
    let spec = arguments[Self.spec]
    if let file = try SnapshotFile(arguments) {
      guard files.isEmpty, sets.isEmpty, spec == nil else {
        throw CommandError(
          .usage, "'--snapshot' goes with neither files nor '--role-set' nor '--spec'",
          hint: "run 'lint' once for the snapshot and once for the rest")
      }
      guard !arguments.has(Flags.account) else {
        throw CommandError(
          .usage, "'--account' is for files and role sets, and a snapshot names its account",
          hint: "leave it out; '--trusted-accounts ID' names other accounts of yours")
      }
      return .checkSnapshot(file)
    }
    guard !(files + sets).isEmpty || spec != nil else {
      throw CommandError(
        .usage, "'lint' takes files, '--role-set', '--spec' or '--snapshot'",
        hint: "name one or more documents, or '-' for standard input")
    }
    if spec != nil, arguments.has(Flags.account) {
      throw CommandError(
        .usage, "'--account' does not go with '--spec'",
        hint: "leave it out: the spec names its account")
    }
    return .check(files: files, roleSets: sets, spec: spec)
  }

  /// The accounts that ids and files name; nil when none exist.
  private static func accounts(_ words: [String]) throws(CommandError) -> Set<String>? {
    if words.isEmpty { return nil }
    var accounts: Set<String> = []
    for word in words {
      if AccountID.isValid(word) {
        accounts.insert(word)
        continue
      }
      let bytes = try InputFile.bytes(
        word, hint: "give an account id of 12 digits, or a file with one id a line")
      do throws(DocumentError) {
        accounts.formUnion(try AccountList(reading: bytes).accounts.map(\.id))
      } catch {
        throw CommandError(error, in: InputFile.displayName(word))
      }
    }
    return accounts
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    var command = self
    command.context.trustedAccounts = try Self.accounts(trustedAccounts)
    switch task {
    case .check(let files, let roleSets, let spec):
      return try command.check(files, roleSets, spec, in: context)
    case .checkSnapshot(let file): return try command.check(file, in: context)
    }
  }

  private func check(_ file: SnapshotFile, in context: CommandContext) throws(CommandError)
    -> ExitStatus
  {
    let snapshot = try file.read(by: context.clock)
    let names = snapshot.roleNames
    let selection = self.roles.selection
    try selection.refuseUnmatched(by: names, in: "the snapshot")
    var found: [LintReport.Entry] = []
    var count = 0
    let roles = snapshot.lintRoles
    let asked = roles.filter { selection.includes($0.name) }
    // A file of some roles does not say who else holds their policies.
    let isWhole = selection.isAll && snapshot.selection.isAll
    var policies: Set<String> = []
    func look(at document: SnapshotDocument) {
      // Two roles may hold the same policy.
      if let arn = document.managedPolicy, !policies.insert(arn).inserted { return }
      count += 1
      let role = document.role.flatMap { roles.indices.contains($0) ? roles[$0] : nil }
      found += findings(in: document, of: role, among: asked, isWhole: isWhole)
        .map { (file.name, $0) }
    }
    if selection.isAll {
      snapshot.eachDocument(look)
    } else {
      for (index, name) in names.enumerated() where selection.includes(name) {
        snapshot.documents(ofRoleAt: index).forEach(look)
      }
    }
    found += roles.lint(of: selection.includes).map { (file.name, $0) }
    let failure = SnapshotRoles.truncation(
      of: snapshot, file, isAboutNamedRoles: selection.isAboutNames)
    return try conclude(
      found, documents: count, leftOut: names.filter { !selection.includes($0) },
      failures: failure.map { [$0] } ?? [], in: context)
  }

  /// A role set, and the account and partition that it is for.
  private struct CheckedSet {
    let name: String
    let set: RoleSetDefinition
    let account: String?
    let partition: String
  }

  /// What was found so far, and what could not be read.
  private struct Gathered {
    var entries: [LintReport.Entry] = []
    var failures: [CommandError] = []
    var documents = 0
    /// The role sets that can be judged.
    var sets: [CheckedSet] = []
    /// Whether every role set can.
    var isWhole = true
  }

  private func check(
    _ files: [String], _ roleSets: [String], _ spec: String?, in context: CommandContext
  ) throws(CommandError) -> ExitStatus {
    var all = Gathered()
    for path in files { look(atFile: path, &all) }
    for name in roleSets { look(atRoleSet: name, &all) }
    if let spec { look(atSpec: spec, &all) }
    let names = all.sets.flatMap { $0.set.lintedRoles(account: $0.account, in: $0.partition) }
    if all.failures.isEmpty, all.isWhole {
      try roles.refuseUnmatched(by: names, in: "the role sets")
    }
    for checked in all.sets {
      var known = self.context
      known.account = checked.account
      all.entries += checked.set.lint(known, in: checked.partition, only: roles.selection)
        .map { (checked.name, $0) }
    }
    return try conclude(
      all.entries, documents: all.documents,
      leftOut: names.filter { !roles.selection.includes($0) }, failures: all.failures, in: context)
  }

  /// Takes a file for what it is: a role set or, else, a policy document.
  private func look(atFile path: String, _ all: inout Gathered) {
    do throws(CommandError) {
      let bytes = try InputFile.bytes(path)
      let found: [LintFinding]
      do throws(DocumentError) {
        found = try PolicyDocument(reading: bytes, as: kind).lint(context)
      } catch {
        // Only what is not a policy is looked at once more: reading is most of the work.
        if kind == nil, FileKind(of: bytes) == .roleSet {
          return look(atRoleSet: try Self.roleSetFile(path), &all)
        }
        try FileKind.refuseSpellingOfAWS(bytes, wanted: .policy, path: path)
        found = Self.findings(error)
      }
      all.documents += 1
      all.entries += found.map { (InputFile.displayName(path), $0) }
    } catch {
      all.failures.append(error)
    }
  }

  /// How a file is named where a role set may be, too.
  private static func roleSetFile(_ path: String) throws(CommandError) -> String {
    guard path != "-" else {
      throw CommandError(
        .failed, "standard input is a role set, which is checked as a file",
        hint: "save it, and 'panorama-roles lint --role-set FILE' checks it")
    }
    return RoleCatalogue.isFile(path) ? path : "./\(path)"
  }

  /// Takes a role set that can be judged, or what the reader refuses in it.
  private func look(atRoleSet name: String, _ all: inout Gathered) {
    do throws(CommandError) {
      if let error = try problems(ofRoleSet: name) {
        all.entries += Self.findings(error).map { (InputFile.displayName(name), $0) }
        all.isWhole = false
      } else {
        all.sets.append(
          CheckedSet(
            name: name, set: try roleSet(named: name), account: context.account, partition: "aws"))
      }
      all.documents += 1
    } catch {
      all.failures.append(error)
    }
  }

  /// Takes the role sets of a spec, as those of its account.
  private func look(atSpec path: String, _ all: inout Gathered) {
    do throws(CommandError) {
      let loaded = try SpecFile(path: path, isNamed: true).load()
      for name in loaded.spec.roleSets {
        guard let set = loaded.catalogue.set(named: name) else { continue }
        all.sets.append(
          CheckedSet(
            name: name, set: set, account: loaded.spec.account, partition: loaded.spec.partition))
        all.documents += 1
      }
    } catch {
      all.failures.append(error)
    }
  }

  private func conclude(
    _ found: [LintReport.Entry], documents: Int, leftOut: [String],
    failures: [CommandError], in context: CommandContext
  ) throws(CommandError) -> ExitStatus {
    let (suppressions, suppressionsFile) = try readSuppressions()
    let (kept, suppressed, remarks) = suppressions.applied(
      to: found, today: day ?? context.clock.today)
    let all = kept + remarks.map { (suppressionsFile, $0) }
    let worst = all.map(\.finding.severity).max()
    let isFinding = worst.map { $0 >= threshold } ?? false
    let status = ExitStatus.combined(
      failures.map(\.status) + [isFinding ? .findings : .done])
    let report = LintReport(
      files: documents, entries: all, suppressed: suppressed,
      unread: failures.flatMap(\.problems).map(\.message), status: status,
      selection: roles.selection, leftOut: leftOut)
    // What was not read comes first, so that nobody takes the counts below for all.
    for failure in failures { context.terminal.report(failure) }
    switch format {
    case .text: context.terminal.result(LintText.report(report))
    case .json: context.terminal.result(report.json)
    case .sarif: context.terminal.result(report.sarif)
    case .github: context.terminal.result(exactly: report.githubAnnotations)
    }
    return status
  }

  /// What the reader refuses in a role-set file, at once with what is over a quota; nil where it takes the file.
  private func problems(ofRoleSet name: String) throws(CommandError) -> DocumentError? {
    guard RoleCatalogue.isFile(name), (try? RoleSetFiles.read(name)) == nil else { return nil }
    return try RoleSetFiles.problems(
      of: name, quotas: IAMQuotas(trustPolicySize: context.trustQuota))
  }

  private func roleSet(named name: String) throws(CommandError) -> RoleSetDefinition {
    // A quota alone is a finding of a rule; next to other problems, all are reported at once.
    if RoleCatalogue.isFile(name) { return try RoleSetFiles.read(name) }
    if let set = Catalogue.builtIn.set(named: name.lowercased()) { return set }
    throw Catalogue.noSet(named: name)
  }

  private static func findings(_ error: DocumentError) -> [LintFinding] {
    error.problems.map {
      LintFinding(
        rule: $0.id, severity: .error, message: $0.message, hint: $0.hint, position: $0.position)
    }
  }

  /// The same for a document of a snapshot, with its owner in the message.
  private func findings(
    in document: SnapshotDocument, of role: LintRole?, among roles: [LintRole], isWhole: Bool
  ) -> [LintFinding] {
    var context = context
    context.attachment = document.attachment
    context.isServiceLinked = document.isServiceLinked
    context.account = role?.arn.flatMap(ARN.init)?.account
    var found: [LintFinding]
    do throws(DocumentError) {
      let policy = try document.policy()
      if let arn = document.managedPolicy {
        let attachments = document.attachmentCount ?? 0
        found = roles.findings(
          inPolicy: arn, policy, context,
          isHeldElsewhere: isWhole && attachments > roles.count { $0.attaches(arn) })
      } else {
        found = policy.lint(
          role.flatMap { document.kind == .identity ? context.of(policy, in: $0) : nil } ?? context)
      }
    } catch {
      found = Self.findings(error)
    }
    for place in found.indices {
      found[place].message = "\(document.owner): \(found[place].message)"
      // A document that is a string has places of its own, and a rule may speak of the whole document.
      if document.isText || found[place].position < document.position {
        found[place].position = document.position
      }
    }
    return found
  }

  private func readSuppressions() throws(CommandError) -> (LintSuppressions, path: String) {
    let path = suppressionsPath ?? Self.defaultSuppressions
    guard suppressionsPath != nil || InputFile.exists(path) else { return (.none, path) }
    let bytes = try InputFile.bytes(path)
    do throws(DocumentError) {
      let rules = RoleSetRule.all.map(\.id)
      return (try LintSuppressions(reading: bytes, alsoRules: rules), path)
    } catch {
      throw CommandError(
        .failed, in: InputFile.displayName(path),
        error.problems.map {
          CommandError.Problem(
            $0.message, in: InputFile.displayName(path), at: $0.position, hint: $0.hint)
        })
    }
  }
}
