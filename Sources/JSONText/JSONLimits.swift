/// What the reader accepts before it gives up, so that no text can exhaust stack or memory.
public struct JSONLimits: Hashable, Sendable {
  /// The deepest nesting of arrays and objects, 1…512.
  public let depth: Int
  /// The largest text in bytes, at most 1 GiB.
  public let size: Int

  /// Makes limits; values beyond the ranges are brought into them.
  public init(depth: Int = 128, size: Int = 64 << 20) {
    self.depth = min(max(depth, 1), 512)
    self.size = min(max(size, 0), 1 << 30)
  }
}

extension JSONLimits {
  /// A snapshot of a large account has hundreds of megabytes.
  package static let file = JSONLimits(size: 1 << 30)
}
