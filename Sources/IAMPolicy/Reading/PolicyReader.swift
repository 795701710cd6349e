import JSONText

/// Reads the elements of one document and collects what is wrong with them.
///
/// A function that reads an element reports its problems and returns nil when nothing usable is left; the
/// document counts only when no problem was reported at all.
struct PolicyReader {
  let kind: PolicyKind
  let problems: ProblemCollector
  /// The first `Sid`, and those behind it: most documents have one or none.
  private var firstSid: (sid: String, position: TextPosition)?
  private var sids: [ExactText: TextPosition] = [:]

  init(kind: PolicyKind, problems: ProblemCollector) {
    self.kind = kind
    self.problems = problems
  }

  func report(
    _ kind: PolicyProblemKind, at position: TextPosition, _ message: @autoclosure () -> String,
    hint: @autoclosure () -> String? = nil
  ) {
    problems.add(kind.rawValue, at: position, message(), hint: hint())
  }

  mutating func document(
    _ members: [JSON.Member], at position: TextPosition
  ) -> PolicyDocument? {
    // Of a name that occurs twice, which the text's reader reported, the first counts.
    var (versionElement, idElement, list): (JSON?, JSON?, JSON?)
    for member in members {
      switch member.name {
      case "Version": versionElement = versionElement ?? member.value
      case "Id": idElement = idElement ?? member.value
      case "Statement": list = list ?? member.value
      case let name:
        let isInside = Self.statementElements.contains(name) || name == "Conditions"
        reportUnknown(
          member, in: "a policy document", known: ["Version", "Id", "Statement"],
          hint: isInside ? "put '\(name)' inside a statement" : nil)
      }
    }
    let version = versionElement.flatMap { self.version($0) }
    let id = idElement.flatMap { self.text($0, of: "Id") }
    guard let list else {
      report(
        .missingStatement, at: position, "the document has no 'Statement'",
        hint: "add the list 'Statement'")
      return nil
    }
    let statements = self.statements(list).compactMap { self.statement($0) }
    return PolicyDocument(kind: kind, version: version, id: id, statements: statements)
  }

  private mutating func version(_ json: JSON) -> PolicyVersion? {
    guard let text = self.text(json, of: "Version") else { return nil }
    guard let version = PolicyVersion(rawValue: text) else {
      report(
        .unknownVersion, at: json.position,
        "\(Shown.quoted(text)) is not a version of the policy language", hint: "write '2012-10-17'")
      return nil
    }
    return version
  }

  private mutating func statements(_ json: JSON) -> [JSON] {
    switch json.value {
    case .object: return [json]
    case .array(let list):
      if list.isEmpty {
        report(
          .emptyStatement, at: json.position, "'Statement' is an empty list",
          hint: "add a statement, or delete the policy")
      }
      return list
    case .null, .bool, .number, .string:
      report(
        .wrongType, at: json.position,
        "'Statement' must be an object or a list of objects, not \(json.kind)",
        hint: "write the statements in a list")
      return []
    }
  }

  // MARK: What all elements share

  /// Reports an unknown member, with the nearest known name.
  func reportUnknown(_ member: JSON.Member, in what: String, known: [String], hint: String?) {
    problems.unknownKey(
      member, in: what, known: known, id: PolicyProblemKind.unknownElement.rawValue, hint: hint)
  }

  /// A single string.
  mutating func text(_ json: JSON, of element: String) -> String? {
    if let text = json.string { return text }
    report(
      .wrongType, at: json.position, "'\(element)' must be a string, not \(json.kind)",
      hint: "write a string in double quotes")
    return nil
  }

  /// A string, or a list of strings.
  mutating func texts(
    _ json: JSON, of element: String
  ) -> [(text: String, position: TextPosition)]? {
    switch json.value {
    case .string(let text): return [(text, json.position)]
    case .array(let list):
      var texts: [(text: String, position: TextPosition)] = []
      for item in list {
        if let text = item.string {
          texts.append((text, item.position))
        } else {
          report(
            .wrongType, at: item.position, "'\(element)' lists strings, not \(item.kind)",
            hint: item.value == .null ? "remove the null" : "write strings in double quotes")
        }
      }
      return texts.count == list.count ? texts : nil
    case .null, .bool, .number, .object:
      report(
        .wrongType, at: json.position,
        "'\(element)' must be a string or a list of strings, not \(json.kind)",
        hint: "write strings in double quotes")
      return nil
    }
  }

  /// Reports each string with a character outside of U+0009, U+000A, U+000D and U+0020…U+00FF
  /// (IAM API Reference, the pattern of `policyDocumentType`).
  mutating func checkCharacters(of json: JSON) {
    switch json.value {
    case .null, .bool, .number: break
    case .string(let text): checkCharacters(text, at: json.position)
    case .array(let list): for item in list { checkCharacters(of: item) }
    case .object(let members):
      for member in members {
        checkCharacters(member.name, at: member.namePosition)
        checkCharacters(of: member.value)
      }
    }
  }

  private mutating func checkCharacters(_ text: String, at position: TextPosition) {
    // In UTF-8 everything up to U+00FF begins with a byte up to 0xC3.
    let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
      if UnsafeRawBufferPointer(bytes).isPrintableASCII { return true }
      for byte in bytes where byte < 0x20 || byte > 0xC3 { return false }
      return true
    }
    guard isPlain != true else { return }
    let wrong = text.unicodeScalars.first {
      $0.value > 0xFF || ($0.value < 0x20 && $0 != "\t" && $0 != "\n" && $0 != "\r")
    }
    guard let wrong else { return }
    report(
      .invalidCharacter, at: position,
      "\(Shown.quoted(text)) has character \(Shown.name(of: wrong)), which IAM does not take",
      hint: "use characters up to U+00FF, control characters excepted")
  }

  /// Checks a `Sid` and remembers it.
  mutating func sid(_ json: JSON) -> String? {
    guard let sid = self.text(json, of: "Sid") else { return nil }
    guard !sid.isEmpty else { return sid }
    switch kind {
    case .identity, .trust:
      if !sid.utf8.allSatisfy(\.isLetterOrDigit) {
        let kept = String(decoding: sid.utf8.filter(\.isLetterOrDigit), as: UTF8.self)
        report(
          .invalidSid, at: json.position,
          "'Sid' \(Shown.quoted(sid)) has other characters than letters and digits",
          hint: kept.isEmpty ? "remove the 'Sid'" : "write '\(kept)'")
      }
    case .resource:
      // Other services take other characters: Amazon S3 and AWS KMS take spaces.
      break
    }
    let first = firstSid.flatMap { $0.sid.isExactly(sid) ? $0.position : nil }
    if let first = first ?? (sids.isEmpty ? nil : sids[ExactText(sid)]) {
      report(
        .duplicateSid, at: json.position,
        "'Sid' \(Shown.quoted(sid)) is already used at \(first.line):\(first.column)",
        hint: "give each statement its own 'Sid', or none")
    } else if firstSid == nil {
      firstSid = (sid, json.position)
    } else {
      sids[ExactText(sid)] = json.position
    }
    return sid
  }
}

extension UInt8 {
  /// `0`–`9`, `A`–`Z` or `a`–`z`.
  var isLetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  /// `0`–`9`.
  var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}
