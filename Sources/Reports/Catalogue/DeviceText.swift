import IAMPolicy
import JSONText
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

  /// The devices of a spec, one a line.
  package static func list(_ spec: Spec) -> String {
    spec.devices.devices.map { "\($0.text)\n" }.joined()
  }
}
