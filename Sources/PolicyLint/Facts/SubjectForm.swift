import IAMPolicy

/// The form that the subjects of an identity provider have, with open places: `repo:{owner}/{name}:{rest}`.
///
/// What it is asked is what patterns of ':sub' fit. The search is exact: it walks the form and the pattern
/// together, character by character, so that any way to write a pattern has the same answer.
struct SubjectForm {
  fileprivate enum Place: Hashable {
    case owner
    /// A name without ':' and '/'.
    case name
    /// Anything.
    case rest

    func admits(_ byte: UInt8) -> Bool {
      self == .rest || (byte != UInt8(ascii: ":") && byte != UInt8(ascii: "/"))
    }
  }

  fileprivate enum Step: Hashable {
    case byte(UInt8)
    /// One character of an open place.
    case first(Place)
    /// Any further ones.
    case more(Place)
  }

  private static let open: [(word: String, place: Place)] = [
    ("{owner}", .owner), ("{name}", .name), ("{rest}", .rest),
  ]

  private let template: String
  private let steps: [Step]

  init(_ template: String) {
    self.template = template
    var steps: [Step] = []
    var rest = Substring(template)
    while let first = rest.utf8.first {
      if let (word, place) = Self.open.first(where: { rest.hasPrefix($0.word) }) {
        steps += [.first(place), .more(place)]
        rest = rest.dropFirst(word.count)
      } else {
        steps.append(.byte(first))
        rest = Substring(rest.utf8.dropFirst())
      }
    }
    self.steps = steps
  }

  /// The subject of somebody whom no policy knows.
  var ofStranger: String {
    Self.open.reduce(template) { $0.replacing($1.word, with: "stranger") }
  }

  /// A subject of this form that a pattern fits; nil when it fits none.
  func subject(fitting pattern: SubjectPattern) -> String? {
    SubjectSearch(steps: steps, pattern: pattern, other: nil).run()?.text
  }

  /// Subjects of somebody else than the one whom a pattern names: empty when all subjects that it fits
  /// have one owner.
  ///
  /// The most telling one first.
  func strangers(fitting pattern: SubjectPattern) -> [String] {
    guard pattern.hasWildcard,
      let first = SubjectSearch(steps: steps, pattern: pattern, other: nil).run(),
      let second = SubjectSearch(steps: steps, pattern: pattern, other: first.owner).run()
    else { return [] }
    var found: [String] = []
    for owner in ["stranger", "{owner}-stranger", "stranger-{owner}", "{owner}"] {
      let form = template.replacing("{owner}", with: owner)
      let named = SubjectForm(form.replacing("{name}", with: "stranger", maxReplacements: 1))
      for form in [SubjectForm(named.ofStranger), named, SubjectForm(form)] {
        if let text = form.subject(fitting: pattern), !found.contains(text) { found.append(text) }
      }
    }
    return found + [second.text]
  }

  /// A walk along a form and a pattern together, the shortest subject first.
  fileprivate struct SubjectSearch {
    let steps: [Step]
    let pattern: SubjectPattern
    /// An owner that the subject must not have.
    let other: [UInt8]?

    struct Found {
      let text: String
      let owner: [UInt8]
    }

    private struct State: Hashable {
      var token: Int
      var step: Int
      /// How many characters of the owner are the same as the other's; nil when they differ.
      var shared: Int?
    }

    private struct Origin {
      let state: State
      let byte: UInt8?
      let isOwner: Bool
    }

    func run() -> Found? {
      let start = State(token: 0, step: 0, shared: other == nil ? nil : 0)
      var origins: [State: Origin?] = [start: nil]
      var queue = [start]
      var next = 0
      while next < queue.count {
        let state = queue[next]
        next += 1
        if state.token == pattern.tokens.count, state.step == steps.count {
          return found(state, origins)
        }
        for (following, byte, isOwner) in moves(from: state) where origins[following] == nil {
          origins[following] = Origin(state: state, byte: byte, isOwner: isOwner)
          queue.append(following)
        }
      }
      return nil
    }

    private func found(_ end: State, _ origins: [State: Origin?]) -> Found {
      var bytes: [UInt8] = []
      var owner: [UInt8] = []
      var state = end
      while let origin = origins[state] ?? nil {
        if let byte = origin.byte {
          bytes.append(byte)
          if origin.isOwner { owner.append(byte) }
        }
        state = origin.state
      }
      return Found(text: String(decoding: bytes.reversed(), as: UTF8.self), owner: owner.reversed())
    }

    private func moves(from state: State) -> [(State, byte: UInt8?, isOwner: Bool)] {
      var result: [(State, byte: UInt8?, isOwner: Bool)] = []
      let token = state.token < pattern.tokens.count ? pattern.tokens[state.token] : nil
      if token == .run {
        var past = state
        past.token += 1
        result.append((past, nil, false))
      }
      guard state.step < steps.count else { return result }
      if case .more(let place) = steps[state.step],
        place != .owner || other == nil || state.shared != other?.count
      {
        var past = state
        past.step += 1
        if place == .owner { past.shared = nil }
        result.append((past, nil, false))
      }
      guard let token else { return result }
      for byte in bytes(token, steps[state.step], state) {
        var following = state
        if token != .run { following.token += 1 }
        let isOwner =
          steps[state.step] == .first(.owner) || steps[state.step] == .more(.owner)
        if case .more = steps[state.step] {} else { following.step += 1 }
        if isOwner, let other, let shared = state.shared {
          following.shared = shared < other.count && other[shared] == byte ? shared + 1 : nil
        }
        result.append((following, byte, isOwner))
      }
      return result
    }

    /// The characters with which both go on.
    private func bytes(
      _ token: SubjectPattern.Token, _ step: Step, _ state: State
    ) -> [UInt8] {
      switch (token, step) {
      case (.byte(let wanted), .byte(let byte)): wanted == byte ? [byte] : []
      case (.byte(let wanted), .first(let place)), (.byte(let wanted), .more(let place)):
        place.admits(wanted) ? [wanted] : []
      case (.any, .byte(let byte)), (.run, .byte(let byte)): [byte]
      // Two, so that one of them is another than the other owner's.
      case (.any, _), (.run, _): [UInt8(ascii: "x"), UInt8(ascii: "y")]
      }
    }
  }
}

/// A value of a condition on ':sub', as its operator reads it.
struct SubjectPattern {
  enum Token: Hashable {
    case byte(UInt8)
    /// `?`
    case any
    /// `*`
    case run
  }

  let tokens: [Token]

  init(_ text: String, hasWildcards: Bool) {
    tokens = text.utf8.map { byte in
      guard hasWildcards else { return .byte(byte) }
      return switch byte {
      case UInt8(ascii: "*"): .run
      case UInt8(ascii: "?"): .any
      default: .byte(byte)
      }
    }
  }

  /// Says whether it can fit more than one subject.
  var hasWildcard: Bool { tokens.contains(.any) || tokens.contains(.run) }
}

extension Statement {
  /// The values that a key must have one of, in the order of the text.
  func demandedPatterns(for key: String) -> [SubjectPattern] {
    clauses(on: key).filter(\.demandsValue).flatMap { clause in
      clause.values.map {
        SubjectPattern($0.text, hasWildcards: clause.operator.comparison == .stringLike)
      }
    }
  }
}
