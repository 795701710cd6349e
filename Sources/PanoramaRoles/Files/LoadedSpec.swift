import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// A spec with the role-set files that it names: each file is opened once and parsed once.
struct LoadedSpec: Sendable {
  let file: SpecFile
  let spec: Spec
  /// The role-set files that the spec names, in its order.
  let roleSetFiles: [RoleSetFile]
  /// The built-in sets and those of the files.
  let catalogue: RoleCatalogue

  /// The roles that the spec asks for.
  func roleSet() throws(CommandError) -> RoleSet { try roleSet(of: spec) }

  private func roleSet(of spec: Spec) throws(CommandError) -> RoleSet {
    do throws(SpecError) { return try catalogue.roleSet(for: spec) } catch {
      // What is wrong with a set itself is reported at its own lines, and first.
      if !error.problems.allSatisfy(\.isOfSize) {
        for file in roleSetFiles { try file.check() }
      }
      throw CommandError(error, in: InputFile.displayName(file.path))
    }
  }

  /// The names of the roles that are held to devices, or can be.
  func deviceRoles() throws(CommandError) -> [String] {
    do throws(SpecError) { return try catalogue.deviceRoles(of: spec) } catch {
      throw CommandError(error, in: nil)
    }
  }

  /// The roles that are open to every device for longer than the spec says, with the end of the time.
  func expiredOpenings(at now: Int) throws(CommandError) -> [String: String] {
    guard let opened = spec.opened, opened.isExpired(at: now) else { return [:] }
    var closed = spec
    closed.opened = nil
    let names = try roleSet().trusting(otherwiseThan: try roleSet(of: closed))
    return Dictionary(uniqueKeysWithValues: names.map { ($0, opened.until) })
  }
}

extension SpecFile {
  /// Reads the spec.
  func read() throws(CommandError) -> Spec { try load().spec }

  /// Reads the spec and the role-set files that it names.
  ///
  /// - Parameter splitsPolicies: whether policies over a quota are split even if the spec does not say so.
  func load(splitsPolicies: Bool = false) throws(CommandError) -> LoadedSpec {
    let hint =
      isNamed
      ? "'panorama-roles import --out roles.json --spec \(ShellWord.text(path))' makes it of roles that "
        + "exist, 'panorama-roles init --role-set FILE --spec \(ShellWord.text(path))' of a "
        + "role set"
      : "'panorama-roles import --out roles.json --spec panorama-roles.json' makes it of roles that exist, "
        + "'panorama-roles init --role-set FILE' of a role set; '--spec FILE' names another"
    let bytes = try InputFile.bytes(path, hint: exists ? nil : hint)
    let files = try roleSetFiles.read(Spec.roleSets(named: bytes), isForSpec: true)
    let catalogue = RoleCatalogue.builtIn(and: files)
    do throws(SpecError) {
      var spec = try Spec(reading: bytes, catalogue: catalogue)
      if splitsPolicies { spec.splitsPolicies = true }
      return LoadedSpec(file: self, spec: spec, roleSetFiles: files, catalogue: catalogue)
    } catch {
      throw FileKind.mismatch(bytes, wanted: .spec, path: path)
        ?? CommandError(error, in: InputFile.displayName(path))
    }
  }
}
