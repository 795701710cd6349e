import IAMRoles
package import JSONText
import Reports
import RoleCatalogue

/// One account of a list, with what is special about it.
struct ListedAccount: Hashable, Sendable {
  /// The 12-digit account id.
  let id: String
  /// The role to assume there, with its path; nil for the one that all have.
  var roleName: String?
  /// The external id that the role asks for; nil for the one that all have.
  var externalID: String?
  /// The partition; nil for the spec's own.
  var partition: String?
}

/// The accounts of `--accounts`: one id a line, or a JSON array.
///
/// The order of the file is the order of all results.
package struct AccountList: Hashable, Sendable {
  /// The accounts, each once.
  let accounts: [ListedAccount]

  /// Reads a file; every problem is reported at once.
  package init(reading bytes: [UInt8]) throws(DocumentError) {
    let problems = ProblemCollector()
    let first = bytes.first { !Self.isSpace($0) && $0 != UInt8(ascii: "\n") }
    let found =
      first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
      ? Self.objects(try JSON(parsing: bytes), problems) : Self.lines(bytes, problems)
    var seen: [String: TextPosition] = [:]
    for (account, position) in found {
      if let earlier = seen[account.id] {
        problems.add(
          "invalid-value", at: position, "account '\(account.id)' is listed twice",
          hint: "it is at \(earlier.line):\(earlier.column) already")
      } else {
        seen[account.id] = position
      }
    }
    if found.isEmpty, problems.isEmpty {
      problems.add(
        "invalid-value", at: TextPosition(line: 1, column: 1), "the file names no account")
    }
    try problems.check()
    accounts = found.map(\.account)
  }

  /// What tells this list from another: ids and partitions in their order.
  var digest: String {
    let rows = accounts.map { JSON.strings([$0.id, $0.partition ?? ""]) }
    return Digest.text(of: JSON.array(rows).text(.compact))
  }

  private typealias Found = [(account: ListedAccount, position: TextPosition)]

  // MARK: One id a line

  private static func lines(_ bytes: [UInt8], _ problems: ProblemCollector) -> Found {
    var found: Found = []
    var number: Int32 = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let content = line.prefix { $0 != UInt8(ascii: "#") }
      guard let start = content.firstIndex(where: { !isSpace($0) }) else { continue }
      var word = content[start...]
      while let last = word.last, isSpace(last) { word.removeLast() }
      let before = String(decoding: line[line.startIndex..<start], as: UTF8.self)
      let position = TextPosition(line: number, column: Int32(before.unicodeScalars.count) + 1)
      if let id = account(String(decoding: word, as: UTF8.self), position, problems) {
        found.append((ListedAccount(id: id), position))
      }
    }
    return found
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }

  private static func account(
    _ text: String, _ position: TextPosition, _ problems: ProblemCollector
  ) -> String? {
    guard !AccountID.isValid(text) else { return text }
    let isSeveral = text.contains { $0 == " " || $0 == "\t" || $0 == "," }
    problems.add(
      "invalid-value", at: position, Sentence.isNotAccountID(text),
      hint: isSeveral ? "write one account a line" : AccountID.hint(for: text))
    return nil
  }

  // MARK: A JSON array

  private static func objects(_ json: JSON, _ problems: ProblemCollector) -> Found {
    guard let elements = json.array else {
      problems.add(
        "invalid-value", at: json.position,
        "a list of accounts is an array, and here is \(json.kind)")
      return []
    }
    return elements.compactMap { element in
      if let text = element.string {
        return account(text, element.position, problems).map {
          (ListedAccount(id: $0), element.position)
        }
      }
      guard element.object != nil else {
        problems.add(
          "invalid-value", at: element.position,
          "an account is a string or an object, and here is \(element.kind)",
          hint: "write it in quotes, so that leading zeros stay")
        return nil
      }
      return object(element, problems).map { ($0, element.position) }
    }
  }

  private static func object(_ json: JSON, _ problems: ProblemCollector) -> ListedAccount? {
    let known = ["account", "roleName", "externalId", "partition"]
    guard let form = JSONObjectReader(json, of: "an account", known: known, problems) else {
      return nil
    }
    let required = form.required("account")
    let id = required.flatMap { value in
      problems.text(value, "account").flatMap { account($0, value.position, problems) }
    }
    func checked(_ name: String, _ problem: (String) -> String?) -> String? {
      guard let text = form.text(name) else { return nil }
      if let message = problem(text) {
        problems.add("invalid-value", at: form[name]?.position ?? .none, message)
      }
      return text
    }
    let role = checked("roleName", MemberRole.problem(ofName:))
    let external = checked("externalId", MemberRole.problem(ofExternalID:))
    let partition = checked("partition") { text in
      Spec.partitions.contains(text) ? nil : Sentence.doesNotExist("partition", text)
    }
    guard let id else { return nil }
    return ListedAccount(id: id, roleName: role, externalID: external, partition: partition)
  }
}

/// What STS takes for the role of a member account (STS API Reference, "AssumeRole").
enum MemberRole {
  /// What is wrong with a role's name, which may have a path before it; nil when nothing is.
  static func problem(ofName text: String) -> String? {
    if text.hasPrefix("arn:") {
      return
        "\(Shown.quoted(text)) is an ARN, and each account has a role of its own: give its name"
    }
    let name = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let isPath = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } && !text.contains("//")
    guard isPath, (1...64).contains(name.utf8.count), name.utf8.allSatisfy(isNameCharacter) else {
      return "\(Shown.quoted(text)) is not a valid role name, with or without a path"
    }
    return nil
  }

  /// What is wrong with an external id (2 to 1,224 characters); nil when nothing is.
  static func problem(ofExternalID text: String) -> String? {
    let isClean = text.utf8.allSatisfy { isNameCharacter($0) || $0 == 0x3a || $0 == 0x2f }
    return isClean && (2...1224).contains(text.utf8.count)
      ? nil
      : "\(Shown.quoted(text)) is not a valid external id: it has 2 to 1,224 letters, digits and '_+=,.@:/-'"
  }

  /// What is wrong with the name of a session (2 to 64 characters); nil when nothing is.
  static func problem(ofSessionName text: String) -> String? {
    (2...64).contains(text.utf8.count) && text.utf8.allSatisfy(isNameCharacter)
      ? nil
      : "\(Shown.quoted(text)) is not a valid session name: it has 2 to 64 letters, digits and '_+=,.@-'"
  }

  /// The ARN of the role in an account.
  static func arn(_ name: String, in account: String, _ partition: String) -> String {
    "arn:\(partition):iam::\(account):role/\(name.hasPrefix("/") ? String(name.dropFirst()) : name)"
  }

  /// Letters, digits and `_+=,.@-`.
  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ","),
      UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
