import JSONText

/// Where a service runs or ran: IAM takes its roles everywhere, and they serve nothing elsewhere.
public struct Availability: Hashable, Sendable {
  /// The partitions.
  public var partitions: [String]
  /// The Regions; empty when they are not known.
  public var regions: [String]
  /// Who says so.
  public var source: String

  init?(_ json: JSON, _ findings: ProblemCollector) {
    let known = ["partitions", "regions", "source"]
    guard let fields = JSONObjectReader(json, of: "'availability'", known: known, findings) else {
      return nil
    }
    partitions = fields.required("partitions") == nil ? [] : fields.texts("partitions").map(\.text)
    if fields["partitions"]?.array?.isEmpty == true {
      findings.add(
        "no-partitions", at: fields.position(of: "partitions"), "'partitions' names no partition",
        hint: "name one such as 'aws'")
    }
    for partition in fields.texts("partitions") where !Spec.partitions.contains(partition.text) {
      findings.add(
        "partition", at: partition.position,
        "unknown partition \(Shown.quoted(partition.text))",
        hint: Sentence.choose(among: Spec.partitions))
    }
    regions = fields.texts("regions").map(\.text)
    guard let source = fields.requiredText("source") else { return nil }
    self.source = source
  }

  /// The places on one line: `partition aws; Regions us-east-1, us-west-2`.
  public var words: String {
    let partitions = partitions.joined(separator: ", ")
    return regions.isEmpty
      ? "partition \(partitions)"
      : "partition \(partitions); Regions \(regions.joined(separator: ", "))"
  }
}

extension RoleCatalogue {
  /// One line for each chosen set whose service is not where the roles are wanted.
  public func warnings(for spec: Spec) -> [String] {
    spec.roleSets.compactMap { name in
      guard let set = set(named: name), let availability = set.availability else { return nil }
      let place = "is or was only in \(availability.words) (\(availability.source))"
      if !availability.partitions.contains(spec.partition) {
        return
          "the roles would serve nothing in partition '\(spec.partition)': \(set.title) \(place)"
      }
      guard let region = spec.values.values["Region"], !availability.regions.isEmpty,
        !availability.regions.contains(region)
      else { return nil }
      return "the roles would serve nothing in Region '\(region)': \(set.title) \(place)"
    }
  }
}
