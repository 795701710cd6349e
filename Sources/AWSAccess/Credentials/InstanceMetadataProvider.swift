import SigV4

/// Keys of an EC2 instance, from its metadata service in version 2.
///
/// Version 1 is never asked: whoever can make a server fetch a URL could read keys by it.
struct InstanceMetadataProvider: CredentialProvider {
  let context: CredentialContext
  private let endpoint: Endpoint
  private let isEndpointSet: Bool
  private let timeout: Double
  private let attempts: Int

  /// Nil when AWS_EC2_METADATA_DISABLED is `true`.
  init?(_ context: CredentialContext) throws(CredentialError) {
    guard context.environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else {
      return nil
    }
    let settings = context.settings
    var url = "http://169.254.169.254"
    do throws(ConfigurationError) {
      let mode = try settings.choice(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode",
        of: ["ipv4", "ipv6"])
      if mode == "ipv6" { url = "http://[fd00:ec2::254]" }
    } catch {
      throw .misconfigured(error)
    }
    let set = settings.value(
      "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
    isEndpointSet = set != nil
    guard let endpoint = Endpoint(set?.text ?? url) else {
      throw .misconfigured(
        ConfigurationError(
          "\(set?.name ?? "the metadata service") is not a URL",
          hint: "a metadata service looks like 'http://169.254.169.254'"))
    }
    self.endpoint = endpoint
    timeout = try Self.number(
      settings, "AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", { Double($0) }, or: 1)
    attempts = try Self.number(
      settings, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", { Int($0) },
      or: 1)
    self.context = context
  }

  private static func number<Number: Comparable & ExpressibleByIntegerLiteral>(
    _ settings: Settings, _ variable: String, _ key: String, _ read: (String) -> Number?,
    or usual: Number
  ) throws(CredentialError) -> Number {
    guard let (text, name) = settings.value(variable, key) else { return usual }
    guard let number = read(text), number >= 1 else {
      throw .misconfigured(ConfigurationError("\(name) must be a number from 1 on"))
    }
    return number
  }

  private var source: String { "the EC2 instance (metadata service)" }

  var canRenew: Bool { true }

  func credentials() throws(CredentialError) -> ResolvedCredentials {
    let token = try token()
    let header = [NameValue("x-aws-ec2-metadata-token", secret: token)]
    let folder = "/latest/meta-data/iam/security-credentials/"
    let list = try send("GET", folder, header)
    guard list.status == 200 else {
      if list.status == 404 { throw notConfigured("this EC2 instance has no role") }
      throw refused(list, "the name of its role")
    }
    let names = String(decoding: list.body.prefix(4096), as: UTF8.self)
    let name = trimmed(names).split(whereSeparator: \.isNewline).first.map { String(trimmed($0)) }
    guard let name, !name.isEmpty else { throw notConfigured("this EC2 instance has no role") }
    let response = try send("GET", folder + percentEncoded(name), header)
    guard response.status == 200 else { throw refused(response, "the keys of its role") }
    let answer = try CredentialAnswer(response.body, source: source)
    if let code = answer.word("Code"), code != "Success" {
      throw .failed(
        source: source, reason: "it answered '\(code)'",
        hint: "check the role of the instance profile and its trust policy")
    }
    return try answer.keys(
      token: "Token", needsToken: true, expiration: try answer.time("Expiration"))
  }

  private func token() throws(CredentialError) -> Secret {
    let response: HTTPResponse
    do throws(TransportError) {
      response = try request(
        "PUT", "/latest/api/token", [NameValue("x-aws-ec2-metadata-token-ttl-seconds", "21600")])
    } catch {
      guard error != .cancelled else { throw .cancelled }
      // Nothing answers outside of EC2; that is not a fault unless somebody said where to ask.
      guard isEndpointSet else {
        throw notConfigured("no EC2 metadata service answers (\(error.message))")
      }
      throw .failed(source: source, reason: error.message)
    }
    guard response.status == 200 else {
      throw refused(
        response, "a token",
        hint: "allow version 2 of the metadata service, with a hop limit of 2 for containers; "
          + "version 1 is not used")
    }
    let token = String(trimmed(String(decoding: response.body.prefix(4096), as: UTF8.self)))
    guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw .failed(source: source, reason: "its token cannot be read")
    }
    return Secret(token)
  }

  private func notConfigured(_ note: String) -> CredentialError {
    .notConfigured(
      profile: context.shared.profile,
      notes: CredentialError.missing(context.shared.missingFiles) + [note])
  }

  private func send(
    _ method: String, _ path: String, _ headers: [NameValue]
  ) throws(CredentialError) -> HTTPResponse {
    do throws(TransportError) { return try request(method, path, headers) } catch {
      throw .unanswered(source, error)
    }
  }

  private func request(
    _ method: String, _ path: String, _ headers: [NameValue]
  ) throws(TransportError) -> HTTPResponse {
    let base = endpoint.path.hasSuffix("/") ? String(endpoint.path.dropLast()) : endpoint.path
    return try context.send(
      HTTPRequest(
        method: method, endpoint: endpoint.with(path: base + path), headers: headers,
        connectTimeout: timeout, timeout: timeout, responseLimit: 1 << 20, usesProxy: false),
      attempts: attempts)
  }

  private func refused(
    _ response: HTTPResponse, _ what: String, hint: String? = nil
  ) -> CredentialError {
    .failed(
      source: source, reason: "it answered with status \(response.status) when asked for \(what)",
      hint: hint)
  }
}
