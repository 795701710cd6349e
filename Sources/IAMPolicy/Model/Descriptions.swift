import JSONText

extension PolicyDocument: CustomStringConvertible {
  /// The document as compact JSON.
  public var description: String { text(.compact) }
}

extension StatementReference: CustomStringConvertible {
  /// `identity policy 1, statement 2 'ReadReports'`, counted from 1.
  public var description: String {
    "\(origin.rawValue) policy \(document + 1), statement \(statement + 1)"
      + (sid.map { " '\($0)'" } ?? "")
  }
}

extension Decision: CustomStringConvertible {
  /// `allowed by identity policy 1, statement 1`.
  public var description: String {
    switch self {
    case .allowed(let statement): "allowed by \(statement)"
    case .implicitlyDenied: "denied: no statement allows it"
    case .explicitlyDenied(let statement): "denied by \(statement)"
    case .unspecified(let statement): "not specified by AWS, because of \(statement)"
    }
  }
}
