/// The way that requests to a service take: through which proxy, and by which certificates it is trusted.
public struct NetworkRoute: Hashable, Sendable {
  /// The host that is asked.
  public let host: String
  /// The proxy as `host:port`, never with its user; nil when the host is reached directly.
  public let proxy: String?
  /// Where the certificates are that prove who answers; nil over plain HTTP.
  public let certificates: String?
}

extension AccessConfiguration {
  /// The route to a service; a proxy that cannot be understood is an error.
  public func route(to endpoint: ServiceEndpoint) throws(TransportError) -> NetworkRoute {
    let place = endpoint.endpoint
    let certificates =
      switch trust {
      case .libraryDefault: "the system's certificates"
      case .bundle(let path), .directory(let path): "'\(path)'"
      }
    return NetworkRoute(
      host: place.hostHeader, proxy: try ProxySettings(environment).proxy(for: place)?.name,
      certificates: place.scheme == .https ? certificates : nil)
  }
}
