import SigV4

/// Requests and answers as `--debug` prints them.
///
/// What is secret by its kind is left out: headers that are marked as secret, parameters and elements
/// that hold credentials. What a server repeats is taken out of the rest.
enum DebugText {
  /// The parameters of AWS that prove who somebody is, and the external id, which is not for everyone.
  private static let secretParameters: Set<String> = [
    "ExternalId", "SAMLAssertion", "TokenCode", "WebIdentityToken",
  ]
  private static let secretElements: Set<String> = ["SecretAccessKey", "SessionToken"]
  /// Elements that hold credentials: the answer is not printed unless it can be read.
  private static let secretActions: Set<String> = [
    "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRoot",
    "CreateAccessKey", "GetFederationToken", "GetSessionToken",
  ]
  private static let longestText = 1 << 16

  /// The values of the parameters that are secret.
  static func secrets(in parameters: [(String, String)]) -> [Secret] {
    parameters.filter { secretParameters.contains($0.0) }.map { Secret($0.1) }
  }

  static func lines(
    of request: HTTPRequest, _ action: String, _ parameters: [(String, String)]
  ) -> [String] {
    let head =
      ["\(request.method) \(request.endpoint.url)"]
      + request.headers.map { "\($0.name): \($0.shown)" }
    let body =
      ["Action=\(action)"]
      + parameters.map { name, value in
        "\(name)=\(secretParameters.contains(name) ? Redactor.replacement : value)"
      }
    return (head + [""] + body).map { "> \($0)" }
  }

  static func lines(
    of response: HTTPResponse, to action: String, _ redactor: Redactor
  ) -> [String] {
    let head = ["status \(response.status)"] + response.headers.map { "\($0.name): \($0.value)" }
    var body: [String] = []
    if let root = try? XMLElement(parsing: response.body) {
      add(root, indentation: "", to: &body)
    } else if secretActions.contains(action) {
      body = ["\(response.body.count) bytes that are not shown: they may hold credentials"]
    } else {
      let text = String(
        decoding: redactor.redacted(response.body).prefix(longestText), as: UTF8.self)
      body = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    return redactor.redacted(lines: head + [""] + body).map { "< \($0)" }
  }

  private static func add(_ element: XMLElement, indentation: String, to lines: inout [String]) {
    let name = element.name
    if secretElements.contains(name) {
      lines.append("\(indentation)<\(name)>\(Redactor.replacement)</\(name)>")
    } else if element.children.isEmpty {
      lines.append("\(indentation)<\(name)>\(element.text)</\(name)>")
    } else {
      lines.append("\(indentation)<\(name)>")
      for child in element.children { add(child, indentation: indentation + "  ", to: &lines) }
      lines.append("\(indentation)</\(name)>")
    }
  }
}
