import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// Makes role-set files of roles that exist, and proves them: the new set is planned against the state that
/// was read.
struct ImportRun {
  /// Where the role set goes.
  enum Destination: Hashable, Sendable {
    case standardOutput
    case file(String)
    /// A folder with one file a role.
    case folder(String)
    /// A role-set file that exists.
    case into(String)
  }

  let source: ImportSource
  let selection: RoleSetImport.Selection
  let name: String
  /// The Region that becomes `${Region}`; nil when none does.
  let region: String?
  let destination: Destination
  /// The spec to write as well; nil for none.
  let specFile: SpecFile?

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let material = try source.material(in: context)
    let unmatched = selection.unmatchedNames(in: material)
    if let pattern = unmatched.first { throw Self.noRole(pattern, material) }
    let imported = RoleSetImport(material, name: name, selection: selection, region: region)
    tell(imported, in: context)
    guard !imported.roles.isEmpty else {
      throw CommandError(
        .failed, "no role was taken",
        hint: imported.leftOut.isEmpty ? Self.noneFits(selection, material) : nil)
    }
    let files = files(of: imported)
    let proof = try ImportProof(files, of: imported, material, region: region)
    try write(files, proof, imported, material, in: context)
    for planned in proof.plan.changes {
      context.terminal.warn("the role set is not as the account is: \(planned.change.phrase)")
    }
    context.terminal.note(Self.summary(imported, proof))
    if !context.terminal.isQuiet, let hint = hint(files, material) { context.terminal.hint(hint) }
    return Self.status(imported, proof)
  }

  static func status(_ imported: RoleSetImport, _ proof: ImportProof) -> ExitStatus {
    var statuses: [ExitStatus] = isIncomplete(imported) ? [.incomplete] : []
    if !proof.plan.isEmpty { statuses.append(.drift) }
    return ExitStatus.combined(statuses)
  }

  /// Whether something that belongs to the roles, or a role, is in no file.
  static func isIncomplete(_ imported: RoleSetImport) -> Bool {
    !imported.gaps.isEmpty || imported.leftOut.contains { !$0.isOwnedByAWS }
  }

  // MARK: Files

  /// A role-set file to write.
  struct File {
    /// How it is named on the command line.
    let path: String
    /// How a spec names it.
    let name: String
    let json: JSON

    var text: String { json.text(.pretty) + "\n" }
  }

  private func files(of imported: RoleSetImport) -> [File] {
    let names = specFile?.roleSetFiles ?? RoleSetFiles()
    func file(_ path: String, _ json: JSON) -> File {
      // Without a folder and an ending a name means a built-in set.
      let path = RoleCatalogue.isFile(path) ? path : "./\(path)"
      return File(path: path, name: names.name(of: path), json: json)
    }
    switch destination {
    case .standardOutput, .into: return [file("\(name).json", imported.json)]
    case .file(let path): return [file(path, imported.json)]
    case .folder(let folder):
      let folder = folder.hasSuffix("/") ? folder : folder + "/"
      return imported.parts.map { file(folder + $0.file, $0.json) }
    }
  }

  /// Writes role sets and spec, or refuses before anything is written.
  private func write(
    _ files: [File], _ proof: ImportProof, _ imported: RoleSetImport, _ material: ImportMaterial,
    in context: CommandContext
  ) throws(CommandError) {
    let spec = try specFile.map { file throws(CommandError) in
      let spec = try proof.spec(for: material, region: region)
      try file.refuseOther(than: spec, in: proof.catalogue)
      return spec
    }
    switch destination {
    case .standardOutput: context.terminal.result(imported.json)
    case .file:
      let isNew = try RoleSetFile.write(files[0].text, to: files[0].path)
      context.terminal.note(
        isNew ? "wrote '\(files[0].path)'" : "'\(files[0].path)' says the same and was left alone")
    case .into(let path): try ImportInto(path: path).write(imported, to: context.terminal)
    case .folder(let folder):
      let outputs = files.map {
        OutputFolder.File(name: String($0.path.split(separator: "/").last ?? ""), text: $0.text)
      }
      do throws(OutputError) { try OutputFolder.write(outputs, to: folder) } catch {
        throw CommandError(error)
      }
      context.terminal.note("wrote \(counted(files.count, "file")) to '\(folder)'")
    }
    guard let spec, let specFile else { return }
    if try specFile.write(spec) { context.terminal.note("wrote '\(specFile.path)'") }
  }

  // MARK: Words

  private func tell(_ imported: RoleSetImport, in context: CommandContext) {
    let ofAWS = imported.leftOut.filter(\.isOwnedByAWS)
    for reason in Set(ofAWS.map(\.reason)).sorted() {
      let names = ofAWS.filter { $0.reason == reason }.map { "'\($0.role)'" }
      let pronoun = names.count == 1 ? "" : " (each)"
      context.terminal.note(
        "left out \(counted(names.count, "role"))\(pronoun), since \(reason): "
          + names.joined(separator: ", "))
    }
    for left in imported.leftOut where !left.isOwnedByAWS {
      context.terminal.warn("left out role '\(left.role)': \(left.reason)")
    }
    for gap in imported.gaps { context.terminal.warn(gap) }
    for note in imported.notes { context.terminal.note(note) }
  }

  static func summary(_ imported: RoleSetImport, _ proof: ImportProof) -> String {
    let (policies, providers) = (imported.policies.count, imported.providerCount)
    let taken =
      counted(imported.roles.count, "role")
      + (policies == 0 ? "" : ", \(policies) \(policies == 1 ? "policy" : "policies")")
      + (providers == 0 ? "" : ", " + counted(providers, "identity provider"))
    let changes =
      proof.plan.isEmpty ? "no changes" : counted(proof.plan.changes.count, "change")
    return "\(taken); plan: \(changes)"
  }

  /// What a person does next.
  private func hint(_ files: [File], _ material: ImportMaterial) -> String? {
    switch destination {
    case .standardOutput, .into: return nil
    case .file, .folder: break
    }
    if let specFile {
      let spec =
        specFile.path == SpecFile.defaultPath ? "" : " --spec \(ShellWord.text(specFile.path))"
      var snapshot = ""
      if case .snapshot(let file) = source, file.path != "-" {
        snapshot = " --snapshot \(ShellWord.text(file.path))"
      }
      return
        "'panorama-roles drift\(spec)\(snapshot)' compares the \(snapshot.isEmpty ? "account" : "snapshot") with it"
    }
    let sets = files.prefix(3).map { " --role-set \(ShellWord.text($0.path))" }.joined()
    let region = region.map { " --parameter Region=\(ShellWord.text($0))" } ?? ""
    let rest = files.count > 3 ? " …" : ""
    return
      "'panorama-roles init --account \(material.account)\(sets)\(region)\(rest)' makes a spec "
      + "from it, and 'plan' and 'drift' read that"
  }

  /// Why nothing fits what was asked for.
  private static func noneFits(
    _ selection: RoleSetImport.Selection, _ material: ImportMaterial
  ) -> String? {
    let flags = [
      ("--role", !selection.names.isEmpty), ("--path", selection.path != nil),
      ("--tag", !selection.tags.isEmpty), ("--trusting", selection.service != nil),
    ]
    let given = flags.filter(\.1).map { "'\($0.0)'" }
    if given == ["'--trusting'"], let service = selection.service {
      let services = RoleSetImport.Selection.services(in: material)
      let short = services.map { String($0.prefix { $0 != "." }) }
      return Sentence.didYouMean(
        service, among: services + short,
        else: services.isEmpty
          ? "no role trusts a service"
          : "roles trust \(services.prefix(10).map { "'\($0)'" }.joined(separator: ", "))"
            + (services.count > 10 ? " and others" : ""))
    }
    guard given.count > 1, let last = given.last else {
      return given.first.map { "no role fits \($0)" } ?? "no roles exist"
    }
    return "no role fits \(given.dropLast().joined(separator: ", ")) and \(last) together"
  }

  private static func noRole(_ pattern: String, _ material: ImportMaterial) -> CommandError {
    let names = material.roles.compactMap { $0["RoleName"]?.string }
    return CommandError(
      .failed, "no role has the name '\(pattern)'",
      hint: Sentence.didYouMean(
        pattern, among: names, else: "patterns take '*' and '?', such as 'orders-*'"))
  }
}
