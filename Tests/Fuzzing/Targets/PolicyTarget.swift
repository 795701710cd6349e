import IAMPolicy
import JSONText
import PolicyLint
import Reports

extension FuzzTarget {
  /// The policy reader, of each kind, and all that works on what it reads: writer, equivalence, rules
  /// and evaluation.
  public static let policy = FuzzTarget(name: "policy") { input in
    for kind in [nil] + PolicyKind.allCases.map(Optional.some) {
      let document: PolicyDocument
      do throws(DocumentError) {
        document = try PolicyDocument(reading: input, as: kind)
      } catch {
        if error.problems.isEmpty { return "an error has no problem" }
        let places = error.problems.map(\.position)
        if places != places.sorted() { return "the problems are not in the order of the text" }
        continue
      }
      if let fault = fault(of: document) { return "\(document.kind.rawValue): \(fault)" }
    }
    _ = try? PolicyDocument(stored: String(decoding: input, as: UTF8.self))
    return nil
  }

  private static let requests = [
    AccessRequest(
      principal: .service("panorama.amazonaws.com"), action: "sts:AssumeRole",
      context: RequestContext(["aws:SourceAccount": ["123456789012"], "aws:username": ["ann"]])),
    AccessRequest(
      principal: .aws("arn:aws:iam::123456789012:role/one"), action: "s3:GetObject",
      resource: "arn:aws:s3:::bucket/ann/key",
      context: RequestContext([
        "aws:SourceIp": ["10.0.0.1"], "aws:TagKeys": ["a", "b"], "aws:CurrentTime": ["0"],
      ])),
  ]

  private static func fault(of document: PolicyDocument) -> String? {
    for text in [document.text(.pretty), document.text(.compact)] {
      guard let again = try? PolicyDocument(reading: text, as: document.kind) else {
        return "the document written is not read"
      }
      if again != document { return "the document written is another one" }
    }
    guard case .same = PolicyEquivalence.compare(document, document) else {
      return "the document does not mean what it means"
    }
    _ = document.lint(LintContext())
    let policy = CompiledPolicy(document)
    for request in requests {
      if policy.decide(request) != document.decide(request) { return "two decisions differ" }
    }
    return nil
  }
}
