/// A value in a JSON text that was read once and can be read again.
package struct JSONPlace: Hashable, Sendable {
  /// Its bytes.
  package let range: Range<Int>
  /// Where it begins, for a person.
  package let position: TextPosition

  init(range: Range<Int>, at position: TextPosition) {
    self.range = range
    self.position = position
  }
}

/// Takes one element of a list: the name of the list, the element, and where it is.
typealias JSONVisit = (_ list: String, _ element: JSON, _ place: JSONPlace) -> Void

extension JSON {
  /// Reads a JSON text and keeps no element of the lists that its outermost object has.
  ///
  /// Each is given to `visit` and gone when that returns, so that a large text takes little more memory
  /// than its bytes. The value that comes back has empty arrays in place of those lists.
  package static func walking(
    _ bytes: [UInt8], limits: JSONLimits = JSONLimits(),
    visit: @escaping (_ list: String, _ element: JSON, _ place: JSONPlace) -> Void
  ) throws(DocumentError) -> JSON {
    // 'withoutActuallyEscaping' would put the length of this file's path into the program.
    try JSON.whole(bytes.withUnsafeBufferPointer { JSON.read($0, limits, visit: visit) })
  }

  /// Reads a value again that `walking` came by in the same bytes; nil for a place of other bytes.
  package init?(at place: JSONPlace, in bytes: [UInt8]) {
    guard place.range.upperBound <= bytes.count else { return nil }
    let value = bytes.withUnsafeBufferPointer { buffer -> JSON? in
      guard let start = buffer.baseAddress else { return nil }
      var reader = JSONReader(
        start: start + place.range.lowerBound, end: start + place.range.upperBound,
        position: place.position)
      return try? reader.value()
    }
    guard let value else { return nil }
    self = value
  }
}
