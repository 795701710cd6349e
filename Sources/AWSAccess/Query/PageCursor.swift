/// Finds the way from one page of a list to the next.
///
/// AWS may give short pages, so only `IsTruncated` says whether there are more. A page that promises
/// more without a new marker is an error, because a list that silently ends would look complete. The
/// number of pages is bounded: an endpoint that never comes to an end is not AWS.
public struct PageCursor: Sendable {
  /// The most pages of one list.
  ///
  /// IAM's largest lists have some ten thousand entries, a hundred a page.
  public static let mostPages = 1000

  private var markers: Set<String> = []

  /// Makes a cursor before the first page.
  public init() {}

  /// The number of pages that were left behind.
  public var pages: Int { markers.count }

  /// The parameter that asks for the page behind this one; nil when it is the last.
  public mutating func next(
    after page: XMLElement, of action: String
  ) throws(CallError) -> (String, String)? {
    guard page["IsTruncated"] != nil else { return nil }
    guard let goesOn = page.truth(of: "IsTruncated") else {
      throw Self.damaged("the answer to \(action) does not say whether its list goes on")
    }
    guard goesOn else { return nil }
    guard let marker = page.text(of: "Marker"), !marker.isEmpty else {
      throw Self.damaged("the list of \(action) goes on, and the answer has no marker")
    }
    guard markers.insert(marker).inserted else {
      throw Self.damaged("\(action) gave the same marker twice")
    }
    guard markers.count < Self.mostPages else {
      throw Self.damaged("the list of \(action) does not end after \(Self.mostPages) pages")
    }
    return ("Marker", marker)
  }

  private static func damaged(_ summary: String) -> CallError {
    .malformedAnswer(summary: summary, answersLost: 0)
  }
}
