/// Settings that are in the environment or else in the profile.
struct Settings {
  let environment: Environment
  let shared: SharedConfig

  /// The value, and what to call it in a message.
  func value(_ variable: String, _ key: String) -> (text: String, name: String)? {
    if let text = environment[variable] { return (text, "'\(variable)'") }
    return shared[key].map { ($0, "'\(key)' of profile '\(shared.profile)'") }
  }

  /// `true` or `false` in any case; false when it is not set.
  func flag(_ variable: String, _ key: String) throws(ConfigurationError) -> Bool {
    guard let (text, name) = value(variable, key) else { return false }
    switch text.lowercased() {
    case "true": return true
    case "false": return false
    default: throw error(name, key, "'true' or 'false'")
    }
  }

  /// One of a few words, in any case; nil when it is not set.
  func choice(
    _ variable: String, _ key: String, of words: [String]
  ) throws(ConfigurationError) -> String? {
    guard let (text, name) = value(variable, key) else { return nil }
    let word = text.lowercased()
    guard words.contains(word) else {
      throw error(name, key, words.map { "'\($0)'" }.joined(separator: " or "))
    }
    return word
  }

  /// The `[services NAME]` section that the profile names; naming one that does not exist is an error,
  /// because requests would go to other hosts than those that were meant.
  func servicesSection() throws(ConfigurationError) -> (
    name: String, settings: SharedConfigFile.Section
  )? {
    guard let name = shared["services"] else { return nil }
    if let section = shared.config.services[name] { return (name, section) }
    let place = shared.place(of: "services")
    throw ConfigurationError(
      "profile '\(shared.profile)' names the services section '\(name)', which does not exist",
      hint: "add '[services \(name)]' to '\(shared.config.path)', or remove the line",
      path: place?.path, line: place?.line)
  }

  /// All attempts of a call, as the standard mode of the SDKs has it.
  func retryPolicy(
    maxAttempts: Int?, warn: (String) -> Void
  ) throws(ConfigurationError) -> RetryPolicy {
    if let (text, name) = value("AWS_RETRY_MODE", "retry_mode") {
      switch text.lowercased() {
      case "standard", "legacy": break
      case "adaptive": warn("\(name) is 'adaptive': retries are made as in 'standard'")
      default: throw error(name, "retry_mode", "'standard', 'adaptive' or 'legacy'")
      }
    }
    if let maxAttempts { return RetryPolicy(maxAttempts: maxAttempts) }
    guard let (text, name) = value("AWS_MAX_ATTEMPTS", "max_attempts") else { return .standard }
    guard let count = Int(text), count >= 1 else {
      throw error(name, "max_attempts", "a number from 1 on")
    }
    return RetryPolicy(maxAttempts: count)
  }

  private func error(_ name: String, _ key: String, _ wanted: String) -> ConfigurationError {
    let isInFile = name.hasPrefix("'\(key)'")
    let place = isInFile ? shared.place(of: key) : nil
    return ConfigurationError(
      "\(name) must be \(wanted)", path: place?.path, line: place?.line)
  }
}
