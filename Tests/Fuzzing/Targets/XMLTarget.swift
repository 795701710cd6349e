import AWSAccess

extension FuzzTarget {
  /// The reader of the answers of AWS.
  public static let xml = FuzzTarget(name: "xml") { input in
    guard let root = try? XMLElement(parsing: input) else { return nil }
    var open = [root]
    var elements = 0
    while let element = open.popLast() {
      elements += 1
      if element.name.isEmpty { return "an element has no name" }
      open += element.children
    }
    // The shortest element is `<a/>`.
    return elements * 4 <= input.count ? nil : "there are more elements than the text can hold"
  }
}
