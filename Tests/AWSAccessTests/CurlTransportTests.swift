#if os(Linux)
import SigV4
import Synchronization
import Testing

@testable import AWSAccess

@Suite struct CurlTransportTests {
  private static func request(
    _ port: Int, method: String = "POST", timeout: Double = 10, limit: Int = 1 << 20,
    scheme: String = "http"
  ) throws -> HTTPRequest {
    let endpoint = try #require(Endpoint("\(scheme)://127.0.0.1:\(port)/path"))
    return HTTPRequest(
      method: method, endpoint: endpoint,
      headers: [
        NameValue("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
        NameValue("X-Amz-Date", "20150830T123600Z"), NameValue("User-Agent", "panorama-roles/1"),
      ],
      body: method == "GET" ? [] : [UInt8]("Action=GetRole".utf8), timeout: timeout,
      responseLimit: limit)
  }

  private static func answer(_ body: String, status: String = "200 OK") -> String {
    "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nX-Id:  a b \r\n\r\n\(body)"
  }

  /// Sends one request to a server with such a connection, and gives what comes of it.
  private static func outcome(
    timeout: Double = 10, limit: Int = 1 << 20, scheme: String = "http",
    _ script: @escaping LoopbackServer.Script
  ) throws -> Result<HTTPResponse, TransportError> {
    let server = try LoopbackServer([script])
    defer { server.stop() }
    let request = try request(server.port, timeout: timeout, limit: limit, scheme: scheme)
    return Result { () throws(TransportError) in
      try CurlTransport(cancellation: Cancellation()).send(request)
    }
  }

  @Test("sends exactly the headers given and reads the answer") func exchange() throws {
    let seen = Mutex("")
    let result = try Self.outcome { connection in
      let request = connection.readRequest() ?? ""
      seen.withLock { $0 = request }
      connection.write("HTTP/1.1 100 Continue\r\nX-Not: kept\r\n\r\n" + Self.answer("hello"))
    }
    let response = try result.get()
    #expect(response.status == 200)
    #expect(response.body == [UInt8]("hello".utf8))
    #expect(response.header("x-id") == "a b")
    #expect(response.header("x-not") == nil)
    let lines = seen.withLock { $0 }.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.first == "POST /path HTTP/1.1")
    #expect(
      lines.dropFirst().map { String($0.prefix { $0 != ":" }) } == [
        "Host", "Content-Type", "X-Amz-Date", "User-Agent", "Content-Length", "", "Action=GetRole",
      ])
  }

  @Test("sends other methods, with and without a body") func methods() throws {
    for (method, first) in [("GET", "GET /path HTTP/1.1"), ("PUT", "PUT /path HTTP/1.1")] {
      let seen = Mutex("")
      let server = try LoopbackServer([
        { connection in
          let request = connection.readRequest() ?? ""
          seen.withLock { $0 = request }
          connection.write(Self.answer("ok", status: "404 Not Found"))
        }
      ])
      defer { server.stop() }
      let request = try Self.request(server.port, method: method)
      let response = try CurlTransport(cancellation: Cancellation()).send(request)
      #expect(response.status == 404)
      #expect(seen.withLock { $0.hasPrefix(first) })
    }
  }

  @Test("does not follow redirects, nor answer a demand for a password") func noFollowing() throws {
    for status in ["307 Temporary Redirect", "401 Unauthorized"] {
      let head = "HTTP/1.1 \(status)\r\nLocation: http://127.0.0.1:1/\r\n"
      let result = try Self.outcome { connection in
        _ = connection.readRequest()
        connection.write(
          head + "WWW-Authenticate: Basic realm=\"r\"\r\nContent-Length: 0\r\n\r\n")
      }
      #expect(try result.get().status == Int(status.prefix(3)))
    }
  }

  @Test("a connection that ends early is an error that says so") func earlyEnds() throws {
    let scripts: [LoopbackServer.Script] = [
      { connection in _ = connection.readRequest() },
      { connection in
        _ = connection.readRequest()
        connection.reset()
      },
      { connection in
        _ = connection.readRequest()
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      },
      { connection in
        _ = connection.readRequest()
        connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
      },
    ]
    for script in scripts {
      let result = try Self.outcome(script)
      guard case .failure(.connectionClosed(let host, _)) = result else {
        Issue.record("\(result)")
        continue
      }
      #expect(host.hasPrefix("127.0.0.1:"))
    }
  }

  @Test("a head that is cut gives no whole answer") func cutHead() throws {
    let result = try Self.outcome { connection in
      _ = connection.readRequest()
      connection.write("HTTP/1.1 200 OK\r\nContent-Le")
    }
    switch result {
    case .failure(let error): #expect(error.mayHaveBeenApplied)
    case .success(let response): #expect(response.body.isEmpty)
    }
  }

  @Test("a slow answer ends at the time-out") func slow() throws {
    let gate = Cancellation()
    let result = try Self.outcome(timeout: 0.2) { connection in
      _ = connection.readRequest()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      _ = gate.pause(seconds: 20)
    }
    gate.cancel()
    guard case .failure(.timedOut(_, let seconds)) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(seconds == 0.2)
  }

  @Test("nothing listening is refused, and no name is not found") func noServer() throws {
    let server = try LoopbackServer([])
    server.stop()
    let transport = CurlTransport(cancellation: Cancellation())
    #expect(throws: TransportError.connectionRefused(host: "127.0.0.1:\(server.port)")) {
      try transport.send(Self.request(server.port))
    }
  }

  @Test("a handshake that never ends counts as connecting") func slowHandshake() throws {
    let gate = Cancellation()
    let server = try LoopbackServer([{ _ in _ = gate.pause(seconds: 20) }])
    defer {
      gate.cancel()
      server.stop()
    }
    var request = try Self.request(server.port, scheme: "https")
    request.connectTimeout = 0.2
    let host = "127.0.0.1:\(server.port)"
    #expect(throws: TransportError.connectTimedOut(host: host, seconds: 0.2)) {
      try CurlTransport(cancellation: Cancellation()).send(request)
    }
  }

  @Test("plain requests to other machines go through the proxy that is set") func plainProxy()
    throws
  {
    let seen = Mutex("")
    let server = try LoopbackServer([
      { connection in
        let request = connection.readRequest() ?? ""
        seen.withLock { $0 = request }
        connection.write(Self.answer("ok"))
      }
    ])
    let transport = CurlTransport(
      cancellation: Cancellation(),
      proxies: ProxySettings(Environment(["http_proxy": "http://127.0.0.1:\(server.port)"])))
    let endpoint = try #require(Endpoint("http://iam.invalid:81"))
    let request = HTTPRequest(method: "POST", endpoint: endpoint, body: [1])
    #expect(try transport.send(request).status == 200)
    #expect(seen.withLock { $0.hasPrefix("POST http://iam.invalid:81/ HTTP/1.1\r\n") })
    server.stop()
    let result = Result { () throws(TransportError) in try transport.send(request) }
    switch result {
    // The connection that was kept may end before or after the request is sent over it.
    case .failure(.proxyFailed), .failure(.connectionClosed): break
    case .success, .failure: Issue.record("\(result)")
    }
  }

  @Test("an answer beyond the limit is stopped") func tooLarge() throws {
    let result = try Self.outcome(limit: 1000) { connection in
      _ = connection.readRequest()
      connection.write(Self.answer(String(repeating: "x", count: 1001)))
    }
    guard case .failure(.tooLarge(_, limit: 1000)) = result else {
      Issue.record("\(result)")
      return
    }
  }

  @Test("what speaks no HTTP or no TLS is named") func otherProtocols() throws {
    let plain = try Self.outcome(scheme: "https") { connection in
      connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    }
    guard case .failure(.handshakeFailed) = plain else {
      Issue.record("\(plain)")
      return
    }
    let other = try Self.outcome { connection in
      _ = connection.readRequest()
      connection.write("220 mail ready\r\n")
    }
    guard case .failure(.notHTTP) = other else {
      Issue.record("\(other)")
      return
    }
  }

  @Test("connections are kept for the next request") func keepsConnections() throws {
    let server = try LoopbackServer([
      { connection in
        while connection.readRequest() != nil { connection.write(Self.answer("ok")) }
      }
    ])
    defer { server.stop() }
    let transport = CurlTransport(cancellation: Cancellation())
    for _ in 0..<3 { #expect(try transport.send(Self.request(server.port)).status == 200) }
    #expect(server.connections == 1)
  }

  @Test("a kept connection that dies under a request does not make it sent twice")
  func neverSendsTwice() throws {
    let requests = Mutex(0)
    let serve: LoopbackServer.Script = { connection in
      // The second request of a connection is read, has its effect, and is not answered.
      for number in 0..<2 {
        guard connection.readRequest() != nil else { return }
        requests.withLock { $0 += 1 }
        if number == 0 { connection.write(Self.answer("ok")) }
      }
    }
    let server = try LoopbackServer([serve, serve, serve])
    defer { server.stop() }
    let transport = CurlTransport(cancellation: Cancellation())
    let request = try Self.request(server.port)
    #expect(try transport.send(request).status == 200)
    let second = Result { () throws(TransportError) in try transport.send(request) }
    guard case .failure(.connectionClosed) = second else {
      Issue.record("\(second)")
      return
    }
    #expect(requests.withLock { $0 } == 2)
    #expect(try transport.send(request).status == 200)
  }

  @Test("a kept connection that dies when nothing listens any more is a lost answer")
  func lostWithoutListener() throws {
    let stop = Mutex<(@Sendable () -> Void)?>(nil)
    let server = try LoopbackServer([
      { connection in
        guard connection.readRequest() != nil else { return }
        connection.write(Self.answer("ok"))
        // The second request is read whole; then neither it nor a new connection is answered.
        guard connection.readRequest() != nil else { return }
        stop.withLock { $0 }?()
      }
    ])
    stop.withLock { $0 = { server.stop() } }
    let direct = CurlTransport(cancellation: Cancellation())
    let request = try Self.request(server.port)
    #expect(try direct.send(request).status == 200)
    let error = #expect(throws: TransportError.self) { try direct.send(request) }
    guard case .connectionClosed? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.mayHaveBeenApplied == true)
  }

  // Values of http_proxy, of which the transport may tell the host alone.
  @Test(
    "a proxy that cannot be used is told without its password",
    arguments: [
      "http://me:p@ss-hidden@127.0.0.1:1", "http://me:hidden#hidden@127.0.0.1:1",
      "http://me:hidden@[bad:3128", "http://me:hidden@127.0.0.1:99999",
      "gopher9://me:hidden@127.0.0.1:1", "https://me:hidden@127.0.0.1:1",
      "socks5h://me:hidden@127.0.0.1:1", "http://me:hidden@no-such-host.invalid:1",
    ])
  func proxySecrets(_ value: String) throws {
    let transport = CurlTransport(
      cancellation: Cancellation(),
      proxies: ProxySettings(Environment(["HTTPS_PROXY": value, "http_proxy": value])))
    for url in ["https://iam.invalid", "http://iam.invalid:81"] {
      let endpoint = try #require(Endpoint(url))
      let error = #expect(throws: TransportError.self) {
        try transport.send(HTTPRequest(method: "POST", endpoint: endpoint, body: [1]))
      }
      let shown = "\(String(describing: error))\(error?.message ?? "")\(error?.hint ?? "")"
      #expect(!shown.contains("hidden"))
      #expect(shown.contains("proxy"), "\(shown)")
      #expect(error?.mayHaveBeenApplied == false)
    }
  }

  @Test("a proxy that demands a password is told, and gets one that is set")
  func proxyAuthorization() throws {
    let seen = Mutex<[String]>([])
    let serve: LoopbackServer.Script = { connection in
      while let request = connection.readRequest() {
        seen.withLock { $0.append(request) }
        connection.write(
          "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"r\"\r\n"
            + "Content-Length: 0\r\n\r\n")
      }
    }
    let server = try LoopbackServer([serve, serve])
    defer { server.stop() }
    let name = "127.0.0.1:\(server.port)"
    let endpoint = try #require(Endpoint("https://iam.invalid"))
    for user in ["", "me:a#b@"] {
      let transport = CurlTransport(
        cancellation: Cancellation(),
        proxies: ProxySettings(Environment(["HTTPS_PROXY": "http://\(user)\(name)"])))
      #expect(throws: TransportError.proxyRefused(proxy: name, status: 407)) {
        try transport.send(
          HTTPRequest(
            method: "POST", endpoint: endpoint, headers: [NameValue("Authorization", "secret")],
            body: [1]))
      }
    }
    let requests = seen.withLock { $0 }
    #expect(requests.count == 2)
    #expect(requests.allSatisfy { $0.hasPrefix("CONNECT iam.invalid:443 ") })
    // `me:a#b` in Base64; what is meant for AWS never reaches the proxy.
    #expect(requests.last?.contains("Proxy-Authorization: Basic bWU6YSNi\r\n") == true)
    #expect(requests.allSatisfy { !$0.contains("secret") })
  }

  @Test("this machine is not reached through a proxy") func loopbackIsDirect() throws {
    let server = try LoopbackServer([
      { connection in
        _ = connection.readRequest()
        connection.write(Self.answer("ok"))
      }
    ])
    defer { server.stop() }
    let transport = CurlTransport(
      cancellation: Cancellation(),
      proxies: ProxySettings(Environment(["http_proxy": "http://127.0.0.1:1"])))
    #expect(try transport.send(Self.request(server.port)).status == 200)
  }

  @Test("a large body is sent without asking first, and an answer may be as large as the limit")
  func bounds() throws {
    let seen = Mutex("")
    let server = try LoopbackServer([
      { connection in
        let head = connection.readHead(thenSkipping: 2 << 20)
        seen.withLock { $0 = head }
        connection.write(Self.answer(String(repeating: "x", count: 1000)))
      }
    ])
    defer { server.stop() }
    var request = try Self.request(server.port, limit: 1000)
    request.body = [UInt8](repeating: 0x61, count: 2 << 20)
    #expect(try CurlTransport(cancellation: Cancellation()).send(request).body.count == 1000)
    #expect(seen.withLock { $0 }.contains("Content-Length: 2097152\r\n"))
    #expect(!seen.withLock { $0 }.lowercased().contains("expect:"))
  }

  @Test("headers without end are stopped") func endlessHeaders() throws {
    let result = try Self.outcome { connection in
      _ = connection.readRequest()
      connection.write("HTTP/1.1 200 OK\r\n")
      let line = "X-Filler: " + String(repeating: "x", count: 60_000) + "\r\n"
      for _ in 0..<40 { connection.write(line) }
    }
    guard case .failure(let error) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(error.mayHaveBeenApplied)
  }

  @Test("a folder without hashed certificates is named") func unhashedFolder() throws {
    let transport = CurlTransport(
      cancellation: Cancellation(), trust: .directory(path: "/proc/self/fd"))
    let error = #expect(throws: TransportError.self) {
      try transport.send(Self.request(1, scheme: "https"))
    }
    #expect(error?.message.contains("'/proc/self/fd' has no certificates") == true)
  }

  @Test("cancelling ends a request that waits") func cancelling() throws {
    let cancellation = Cancellation()
    let server = try LoopbackServer([
      { connection in
        _ = connection.readRequest()
        cancellation.cancel()
        _ = connection.readRequest()
      }
    ])
    defer { server.stop() }
    let transport = CurlTransport(cancellation: cancellation)
    let request = try Self.request(server.port, timeout: 60)
    #expect(throws: TransportError.cancelled) { try transport.send(request) }
    #expect(throws: TransportError.cancelled) { try transport.send(request) }
    #expect(!cancellation.pause(seconds: 60))
  }

  @Test("a header with a line end is not sent") func headerInjection() throws {
    var request = try Self.request(1)
    for header in [NameValue("X", "a\r\nY: b"), NameValue("X\n", "a"), NameValue("", "a")] {
      request.headers = [header]
      let transport = CurlTransport(cancellation: Cancellation())
      let error = #expect(throws: TransportError.self) { try transport.send(request) }
      #expect(error?.mayHaveBeenApplied == false)
    }
  }

  @Test("many threads share a transport") func threads() throws {
    let serve: LoopbackServer.Script = { connection in
      while let request = connection.readRequest() {
        connection.write(Self.answer(String(request.suffix(5))))
      }
    }
    let server = try LoopbackServer(Array(repeating: serve, count: 8))
    defer { server.stop() }
    let transport = CurlTransport(cancellation: Cancellation())
    let request = try Self.request(server.port)
    let right = Mutex(0)
    _ = Threads.map(Array(0..<64), width: 8) { number in
      var own = request
      own.body = [UInt8]("Action=\(10_000 + number)".utf8)
      let response = try? transport.send(own)
      if response?.body == [UInt8]("\(10_000 + number)".utf8) { right.withLock { $0 += 1 } }
    }
    #expect(right.withLock { $0 } == 64)
    #expect(server.connections <= 8)
  }

  @Test("a missing library and missing certificates are named") func missingParts() throws {
    #expect(throws: TransportError.self) {
      try CurlLibrary(openingAnyOf: ["libcurl-that-is-not-there.so"])
    }
    let server = try LoopbackServer([])
    defer { server.stop() }
    let transport = CurlTransport(
      cancellation: Cancellation(), trust: .bundle(path: "/nowhere/bundle.pem"))
    let request = try Self.request(server.port, scheme: "https")
    let result = Result { () throws(TransportError) in try transport.send(request) }
    guard case .failure(.trustStoreUnusable(let detail)) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(detail.contains("/nowhere/bundle.pem"))
  }
}
#endif
