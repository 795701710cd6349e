public import AWSAccess

/// Sends one call to IAM's Query API and gives the result element.
///
/// The HTTP backend and the account reader see the network through this; tests put a model in its
/// place.
public protocol IAMCaller: Sendable {
  /// Calls an action; transient failures were retried when it throws.
  func call(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> XMLElement

  /// Calls an action that takes effect as often as it arrives: it is not repeated after a lost answer.
  func callOnce(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> XMLElement
}

extension IAMCaller {
  /// The same as `call`, for callers that repeat nothing.
  public func callOnce(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> XMLElement {
    try call(action, parameters)
  }

  /// Calls an action until its last page, and gives every page's result.
  func pages(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> [XMLElement] {
    var pages: [XMLElement] = []
    try eachPage(action, parameters) { page throws(CallFailure) in pages.append(page) }
    return pages
  }

  /// Calls an action until its last page, and takes every page's result before the next one is asked for.
  func eachPage(
    _ action: String, _ parameters: [(String, String)],
    _ take: (XMLElement) throws(CallFailure) -> Void
  ) throws(CallFailure) {
    var cursor = PageCursor()
    var marker: [(String, String)] = []
    while true {
      let page = try call(action, parameters + marker)
      try take(page)
      guard let next = try cursor.next(after: page, action: action) else { return }
      marker = [next]
    }
  }

  /// The members of the list with that name, of all pages.
  ///
  /// A page without the list is a damaged answer: an empty list is there and has no members.
  func list(
    _ name: String, from action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> [XMLElement] {
    var members: [XMLElement] = []
    for page in try pages(action, parameters) {
      guard page[name] != nil else {
        throw CallFailure(
          .malformedAnswer, message: "the answer to \(action) lacks its list '\(name)'")
      }
      members += page.members(of: name)
    }
    return members
  }
}

extension PageCursor {
  /// The same as `next(after:of:)`, in the backend's terms.
  mutating func next(
    after page: XMLElement, action: String
  ) throws(CallFailure) -> (String, String)? {
    do { return try next(after: page, of: action) } catch { throw CallFailure(error) }
  }
}

extension XMLElement {
  /// The text of the first element of that name; an empty or missing one is a damaged answer.
  func needed(_ name: String, in action: String) throws(CallFailure) -> String {
    guard let text = text(of: name), !text.allSatisfy(\.isWhitespace) else {
      throw CallFailure(.malformedAnswer, message: "the answer to \(action) lacks a '\(name)'")
    }
    return text
  }
}
