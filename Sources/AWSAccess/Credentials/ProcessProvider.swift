import JSONText
import SigV4

/// Keys that a program prints (`credential_process`).
struct ProcessProvider: CredentialProvider {
  let context: CredentialContext
  let profile: String
  let command: String

  /// Nil when the profile names no program.
  init?(_ context: CredentialContext, profile: String) {
    guard let command = context.shared.setting("credential_process", of: profile) else {
      return nil
    }
    self.context = context
    self.profile = profile
    self.command = command
  }

  private var source: String { "the program of profile '\(profile)' (credential_process)" }

  var canRenew: Bool { true }

  func credentials() throws(CredentialError) -> ResolvedCredentials {
    guard let words = ShellWords.split(command), let program = words.first else {
      throw misconfigured("a quote in 'credential_process' is not closed")
    }
    let output: [UInt8]
    switch context.helpers.run(words) {
    case .ended(status: 0, let bytes, _): output = bytes
    case .ended(let status, _, let errorBytes):
      let silence =
        errorBytes == 0
        ? "" : "; what it wrote to standard error is not shown, because it may hold secrets"
      throw .failed(
        source: source, reason: "it ended with status \(status)\(silence)", hint: runItself)
    case .notStarted(let reason):
      throw misconfigured("'\(program)' of 'credential_process' cannot be started: \(reason)")
    case .tookTooLong(let seconds):
      throw .failed(
        source: source, reason: "it did not end within \(seconds) s and was stopped",
        hint: runItself)
    case .wroteTooMuch(let limit):
      throw .failed(
        source: source, reason: "it wrote more than \(limit) bytes and was stopped",
        hint: runItself)
    case .cancelled: throw .cancelled
    }
    let answer: CredentialAnswer
    do throws(CredentialError) {
      answer = try CredentialAnswer(output, source: source)
    } catch {
      throw .failed(
        source: source, reason: "what it wrote is not a JSON object", hint: runItself)
    }
    guard answer["Version"]?.int == 1 else {
      throw .failed(source: source, reason: "its answer has no 'Version' 1", hint: runItself)
    }
    return try answer.keys(
      token: "SessionToken", needsToken: false, expiration: try answer.time("Expiration"))
  }

  private var runItself: String {
    let place = context.shared.place(of: "credential_process", in: profile)
    return "run the program by itself"
      + (place.map { "; it is named in '\($0.path)', line \($0.line)" } ?? "")
  }

  private func misconfigured(_ message: String) -> CredentialError {
    let place = context.shared.place(of: "credential_process", in: profile)
    return .misconfigured(ConfigurationError(message, path: place?.path, line: place?.line))
  }
}

/// A command line in words, as a POSIX shell parts them; nothing is expanded.
enum ShellWords {
  /// The words; nil when a quote is not closed.
  static func split(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String.UnicodeScalarView?
    var quote: Unicode.Scalar?
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        // In double quotes a backslash is itself unless it is before a character that it could escape.
        if quote == "\"", scalar != "\"", scalar != "\\" { word?.append("\\") }
        word = (word ?? .init()) + [scalar]
        isEscaped = false
      } else if scalar == "\\", quote != "'" {
        isEscaped = true
        word = word ?? .init()
      } else if let open = quote {
        if scalar == open { quote = nil } else { word?.append(scalar) }
      } else if scalar == "'" || scalar == "\"" {
        quote = scalar
        word = word ?? .init()
      } else if scalar.properties.isWhitespace {
        if let done = word { words.append(String(done)) }
        word = nil
      } else {
        word = (word ?? .init()) + [scalar]
      }
    }
    guard quote == nil, !isEscaped else { return nil }
    if let done = word { words.append(String(done)) }
    return words
  }
}
