import IAMPolicy
import JSONText

/// A pattern as an automaton sees it: one token for each character that must be there, and before,
/// between and behind them places where any number of characters may occur (`*`).
///
/// `tokens.count + 1 == loops.count`; state *i* means that *i* tokens have been matched.
struct Glob: Hashable {
  /// One character that must be there.
  enum Token: Hashable {
    /// This character.
    case scalar(UInt32)
    /// This character in either case.
    case pair(UInt32, UInt32)
    /// Any character (`?`).
    case any
    /// Any character but a colon (`?` in a segment of an ARN).
    case notColon
  }

  /// What may repeat at a place.
  enum Loop: UInt8, Hashable {
    case none
    case any
    case notColon
  }

  private(set) var tokens: [Token] = []
  private(set) var loops: [Loop] = [.none]

  /// How a pattern reads its wildcards.
  enum Reading: Hashable {
    /// `*` and `?` take any character.
    case free
    /// The same, and both cases of an ASCII letter are one.
    case foldingCase
    /// A `Resource`: wildcards keep to their fields, and a short ARN is completed.
    case resource
    /// A value of `ArnLike`: six fields, one by one.
    case arn

    /// Says whether the fields of an ARN count.
    var hasFields: Bool { self == .resource || self == .arn }
  }

  static let colon: UInt32 = 58

  mutating func append(_ token: Token) {
    tokens.append(token)
    loops.append(.none)
  }

  mutating func appendLoop(_ loop: Loop) {
    let last = loops.count - 1
    if loops[last] != .any { loops[last] = loop }
  }

  /// The one string that matches, when the pattern has no wildcard.
  var literal: [UInt32]? {
    var result: [UInt32] = []
    for loop in loops where loop != .none { return nil }
    for token in tokens {
      guard case .scalar(let scalar) = token else { return nil }
      result.append(scalar)
    }
    return result
  }

  /// Says whether the pattern is nothing but `*`.
  var isEverything: Bool { tokens.isEmpty && loops[0] == .any }
}

/// A piece of a pattern's text.
enum PatternPart: Hashable {
  /// One character, taken literally.
  case scalar(UInt32)
  /// `*`.
  case star
  /// `?`.
  case question
  /// `${key}` or `${key, 'default'}`; `key` has folded case.
  case variable(key: ExactText, fallback: ExactText?)
}

extension Glob {
  /// Reads a pattern; a variable counts as `*`, which is an over-approximation.
  ///
  /// nil when the pattern matches nothing.
  init?(_ parts: [PatternPart], _ reading: Reading) {
    self.init()
    let isStars = !parts.isEmpty && parts.allSatisfy { $0 == .star }
    switch reading {
    case .free, .foldingCase: appendFlat(parts, folding: reading == .foldingCase)
    case .resource:
      if isStars {
        appendLoop(.any)
      } else if Glob.hasVariableInHead(parts) {
        // A value in the head of an ARN may hold colons: then nothing is known of the fields.
        appendFlat(parts, folding: false)
        appendLoop(.any)
      } else {
        appendFields(
          ShortARN.completed(parts, colon: .scalar(Glob.colon), run: .star))
      }
    case .arn:
      if isStars {
        appendFields(
          Array(
            [[.star], [.star], [.star], [.star], [.star], [.star]]
              .joined(separator: [PatternPart.scalar(Glob.colon)])))
      } else if Glob.hasVariableInHead(parts) {
        appendFlat(parts, folding: false)
      } else {
        guard parts.count(where: { $0 == .scalar(Glob.colon) }) >= 5 else { return nil }
        appendFields(parts)
      }
    }
  }

  /// Says whether a variable is before the fifth colon.
  static func hasVariableInHead(_ parts: [PatternPart]) -> Bool {
    var colons = 0
    for part in parts {
      switch part {
      case .scalar(colon): colons += 1
      case .variable where colons < 5: return true
      case .scalar, .star, .question, .variable: break
      }
      if colons >= 5 { return false }
    }
    return false
  }

  private mutating func appendFlat(_ parts: [PatternPart], folding: Bool) {
    for part in parts {
      switch part {
      case .scalar(let scalar): append(folding ? Glob.folded(scalar) : .scalar(scalar))
      case .star, .variable: appendLoop(.any)
      case .question: append(.any)
      }
    }
  }

  /// The first five fields are matched one by one; the sixth takes colons too.
  private mutating func appendFields(_ parts: [PatternPart]) {
    var seen = 0
    for part in parts {
      let isTail = seen >= 5
      switch part {
      case .scalar(let scalar):
        append(.scalar(scalar))
        if scalar == Glob.colon { seen += 1 }
      case .star: appendLoop(isTail ? .any : .notColon)
      case .question: append(isTail ? .any : .notColon)
      case .variable: appendLoop(.any)
      }
    }
  }

  /// Both cases of an ASCII letter; any other character is itself.
  static func folded(_ scalar: UInt32) -> Token {
    switch scalar {
    case 65...90: .pair(scalar + 32, scalar)
    case 97...122: .pair(scalar, scalar - 32)
    default: .scalar(scalar)
    }
  }
}

extension Glob {
  /// Says whether a string matches, in time of the product of both lengths.
  func matches(_ text: [UInt32]) -> Bool {
    var live = [Bool](repeating: false, count: tokens.count + 1)
    live[0] = true
    for scalar in text {
      var next = [Bool](repeating: false, count: tokens.count + 1)
      var isAlive = false
      for index in live.indices where live[index] {
        if loops[index].admits(scalar) {
          next[index] = true
          isAlive = true
        }
        if index < tokens.count, tokens[index].admits(scalar) {
          next[index + 1] = true
          isAlive = true
        }
      }
      guard isAlive else { return false }
      live = next
    }
    return live[tokens.count]
  }
}

extension Glob.Token {
  func admits(_ scalar: UInt32) -> Bool {
    switch self {
    case .scalar(let own): scalar == own
    case .pair(let lower, let upper): scalar == lower || scalar == upper
    case .any: scalar < PrivateLetter.first
    case .notColon: scalar != Glob.colon && scalar < PrivateLetter.first
    }
  }
}

extension Glob.Loop {
  func admits(_ scalar: UInt32) -> Bool {
    switch self {
    case .none: false
    case .any: true
    case .notColon: scalar != Glob.colon && scalar < PrivateLetter.first
    }
  }
}

/// Letters above all of Unicode: each stands for the value of one variable in inclusion proofs.
enum PrivateLetter {
  static let first: UInt32 = 0x11_0000
}

extension Array where Element == UInt32 {
  /// The scalars of a text.
  init(scalarsOf text: String) { self = text.unicodeScalars.map(\.value) }
}

extension String {
  /// The text of scalars; what is not a scalar is left out.
  init(scalars: some Sequence<UInt32>) {
    var view = String.UnicodeScalarView()
    for value in scalars {
      if let scalar = Unicode.Scalar(value) { view.append(scalar) }
    }
    self = String(view)
  }
}
