import IAMRoles
import JSONText

/// A block inside of a resource, as far as it is known.
enum TerraformBlock {
  case known(TerraformInstance)
  case unknown(UnknownValue)
}

extension TerraformInstance {
  /// The blocks of a name, each as an instance of its own, as far as they are known.
  func blocks(_ name: String) -> [TerraformBlock] {
    let (mark, secret) = (unknown?[name], sensitive?[name])
    let all = UnknownValue("\(address): \(name)", unknownReason(name))
    if unknown?.bool == true || mark?.bool == true { return [.unknown(all)] }
    let elements = values[name]?.array ?? []
    let (marks, secrets) = (mark?.array ?? [], secret?.array ?? [])
    // A set of which a part is unknown may be listed without that part.
    if !marks.isEmpty, marks.count != elements.count, marks.contains(where: Self.isMarked) {
      return [.unknown(all)]
    }
    if secret?.bool == true || (!secrets.isEmpty && secrets.count != elements.count) {
      return [
        .unknown(
          UnknownValue(
            "\(address): \(name)", "it is marked as sensitive",
            token: "sensitive:\(values[name]?.text(.compact) ?? "")"))
      ]
    }
    return elements.enumerated().map { number, element in
      if marks.indices.contains(number), marks[number].bool == true { return .unknown(all) }
      return .known(
        TerraformInstance(
          address: "\(address): \(name)", type: name, provider: provider, values: element,
          unknown: marks.indices.contains(number) ? marks[number] : nil,
          sensitive: secrets.indices.contains(number) ? secrets[number] : nil))
    }
  }
}
