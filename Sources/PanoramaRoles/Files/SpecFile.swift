import IAMBackend
import IAMPolicy
import IAMRoles
import Reports
import RoleCatalogue

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The spec of the current folder, or the one that `--spec` names.
struct SpecFile: Hashable, Sendable {
  static let defaultPath = "panorama-roles.json"

  /// Where the spec is.
  let path: String
  /// Whether a person named the file.
  let isNamed: Bool
  /// Whether it may name files outside of its folder.
  var allowsOutside = false

  /// A hint whose commands name this spec where they read one, so that they can be pasted.
  func pasteable(_ hint: String) -> String {
    guard isNamed, path != Self.defaultPath else { return hint }
    return Self.adding(
      "--spec \(ShellWord.text(path))",
      to: [
        "plan", "apply", "drift", "disown", "device add", "device close", "device list",
        "device remove", "spec remove",
      ], of: hint)
  }

  /// A hint with a flag in each of some commands.
  static func adding(_ flag: String, to commands: [String], of hint: String) -> String {
    commands.reduce(hint) { hint, command in
      let words = "'\(Program.name) \(command)"
      let parts = hint.split(separator: words, omittingEmptySubsequences: false)
      guard let first = parts.first else { return hint }
      return parts.dropFirst().reduce(String(first)) { text, rest in
        // 'drift merge' is another command, and other words only begin like these.
        let line = rest.prefix { $0 != "'" }
        let isWhole =
          (rest.hasPrefix("'") || rest.hasPrefix(" -")
            || command == "disown" && rest.hasPrefix(" "))
          && !line.split(separator: " ").contains(flag.prefix { $0 != " " })
        return text + words + (isWhole ? " \(flag)" : "") + rest
      }
    }
  }

  /// Whether there is something to read.
  var exists: Bool { path == "-" || InputFile.exists(path) }

  /// The role-set files that the spec names.
  var roleSetFiles: RoleSetFiles { RoleSetFiles(besides: path, allowsOutside: allowsOutside) }

  /// Refuses a file that says something else than `spec`, naming each difference.
  ///
  /// - Parameter catalogue: what the spec's role sets are looked up in, when they may not be files yet.
  func refuseOther(than spec: Spec, in catalogue: RoleCatalogue? = nil) throws(CommandError) {
    guard exists else { return }
    let held: Spec
    if let catalogue, let known = try? Spec(reading: InputFile.bytes(path), catalogue: catalogue) {
      held = known
    } else {
      held = try read()
    }
    let differences = spec.differences(from: held)
    guard !differences.isEmpty else { return }
    let edits =
      held.account == spec.account ? SpecEditing.commands(held.edits(adding: spec), of: self) : []
    let hint =
      edits.isEmpty
      ? "edit or remove '\(path)', or write another with '--spec FILE'"
      : edits.map { "'\($0)'" }.joined(separator: " and ")
        + " \(edits.count == 1 ? "edits" : "edit") '\(path)'"
    throw CommandError(
      .refused, in: path,
      differences.enumerated().map { number, difference in
        CommandError.Problem(
          "the spec holds another choice: \(difference)", at: path,
          hint: number == differences.count - 1 ? hint : nil)
      })
  }

  /// Writes a spec where none is.
  ///
  /// A spec that says the same is left untouched; one that says something else is never overwritten, not
  /// even one that another run writes at the same moment.
  /// - Returns: whether the file is new.
  func write(_ spec: Spec) throws(CommandError) -> Bool {
    try refuseOther(than: spec)
    guard !exists else { return false }
    let isNew: Bool
    do throws(OutputError) { isNew = try OutputFile.create(spec.text, at: path) } catch {
      throw CommandError(error)
    }
    if !isNew { try refuseOther(than: spec) }
    return isNew
  }

  /// Puts records in place of those that the file holds, and leaves everything else as it is.
  ///
  /// - Parameter text: the file as the last call left it; nil at first. It is read again when it is another one.
  func replaceRecords(
    by records: SpecRecords, in text: inout RecordingText?
  ) throws(CommandError) {
    let bytes = try InputFile.bytes(path)
    if !(text?.isOf(bytes) ?? false) {
      do throws(SpecError) { text = try RecordingText(bytes) } catch {
        throw CommandError(error, in: InputFile.displayName(path))
      }
    }
    guard let written = text?.write(records) else { return }
    do throws(OutputError) { try OutputFile.write(written, to: path) } catch {
      throw CommandError(error)
    }
  }

  /// Has the file say that policies are split; one that says so already is left alone.
  func noteSplit() throws(CommandError) {
    let bytes = try InputFile.bytes(path)
    var text: SpecText
    do throws(SpecError) { text = try SpecText(bytes) } catch {
      throw CommandError(error, in: InputFile.displayName(path))
    }
    let lines: [SpecText.Line]
    do throws(SpecText.Refusal) { lines = try text.make(.setSplitPolicies(true)) } catch {
      throw CommandError(.failed, error.message, hint: error.hint)
    }
    if !lines.isEmpty { try replace(by: text.text) }
  }

  /// Puts another text in place of the file, as an edit made it.
  func replace(by text: String) throws(CommandError) {
    do throws(OutputError) { try OutputFile.write(text, to: path) } catch {
      throw CommandError(error)
    }
  }

  /// Takes back a spec that `write` made.
  func remove() { unlink(path) }
}
