import JSONText

/// A pattern in the form that matching works on: one token a byte or a wildcard.
///
/// Matching reads UTF-8 bytes, builds nothing, and takes at most text × pattern steps, whatever the
/// pattern. `?` takes one Unicode scalar. Wildcards come in two classes, since in the first five
/// fields of an ARN they never take a colon.
package struct Glob: Hashable, Sendable {
  /// A byte that must be there (0–255), or one of the four wildcards.
  package struct Token: Hashable, Sendable {
    fileprivate let code: UInt16

    /// Exactly this byte.
    package init(_ byte: UInt8) { code = UInt16(byte) }
    private init(code: UInt16) { self.code = code }

    /// `*`: any run of characters.
    package static let anyRun = Token(code: 256)
    /// `?`: any one character.
    package static let anyOne = Token(code: 257)
    /// `*` that stops at a colon.
    package static let segmentRun = Token(code: 258)
    /// `?` that takes no colon.
    package static let segmentOne = Token(code: 259)
    /// A literal colon.
    package static let colon = Token(Glob.colon)

    /// Says whether this is a `*` of either class.
    package var isRun: Bool { self == .anyRun || self == .segmentRun }
    /// Says whether this is a `?` of either class.
    package var isOne: Bool { self == .anyOne || self == .segmentOne }
    /// The byte, when the token is one.
    package var byte: UInt8? { code < 256 ? UInt8(truncatingIfNeeded: code) : nil }
  }

  private enum Form: Hashable, Sendable {
    /// No text at all.
    case nothing
    /// `*`.
    case everything
    /// No wildcard.
    case literal([UInt8])
    /// A literal and a final `*`.
    case prefix([UInt8])
    /// Runs that stop at colons are, if at all, before those that do not: the last one decides.
    case greedy([Token])
    /// Anything else: a run that stops at colons after one that does not.
    case mixed([Token])
  }

  fileprivate static let colon: UInt8 = 0x3A
  private let form: Form
  private let folding: Bool

  /// The pattern that no text fits.
  package static let nothing = Glob(form: .nothing)

  private init(form: Form) {
    self.form = form
    folding = false
  }

  /// Makes a pattern; with `folding` the ASCII letters of pattern and text lose their case.
  package init(_ tokens: some Sequence<Token>, folding: Bool = false) {
    self.folding = folding
    form = Glob.form(Glob.reduced(tokens, folding: folding))
  }

  /// Makes the pattern of a text in which `*` and `?` are wildcards and all else is itself.
  package init(wildcards text: String, folding: Bool = false) {
    let tokens = text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "*"): Token.anyRun
      case UInt8(ascii: "?"): Token.anyOne
      case _: Token(byte)
      }
    }
    self.init(tokens, folding: folding)
  }

  /// Says whether this is `*`, however many times written.
  package var isEverything: Bool { form == .everything }

  /// Says whether the whole text fits.
  package func matches(_ text: String) -> Bool {
    if let answer = text.utf8.withContiguousStorageIfAvailable({ matches($0) }) { return answer }
    return matches(Array(text.utf8))
  }

  /// Says whether the whole text, in UTF-8, fits.
  package func matches(_ text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { matches($0) }
  }

  /// Says whether the whole text, in UTF-8, fits.
  package func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch form {
    case .nothing:
      return false
    case .everything:
      return true
    case .literal(let bytes):
      return bytes.count == text.count && begins(text, with: bytes)
    case .prefix(let bytes):
      return bytes.count <= text.count && begins(text, with: bytes)
    case .greedy(let tokens):
      return tokens.withUnsafeBufferPointer { greedy($0, text) }
    case .mixed(let tokens):
      return mixed(tokens, text)
    }
  }
}

extension Glob {
  /// One run in place of several in a row, and lower case where case has no meaning.
  private static func reduced(_ tokens: some Sequence<Token>, folding: Bool) -> [Token] {
    var reduced: [Token] = []
    for token in tokens {
      if token.isRun, let last = reduced.last, last.isRun {
        // Two neighbours take what the freer of them takes.
        if token == .anyRun { reduced[reduced.count - 1] = token }
      } else if folding, let byte = token.byte {
        reduced.append(Token(asciiLowercased(byte)))
      } else {
        reduced.append(token)
      }
    }
    return reduced
  }

  private static func form(_ tokens: [Token]) -> Form {
    if tokens == [.anyRun] { return .everything }
    let bytes = tokens.compactMap(\.byte)
    if bytes.count == tokens.count { return .literal(bytes) }
    if bytes.count == tokens.count - 1, tokens.last == .anyRun { return .prefix(bytes) }
    if let free = tokens.firstIndex(of: .anyRun), tokens[free...].contains(.segmentRun) {
      return .mixed(tokens)
    }
    return .greedy(tokens)
  }

  private func begins(_ text: UnsafeBufferPointer<UInt8>, with bytes: [UInt8]) -> Bool {
    var index = 0
    for byte in bytes {
      let found = text[index]
      guard byte == (folding ? asciiLowercased(found) : found) else { return false }
      index += 1
    }
    return true
  }

  /// Goes back to the last run only, which is enough: what an earlier run could take more, the
  /// later one takes as well.
  ///
  /// That holds for runs that stop at colons too, because then no wildcard before the last free run
  /// takes a colon and every colon of the pattern has one place.
  private func greedy(
    _ pattern: UnsafeBufferPointer<Token>, _ text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    var (at, token) = (0, 0)
    var (run, taken, stopsAtColon) = (-1, 0, false)
    while true {
      if token < pattern.count {
        let wanted = pattern[token]
        if wanted.isRun {
          (run, taken, stopsAtColon) = (token, at, wanted == .segmentRun)
          token += 1
          if token == pattern.count, !stopsAtColon { return true }
          continue
        }
        // With no text left for this block none exists for it further right either.
        guard at < text.count else { return false }
        let found = folding ? asciiLowercased(text[at]) : text[at]
        if wanted.code == UInt16(found) {
          (at, token) = (at + 1, token + 1)
          continue
        }
        if wanted.isOne, wanted == .anyOne || found != Glob.colon {
          (at, token) = (Glob.nextScalar(after: at, in: text), token + 1)
          continue
        }
      } else if at == text.count {
        return true
      }
      guard run >= 0, taken < text.count, !(stopsAtColon && text[taken] == Glob.colon) else {
        return false
      }
      taken += 1
      (at, token) = (taken, run + 1)
    }
  }

  /// Follows all places at once, token by token.
  private func mixed(_ pattern: [Token], _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var places = [Bool](repeating: false, count: text.count + 1)
    places[0] = true
    for token in pattern {
      var next = [Bool](repeating: false, count: text.count + 1)
      var running = false
      for at in 0...text.count {
        if token.isRun {
          running = running || places[at]
          next[at] = running
          if at < text.count, token == .segmentRun, text[at] == Glob.colon { running = false }
        } else if places[at], at < text.count {
          let found = folding ? asciiLowercased(text[at]) : text[at]
          if let byte = token.byte {
            if byte == found { next[at + 1] = true }
          } else if token == .anyOne || found != Glob.colon {
            next[Glob.nextScalar(after: at, in: text)] = true
          }
        }
      }
      places = next
    }
    return places[text.count]
  }

  private static func nextScalar(after index: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var next = index + 1
    while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }
}
