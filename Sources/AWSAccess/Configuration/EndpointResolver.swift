/// Finds where IAM and STS answer: a URL that somebody set, or the partition's own host.
public struct EndpointResolver: Hashable, Sendable {
  /// The region in use.
  public let region: String
  /// Its partition.
  public let partition: Partition
  private let usesFIPS: Bool
  private let usesDualStack: Bool
  private let custom: [QueryService: CustomURL]
  private let allowPlainHTTP: Bool

  private struct CustomURL: Hashable {
    var url: String
    var source: String
    var flag: String?
  }

  /// Finds out what is set for both services.
  ///
  /// The first of these wins: `--endpoint-url`, AWS_ENDPOINT_URL_IAM or …_STS, AWS_ENDPOINT_URL,
  /// the `services` section of the profile, its `endpoint_url`
  /// (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
  public init(
    _ options: AccessOptions, environment: Environment, shared: SharedConfig
  ) throws(ConfigurationError) {
    let settings = Settings(environment: environment, shared: shared)
    let set =
      options.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
      ?? shared["region"]
    let fallback = options.partition.flatMap { Partition.named($0) }?.signingRegion
    region = set ?? fallback ?? "us-east-1"
    guard Self.isHostLabel(region) else {
      throw ConfigurationError(
        "'\(region)' is no region", hint: "regions look like 'us-east-1' and 'eu-west-3'",
        flag: options.region == nil ? nil : "--region")
    }
    partition = Partition.of(region: region)
    usesFIPS = try settings.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
    usesDualStack = try settings.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
    allowPlainHTTP = options.allowPlainHTTP
    let ignored = try settings.flag(
      "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
    var custom: [QueryService: CustomURL] = [:]
    for service in QueryService.allCases {
      if let url = options.endpointURL {
        custom[service] = CustomURL(url: url, source: "'--endpoint-url'", flag: "--endpoint-url")
      } else if !ignored {
        custom[service] = Self.configured(service, environment, shared)
      }
    }
    self.custom = custom
  }

  private static func configured(
    _ service: QueryService, _ environment: Environment, _ shared: SharedConfig
  ) -> CustomURL? {
    for name in ["AWS_ENDPOINT_URL_\(service.rawValue.uppercased())", "AWS_ENDPOINT_URL"] {
      if let url = environment[name] { return CustomURL(url: url, source: "'\(name)'") }
    }
    if let section = shared["services"],
      let url = shared.config.services[section]?[service.rawValue]?.nested["endpoint_url"],
      !url.isEmpty
    {
      return CustomURL(url: url, source: "the services section '\(section)'")
    }
    return shared["endpoint_url"].map {
      CustomURL(url: $0, source: "'endpoint_url' of profile '\(shared.profile)'")
    }
  }

  /// Where a service answers and what requests to it are signed for.
  public func endpoint(of service: QueryService) throws(ConfigurationError) -> ServiceEndpoint {
    if let custom = custom[service] { return try endpoint(custom, service) }
    switch service {
    case .iam: return iamEndpoint
    case .sts: return stsEndpoint
    }
  }

  private func endpoint(
    _ custom: CustomURL, _ service: QueryService
  ) throws(ConfigurationError) -> ServiceEndpoint {
    guard !usesFIPS, !usesDualStack else {
      throw ConfigurationError(
        "\(custom.source) cannot be used together with "
          + (usesFIPS ? "FIPS endpoints" : "dual-stack endpoints"),
        hint: "unset one of them", flag: custom.flag)
    }
    guard let endpoint = Endpoint(custom.url) else {
      throw ConfigurationError(
        // A URL with a user in it may have a password too.
        "\(custom.source) is no endpoint"
          + (custom.url.contains("@") ? "" : ": '\(custom.url)'"),
        hint: "an endpoint looks like 'https://HOST' or 'http://127.0.0.1:PORT'",
        flag: custom.flag)
    }
    guard endpoint.scheme == .https || endpoint.isLoopback || allowPlainHTTP else {
      throw ConfigurationError(
        "\(custom.source) sends requests unencrypted to '\(endpoint.host)'",
        hint: "use an https URL, or say '--allow-plain-http'", flag: custom.flag)
    }
    switch service {
    case .iam: return ServiceEndpoint(endpoint, signingRegion: partition.signingRegion)
    case .sts: return ServiceEndpoint(endpoint, signingRegion: regionOfSTS)
    }
  }

  private var iamEndpoint: ServiceEndpoint {
    let host =
      switch (usesFIPS, usesDualStack) {
      case (false, false): partition.iam
      case (true, false): partition.iamFIPS
      case (false, true): partition.iamDualStack
      case (true, true): partition.iamFIPSDualStack
      }
    return ServiceEndpoint(
      Endpoint(https: host),
      signingRegion: usesFIPS ? partition.fipsSigningRegion : partition.signingRegion)
  }

  private var stsEndpoint: ServiceEndpoint {
    if region == "aws-global", !usesFIPS, !usesDualStack {
      return ServiceEndpoint(Endpoint(https: "sts.amazonaws.com"), signingRegion: "us-east-1")
    }
    // In GovCloud the plain host is the FIPS one.
    let isPlain = !usesFIPS || (partition.id == "aws-us-gov" && !usesDualStack)
    let suffix = usesDualStack ? partition.dualStackSuffix : partition.suffix
    let host = "sts\(isPlain ? "" : "-fips").\(regionOfSTS).\(suffix)"
    return ServiceEndpoint(Endpoint(https: host), signingRegion: regionOfSTS)
  }

  /// STS answers in regions; a pseudo-region stands for the partition's main one.
  private var regionOfSTS: String {
    partition.isGlobal(region) ? partition.signingRegion : region
  }

  private static func isHostLabel(_ text: String) -> Bool {
    (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x2d
      }
  }
}
