import IAMRoles
import InfrastructureCode
import JSONText
import PolicyAnalysis
import Reports

/// Two templates of one stack, and the values that both are read with.
struct TemplatePair: Hashable, Sendable {
  let old: String
  let new: String
  let use: CloudFormationTemplate.Use
  /// Whether nobody chose the account.
  let isExample: Bool
}

extension AccessReview {
  /// What changes when one CloudFormation template takes the place of another, role by role.
  static func templates(_ pair: TemplatePair) throws(CommandError) -> AccessReview {
    let old = try template(pair.old, pair.use)
    let new = try template(pair.new, pair.use)
    let known = Set(old.parameters + new.parameters).sorted()
    for name in pair.use.parameters.keys.sorted() where !known.contains(bytes: name) {
      throw CommandError(
        .usage, "neither template has a parameter '\(name)'",
        hint: Sentence.didYouMean(name, among: known))
    }
    let library = PolicyLibrary.named(
      old.state.arnsWithoutDocument.union(new.state.arnsWithoutDocument))
    let home = RequestHome(
      partition: pair.use.partition, account: pair.use.account, region: pair.use.region)
    let reviews = RoleReview.all(
      from: old.state.reviewedRoles(library).of(home),
      to: new.state.reviewedRoles(library).of(home))
    func side(_ path: String) -> Side {
      Side(
        name: InputFile.displayName(path), accounts: pair.use.account.map { [$0] } ?? [],
        isExample: pair.isExample, partition: pair.use.partition)
    }
    return AccessReview(
      old: side(pair.old), new: side(pair.new), entries: reviews.map { Entry(review: $0) },
      resources: ResourceReview.all(
        from: old.state.reviewedResources, to: new.state.reviewedResources, home: home),
      unplaced: open(old.state.unplaced, new.state.unplaced)
        + open(
          old.conditions.sorted { $0.key < $1.key }.map(\.value),
          new.conditions.sorted { $0.key < $1.key }.map(\.value)),
      notes: new.notes, places: new.places)
  }

  /// What is open on one side and not known to be the same on the other.
  private static func open(_ old: [UnknownValue], _ new: [UnknownValue]) -> [UnknownValue] {
    func lacks(_ value: UnknownValue, _ others: [UnknownValue]) -> Bool {
      !others.contains {
        value.token != nil && $0.subject == value.subject && $0.token == value.token
      }
    }
    let added = new.filter { lacks($0, old) }
    return old.filter { lacks($0, new) && !added.contains($0) } + added
  }

  private static func template(
    _ path: String, _ use: CloudFormationTemplate.Use
  ) throws(CommandError) -> CloudFormationTemplate {
    let bytes = try InputFile.bytes(path)
    do throws(DocumentError) { return try CloudFormationTemplate(reading: bytes, for: use) } catch {
      throw FileKind.mismatch(bytes, wanted: .cloudFormation, path: path)
        ?? CommandError(error, in: InputFile.displayName(path))
    }
  }
}

extension [ReviewedRole] {
  /// The roles with the account that they are of, for the requests that are shown.
  func of(_ home: RequestHome) -> [ReviewedRole] {
    map { role in
      var role = role
      role.home = home
      return role
    }
  }
}
