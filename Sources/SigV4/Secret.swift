/// A text that must not be shown.
///
/// Printing, dumping, interpolating or mirroring it gives `<secret>`. Reading it takes the one member whose name says so, `exposed`.
public struct Secret: Sendable {
  private let bytes: [UInt8]

  /// Hides a text.
  public init(_ text: String) {
    bytes = [UInt8](text.utf8)
  }

  /// The hidden text, for a header or a key; never for a message or a log.
  public var exposed: String { String(decoding: bytes, as: UTF8.self) }

  /// Says whether nothing is hidden here.
  public var isEmpty: Bool { bytes.isEmpty }

  var exposedBytes: [UInt8] { bytes }
}

extension Secret: Equatable {
  /// Compares all bytes, so that the time taken does not tell where two secrets part.
  public static func == (left: Secret, right: Secret) -> Bool {
    guard left.bytes.count == right.bytes.count else { return false }
    var difference: UInt8 = 0
    for index in left.bytes.indices {
      difference |= left.bytes[index] ^ right.bytes[index]
    }
    return difference == 0
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always `<secret>`.
  public var description: String { "<secret>" }
  /// Always `<secret>`.
  public var debugDescription: String { "<secret>" }
  /// A mirror without children: `dump` and default descriptions see nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
