import IAMBackend
import IAMRoles
import JSONText
import Reports

extension AccessReview {
  /// Two snapshots of one account held against each other, role by role.
  static func snapshots(_ old: String, _ new: String) throws(CommandError) -> AccessReview {
    let (before, after) = (try SnapshotFile.read(old), try SnapshotFile.read(new))
    let (oldName, newName) = (InputFile.displayName(old), InputFile.displayName(new))
    for (snapshot, name) in [(before, oldName), (after, newName)] where snapshot.isTruncated {
      throw CommandError(
        .incomplete, "the snapshot is truncated, and a missing role may be in its other part",
        at: name, hint: "create a new one with 'panorama-roles snapshot --out FILE'")
    }
    let (mine, theirs) = (before.accounts, after.accounts)
    if let one = mine.first, let other = theirs.first, mine != theirs {
      throw CommandError(
        .failed, "the snapshots are of different accounts: \(one) and \(other)", at: newName,
        hint: "compare two snapshots of one account")
    }
    let (oldRoles, newRoles) = (before.reviewedRoles, after.reviewedRoles)
    let reviews = RoleReview.all(from: oldRoles, to: newRoles)
    var places: [String: TextPosition] = [:]
    for (index, name) in after.roleNames.enumerated() {
      places[name] = after.position(ofRoleAt: index)
    }
    var review = AccessReview(
      old: Side(name: oldName, accounts: mine.map(\.description)),
      new: Side(name: newName, accounts: theirs.map(\.description)),
      entries: reviews.map { Entry(review: $0) })
    review.places = places
    if before.tellsProviders, after.tellsProviders {
      review.providers = ProviderReview.all(
        from: before.identityProviders, to: after.identityProviders, oldRoles: oldRoles,
        newRoles: newRoles)
    }
    review.notes = notes([(before, oldName), (after, newName)], newRoles)
    return review
  }

  /// What a file does not tell, so that it is compared with nothing.
  private static func notes(
    _ files: [(snapshot: Snapshot, name: String)], _ roles: [ReviewedRole]
  ) -> [String] {
    let isAboutProviders =
      files.contains { $0.snapshot.tellsProviders }
      || roles.contains { $0.trust.value?.namesIdentityProvider ?? false }
    let silent = isAboutProviders ? files.filter { !$0.snapshot.tellsProviders }.map(\.name) : []
    return sessions(files)
      + (silent.isEmpty
        ? []
        : [
          silent.map { "'\($0)'" }.joined(separator: " and ")
            + " \(silent.count == 1 ? "does" : "do") not contain identity providers, so they are not "
            + "compared; 'panorama-roles snapshot --identity-providers' writes them"
        ])
  }

  private static func sessions(_ files: [(snapshot: Snapshot, name: String)]) -> [String] {
    files.filter { !$0.snapshot.tellsSessions && $0.snapshot.roleCount > 0 }.map {
      "'\($0.name)' does not contain the longest session of every role, so sessions are not compared; "
        + "'panorama-roles snapshot' writes them"
    }
  }
}
