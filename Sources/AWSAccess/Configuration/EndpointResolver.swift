/// Finds where services answer: a URL that somebody set, or the host of the partition.
public struct EndpointResolver: Hashable, Sendable {
  /// The Region in use.
  public let region: String
  /// What names the Region: `'--region'`, `'AWS_REGION'`, `'region' of profile 'x'`, `the default`.
  public let regionSource: String
  /// Its partition.
  public let partition: Partition
  private let usesFIPS: Bool
  private let usesDualStack: Bool
  private let usesGlobalSTS: Bool
  private let custom: [AWSService: CustomURL]
  private let allowPlainHTTP: Bool

  private struct CustomURL: Hashable {
    var url: String
    var source: String
    var flag: String?
  }

  /// Finds out what is set for all services.
  ///
  /// The first of these wins: `--endpoint-url`, AWS_ENDPOINT_URL_IAM (and …_STS, …_SSO,
  /// …_SSO_OIDC), AWS_ENDPOINT_URL, the `services` section of the profile, its `endpoint_url`
  /// (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
  public init(
    _ options: AccessOptions, environment: Environment, shared: SharedConfig
  ) throws(ConfigurationError) {
    let settings = Settings(environment: environment, shared: shared)
    let set = Self.region(options, settings)
    regionSource = set.source
    // `us-west-2-fips` and `fips-us-west-2` are older ways to ask for FIPS endpoints.
    region = set.name.replacing("fips-", with: "").replacing("-fips", with: "")
    guard Self.isHostLabel(region) else {
      let place = set.isInProfile ? shared.place(of: "region") : nil
      throw ConfigurationError(
        "'\(set.name)' is not a Region"
          + (options.region == nil ? " (set by \(set.source))" : ""),
        hint: "Regions look like 'us-east-1' and 'eu-west-3'", path: place?.path,
        line: place?.line, flag: options.region == nil ? nil : "--region")
    }
    partition = Partition.of(region: region)
    let isFIPSSet = try settings.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
    usesFIPS = isFIPSSet || region != set.name
    usesDualStack = try settings.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
    usesGlobalSTS =
      try settings.choice(
        "AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints", of: ["regional", "legacy"])
      == "legacy"
    allowPlainHTTP = options.allowPlainHTTP
    let ignored = try settings.flag(
      "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
    let section = try settings.servicesSection()
    var custom: [AWSService: CustomURL] = [:]
    for service in AWSService.allCases {
      if let url = options.endpointURL {
        custom[service] = CustomURL(url: url, source: "'--endpoint-url'", flag: "--endpoint-url")
      } else if !ignored {
        custom[service] = Self.configured(service, settings, section)
      }
    }
    self.custom = custom
  }

  private static func region(
    _ options: AccessOptions, _ settings: Settings
  ) -> (name: String, source: String, isInProfile: Bool) {
    if let region = options.region { return (region, "'--region'", false) }
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
      if let region = settings.environment[name] { return (region, "'\(name)'", false) }
    }
    if let region = settings.shared["region"] {
      return (region, "'region' of profile '\(settings.shared.profile)'", true)
    }
    let fallback = options.partition.flatMap { Partition.named($0) }?.signingRegion
    return (fallback ?? "us-east-1", "the default", false)
  }

  private static func configured(
    _ service: AWSService, _ settings: Settings,
    _ section: (name: String, settings: SharedConfigFile.Section)?
  ) -> CustomURL? {
    for name in ["AWS_ENDPOINT_URL_\(service.settingName.uppercased())", "AWS_ENDPOINT_URL"] {
      if let url = settings.environment[name] { return CustomURL(url: url, source: "'\(name)'") }
    }
    if let section, let url = section.settings[service.settingName]?.nested["endpoint_url"],
      !url.isEmpty
    {
      return CustomURL(url: url, source: "the services section '\(section.name)'")
    }
    return settings.shared["endpoint_url"].map {
      CustomURL(url: $0, source: "'endpoint_url' of profile '\(settings.shared.profile)'")
    }
  }

  /// Where a service answers and what requests to it are signed for; in another Region than the
  /// one in use when one is given.
  public func endpoint(
    of service: AWSService, in other: String? = nil
  ) throws(ConfigurationError) -> ServiceEndpoint {
    let region = other ?? self.region
    let partition = other.map { Partition.of(region: $0) } ?? self.partition
    // Services answer in Regions; a pseudo-Region stands for the partition's main one.
    let ownRegion = partition.isGlobal(region) ? partition.signingRegion : region
    let signingRegion = service == .iam ? partition.signingRegion : ownRegion
    if let custom = custom[service] {
      return ServiceEndpoint(try endpoint(custom), signingRegion: signingRegion)
    }
    if service == .sts, !usesFIPS, !usesDualStack,
      region == "aws-global" || usesGlobalSTS && Self.globalSTSRegions.contains(region)
    {
      return ServiceEndpoint(Endpoint(https: "sts.amazonaws.com"), signingRegion: "us-east-1")
    }
    guard Self.isHostLabel(ownRegion) else {
      throw ConfigurationError("'\(ownRegion)' is not a Region")
    }
    let host = partition.host(
      of: service, in: ownRegion, fips: usesFIPS, dualStack: usesDualStack)
    return ServiceEndpoint(Endpoint(https: host), signingRegion: signingRegion)
  }

  private func endpoint(_ custom: CustomURL) throws(ConfigurationError) -> Endpoint {
    guard !usesFIPS, !usesDualStack else {
      throw ConfigurationError(
        "\(custom.source) cannot be used together with "
          + (usesFIPS ? "FIPS endpoints" : "dual-stack endpoints"),
        hint: "unset one of them", flag: custom.flag)
    }
    guard let endpoint = Endpoint(custom.url) else {
      throw ConfigurationError(
        "\(custom.source) is not a valid endpoint"
          + (Endpoint.quotable(custom.url).map { ": '\($0)'" } ?? ""),
        hint: "an endpoint looks like 'https://HOST' or 'http://127.0.0.1:PORT'",
        flag: custom.flag)
    }
    guard endpoint.scheme == .https || endpoint.isLoopback || allowPlainHTTP else {
      throw ConfigurationError(
        "\(custom.source) sends requests unencrypted to '\(endpoint.host)'",
        hint: "use an https URL, or say '--allow-plain-http'", flag: custom.flag)
    }
    return endpoint
  }

  /// The Regions whose STS is the global one with `sts_regional_endpoints = legacy` (AWS SDKs and
  /// Tools Reference Guide, "AWS STS Regional endpoints").
  private static let globalSTSRegions: Set<String> = [
    "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "aws-global",
    "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3",
    "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
  ]

  private static func isHostLabel(_ text: String) -> Bool {
    (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x2d
      }
  }
}
