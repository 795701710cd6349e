import IAMRoles
import InfrastructureCode
import JSONText
import PolicyAnalysis
import Reports

extension AccessReview {
  /// What a Terraform plan changes, role by role.
  static func terraform(_ path: String) throws(CommandError) -> AccessReview {
    let name = InputFile.displayName(path)
    let bytes = try InputFile.bytes(
      path, hint: "'terraform show -json plan.out' prints a plan that 'terraform plan' saved")
    let plan: TerraformPlan
    do throws(DocumentError) { plan = try TerraformPlan(reading: bytes) } catch {
      throw FileKind.mismatch(bytes, wanted: .terraform, path: path)
        ?? CommandError(error, in: name)
    }
    let library = PolicyLibrary.named(
      plan.before.arnsWithoutDocument.union(plan.after.arnsWithoutDocument))
    let reviews = RoleReview.all(
      from: roles(plan.before, library), to: roles(plan.after, library))
    let side = Side(name: name, accounts: plan.accounts)
    return AccessReview(
      old: side, new: side, isPlan: true, entries: reviews.map { Entry(review: $0) },
      resources: ResourceReview.all(
        from: plan.before.reviewedResources, to: plan.after.reviewedResources,
        home: plan.accounts.count == 1 ? RequestHome(account: plan.accounts[0]) : nil),
      unplaced: plan.after.unplaced, notes: plan.notes, places: plan.places)
  }

  /// The roles of one side, each with the account of its provider where the plan says it.
  private static func roles(_ state: DescribedState, _ library: PolicyLibrary) -> [ReviewedRole] {
    state.reviewedRoles(library).map { role in
      AccountID.isValid(role.scope) ? [role].of(RequestHome(account: role.scope))[0] : role
    }
  }
}

extension PolicyLibrary {
  /// The documents that the program carries; they are those of the partition `aws`, and AWS
  /// writes others elsewhere.
  static func named(_ arns: Set<String>) -> PolicyLibrary {
    builtIn(arns.filter { $0.hasPrefix("arn:aws:") }.sorted())
  }
}
