import SigV4

/// Keys of a container: the agent of Amazon ECS and EKS Pod Identity answer on the host.
struct ContainerProvider: CredentialProvider {
  let context: CredentialContext
  let endpoint: Endpoint
  let variable: String

  private static let agent = "http://169.254.170.2"

  /// Nil when neither variable is set.
  init?(_ context: CredentialContext) throws(CredentialError) {
    let environment = context.environment
    let url: String
    if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
      variable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
      url = Self.agent + (path.hasPrefix("/") ? path : "/\(path)")
    } else if let full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
      variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
      url = full
    } else {
      return nil
    }
    // The path may have a query, which a service's endpoint has not.
    let start = url.prefix { $0 != "?" }
    guard let base = Endpoint(String(start)) else {
      throw .misconfigured(ConfigurationError("'\(variable)' is not a URL"))
    }
    guard Self.isAllowed(base) else {
      throw .misconfigured(
        ConfigurationError(
          "'\(variable)' names the host '\(base.host)' without TLS",
          hint: "use https, or one of this machine, 169.254.170.2, 169.254.170.23 and "
            + "[fd00:ec2::23]"))
    }
    endpoint = base.with(path: base.path + url.dropFirst(start.count))
    self.context = context
  }

  /// Plain http only to this machine and the agents: the request carries a token.
  private static func isAllowed(_ endpoint: Endpoint) -> Bool {
    endpoint.scheme == .https || endpoint.isLoopback
      || ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"].contains(endpoint.host)
  }

  private var source: String { "the container (\(variable))" }

  var canRenew: Bool { true }

  func credentials() throws(CredentialError) -> ResolvedCredentials {
    var headers = [NameValue("Accept", "application/json")]
    if let token = try authorization() {
      headers.append(NameValue("Authorization", secret: token))
    }
    let response: HTTPResponse
    do throws(TransportError) {
      response = try context.send(
        HTTPRequest(
          method: "GET", endpoint: endpoint, headers: headers, connectTimeout: 2, timeout: 2,
          responseLimit: 1 << 20, usesProxy: false),
        attempts: 3, pause: 1, pathIsSecret: true)
    } catch {
      throw .unanswered(source, error)
    }
    guard response.status == 200 else {
      let code = (try? CredentialAnswer(response.body, source: source))?.word("code")
      throw .failed(
        source: source,
        reason: "'\(endpoint.hostHeader)' answered with status \(response.status)"
          + (code.map { " (\($0))" } ?? ""),
        hint: [401, 403].contains(response.status)
          ? "check the role of the task or of the pod, and its token" : nil)
    }
    let answer = try CredentialAnswer(response.body, source: source)
    return try answer.keys(
      token: "Token", needsToken: true, expiration: try answer.time("Expiration"))
  }

  /// The token that proves which container asks; the file is read each time, as it is renewed.
  private func authorization() throws(CredentialError) -> Secret? {
    let environment = context.environment
    var token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
    var name = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    if let path = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
      name += "_FILE"
      switch context.files.read(path) {
      case .absent:
        throw .failed(
          source: source, reason: "the file '\(path)' (\(name)) does not exist")
      case .unreadable(let reason):
        throw .failed(
          source: source, reason: "the file '\(path)' (\(name)) cannot be read: \(reason)")
      case .bytes(let bytes): token = String(decoding: bytes, as: UTF8.self)
      }
    }
    guard let token else { return nil }
    guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }), !token.isEmpty else {
      throw .malformed(source: source, setting: name)
    }
    return Secret(token)
  }
}
