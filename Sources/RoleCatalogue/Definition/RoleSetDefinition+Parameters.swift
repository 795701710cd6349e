import IAMPolicy
import JSONText

extension RoleSetDefinition {
  /// The values with those of defaults, in which other parameters may occur.
  ///
  /// A circle of defaults, and a default that names what does not exist, become problems.
  func resolved(_ values: ParameterValues, findings: ProblemCollector) -> ParameterValues {
    var resolution = Resolution(definitions: parameters, values: values, findings: findings)
    for parameter in parameters { resolution.resolve(parameter, below: []) }
    return resolution.values
  }

  /// The work of giving each parameter its value.
  private struct Resolution {
    let definitions: [ParameterDefinition]
    var values: ParameterValues
    let findings: ProblemCollector
    var done: Set<String> = []
    /// What was reported as too long, and what is made of it.
    var tooLong: Set<String> = []

    mutating func resolve(_ parameter: ParameterDefinition, below: [String]) {
      if let start = below.firstIndex(of: parameter.name) {
        let circle = (below[start...] + [parameter.name]).map { "'\($0)'" }
        findings.add(
          "parameter-cycle", at: parameter.position,
          "the defaults of parameters go in a circle: \(circle.joined(separator: ", "))",
          hint: "give one of them a default without parameters")
        done.formUnion(below)
        // Whatever uses them is not wrong as well.
        for name in below { values.values[name] = ParameterValues.sampleValue }
        return
      }
      guard !done.contains(parameter.name), values.values[parameter.name] == nil,
        let text = parameter.defaultValue
      else { return }
      let names = Substitution.names(in: text)
      for name in names {
        guard let other = definitions.first(where: { $0.name == name }) else { continue }
        resolve(other, below: below + [parameter.name])
      }
      guard done.insert(parameter.name).inserted else { return }
      let substitution = Substitution(
        values: values.values, findings: findings,
        valueless: Set(definitions.map(\.name)).subtracting(values.values.keys),
        standIn: values.standIn)
      let follows = !tooLong.isDisjoint(with: names)
      let value = follows ? "" : substitution.text(text, at: parameter.position)
      guard follows || value.utf8.count > ParameterValues.longest else {
        values.values[parameter.name] = value
        return
      }
      if !follows {
        findings.add(
          "parameter-size", at: parameter.position,
          "the default of parameter '\(parameter.name)' has \(value.utf8.count) characters with its "
            + "parameters, and \(ParameterValues.longest) are the most",
          hint: "shorten it, or the defaults that it is made of")
      }
      tooLong.insert(parameter.name)
      values.values[parameter.name] = ParameterValues.sampleValue
    }
  }
}
