import IAMBackend
import IAMRoles
import Reports
import RoleCatalogue

/// An edit of a spec file: the new text, checked as a whole, and what it means for the roles.
struct SpecEditRun {
  let specFile: SpecFile
  let edits: [SpecEdit]

  /// What the edits make of a spec.
  struct Outcome {
    let old: Spec
    let new: Spec
    let oldSet: RoleSet
    let newSet: RoleSet
    let text: String
    let lines: [SpecText.Line]
    /// The role sets that the new spec names.
    let catalogue: RoleCatalogue
  }

  /// The edited spec, before its roles are looked at.
  struct Edited {
    let old: Spec
    let new: Spec
    let oldSet: RoleSet
    let text: String
    let lines: [SpecText.Line]
    let catalogue: RoleCatalogue
  }

  /// Makes the edits in memory; nothing is written.
  func outcome() throws(CommandError) -> Outcome { try outcome(of: try edited()) }

  /// Edits the spec of the file, or what earlier edits made of it.
  func edited(after earlier: Outcome? = nil) throws(CommandError) -> Edited {
    guard specFile.path != "-" else {
      throw CommandError(
        .usage, "an edited spec is written back, and standard input cannot be written",
        hint: "name a file with '--spec FILE'")
    }
    if let earlier {
      let change = try change(Array(earlier.text.utf8), by: edits)
      return edited(by: change, from: earlier.new, earlier.newSet)
    }
    let old: Spec
    let oldSet: RoleSet
    do throws(CommandError) {
      // A spec that cannot be used without it is edited, too.
      let loaded = try specFile.load(splitsPolicies: edits.contains(.setSplitPolicies(true)))
      (old, oldSet) = (loaded.spec, try loaded.roleSet())
    } catch {
      // What nothing uses changes nothing: the spec is looked at as it is without it.
      guard let usable = usable(), let set = try? usable.catalogue.roleSet(for: usable.new) else {
        throw error
      }
      var change = try change(
        Array(usable.text.utf8), by: edits.filter { !usable.edits.contains($0) })
      change.lines = usable.lines + change.lines
      return edited(by: change, from: usable.new, set)
    }
    return edited(by: try change(InputFile.bytes(specFile.path), by: edits), from: old, oldSet)
  }

  /// The spec without those of the removed parameters that none of its role sets has; nil where it cannot be used then.
  private func usable() -> Change? {
    guard let bytes = try? InputFile.bytes(specFile.path) else { return nil }
    let names = Spec.roleSets(named: bytes)
    guard let catalogue = try? specFile.roleSetFiles.catalogue(naming: names, isForSpec: true)
    else { return nil }
    let sets = names.compactMap { catalogue.set(named: $0) }
    let known = sets.flatMap { $0.parameters.map(\.name) }
    let unused = edits.filter { edit in
      if case .removeParameter(let name) = edit { !known.contains(name) } else { false }
    }
    return unused.isEmpty ? nil : try? change(bytes, by: unused)
  }

  /// What the edits make of the bytes of a spec.
  private struct Change {
    let edits: [SpecEdit]
    let new: Spec
    let text: String
    var lines: [SpecText.Line]
    let catalogue: RoleCatalogue
  }

  private func edited(by change: Change, from old: Spec, _ oldSet: RoleSet) -> Edited {
    Edited(
      old: old, new: change.new, oldSet: oldSet, text: change.text, lines: change.lines,
      catalogue: change.catalogue)
  }

  private func change(_ bytes: [UInt8], by edits: [SpecEdit]) throws(CommandError) -> Change {
    var text: SpecText
    do throws(SpecError) { text = try SpecText(bytes) } catch {
      throw CommandError(error, in: InputFile.displayName(specFile.path))
    }
    var lines: [SpecText.Line] = []
    do throws(SpecText.Refusal) {
      for edit in edits { lines += try text.make(edit) }
    } catch {
      throw CommandError(.usage, error.message, hint: error.hint)
    }
    // What is wrong now comes from the command line: the file was read without a problem.
    let edited = Array(text.text.utf8)
    let catalogue = try specFile.roleSetFiles.catalogue(
      naming: Spec.roleSets(named: edited), isForSpec: true)
    let new: Spec
    do throws(SpecError) { new = try Spec(reading: edited, catalogue: catalogue) } catch {
      throw CommandError(error, in: nil)
    }
    return Change(
      edits: edits, new: new, text: text.text, lines: lines, catalogue: catalogue)
  }

  /// The roles of an edited spec, checked as a whole.
  func outcome(of edited: Edited) throws(CommandError) -> Outcome {
    let set: RoleSet
    do throws(SpecError) { set = try edited.catalogue.roleSet(for: edited.new) } catch {
      throw CommandError(error, in: nil)
    }
    return Outcome(
      old: edited.old, new: edited.new, oldSet: edited.oldSet, newSet: set, text: edited.text,
      lines: edited.lines, catalogue: edited.catalogue)
  }
}

extension SpecEditRun.Outcome {
  /// The plan that brings an account from the old spec to the new one: without an account, only the documents
  /// and fields that change are known.
  func plan(by clock: Clock) throws(CommandError) -> (plan: Plan, drift: Drift) {
    let account = try BackendOptions.model(of: oldSet, by: clock)
    let start = Drift(between: oldSet, and: try account.read(oldSet, for: .plan).state)
    for planned in try Plan.closing(start, PlanOptions()).changes {
      do throws(BackendError) { _ = try account.backend.make(planned.change) } catch {
        throw CommandError(error)
      }
    }
    let drift = Drift(between: newSet, and: try account.read(newSet, for: .plan).state)
    return (try Plan.closing(drift, PlanOptions()), drift)
  }

  /// The roles that the new spec does not have any more.
  var leaving: [String] {
    let kept = Set(newSet.roles.map { $0.name.lowercased() })
    return oldSet.roles.map(\.name).filter { !kept.contains($0.lowercased()) }
  }
}
