extension JSONComments {
  /// The text with another value: what both have in common stays as it is written, comments included.
  ///
  /// The text must be one that `readingWithComments` reads.
  package static func text(_ bytes: [UInt8], replacedBy json: JSON) -> String {
    let plain = blanked(bytes, keepsLength: true, keepsCommas: true)
    var start = plain.firstIndex { $0 > Byte.space } ?? plain.count
    guard let old = JSON.reading(blanked(bytes)).value,
      let node = CommentedNode(plain, at: &start)
    else { return json.text(.pretty) + "\n" }
    var editor = CommentedText(bytes, plain)
    editor.replace(node, saying: old, by: json)
    return editor.text
  }
}

/// A value of a text, and where it is.
private struct CommentedNode {
  /// A member or an element.
  struct Item {
    /// Where its name or, in an array, its value begins.
    let start: Int
    let node: CommentedNode
    /// The comma behind it; nil when there is none.
    let comma: Int?

    /// The item with its comma.
    var range: Range<Int> { start..<(comma.map { $0 + 1 } ?? node.range.upperBound) }
  }

  private(set) var range: Range<Int>
  private(set) var items: [Item] = []

  /// Reads a value of a text without comments that is JSON but for trailing commas; nil when it is not.
  init?(_ bytes: [UInt8], at index: inout Int) {
    let start = index
    guard index < bytes.count else { return nil }
    let isObject = bytes[index] == Byte.openBrace
    guard isObject || bytes[index] == Byte.openBracket else {
      if bytes[index] == Byte.quote {
        index = JSONComments.endOfText(bytes, index)
      } else {
        let ends = [Byte.comma, Byte.closeBrace, Byte.closeBracket]
        while index < bytes.count, bytes[index] > Byte.space, !ends.contains(bytes[index]) {
          index += 1
        }
      }
      guard index > start else { return nil }
      range = start..<index
      return
    }
    func skipWhiteSpace() { while index < bytes.count, bytes[index] <= Byte.space { index += 1 } }
    index += 1
    range = start..<start
    while true {
      skipWhiteSpace()
      guard index < bytes.count else { return nil }
      if bytes[index] == Byte.closeBrace || bytes[index] == Byte.closeBracket { break }
      let place = index
      if isObject {
        index = JSONComments.endOfText(bytes, index)
        skipWhiteSpace()
        guard index < bytes.count, bytes[index] == Byte.colon else { return nil }
        index += 1
        skipWhiteSpace()
      }
      guard let node = CommentedNode(bytes, at: &index) else { return nil }
      skipWhiteSpace()
      let hasComma = index < bytes.count && bytes[index] == Byte.comma
      items.append(Item(start: place, node: node, comma: hasComma ? index : nil))
      if hasComma { index += 1 }
    }
    index += 1
    range = start..<index
  }
}

/// The edits of a text that has comments.
private struct CommentedText {
  private let bytes: [UInt8]
  /// The text with spaces in place of comments.
  private let plain: [UInt8]
  private let comments: [Range<Int>]
  private var edits: [(range: Range<Int>, text: String)] = []

  init(_ bytes: [UInt8], _ plain: [UInt8]) {
    self.bytes = bytes
    self.plain = plain
    comments = JSONComments.ranges(in: bytes)
  }

  var text: String {
    var result: [UInt8] = []
    var next = 0
    for (_, edit) in edits.enumerated().sorted(by: {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }) {
      result += bytes[next..<max(next, edit.range.lowerBound)] + Array(edit.text.utf8)
      next = max(next, edit.range.upperBound)
    }
    return String(decoding: result + bytes[next...], as: UTF8.self)
  }

  /// Has a place of the text say something else.
  mutating func replace(_ node: CommentedNode, saying old: JSON, by new: JSON) {
    guard old != new else { return }
    if let members = old.object, let others = new.object, members.count == node.items.count,
      !members.isEmpty, !others.isEmpty || hasComments(node)
    {
      replace(node, members, by: others)
    } else if let elements = old.array, let others = new.array,
      elements.count == node.items.count, !elements.isEmpty, !others.isEmpty || hasComments(node)
    {
      replace(node, elements, by: others)
    } else {
      edits.append((node.range, written(new, indent(at: node.range.lowerBound))))
    }
  }

  private func hasComments(_ node: CommentedNode) -> Bool {
    comments.contains { $0.overlaps(node.range) }
  }

  private mutating func replace(
    _ node: CommentedNode, _ old: [JSON.Member], by new: [JSON.Member]
  ) {
    let places = Dictionary(old.enumerated().map { (ExactName($1.name), $0) }) { first, _ in first }
    let kept = Set(new.compactMap { places[ExactName($0.name)] })
    for place in old.indices where !kept.contains(place) { remove(node.items[place]) }
    var last: CommentedNode.Item?
    var added: [String] = []
    for member in new {
      guard let place = places[ExactName(member.name)] else {
        added.append("\(JSON.string(member.name).text(.compact)): \(value(member.value, in: node))")
        continue
      }
      insert(added, behind: last, in: node)
      added = []
      last = node.items[place]
      replace(node.items[place].node, saying: old[place].value, by: member.value)
    }
    insert(added, behind: last, in: node)
  }

  private mutating func replace(_ node: CommentedNode, _ old: [JSON], by new: [JSON]) {
    var last: CommentedNode.Item?
    var (place, other) = (0, 0)
    // Behind the last pair everything that is left belongs together, too.
    for pair in Self.common(old, new) + [(old.count, new.count)] {
      let (gone, came) = (pair.0 - place, pair.1 - other)
      for step in 0..<min(gone, came) {
        replace(node.items[place + step].node, saying: old[place + step], by: new[other + step])
        last = node.items[place + step]
      }
      for step in min(gone, came)..<gone { remove(node.items[place + step]) }
      insert(
        (min(gone, came)..<max(came, min(gone, came))).map { value(new[other + $0], in: node) },
        behind: last, in: node)
      if pair.0 == old.count, gone > came { trim(last, in: node) }
      (place, other) = (pair.0 + 1, pair.1 + 1)
      if pair.0 < old.count { last = node.items[pair.0] }
    }
  }

  /// The places of elements that are in both lists, in their order: as many as can be.
  private static func common(_ old: [JSON], _ new: [JSON]) -> [(Int, Int)] {
    var (start, end) = (0, 0)
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    while end < min(old.count, new.count) - start,
      old[old.count - 1 - end] == new[new.count - 1 - end]
    {
      end += 1
    }
    let first = (0..<start).map { ($0, $0) }
    let last = (0..<end).reversed().map { (old.count - 1 - $0, new.count - 1 - $0) }
    let (rows, columns) = (old.count - start - end, new.count - start - end)
    // What is longer is replaced place by place.
    guard rows > 0, columns > 0, rows * columns <= 1 << 20 else { return first + last }
    var lengths = Array(repeating: Array(repeating: 0, count: columns + 1), count: rows + 1)
    for row in (0..<rows).reversed() {
      for column in (0..<columns).reversed() {
        lengths[row][column] =
          old[start + row] == new[start + column]
          ? lengths[row + 1][column + 1] + 1
          : max(lengths[row + 1][column], lengths[row][column + 1])
      }
    }
    var middle: [(Int, Int)] = []
    var (row, column) = (0, 0)
    while row < rows, column < columns {
      if old[start + row] == new[start + column] {
        middle.append((start + row, start + column))
        (row, column) = (row + 1, column + 1)
      } else if lengths[row + 1][column] >= lengths[row][column + 1] {
        row += 1
      } else {
        column += 1
      }
    }
    return first + middle + last
  }

  // MARK: Places

  /// Removes an item, with its line where it is alone there.
  private mutating func remove(_ item: CommentedNode.Item) {
    let range = item.range
    let start = (bytes[..<range.lowerBound].lastIndex(of: Byte.lineFeed) ?? -1) + 1
    let end = bytes[range.upperBound...].firstIndex(of: Byte.lineFeed) ?? bytes.count
    let isAlone =
      end < bytes.count && bytes[start..<range.lowerBound].allSatisfy { $0 <= Byte.space }
      && bytes[range.upperBound..<end].allSatisfy { $0 <= Byte.space }
    edits.append((isAlone ? start..<(end + 1) : range, ""))
  }

  /// Takes away the comma of the last item that stays, where none was behind the last item before.
  private mutating func trim(_ last: CommentedNode.Item?, in node: CommentedNode) {
    guard let comma = last?.comma, node.items.last?.comma == nil else { return }
    var end = comma + 1
    if !isLineByLine(node) { while bytes[end] == Byte.space { end += 1 } }
    edits.append((comma..<end, ""))
  }

  /// Puts new items behind another one, or first.
  private mutating func insert(
    _ items: [String], behind last: CommentedNode.Item?, in node: CommentedNode
  ) {
    guard !items.isEmpty else { return }
    let opening = node.range.lowerBound + 1
    guard isLineByLine(node) else {
      let list = items.joined(separator: ", ")
      let place = last?.node.range.upperBound ?? opening
      edits.append((place..<place, last == nil ? "\(list), " : ", \(list)"))
      return
    }
    let line = "\n" + indent(at: node.items.first?.start ?? opening)
    let list = items.map { line + $0 }.joined(separator: ",")
    let value = last?.node.range.upperBound ?? opening
    let behind = last.map { $0.comma.map { $0 + 1 } ?? value } ?? opening
    let place = endOfLine(behind, in: node) ?? behind
    if let last, last.comma == nil {
      edits.append((value..<value, ","))
      edits.append((place..<place, list))
    } else {
      edits.append((place..<place, list + ","))
    }
  }

  /// Where the line ends on which nothing but white space and comments follows a place in a value; nil when
  /// something else does.
  private func endOfLine(_ place: Int, in node: CommentedNode) -> Int? {
    guard let end = plain[place..<node.range.upperBound].firstIndex(of: Byte.lineFeed),
      plain[place..<end].allSatisfy({ $0 <= Byte.space }),
      !comments.contains(where: { $0.contains(end) })
    else { return nil }
    return bytes[end - 1] == Byte.carriageReturn ? end - 1 : end
  }

  /// Whether the first item has a line of its own.
  private func isLineByLine(_ node: CommentedNode) -> Bool {
    guard let first = node.items.first else { return false }
    return bytes[node.range.lowerBound..<first.start].contains(Byte.lineFeed)
  }

  private func value(_ json: JSON, in node: CommentedNode) -> String {
    isLineByLine(node)
      ? written(json, indent(at: node.items.first?.start ?? 0)) : json.text(.compact)
  }

  private func written(_ json: JSON, _ indent: String) -> String {
    json.text(.pretty).split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\n" + indent)
  }

  /// The white space at the beginning of the line of a place.
  private func indent(at place: Int) -> String {
    let start = (bytes[..<place].lastIndex(of: Byte.lineFeed) ?? -1) + 1
    let space = bytes[start...].prefix { $0 == Byte.space || $0 == Byte.tab }
    return String(decoding: space, as: UTF8.self)
  }
}

/// The name of a member, byte by byte.
private struct ExactName: Hashable {
  private let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }
}
