/// Where a service answers: scheme, host and port, read from a URL once and checked.
public struct Endpoint: Hashable, Sendable {
  /// How bytes travel.
  public enum Scheme: String, Hashable, Sendable {
    case https
    case http

    var defaultPort: Int {
      switch self {
      case .https: 443
      case .http: 80
      }
    }
  }

  /// How bytes travel.
  public let scheme: Scheme
  /// The name or address, in lower case; an IPv6 address is in its brackets.
  public let host: String
  /// The port, the scheme's own when the URL has none.
  public let port: Int
  /// The path of the URL, `/` when it has none.
  public let path: String

  /// The endpoint of a host by TLS on the usual port.
  public init(https host: String) {
    scheme = .https
    self.host = host
    port = Scheme.https.defaultPort
    path = "/"
  }

  /// Reads `https://host[:port][/path]`; nil for anything else, also for a user, a query or a
  /// fragment in the URL.
  public init?(_ url: String) {
    let scheme: Scheme
    let lowercased = url.lowercased()
    if lowercased.hasPrefix("https://") {
      scheme = .https
    } else if lowercased.hasPrefix("http://") {
      scheme = .http
    } else {
      return nil
    }
    let rest = url.dropFirst(scheme.rawValue.count + 3)
    let authority = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(authority.count)
    let allowed: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x7f }
    guard path.utf8.allSatisfy({ allowed($0) && $0 != 0x3f && $0 != 0x23 }) else { return nil }
    guard let (host, port) = Self.hostAndPort(authority) else { return nil }
    self.scheme = scheme
    self.host = host
    self.port = port ?? scheme.defaultPort
    self.path = path.isEmpty ? "/" : String(path)
  }

  /// What may be repeated of a URL that is not an endpoint; nil when it may hold a password.
  ///
  /// A query is left out: a presigned URL has its secrets there.
  static func quotable(_ url: String) -> String? {
    let start = url.prefix { !"?#".contains($0) }
    let isHarmless = start.utf8.allSatisfy {
      $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "%")
    }
    guard isHarmless, start.utf8.count <= 100 else { return nil }
    return start.utf8.count < url.utf8.count ? "\(start)…" : String(start)
  }

  static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
    var host = authority
    var port: Int?
    let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : authority.startIndex
    guard let end else { return nil }
    if let colon = authority[end...].firstIndex(of: ":") {
      let digits = authority[authority.index(after: colon)...]
      guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
        (1...65_535).contains(number)
      else { return nil }
      host = authority[..<colon]
      port = number
    }
    let name = host.lowercased()
    if name.hasPrefix("[") {
      guard name.hasSuffix("]"), name.count > 3,
        name.dropFirst().dropLast().utf8.allSatisfy({ byte in
          (0x30...0x3a).contains(byte) || (0x61...0x66).contains(byte) || byte == 0x2e
        })
      else { return nil }
    } else {
      guard Self.isHostName(name) else { return nil }
    }
    return (name, port)
  }

  private static func isHostName(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= 253 else { return false }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
        && label.utf8.allSatisfy { byte in
          (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x2d
            || byte == 0x5f
        }
    }
  }

  /// Another path on the same host, with a query where it has one; both are encoded already.
  func with(path: String) -> Endpoint {
    Endpoint(scheme: scheme, host: host, port: port, path: path)
  }

  private init(scheme: Scheme, host: String, port: Int, path: String) {
    self.scheme = scheme
    self.host = host
    self.port = port
    self.path = path
  }

  /// What the `Host` header says: with the port only when it is not the scheme's own.
  public var hostHeader: String {
    port == scheme.defaultPort ? host : "\(host):\(port)"
  }

  /// The URL of a request.
  public var url: String { "\(scheme.rawValue)://\(hostHeader)\(path)" }

  /// Says whether the host is this machine: `localhost`, `127.…` or `::1`.
  ///
  /// Names below `localhost` are not: some systems ask DNS for them.
  public var isLoopback: Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Says whether the host is an address on the local link, as that of a metadata service.
  var isLinkLocal: Bool {
    let address = host.hasPrefix("[") ? host.dropFirst().dropLast() : host[...]
    return IPAddress(address)?.isLinkLocal ?? false
  }
}
