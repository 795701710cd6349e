import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// The plan that new role-set files make against the state that they were made from.
struct ImportProof {
  /// The role sets of the files, and the built-in ones.
  let catalogue: RoleCatalogue
  /// What would be changed: nothing, when the files say all.
  let plan: Plan
  /// The spec that the plan was made with; the values of parameters may be examples.
  private let draft: SpecDraft

  init(
    _ files: [ImportRun.File], of imported: RoleSetImport, _ material: ImportMaterial,
    region: String?
  ) throws(CommandError) {
    var catalogue = Catalogue.builtIn
    var draft = SpecDraft(
      account: material.account, partition: material.partition, roleSets: files.map(\.name),
      quotas: .largest)
    draft.parameters = material.parameters.map { ParameterValue($0.name, $0.sample) }
    if let region { draft.parameters.append(ParameterValue("Region", region)) }
    let set: RoleSet
    do throws(DocumentError) {
      for file in files {
        catalogue = catalogue.adding(
          try RoleSetDefinition(reading: file.text), fromFile: file.name, shownAs: file.path)
      }
    } catch {
      throw CommandError(error, in: "the new role set")
    }
    do throws(SpecError) {
      set = try catalogue.roleSet(for: try Spec(checking: draft, catalogue: catalogue))
    } catch {
      throw CommandError(error, in: "the new role set")
    }
    let snapshot: Snapshot
    do throws(DocumentError) {
      snapshot = try Snapshot(reading: material.snapshotText(region: region))
    } catch {
      throw CommandError(error, in: "the input")
    }
    let reading = try AccountReading(of: set, in: snapshot, called: "the input", for: .plan)
    plan = try Plan.closing(Drift(between: set, and: reading.state), PlanOptions())
    draft.quotas = Self.quotas(of: set)
    self.catalogue = catalogue
    self.draft = draft
  }

  /// The spec for the files.
  ///
  /// - Throws: when it needs a value that nobody gave.
  func spec(for material: ImportMaterial, region: String?) throws(CommandError) -> Spec {
    let open = material.parameters.filter { $0.defaultValue == nil }.map { "'\($0.name)'" }
    guard open.isEmpty else {
      throw CommandError(
        .refused, "the role set has parameters without a value: \(open.joined(separator: ", "))",
        hint: "leave '--spec' out, and give 'init' the values with '--parameter KEY=VALUE'")
    }
    var draft = draft
    draft.parameters = region.map { [ParameterValue("Region", $0)] } ?? []
    do throws(SpecError) { return try Spec(checking: draft, catalogue: catalogue) } catch {
      throw CommandError(error, in: nil)
    }
  }

  /// The quotas that the account must have, where AWS raised some for it.
  private static func quotas(of set: RoleSet) -> IAMQuotas {
    var quotas = IAMQuotas.standard
    for case .ordinary(let role) in set.roles {
      quotas.trustPolicySize = max(quotas.trustPolicySize, role.trust.size)
      quotas.managedPoliciesPerRole = max(
        quotas.managedPoliciesPerRole, role.managedPolicies.count)
    }
    return quotas
  }
}
