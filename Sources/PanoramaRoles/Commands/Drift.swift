import CommandTable
import IAMBackend
import IAMRoles
import PolicyAnalysis
import RoleCatalogue

/// `drift`: compares the account with the spec and never writes.
struct DriftCommand: RunnableCommand {
  private static let failOn = Flag(
    "fail-on", .choice("WHAT", ["any", "widened"]),
    "Which differences end with status 2: any (default), or those that may widen access")

  static var declaration: Command {
    Command(
      "drift", group: Flags.check, "Compare the account with the spec, and change nothing",
      discussion: [
        "Reads each role whole: trust policy, attached managed policies, inline policies, "
          + "description, maximum session duration, permissions boundary, tags and path. Policies "
          + "are compared by meaning: order, lists of one and other spellings are no difference.",
        "Something that could not be read is never taken for missing: the run then ends with 5 and "
          + "names the permission that is wanting. With --format json one document is printed, "
          + "with the exit status in it.",
        "Each policy difference says whether it widens or narrows access, with a request as "
          + "evidence, and the role says it for trust and for all its policies together. With "
          + "--fail-on widened a difference that allows no more than the spec does ends with 0 and "
          + "a note; what could not be decided, and a longer session, count as widened.",
      ],
      sections: [
        FlagSection("Flags", [Flags.spec, Flags.snapshot, failOn, Flags.format]), Flags.connection,
      ],
      examples: [
        Example("Check the account", "panorama-roles drift"),
        Example(
          "Check a saved answer of IAM, without credentials",
          "panorama-roles drift --snapshot account.json --format json"),
      ], statuses: [2, 4, 5, 130, 143])
  }

  private let specFile: SpecFile
  private let source: AccountSource
  private let form: OutputForm
  private let failsOnAny: Bool

  init(_ arguments: Arguments) throws(Report) {
    specFile = SpecFile(arguments)
    source = AccountSource(arguments)
    form = OutputForm(arguments)
    failsOnAny = arguments.value(of: Self.failOn) != "widened"
  }

  func run(in session: Session) throws(Report) -> ExitStatus {
    var account: String?
    do throws(Report) {
      let spec = try specFile.read()
      account = spec.account
      let set = try specFile.roleSet(of: spec)
      let reading = try source.read(set, in: session)
      for note in reading.notes { session.terminal.note(note) }
      let drift = Drift(between: set, and: reading.state)
      let status = status(of: drift)
      if status == .done, drift.status == .drifted {
        session.terminal.note("the differences widen no access: '--fail-on any' counts them")
      }
      switch form {
      case .text: session.terminal.result(DriftText.text(drift))
      case .json: session.terminal.result(DriftJSON.document(drift, exit: status))
      }
      return status
    } catch {
      if form == .json { session.terminal.result(failure: error, account: account) }
      throw error
    }
  }

  /// Every role counts: one that is incomplete and one that drifted give both, and 5 goes before 2.
  private func status(of drift: Drift) -> ExitStatus {
    ExitStatus.combined(
      drift.roles.map { role in
        switch role.status {
        case .inSync: .done
        case .drifted: failsOnAny || role.isWider != .no ? .drift : .done
        case .incomplete: .incomplete
        }
      })
  }
}

extension Terminal {
  /// Writes the document of a run that failed.
  ///
  /// A stopped run leaves none.
  func result(failure report: Report, account: String?) {
    switch report.status {
    case .interrupted, .terminated, .usage: return
    case .done, .failed, .drift, .findings, .refused, .incomplete, .stopped:
      result(DriftJSON.failure(account: account, report))
    }
  }
}
