import IAMPolicy
package import IAMRoles
package import JSONText
package import RoleCatalogue

/// What the commands about devices print beside a plan.
package enum DeviceText {
  /// That devices do not fit, with the two documents that a split by Region gives.
  package static func text(_ split: DeviceSplit) -> StyledText {
    var text = StyledText()
    let role = StyledText.escaped(split.role)
    text.line(
      "The trust policy of role '\(role)' has \(split.size) characters with "
        + "\(split.count) devices; the quota is \(split.quota), and \(split.fitting) devices fit.",
      .warning)
    text.line()
    guard !split.parts.isEmpty else {
      text.line("All devices are in one Region: a split by Region does not help.")
      return text
    }
    text.line("Split by Region, two roles would have these trust policies:", .heading)
    for part in split.parts {
      let fits = part.document.size <= split.quota ? "fits" : "does not fit"
      text.line()
      text.line(
        "\(part.regions.joined(separator: ", ")): \(counted(part.count, "device")), "
          + "\(part.document.size) characters, \(fits)", .heading)
      text.line(part.document.text(.pretty))
    }
    text.line()
    text.line(
      "AWS Panorama does not let you name the role of an appliance: two roles need two accounts. In "
        + "one account use '--all-devices', or ask AWS for a larger quota.")
    return text
  }

  /// The devices of a spec, and how much of its quota the trust policy of each role takes.
  package static func json(_ spec: Spec, _ roles: [Role]) -> JSON {
    let scope =
      switch spec.devices {
      case .any: "any-request"
      case .all: "every-device"
      case .devices: "devices"
      }
    return .object([
      ("schemaVersion", .string("1.0")), ("account", .string(spec.account)),
      ("serves", .string(scope)), ("devices", .strings(spec.devices.devices.map(\.text))),
      ("openUntil", spec.opened.map { JSON.string($0.until) } ?? JSON.null),
      (
        "roles",
        .array(
          roles.map { role in
            .object([
              ("name", .string(role.name)), ("trustPolicySize", .number(role.trust.size)),
              ("quota", .number(spec.quotas.trustPolicySize)),
            ])
          })
      ), ("exit", ExitStatus.done.json()),
    ])
  }

  /// The devices of a spec, one a line.
  package static func list(_ spec: Spec) -> String {
    spec.devices.devices.map { "\($0.text)\n" }.joined()
  }
}
