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

  /// A request that is answered by keys or a token: its body may hold those of a login.
  static func lines(ofKeysRequest request: HTTPRequest, pathIsSecret: Bool) -> [String] {
    let endpoint = request.endpoint
    let url =
      pathIsSecret
      ? "\(endpoint.scheme.rawValue)://\(endpoint.hostHeader)/\(Redactor.replacement)"
      : endpoint.url
    let head = ["\(request.method) \(url)"] + request.headers.map { "\($0.name): \($0.shown)" }
    return (head + hidden(request.body)).map { "> \($0)" }
  }

  /// The answer to such a request: its status, and headers that never hold a secret.
  static func lines(ofKeysResponse response: HTTPResponse) -> [String] {
    let plain = response.headers.filter { shownHeaders.contains($0.name.lowercased()) }
    let head = ["status \(response.status)"] + plain.map { "\($0.name): \($0.value)" }
    return (head + hidden(response.body)).map { "< \($0)" }
  }

  private static let shownHeaders: Set<String> = [
    "content-length", "content-type", "date", "server", "x-amzn-errortype", "x-amzn-requestid",
  ]

  private static func hidden(_ body: [UInt8]) -> [String] {
    body.isEmpty ? [] : ["", "\(body.count) bytes that are not shown: they may hold credentials"]
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
