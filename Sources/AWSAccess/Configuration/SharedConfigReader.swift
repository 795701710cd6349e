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

  mutating func take(_ line: Substring) throws(ConfigurationError) {
    number += 1
    let content = trimmed(number == 1 && line.hasPrefix("\u{FEFF}") ? line.dropFirst() : line)
    guard let first = content.first, first != "#", first != ";" else { return }
    if line.first?.isWhitespace == true {
      try takeContinuation(content)
    } else if first == "[" {
      endSetting()
      try takeHeading(content)
    } else {
      endSetting()
      try takeSetting(content)
    }
  }

  private mutating func takeHeading(_ content: Substring) throws(ConfigurationError) {
    guard let end = content.firstIndex(of: "]") else {
      throw error("the heading of a section does not end with ']'")
    }
    let rest = trimmed(content[content.index(after: end)...])
    guard rest.isEmpty || rest.hasPrefix("#") || rest.hasPrefix(";") else {
      throw error("something stands behind the heading of a section")
    }
    let words = trimmed(content[content.index(after: content.startIndex)..<end])
      .split(maxSplits: 1, whereSeparator: \.isWhitespace)
    heading = heading(of: words.map { String(trimmed($0)) })
  }

  private mutating func heading(of words: [String]) -> Heading {
    switch kind {
    case .credentials: return words.count == 1 ? profileHeading(words[0]) : .ignored
    case .config: break
    }
    guard words.count == 2 else {
      // `[profile default]` takes the place of `[default]`, wherever they stand.
      return words == ["default"] && !isPrefixedDefault ? profileHeading("default") : .ignored
    }
    switch words[0] {
    case "profile":
      if words[1] == "default", !isPrefixedDefault {
        isPrefixedDefault = true
        profiles["default"] = nil
      }
      return profileHeading(words[1])
    case "sso-session": return nameInHeading(words[1]).map { .ssoSession($0) } ?? .ignored
    case "services": return nameInHeading(words[1]).map { .services($0) } ?? .ignored
    default: return .ignored
    }
  }

  /// A profile is there from its heading on, also without settings.
  private mutating func profileHeading(_ word: String) -> Heading {
    guard let name = nameInHeading(word) else { return .ignored }
    if profiles[name] == nil { profiles[name] = [:] }
    return .profile(name)
  }

  /// A name as SDKs allow it, or any in quotes, as the AWS CLI writes names with spaces.
  private func nameInHeading(_ word: String) -> String? {
    for quote in ["\"", "'"] where word.count > 2 && word.hasPrefix(quote) && word.hasSuffix(quote)
    {
      return String(word.dropFirst().dropLast())
    }
    return Self.isName(word) ? word : nil
  }

  private mutating func takeSetting(_ content: Substring) throws(ConfigurationError) {
    guard heading != nil else { throw error("a setting stands before the first section") }
    let (name, value) = try pair(content, isNested: false)
    self.name = name
    setting = .init(value: withoutComment(value), line: number)
  }

  private mutating func takeContinuation(_ content: Substring) throws(ConfigurationError) {
    guard heading != nil else { throw error("an indented line stands before the first section") }
    guard name != nil else { throw error("an indented line stands before the first setting") }
    // A setting without a value of its own has settings nested in it; others go on.
    if setting.value.isEmpty || setting.value.hasPrefix("\n") {
      let (name, value) = try pair(content, isNested: true)
      setting.nested[name] = withoutComment(value)
    }
    setting.value += "\n\(content)"
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
    _ content: Substring, isNested: Bool
  ) throws(ConfigurationError) -> (name: String, value: Substring) {
    let what = isNested ? "a nested setting" : "a setting"
    guard let equals = content.firstIndex(of: "=") else { throw error("\(what) has no '='") }
    let name = trimmed(content[..<equals]).lowercased()
    guard !name.isEmpty else { throw error("\(what) has no name") }
    return (name, trimmed(content[content.index(after: equals)...]))
  }

  /// A value up to a comment, which white space must set off: `a#b` is a value.
  private func withoutComment(_ value: Substring) -> String {
    var previousIsSpace = true
    for index in value.indices {
      let character = value[index]
      if previousIsSpace, character == "#" || character == ";" {
        return String(trimmed(value[..<index]))
      }
      previousIsSpace = character.isWhitespace
    }
    return String(value)
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
