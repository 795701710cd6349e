import CommandTable
import Reports

/// The waves in which accounts are changed: a few first, and the rest when those went well.
struct Waves: Hashable, Sendable {
  static let wave = Flag(
    "wave", .text("SIZES"),
    "Change accounts in waves, such as '1,10,100%': so many more each time, or up to that share of "
      + "all; the last one is 100%")
  static let maxFailures = Flag(
    "max-failures", number: "N", 0...1_000_000,
    "Begin no further wave when more accounts than this have failed (default 0)")

  /// How large a wave is.
  fileprivate enum Size: Hashable {
    case more(Int)
    /// All up to this share of the accounts, rounded up.
    case share(Int)
  }

  private let sizes: [Size]
  /// How many accounts may fail before no further wave begins.
  let maxFailures: Int

  /// All accounts at once, unless a person says otherwise.
  init(_ arguments: Arguments) throws(CommandError) {
    let text = arguments[Self.wave]
    let failures = arguments[Self.maxFailures]
    guard let text else {
      guard failures == nil else {
        throw CommandError(
          .usage, "'--max-failures' is given without '--wave'",
          hint: "add the sizes of the waves, such as '--wave 1,10,100%'")
      }
      self.init(sizes: [.share(100)], maxFailures: 0)
      return
    }
    self.init(sizes: try Self.sizes(text), maxFailures: failures ?? 0)
  }

  private init(sizes: [Size], maxFailures: Int) {
    self.sizes = sizes
    self.maxFailures = maxFailures
  }

  /// Reads `1,10,100%`.
  init(reading text: String, maxFailures: Int = 0) throws(CommandError) {
    self.init(sizes: try Self.sizes(text), maxFailures: maxFailures)
  }

  private static func sizes(_ text: String) throws(CommandError) -> [Size] {
    var sizes: [Size] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let isShare = part.hasSuffix("%")
      let digits = isShare ? part.dropLast() : part
      guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
        (1...(isShare ? 100 : 1_000_000)).contains(number)
      else {
        throw CommandError(
          .usage, "'--wave \(text)' has a size that is not valid: '\(part)'",
          hint: "write how many accounts more, or a share of all: '--wave 1,10,100%'")
      }
      if isShare, case .share(let last)? = sizes.last(where: { $0.isShare }), last >= number {
        throw CommandError(
          .usage, "'--wave \(text)' goes back from \(last)% to \(number)%",
          hint: "each share is of all accounts, with those of earlier waves: '--wave 10%,50%,100%'")
      }
      sizes.append(isShare ? .share(number) : .more(number))
    }
    guard sizes.last == .share(100) else {
      throw CommandError(
        .usage, "'--wave \(text)' leaves accounts out", hint: "end it with '100%': '\(text),100%'")
    }
    return sizes
  }

  /// The waves of so many accounts, each as a range of them; none is empty.
  func ranges(of count: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for size in sizes where start < count {
      let end =
        switch size {
        case .more(let number): min(count, start + number)
        case .share(let percent): max(start, (count * percent + 99) / 100)
        }
      if end > start { ranges.append(start..<end) }
      start = end
    }
    return ranges
  }
}

extension Waves.Size {
  fileprivate var isShare: Bool {
    if case .share = self { return true }
    return false
  }
}
