import CommandTable
import IAMPolicy
import JSONText
import Reports

extension PolicyFile {
  /// A document of a file; `-` is standard input.
  init(path: String, document: PolicyDocument) {
    self.init(file: InputFile.displayName(path), document: document)
  }

  /// Reads a document; its elements tell its kind unless it is given.
  ///
  /// - Parameter isNamed: whether another file names it.
  static func read(
    _ path: String, as kind: PolicyKind?, isNamed: Bool = false
  ) throws(CommandError) -> PolicyFile {
    let bytes = try isNamed ? InputFile.bytes(ofNamed: path) : InputFile.bytes(path)
    do throws(DocumentError) {
      return PolicyFile(path: path, document: try PolicyDocument(reading: bytes, as: kind))
    } catch {
      throw FileKind.mismatch(bytes, wanted: .policy, path: path)
        ?? CommandError(error, in: InputFile.displayName(path))
    }
  }

  /// Reads several documents.
  ///
  /// The problems of all files are reported at once.
  static func read(_ paths: [String], as kind: PolicyKind?) throws(CommandError) -> [PolicyFile] {
    var files: [PolicyFile] = []
    var failures: [CommandError] = []
    for path in paths {
      do throws(CommandError) { files.append(try read(path, as: kind)) } catch {
        failures.append(error)
      }
    }
    if let first = failures.first {
      throw CommandError(
        ExitStatus.combined(failures.map(\.status)), problem: first.problems[0],
        others: Array(failures.flatMap(\.problems).dropFirst()))
    }
    return files
  }
}

/// The flags that name documents, the same for every command.
enum PolicyFlags {
  static let type = Flag(
    "type", choice: "KIND", of: PolicyKind.self,
    "What the documents are; the default is detected from their elements")
  static let policy = Flag(
    "policy", repeated: .file("FILE"), "A policy document; '-' is standard input")
  static let boundary = Flag(
    "boundary", repeated: .file("FILE"), "The document of the permissions boundary")

  /// The kind that was asked for.
  static func kind(_ arguments: Arguments) -> PolicyKind? {
    arguments[type]
  }

  /// What the reader refuses in a statement is refused here, in its words.
  static func check(
    actions: [String], resources: [String] = ["*"]
  ) throws(CommandError) {
    let statement = JSON.object([
      ("Effect", .string("Allow")), ("Action", .strings(actions)),
      ("Resource", .strings(resources)),
    ])
    do throws(DocumentError) {
      _ = try PolicyDocument(.object([("Statement", statement)]), as: .identity)
    } catch {
      throw CommandError(
        .usage, in: Program.name,
        error.problems.map { CommandError.Problem($0.message, hint: $0.hint) })
    }
  }

  /// Standard input can be read once.
  static func refuseSecondStandardInput(_ paths: [String]) throws(CommandError) {
    guard paths.count(where: { $0 == "-" }) > 1 else { return }
    throw CommandError(
      .usage, "standard input can be used only once",
      hint: "write one of the documents to a file")
  }
}
