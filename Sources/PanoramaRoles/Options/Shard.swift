import AWSAccess
import Reports

/// A part of a list of accounts: for one machine of several.
///
/// Every account is in exactly one shard, told by its position alone.
struct Shard: Hashable, Sendable {
  /// Which one, from 1.
  let index: Int
  /// How many there are.
  let count: Int

  /// All of the list.
  static let whole = Shard(index: 1, count: 1)

  /// Says whether an account at that position, from 0, belongs to it.
  func holds(_ position: Int) -> Bool { position % count == index - 1 }

  /// The shard as it is typed, `3/7`.
  var text: String { "\(index)/\(count)" }
}

extension Shard {
  /// Reads `I/N`.
  init(reading text: String) throws(CommandError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Self.number(parts[0]), let count = Self.number(parts[1]),
      (1...Self.most).contains(count), (1...count).contains(index)
    else {
      throw CommandError(
        .usage, "'--shard' takes I/N with I from 1 to N, and not '\(text)'",
        hint: "the second of four machines says '--shard 2/4'")
    }
    self.init(index: index, count: count)
  }

  /// The shard of `--shard`, else the one that the environment of a batch job tells, else the whole.
  ///
  /// Both AWS Batch and Kubernetes count from 0; Kubernetes does not say how many there are.
  init(
    flag: String?, total: Int?, environment: Environment
  ) throws(CommandError) {
    if let flag {
      try self.init(reading: flag)
      guard total == nil || total == count else {
        throw CommandError(
          .usage, "'--shard \(flag)' and '--shards \(total ?? 0)' do not agree",
          hint: "leave '--shards' out")
      }
      return
    }
    let batch = "AWS_BATCH_JOB_ARRAY_INDEX"
    let kubernetes = "JOB_COMPLETION_INDEX"
    let size = "AWS_BATCH_JOB_ARRAY_SIZE"
    guard let name = [batch, kubernetes].first(where: { environment[$0] != nil }),
      let text = environment[name]
    else {
      guard let total, total > 1 else {
        self = .whole
        return
      }
      throw CommandError(
        .usage, "'--shards \(total)' is given and nothing says which shard this is",
        hint: "say '--shard I/\(total)', or set \(kubernetes) or \(batch)")
    }
    let told = name == batch ? environment[size] : nil
    let count = total ?? told.flatMap { Self.number($0[...]) }
    guard let count else {
      throw CommandError(
        .usage, "\(name) is set and nothing says how many shards there are",
        hint: "say '--shards N' (the completions of the Job), or '--shard 1/1' for all accounts")
    }
    if let told, told != String(count) {
      throw CommandError(
        .usage, "\(size) is '\(told)' and '--shards' is \(count)", hint: "leave '--shards' out")
    }
    guard let index = Self.number(text[...]), (1...Self.most).contains(count), index < count else {
      throw CommandError(
        .usage, "\(name) is '\(text)', which is not a number below \(count)",
        hint: "say '--shard I/N' instead")
    }
    self.init(index: index + 1, count: count)
  }

  /// More shards than any list has accounts.
  private static let most = 1_000_000

  /// A number of digits alone.
  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }
}
