import CommandTable
import IAMPolicy
import JSONText
import Reports

/// `test FILE…`: requests that policies must allow or deny.
struct TestCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "test", group: Flags.check, "Run expectation files: requests that must be allowed or denied",
      discussion: [
        "An expectation file is JSON with 'schemaVersion', the policies, and the lists 'allow' and "
          + "'deny' of requests as 'can --request' takes them, each perhaps with a 'name'. The "
          + "policies are one of: 'policies', paths by what they are (identity, trust, resource, "
          + "boundary, session), relative to the file; 'role' with 'account' and perhaps "
          + "'partition', 'devices' or 'allDevices', a built-in role as 'init' makes it; 'snapshot' "
          + "and 'role', a role of a saved account.",
        "Of a role, a request with a principal asks the trust policy, one without asks what the role "
          + "may do; 'managedPolicies' maps the ARNs of managed policies that are not built in to the "
          + "paths of their documents.",
        "With --snapshot every file is held against a role of that saved account: the role that the "
          + "file names, or --role.",
        "A file that cannot be used does not keep the others from being run; the run then ends with "
          + "1.",
      ],
      operands: [
        Operand(.file("FILE"), .oneOrMore, "The expectation files; '-' is standard input")
      ],
      sections: [FlagSection("Flags", SnapshotRoles.flags + [Flags.allowOutside, Flags.format])],
      examples: [
        Example("Run all expectations", "panorama-roles test expectations/*.json"),
        Example(
          "Hold them against the account as it was saved",
          "panorama-roles test --snapshot account.json expectations/*.json"),
      ], statuses: [3, 4, 5])
  }

  private let paths: [String]
  private let roles: SnapshotRoles?
  private let format: OutputFormat
  private let allowsOutside: Bool

  init(_ arguments: Arguments) throws(CommandError) {
    paths = arguments.operands
    format = arguments[Flags.format]
    allowsOutside = arguments[Flags.allowOutside]
    roles = try SnapshotRoles(arguments)
    try PolicyFlags.refuseSecondStandardInput(paths + (roles.map { [$0.file.path] } ?? []))
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    var given: GivenSnapshot?
    if let roles {
      given = GivenSnapshot(
        snapshot: try roles.file.read(by: context.clock), file: roles.file.name, name: roles.name)
    }
    var report = ExpectationReport()
    for path in paths {
      let before = report.failures.count
      do throws(CommandError) { try run(path, given, &report) } catch {
        report.errors.append(error)
        context.terminal.report(error)
      }
      if format == .text {
        for failure in report.failures[before...] { context.terminal.result(failure.text) }
      }
    }
    switch format {
    case .text: context.terminal.result(report.closing)
    case .json: context.terminal.result(report.json)
    }
    return report.status
  }

  private func run(
    _ path: String, _ given: GivenSnapshot?, _ report: inout ExpectationReport
  ) throws(CommandError) {
    let name = InputFile.displayName(path)
    let bytes = try InputFile.bytes(path)
    var file: ExpectationFile
    do throws(DocumentError) { file = try ExpectationFile(reading: bytes) } catch {
      throw FileKind.mismatch(bytes, wanted: .expectations, path: path)
        ?? CommandError(error, in: name)
    }
    file.bounds = FileBounds(of: path, allowsOutside: allowsOutside)
    let subject = try ExpectationSubject(file, at: path, in: given)
    var compiled: [Bool: (sources: PolicySources, set: CompiledPolicySet)] = [:]
    for expectation in file.expectations {
      let isAboutTrust = expectation.request.principal != nil
      if compiled[isAboutTrust] == nil {
        do throws(DocumentError) {
          let sources = try subject.sources(for: expectation)
          compiled[isAboutTrust] = (sources, CompiledPolicySet(sources.set))
        } catch {
          throw CommandError(error, in: name)
        }
      }
      guard let (sources, set) = compiled[isAboutTrust] else { continue }
      let decision = set.decide(expectation.request)
      if decision.isExpected(allow: expectation.isAllowed) {
        report.passed += 1
      } else {
        report.failures.append(
          ExpectationFailure(
            file: name, expectation: expectation, decision: decision, sources: sources))
      }
    }
  }
}
