import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// Puts roles that exist into a role-set file, new or in place of those of the same names.
struct ImportInto {
  let path: String

  /// Writes the file; nothing when it says the same already.
  func write(_ imported: RoleSetImport, to terminal: Terminal) throws(CommandError) {
    let bytes = try InputFile.bytes(
      path,
      hint: "'panorama-roles show SET --role-set-file' prints a built-in set as a file, and "
        + "'import --out' makes a new one")
    let file = try RoleSetFile(name: path, path: path, quotas: .largest)
    let json: JSON
    do throws(DocumentError) { json = try JSON(parsingWithComments: bytes) } catch {
      throw CommandError(error, in: path)
    }
    let edit = RoleSetEdit(imported, into: json, file.definition)
    let text =
      JSONComments.isUsed(in: bytes)
      ? JSONComments.text(bytes, replacedBy: edit.json) : edit.json.text(.pretty) + "\n"
    do throws(DocumentError) { _ = try RoleSetDefinition(reading: text) } catch {
      throw CommandError(error, in: "the new '\(path)'", .refused)
    }
    guard edit.json != json else {
      terminal.note("'\(path)' says the same and was left alone")
      return
    }
    do throws(OutputError) { try OutputFile.write(text, to: path) } catch {
      throw CommandError(error)
    }
    for name in edit.added { terminal.note("added role '\(name)' to '\(path)'") }
    for name in edit.replaced { terminal.note("replaced role '\(name)' in '\(path)'") }
    if edit.added.isEmpty, edit.replaced.isEmpty { terminal.note("wrote '\(path)'") }
  }
}
