/// Reads the shared files line by line, by the rules of the SDKs' common test cases.
struct SharedConfigReader {
  private enum Heading: Hashable {
    case profile(String)
    case ssoSession(String)
    case services(String)
    /// A section that no tool reads; its settings are read for their form and dropped.
    case ignored
  }

  private let kind: SharedConfigFile.Kind
  private let path: String
  private var number = 0
  private var heading: Heading?
  private var name: String?
  private var setting = SharedConfigFile.Setting(value: "", line: 0)
  private var isPrefixedDefault = false
  private(set) var profiles: [String: SharedConfigFile.Section] = [:]
  private(set) var ssoSessions: [String: SharedConfigFile.Section] = [:]
  private(set) var services: [String: SharedConfigFile.Section] = [:]

  init(kind: SharedConfigFile.Kind, path: String) {
    self.kind = kind
    self.path = path
  }

  /// The indentation of the last heading or setting; what is indented deeper below a setting continues
  /// it, so that a file that is indented as a whole is read like one that is not.
  private var indentation = 0

  mutating func take(_ line: Substring.UnicodeScalarView) throws(ConfigurationError) {
    number += 1
    let line = number == 1 && line.first == "\u{FEFF}" ? line.dropFirst() : line
    let content = trimmed(line)
    guard let first = content.first, first != "#", first != ";" else { return }
    let depth = line.prefix { $0.properties.isWhitespace }.count
    if name != nil, depth > indentation {
      try takeContinuation(content)
      return
    }
    endSetting()
    if first == "[" {
      try takeHeading(content)
    } else {
      try takeSetting(content)
    }
    indentation = depth
  }

  private mutating func takeHeading(
    _ content: Substring.UnicodeScalarView
  ) throws(ConfigurationError) {
    guard let end = content.firstIndex(of: "]") else {
      throw error("the heading of a section does not end with ']'")
    }
    let rest = trimmed(content[content.index(after: end)...])
    guard rest.first == nil || rest.first == "#" || rest.first == ";" else {
      throw error("text follows the heading of a section")
    }
    let title = trimmed(content[content.index(after: content.startIndex)..<end])
    heading = heading(of: title)
  }

  private mutating func heading(of title: Substring.UnicodeScalarView) -> Heading {
    let words = title.split(maxSplits: 1, whereSeparator: \.properties.isWhitespace)
      .map { String(trimmed($0)) }
    switch kind {
    case .credentials:
      // The whole title is the name, with spaces too; `[profile NAME]` belongs in the other file.
      guard words.count == 1 || words.first != "profile" else { return .ignored }
      return profileHeading(Self.unquoted(String(title)))
    case .config: break
    }
    guard words.count == 2 else {
      // `[profile default]` takes the place of `[default]`, wherever they are.
      return words == ["default"] && !isPrefixedDefault ? profileHeading("default") : .ignored
    }
    guard let name = nameInHeading(words[1]) else { return .ignored }
    switch words[0] {
    case "profile":
      if name == "default", !isPrefixedDefault {
        isPrefixedDefault = true
        profiles["default"] = nil
      }
      return profileHeading(name)
    case "sso-session": return .ssoSession(name)
    case "services": return .services(name)
    default: return .ignored
    }
  }

  /// A profile exists from its heading on, also without settings.
  private mutating func profileHeading(_ name: String) -> Heading {
    if profiles[name] == nil { profiles[name] = [:] }
    return .profile(name)
  }

  /// A name of one word, or any in quotes, as the AWS CLI writes names with spaces.
  private func nameInHeading(_ word: String) -> String? {
    let name = Self.unquoted(word)
    guard name == word else { return name }
    return word.unicodeScalars.contains { $0.properties.isWhitespace } ? nil : word
  }

  private static func unquoted(_ word: String) -> String {
    for quote in ["\"", "'"] where word.count > 2 && word.hasPrefix(quote) && word.hasSuffix(quote)
    {
      return String(word.dropFirst().dropLast())
    }
    return word
  }

  private mutating func takeSetting(
    _ content: Substring.UnicodeScalarView
  ) throws(ConfigurationError) {
    guard heading != nil else { throw error("a setting comes before the first section") }
    let (name, value) = try pair(content, isNested: false)
    self.name = name
    setting = .init(value: value, line: number)
  }

  private mutating func takeContinuation(
    _ content: Substring.UnicodeScalarView
  ) throws(ConfigurationError) {
    // A setting without a value of its own has settings nested in it; others go on.
    if setting.value.isEmpty || setting.value.hasPrefix("\n") {
      let (name, value) = try pair(content, isNested: true)
      setting.nested[name] = value
    }
    setting.value += "\n\(Substring(content))"
  }

  /// Puts the setting that was read into its section; a later one takes the place of an earlier.
  mutating func endSetting() {
    guard let heading, let name, Self.isName(name) else {
      name = nil
      return
    }
    switch heading {
    case .profile(let section): profiles[section, default: [:]][name] = setting
    case .ssoSession(let section): ssoSessions[section, default: [:]][name] = setting
    case .services(let section): services[section, default: [:]][name] = setting
    case .ignored: break
    }
    self.name = nil
  }

  private func pair(
    _ content: Substring.UnicodeScalarView, isNested: Bool
  ) throws(ConfigurationError) -> (name: String, value: String) {
    let what = isNested ? "a nested setting" : "a setting"
    let content = withoutComment(content)
    guard let equals = content.firstIndex(of: "=") else { throw error("\(what) has no '='") }
    let name = Substring(trimmed(content[..<equals])).lowercased()
    guard !name.isEmpty else { throw error("\(what) has no name") }
    return (name, String(trimmed(content[content.index(after: equals)...])))
  }

  /// A line up to a comment, which white space must set off: in `name=#value` there is none.
  private func withoutComment(
    _ line: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView {
    var previousIsSpace = false
    for index in line.indices {
      let scalar = line[index]
      if previousIsSpace, scalar == "#" || scalar == ";" { return line[..<index] }
      previousIsSpace = scalar.properties.isWhitespace
    }
    return line
  }

  private static func isName(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
        || "-_./%@:+".unicodeScalars.contains(scalar)
    }
  }

  private func error(_ message: String) -> ConfigurationError {
    ConfigurationError(message, path: path, line: number)
  }
}
