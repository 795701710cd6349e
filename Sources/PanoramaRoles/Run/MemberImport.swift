import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// The role set of an account of a list.
struct MemberImport: MemberFile {
  let selection: RoleSetImport.Selection
  let name: String
  let region: String?
  /// Whether the identity providers of the accounts are read.
  let keepsProviders: Bool

  var kind: AccountOutcome.Work { .importing }
  var check: String {
    let tags = selection.tags.map { JSON.strings([$0.key, $0.value]) }
    let parts: [JSON] = [
      .string("import"), .string(name), .string(region ?? ""), .strings(selection.names),
      .string(selection.path ?? ""), .string(selection.service ?? ""), .array(tags),
      .bool(keepsProviders),
    ]
    return Digest.text(of: JSON.array(parts).text(.compact))
  }

  func write(
    _ live: LiveAccount, of member: MemberAccount, to path: String
  ) throws(CommandError) -> AccountOutcome {
    let material = try ImportMaterial(of: live, keepsProviders: keepsProviders)
    let imported = RoleSetImport(material, name: name, selection: selection, region: region)
    guard !imported.roles.isEmpty else {
      var outcome = self.outcome(
        of: member, .noChanges, exit: ImportRun.isIncomplete(imported) ? .incomplete : .done)
      outcome.summary = "no role fits"
      outcome.steps = Self.words(imported)
      return outcome
    }
    // Without a folder and an ending a name means a built-in set.
    let file = ImportRun.File(
      path: RoleCatalogue.isFile(path) ? path : "./\(path)", name: path, json: imported.json)
    let proof = try ImportProof([file], of: imported, material, region: region)
    _ = try RoleSetFile.write(file.text, to: file.path)
    var outcome = self.outcome(of: member, .written, exit: ImportRun.status(imported, proof))
    outcome.summary = ImportRun.summary(imported, proof)
    outcome.file = path
    outcome.digest = Digest.text(of: file.text)
    outcome.steps =
      Self.words(imported)
      + proof.plan.changes.map {
        "the role set is not as the account is: \($0.change.phrase)"
      }
    outcome.notes = imported.notes
    return outcome
  }

  /// What is in no file.
  private static func words(_ imported: RoleSetImport) -> [String] {
    imported.leftOut.filter { !$0.isOwnedByAWS }.map { "left out role '\($0.role)': \($0.reason)" }
      + imported.gaps
  }
}
