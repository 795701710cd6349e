public import JSONText

extension PolicyDocument {
  /// Reads a policy document from its JSON text.
  ///
  /// Refuses what IAM's grammar refuses (IAM User Guide, "Grammar of the IAM JSON policy language") and
  /// reports every problem at once. With `kind` nil the elements of the document say what it is.
  public init(
    reading text: String, as kind: PolicyKind? = nil
  ) throws(DocumentError) {
    try self.init(reading: text.utf8, as: kind)
  }

  /// Reads a policy document from the UTF-8 bytes of its JSON text.
  public init(
    reading bytes: some Collection<UInt8>, as kind: PolicyKind? = nil
  ) throws(DocumentError) {
    let problems = ProblemCollector()
    guard let json = problems.json(of: bytes) else {
      throw problems.error ?? PolicyDocument.notAnObject(JSON.null)
    }
    self = try PolicyDocument.read(json, as: kind, problems)
  }

  /// Reads a policy document from a JSON value.
  public init(_ json: JSON, as kind: PolicyKind? = nil) throws(DocumentError) {
    self = try PolicyDocument.read(json, as: kind, ProblemCollector())
  }

  /// Reads a document as an IAM answer or a snapshot holds it: percent-encoded once, or plain JSON.
  ///
  /// IAM encodes documents (RFC 3986); its imitations and the AWS CLI's output do not. A text whose first
  /// character after white space is `{` is plain.
  public init(
    stored text: String, as kind: PolicyKind? = nil
  ) throws(DocumentError) {
    let first = text.utf8.first { !(0x09...0x0D ~= $0 || $0 == 0x20) }
    guard first != UInt8(ascii: "{") else {
      try self.init(reading: text, as: kind)
      return
    }
    guard let decoded = PolicyDocument.percentDecoded(text) else {
      throw DocumentError(
        Problem(
          .badPercentEncoding, at: TextPosition(line: 1, column: 1),
          "the stored document is neither JSON nor percent-encoded JSON",
          hint: "give the document as IAM returned it"))
    }
    try self.init(reading: decoded, as: kind)
  }

  private static func read(
    _ json: JSON, as kind: PolicyKind?, _ problems: ProblemCollector
  ) throws(DocumentError) -> PolicyDocument {
    guard let members = json.object else { throw notAnObject(json) }
    var reader = PolicyReader(kind: kind ?? PolicyKind(recognising: json), problems: problems)
    reader.checkCharacters(of: json)
    let document = reader.document(members, at: json.position)
    try problems.check()
    guard let document else { throw notAnObject(json) }
    return document
  }

  private static func notAnObject(_ json: JSON) -> DocumentError {
    DocumentError(
      Problem(
        .notAnObject, at: json.position, "a policy document must be an object, not \(json.kind)",
        hint: "write '{ \"Version\": \"2012-10-17\", \"Statement\": […] }'"))
  }
}

extension PolicyKind {
  /// Tells from the elements what a document is: without a principal an identity policy, unless all its
  /// actions belong to STS and it has no resource; with a principal a trust policy, unless its actions or
  /// resources belong to something else.
  init(recognising json: JSON) {
    let statements = json["Statement"].map { $0.array ?? [$0] } ?? []
    let has = { (name: String) in statements.contains { $0[name] != nil } }
    let actions = statements.flatMap { statement in
      (statement["Action"] ?? statement["NotAction"]).map { $0.array ?? [$0] } ?? []
    }
    let isSTS = { (action: JSON) in action.string?.lowercased().hasPrefix("sts:") ?? false }
    let isAboutSTS = !actions.isEmpty && actions.allSatisfy(isSTS)
    let hasResource = has("Resource") || has("NotResource")
    switch (has("Principal") || has("NotPrincipal"), hasResource) {
    case (true, true): self = isAboutSTS ? .trust : .resource
    case (true, false):
      let isAboutOthers = !actions.isEmpty && !actions.contains { isSTS($0) || $0.string == "*" }
      self = isAboutOthers ? .resource : .trust
    case (false, true): self = .identity
    case (false, false): self = isAboutSTS ? .trust : .identity
    }
  }
}
