import Testing

@testable import AWSAccess

@Suite struct ErrorClassTests {
  // A code, the status it comes with, and what follows.
  static let rows: [(code: String, status: Int?, means: ErrorClass)] = [
    ("Throttling", 400, .throttling), ("SlowDown", 503, .throttling),
    ("LimitExceededException", 400, .throttling), ("LimitExceeded", 409, []),
    ("Odd", 429, .throttling), ("Odd", 500, .transient), ("Odd", 501, []),
    ("Odd", 504, .transient), ("Odd", nil, []), ("ServiceFailure", 500, .transient),
    ("IDPCommunicationError", 400, .transient), ("InvalidIdentityToken", 400, []),
    ("ExpiredToken", 403, [.credentials, .expired]),
    ("SignatureDoesNotMatch", 403, [.credentials, .clock]),
    ("InvalidClientTokenId", 403, .credentials), ("AccessDenied", 403, .denied),
    ("NoSuchEntity", 404, []), ("ConcurrentModification", 409, []), ("throttling", 400, []),
  ]

  @Test("a code and a status mean", arguments: rows)
  func means(row: (code: String, status: Int?, means: ErrorClass)) {
    #expect(ErrorClass(code: row.code, status: row.status) == row.means)
  }

  @Test("no code is in two classes that ask for different acts") func isConsistent() {
    for (code, means) in ErrorClass.table {
      let acts: [ErrorClass] = [.throttling, .transient, .credentials, .denied]
      #expect(acts.filter { means.contains($0) }.count == 1, "\(code)")
      #expect(!means.contains(.expired) || means.contains(.credentials), "\(code)")
    }
  }
}

@Suite struct PageCursorTests {
  private static func page(_ truncated: String?, _ marker: String? = nil) -> XMLElement {
    XMLElement(
      "R",
      children: [
        truncated.map { XMLElement("IsTruncated", text: $0) },
        marker.map { XMLElement("Marker", text: $0) },
      ].compactMap { $0 })
  }

  @Test("goes from page to page until the last one") func walks() throws {
    var cursor = PageCursor()
    let next = try cursor.next(after: Self.page("true", "a+b"), of: "ListRoles")
    #expect(next?.0 == "Marker")
    #expect(next?.1 == "a+b")
    #expect(cursor.pages == 1)
    #expect(try cursor.next(after: Self.page("false"), of: "ListRoles") == nil)
    #expect(try cursor.next(after: Self.page(nil, "ignored"), of: "ListRoles") == nil)
  }

  // Pages one after the other, the last of which is an error with these words.
  static let damaged: [(pages: [XMLElement], words: String)] = [
    ([page("true")], "has no marker"), ([page("true", "")], "has no marker"),
    ([page("maybe", "a")], "does not say whether"),
    ([page("true", "a"), page("true", "a")], "the same marker twice"),
  ]

  @Test("a list that promises more and gives no way on is an error", arguments: damaged)
  func refuses(row: (pages: [XMLElement], words: String)) throws {
    var cursor = PageCursor()
    for page in row.pages.dropLast() { _ = try cursor.next(after: page, of: "ListRoles") }
    let last = try #require(row.pages.last)
    let error = #expect(throws: CallError.self) { try cursor.next(after: last, of: "ListRoles") }
    #expect(error?.message.contains(row.words) == true)
  }

  @Test("a list without an end is given up") func endless() {
    var cursor = PageCursor()
    var pages = 0
    let error = #expect(throws: CallError.self) {
      while true {
        pages += 1
        _ = try cursor.next(after: Self.page("true", "m\(pages)"), of: "ListRoles")
      }
    }
    #expect(pages == PageCursor.mostPages)
    #expect(error?.message == "the list of ListRoles does not end after 1000 pages")
  }
}
