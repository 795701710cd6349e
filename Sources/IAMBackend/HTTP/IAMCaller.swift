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
}

extension IAMCaller {
  /// Calls an action until its last page, and gives every page's result.
  func pages(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> [XMLElement] {
    var pages: [XMLElement] = []
    var seen: Set<String> = []
    var next: [(String, String)] = []
    while true {
      let page = try call(action, parameters + next)
      pages.append(page)
      guard page.text(of: "IsTruncated") == "true" else { return pages }
      guard let marker = page.text(of: "Marker"), !marker.isEmpty, seen.insert(marker).inserted
      else {
        throw CallFailure(
          .malformedAnswer,
          message: "the list that \(action) gives says that it goes on and does not say where")
      }
      next = [("Marker", marker)]
    }
  }
}
