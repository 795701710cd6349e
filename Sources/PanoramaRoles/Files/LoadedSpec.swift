import IAMRoles
import JSONText
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
  func roleSet() throws(CommandError) -> RoleSet {
    do throws(SpecError) { return try catalogue.roleSet(for: spec) } catch {
      throw CommandError(error, in: InputFile.displayName(file.path))
    }
  }
}

extension SpecFile {
  /// Reads the spec.
  func read() throws(CommandError) -> Spec { try load().spec }

  /// Reads the spec and the role-set files that it names.
  func load() throws(CommandError) -> LoadedSpec {
    let hint =
      isNamed
      ? "'panorama-roles init --account ID --spec \(path)' makes it"
      : "make it with 'panorama-roles init --account ID', or name another with '--spec FILE'"
    let bytes = try InputFile.bytes(path, hint: exists ? nil : hint)
    let files = try roleSetFiles.read(Spec.roleSets(named: bytes))
    let catalogue = RoleCatalogue.builtIn(and: files)
    do throws(SpecError) {
      return LoadedSpec(
        file: self, spec: try Spec(reading: bytes, catalogue: catalogue), roleSetFiles: files,
        catalogue: catalogue)
    } catch {
      throw FileKind.mismatch(bytes, wanted: .spec, path: path)
        ?? CommandError(error, in: InputFile.displayName(path))
    }
  }
}
