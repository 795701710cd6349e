import CommandTable
import IAMBackend
import IAMPolicy
import JSONText
import Reports

/// `format FILE…`: policy documents in canonical form, their meaning untouched.
struct FormatCommand: RunnableCommand {
  private static let check = Flag(
    "check",
    "List the files that are not in canonical form, and end with status 3 when there are any")
  private static let write = Flag("write", short: "w", "Rewrite the files")

  static var declaration: Command {
    Command(
      "format", group: Flags.check, "Write policy documents in canonical form",
      discussion: [
        "The canonical form has the elements in the order of IAM's grammar, lists of one element as "
          + "that element, values as strings, 'Statement' as a list, two spaces of indentation and a "
          + "line end. The order of statements and of values stays, and so does the meaning, which "
          + "is compared before anything is written.",
        "Without flags one document goes to standard output. A file that is not a policy does not keep "
          + "the others from being formatted; the run then ends with 1.",
      ],
      operands: [Operand(.file("FILE"), .oneOrMore, "The documents; '-' is standard input")],
      sections: [FlagSection("Flags", [check, write, PolicyFlags.type])],
      examples: [
        Example("Show a document in canonical form", "panorama-roles format policy.json"),
        Example("Check a folder in CI", "panorama-roles format --check policies/*.json"),
        Example("Rewrite a folder", "panorama-roles format --write policies/*.json"),
      ], statuses: [3])
  }

  /// What is done with the canonical form.
  private enum Task {
    case show
    case check
    case write
  }

  private let paths: [String]
  private let kind: PolicyKind?
  private let task: Task

  init(_ arguments: Arguments) throws(CommandError) {
    paths = arguments.operands
    kind = PolicyFlags.kind(arguments)
    switch (arguments[Self.check], arguments[Self.write]) {
    case (true, true):
      throw CommandError(
        .usage, "'--check' and '--write' cannot both be given",
        hint: "'--check' changes nothing, '--write' rewrites what is not canonical")
    case (true, false): task = .check
    case (false, true): task = .write
    case (false, false): task = .show
    }
    try PolicyFlags.refuseSecondStandardInput(paths)
    if task == .show, paths.count > 1 {
      throw CommandError(
        .usage, "several documents are given, and standard output takes one",
        hint: "add '--write' to rewrite the files, or '--check' to list those to rewrite")
    }
    if task == .write, paths.contains("-") {
      throw CommandError(
        .usage, "standard input cannot be rewritten", hint: "leave '--write' out")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    var statuses: [ExitStatus] = []
    var changed = 0
    for path in paths {
      do throws(CommandError) {
        let bytes = try InputFile.bytes(path)
        let text = try canonical(bytes, InputFile.displayName(path))
        guard !text.utf8.elementsEqual(bytes) || task == .show else { continue }
        changed += 1
        switch task {
        case .show: context.terminal.result(exactly: text)
        case .check:
          context.terminal.result(exactly: StyledText.escaped(path) + "\n")
          statuses.append(.findings)
        case .write:
          do throws(OutputError) { try OutputFile.write(text, to: path) } catch {
            throw CommandError(error)
          }
          context.terminal.progress("rewrote '\(path)'")
        }
      } catch {
        context.terminal.report(error)
        statuses.append(error.status)
      }
    }
    if task == .write {
      context.terminal.note(
        "\(counted(paths.count, "document")), \(changed) rewritten")
    }
    return ExitStatus.combined(statuses)
  }

  /// The canonical text of a document, read back and compared.
  private func canonical(_ bytes: [UInt8], _ name: String) throws(CommandError) -> String {
    let document: PolicyDocument
    do throws(DocumentError) {
      document = try PolicyDocument(reading: bytes, as: kind)
    } catch {
      throw CommandError(error, in: name)
    }
    let text = document.text(.pretty) + "\n"
    guard let written = try? PolicyDocument(reading: text, as: document.kind), written == document
    else {
      throw CommandError(
        .failed, "the canonical form of the document would not say the same", at: name,
        hint: "the file is left as it is: please report it with the document")
    }
    return text
  }
}
