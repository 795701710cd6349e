import IAMRoles
import InfrastructureCode
import JSONText
import RoleCatalogue

/// The roles of a spec with other values, from which a template learns what it takes from outside.
enum ExportVariants {
  /// The same roles with another account, and with another value for each parameter that the spec gives one;
  /// and notes on what cannot vary.
  static func all(
    of spec: Spec, _ catalogue: RoleCatalogue, _ selection: RoleSelection
  ) -> (variants: [ExportVariant], notes: [String]) {
    func roleSet(of spec: Spec) throws(SpecError) -> RoleSet {
      var set = try catalogue.roleSet(for: spec)
      set.selection = selection
      return set
    }
    var variants: [ExportVariant] = []
    var notes: [String] = []
    let account = String(repeating: spec.account.hasPrefix("9") ? "1" : "9", count: 12)
    do throws(SpecError) {
      let other = try Spec(spec, for: account, in: spec.partition, catalogue: catalogue)
      variants.append(
        ExportVariant(
          name: "AWS::AccountId", summary: nil, value: spec.account, otherValue: account,
          set: try roleSet(of: other)))
    } catch {
      notes.append("the account is written out: the roles are of this one alone")
    }
    for parameter in spec.parameters where !parameter.value.isEmpty {
      let value = (parameter.value.hasPrefix("Z") ? "Y" : "Z") + parameter.value
      do throws(SpecError) {
        let other = try spec.giving(parameter.name, value, catalogue)
        variants.append(
          ExportVariant(
            name: parameter.name, summary: "Parameter \(parameter.name) of the role sets",
            value: parameter.value, otherValue: value, set: try roleSet(of: other)))
      } catch {
        notes.append("parameter '\(parameter.name)' is written out: it takes no other value")
      }
    }
    return (variants, notes)
  }
}

extension Spec {
  /// The same choice with another value for a parameter.
  fileprivate func giving(
    _ name: String, _ value: String, _ catalogue: RoleCatalogue
  ) throws(SpecError) -> Spec {
    let members = (json.object ?? []).map { member -> JSON.Member in
      guard member.name == "parameters" else { return member }
      let values = (member.value.object ?? []).map {
        ($0.name, $0.name == name ? JSON.string(value) : $0.value)
      }
      return JSON.Member(member.name, .object(values))
    }
    return try Spec(JSON(.object(members)), catalogue: catalogue)
  }
}
