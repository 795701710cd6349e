import SigV4

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A proxy, taken apart.
///
/// User and password are kept from the address, so that the HTTP library has no URL with a password in
/// it that it could repeat in a message.
struct Proxy: Equatable {
  /// How the proxy is spoken to.
  enum Scheme: String, CaseIterable {
    case http
    case https
    case socks4
    case socks4a
    case socks5
    case socks5h

    var defaultPort: Int {
      switch self {
      case .http: 80
      case .https: 443
      case .socks4, .socks4a, .socks5, .socks5h: 1080
      }
    }
  }

  var scheme: Scheme
  var host: String
  var port: Int
  var user: Secret?
  var password: Secret?

  /// The proxy in messages: never with its user.
  var name: String { "\(host):\(port)" }

  /// The address that the HTTP library is given.
  var url: String { "\(scheme.rawValue)://\(name)" }
}

/// Which proxy a request goes through, as the environment says it: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY
/// and NO_PROXY, in capitals or not, in the spellings that curl and Python's urllib take.
struct ProxySettings: Sendable {
  private let environment: Environment

  init(_ environment: Environment) { self.environment = environment }

  /// No proxy at all.
  static let none = ProxySettings(Environment([:]))

  /// The proxy for an endpoint; nil when the request goes straight there.
  ///
  /// This machine is never reached through a proxy: there its loopback is another one. Nor are
  /// addresses that exist on the local link alone, as those of a metadata service.
  func proxy(for endpoint: Endpoint) throws(TransportError) -> Proxy? {
    if endpoint.isLoopback || endpoint.isLinkLocal { return nil }
    guard let (variable, value) = setting(for: endpoint.scheme) else { return nil }
    if let list = environment["no_proxy"] ?? environment["NO_PROXY"],
      NoProxyList(list).contains(endpoint)
    {
      return nil
    }
    return try Proxy(value, of: variable)
  }

  /// What no text may repeat: each value with a user in it, whole, its user and its password.
  var secrets: [Secret] {
    var found: [Secret] = []
    for name in Self.variables {
      guard let value = environment[name], let end = value.utf8.lastIndex(of: UInt8(ascii: "@"))
      else { continue }
      let start = value.firstRange(of: "://")?.upperBound ?? value.startIndex
      let user = value[min(start, end)..<end]
      found += [Secret(value), Secret(String(user))]
      if let colon = user.firstIndex(of: ":") {
        let password = String(user[user.index(after: colon)...])
        found += [Secret(password), Secret(percentDecoded(password))]
      }
    }
    return found
  }

  private static let variables = [
    "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY",
  ]

  private func setting(for scheme: Endpoint.Scheme) -> (name: String, value: String)? {
    let names =
      switch scheme {
      case .https: ["https_proxy", "HTTPS_PROXY"]
      // A server that runs this as a CGI program sets HTTP_PROXY from a header of its client
      // (CVE-2016-5385), so in capitals it does not count there.
      case .http:
        environment["REQUEST_METHOD"] == nil ? ["http_proxy", "HTTP_PROXY"] : ["http_proxy"]
      }
    for name in names + ["all_proxy", "ALL_PROXY"] {
      if let value = environment[name] { return (name, value) }
    }
    return nil
  }
}

extension Proxy {
  /// Reads `[scheme://][user[:password]@]host[:port][/]`.
  ///
  /// A password may hold any character unescaped: the last `@` ends it. The value is never part of the
  /// error.
  init(_ value: String, of variable: String) throws(TransportError) {
    var rest = value[...]
    scheme = .http
    if let end = rest.firstRange(of: "://"), Self.isSchemeName(rest[..<end.lowerBound]) {
      let name = rest[..<end.lowerBound].lowercased()
      guard let known = Scheme(rawValue: name) else {
        throw .proxyUnusable(
          variable: variable,
          reason: "the scheme '\(name.prefix(16))' is not supported")
      }
      scheme = known
      rest = rest[end.upperBound...]
    }
    if let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")) {
      let named = rest[..<at].utf8.split(
        separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
      user = Secret(percentDecoded(String(Substring(named[0]))))
      password = named.count > 1 ? Secret(percentDecoded(String(Substring(named[1])))) : nil
      rest = rest[rest.utf8.index(after: at)...]
    }
    let authority = rest.prefix { !"/?#".contains($0) }
    guard let (host, port) = Endpoint.hostAndPort(authority) else {
      throw .proxyUnusable(variable: variable, reason: "it does not name a host and a port")
    }
    self.host = host
    self.port = port ?? scheme.defaultPort
  }

  private static func isSchemeName(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
          || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      }
  }
}

/// The hosts that NO_PROXY names: names with everything below them, addresses, networks, `*`.
struct NoProxyList {
  private let entries: [Substring]

  init(_ text: String) {
    entries = text.split { $0 == "," || $0.isWhitespace }
  }

  func contains(_ endpoint: Endpoint) -> Bool {
    entries.contains { Self.matches($0.lowercased(), endpoint) }
  }

  private static func matches(_ entry: String, _ endpoint: Endpoint) -> Bool {
    if entry == "*" { return true }
    let host = plain(endpoint.host[...])
    if let slash = entry.firstIndex(of: "/"),
      let network = IPAddress(plain(entry[..<slash])), let address = IPAddress(host)
    {
      guard let bits = Int(entry[entry.index(after: slash)...]) else { return false }
      return address.isWithin(network, bits: bits)
    }
    var name = entry[...]
    // One colon is a port's; more are those of an IPv6 address.
    let isIPv6 = name.utf8.filter { $0 == UInt8(ascii: ":") }.count > 1 && name.first != "["
    if !isIPv6, let colon = name.lastIndex(of: ":"), name[colon...].firstIndex(of: "]") == nil {
      guard Int(name[name.index(after: colon)...]) == endpoint.port else { return false }
      name = name[..<colon]
    }
    name = plain(name)
    if name.first == "*" { name = name.dropFirst() }
    while name.first == "." { name = name.dropFirst() }
    guard !name.isEmpty else { return false }
    if let address = IPAddress(host) { return IPAddress(name) == address }
    return host == name || host.hasSuffix(".\(name)")
  }

  /// Without brackets and without the dot that ends an absolute name.
  private static func plain(_ name: Substring) -> Substring {
    if name.first == "[", name.last == "]" { return name.dropFirst().dropLast() }
    return name.last == "." ? name.dropLast() : name
  }
}

/// An IPv4 or IPv6 address as its bytes.
struct IPAddress: Hashable {
  private let bytes: [UInt8]

  init?(_ text: Substring) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, String(text), &four) == 1 {
      bytes = withUnsafeBytes(of: &four) { Array($0) }
    } else if inet_pton(AF_INET6, String(text), &six) == 1 {
      bytes = withUnsafeBytes(of: &six) { Array($0) }
    } else {
      return nil
    }
  }

  /// Says whether the first bits are those of a network of the same kind.
  func isWithin(_ network: IPAddress, bits: Int) -> Bool {
    guard bytes.count == network.bytes.count, (0...(bytes.count * 8)).contains(bits) else {
      return false
    }
    for bit in 0..<bits {
      let mask = UInt8(0x80) >> (bit % 8)
      guard bytes[bit / 8] & mask == network.bytes[bit / 8] & mask else { return false }
    }
    return true
  }

  /// Says whether the address exists on the local link alone: 169.254.0.0/16, fe80::/10, or EC2's
  /// fd00:ec2::/32.
  var isLinkLocal: Bool {
    bytes.starts(with: [169, 254]) && bytes.count == 4
      || bytes.count == 16
        && (bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
          || bytes.starts(with: [0xfd, 0x00, 0x0e, 0xc2]))
  }
}
