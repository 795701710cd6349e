/// How this tool names itself to AWS, in the form that AWS's own tools use.
public struct UserAgent: Hashable, Sendable {
  /// The header's value.
  public let text: String

  /// Makes the header of a version, with an application id (`AWS_SDK_UA_APP_ID`) where there is one.
  ///
  /// Characters that AWS does not allow become hyphens.
  public init(version: String, applicationID: String? = nil) {
    #if os(Linux)
    let system = "linux"
    #elseif os(macOS)
    let system = "macos"
    #else
    let system = "other"
    #endif
    #if arch(x86_64)
    let machine = "x86_64"
    #elseif arch(arm64)
    let machine = "aarch64"
    #else
    let machine = "other"
    #endif
    var text = "panorama-roles/\(Self.clean(version)) md/swift#6.3 os/\(system) md/arch#\(machine)"
    if let applicationID, !applicationID.isEmpty {
      text += " app/\(Self.clean(String(applicationID.prefix(50))))"
    }
    self.text = text
  }

  private static func clean(_ text: String) -> String {
    let marks = Set("!$%&'*+-.^_`|~,".unicodeScalars)
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          let isAlphanumeric =
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
          return isAlphanumeric || marks.contains(scalar) ? scalar : "-"
        }))
  }
}
