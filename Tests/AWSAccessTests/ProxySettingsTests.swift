import SigV4
import TestSupport
import Testing

@testable import AWSAccess

@Suite struct ProxySettingsTests {
  // A value of HTTPS_PROXY, the address that it means, its user and its password.
  static let values: [(value: String, url: String, user: String?, password: String?)] = [
    ("http://proxy.corp:3128", "http://proxy.corp:3128", nil, nil),
    ("proxy.corp:3128", "http://proxy.corp:3128", nil, nil),
    ("http://proxy.corp", "http://proxy.corp:80", nil, nil),
    ("HTTPS://Proxy.Corp/", "https://proxy.corp:443", nil, nil),
    ("socks5h://proxy", "socks5h://proxy:1080", nil, nil),
    ("http://[::1]:8080/", "http://[::1]:8080", nil, nil),
    ("http://me:secret@proxy:1", "http://proxy:1", "me", "secret"),
    ("http://me:p@ss@proxy:1", "http://proxy:1", "me", "p@ss"),
    ("http://me:a:b@proxy:1", "http://proxy:1", "me", "a:b"),
    ("http://me:a#b/c?d e@proxy:1", "http://proxy:1", "me", "a#b/c?d e"),
    ("http://me:a%40b%2@proxy:1", "http://proxy:1", "me", "a@b%2"),
    ("me:p://x@proxy:1", "http://proxy:1", "me", "p://x"),
    ("http://me@proxy:1", "http://proxy:1", "me", nil),
    ("http://:@proxy:1", "http://proxy:1", "", ""),
  ]

  @Test("takes a proxy apart as curl and urllib do", arguments: values)
  func reads(row: (value: String, url: String, user: String?, password: String?)) throws {
    let proxy = try Proxy(row.value, of: "HTTPS_PROXY")
    #expect(proxy.url == row.url)
    #expect(proxy.user?.exposed == row.user)
    #expect(proxy.password?.exposed == row.password)
    #expect(!"\(proxy)".contains("p@ss"))
  }

  // A value that names no proxy, and words of the message.
  static let unusable: [(value: String, words: String)] = [
    ("gopher9://me:hidden@localhost:3128", "the scheme 'gopher9' is not supported"),
    ("http://me:hidden@[bad:3128", "does not name a host and a port"),
    ("http://me:hidden@localhost:99999", "does not name a host and a port"),
    ("http://me:hidden@", "does not name a host and a port"),
    ("http://hidden hidden", "does not name a host and a port"),
  ]

  @Test(
    "a proxy that cannot be used is named by its variable, never by its value", arguments: unusable)
  func refuses(row: (value: String, words: String)) {
    let error = #expect(throws: TransportError.self) { try Proxy(row.value, of: "HTTPS_PROXY") }
    #expect(error?.message.contains(row.words) == true)
    #expect(error?.message.contains("'HTTPS_PROXY'") == true)
    #expect(error?.isRetryable == false)
    #expect(error?.mayHaveBeenApplied == false)
    let shown = "\(String(describing: error))\(error?.hint ?? "")"
    #expect(!shown.contains("hidden"))
  }

  // The environment, the endpoint, and the proxy that is used.
  static let choices: [(variables: [String: String], url: String, proxy: String?)] = [
    ([:], "https://iam.amazonaws.com", nil),
    (["HTTPS_PROXY": "a"], "https://iam.amazonaws.com", "a:80"),
    (["https_proxy": "a", "HTTPS_PROXY": "b"], "https://iam.amazonaws.com", "a:80"),
    (["HTTPS_PROXY": " "], "https://iam.amazonaws.com", nil),
    (["ALL_PROXY": "a"], "https://iam.amazonaws.com", "a:80"),
    (["all_proxy": "a", "HTTPS_PROXY": "b"], "https://iam.amazonaws.com", "b:80"),
    (["HTTP_PROXY": "a"], "https://iam.amazonaws.com", nil),
    (["HTTP_PROXY": "a"], "http://10.0.0.1", "a:80"),
    (["HTTP_PROXY": "a", "REQUEST_METHOD": "GET"], "http://10.0.0.1", nil),
    (["http_proxy": "a", "REQUEST_METHOD": "GET"], "http://10.0.0.1", "a:80"),
    (["HTTPS_PROXY": "a"], "https://127.0.0.1:5000", nil),
    (["HTTPS_PROXY": "a"], "https://localhost:5000", nil),
    (["HTTPS_PROXY": "a"], "https://x.localhost:5000", "a:80"),
    (["http_proxy": "a"], "http://169.254.169.254", nil),
    (["http_proxy": "a"], "http://[fd00:ec2::254]", nil),
    (["http_proxy": "a"], "http://[fd00:ec3::254]", "a:80"),
  ]

  @Test("chooses by scheme, lower case first, and never for this machine", arguments: choices)
  func chooses(row: (variables: [String: String], url: String, proxy: String?)) throws {
    let endpoint = try #require(Endpoint(row.url))
    #expect(try ProxySettings(Environment(row.variables)).proxy(for: endpoint)?.name == row.proxy)
  }

  // A value of NO_PROXY, a host, and whether the host is reached without the proxy.
  static let exceptions: [(list: String, url: String, isDirect: Bool)] = [
    ("*", "https://iam.amazonaws.com", true),
    ("amazonaws.com", "https://iam.amazonaws.com", true),
    (".amazonaws.com", "https://iam.amazonaws.com", true),
    ("*.amazonaws.com", "https://iam.amazonaws.com", true),
    (".Amazonaws.COM.", "https://iam.amazonaws.com", true),
    ("iam.amazonaws.com", "https://iam.amazonaws.com", true),
    ("azonaws.com", "https://iam.amazonaws.com", false),
    ("a.com, amazonaws.com", "https://iam.amazonaws.com", true),
    ("a.com amazonaws.com", "https://iam.amazonaws.com", true),
    ("amazonaws.com:443", "https://iam.amazonaws.com", true),
    ("amazonaws.com:8443", "https://iam.amazonaws.com", false),
    ("amazonaws.com:8443", "https://iam.amazonaws.com:8443", true),
    ("sts.amazonaws.com", "https://iam.amazonaws.com", false),
    ("10.0.0.1", "https://10.0.0.1", true),
    ("10.0.0.0/8", "https://10.2.3.4", true),
    ("10.0.0.0/8", "https://11.2.3.4", false),
    ("10.0.0.0/33", "https://10.0.0.0", false),
    ("0.1", "https://10.0.0.1", false),
    ("fd01::/16", "https://[fd01::2]", true),
    ("[fd01::2]", "https://[fd01::2]", true),
    ("[fd01::2]:443", "https://[fd01::2]", true),
    ("fd01::2", "https://[fd01:0::2]", true),
    (",,", "https://iam.amazonaws.com", false),
    (".", "https://iam.amazonaws.com", false),
  ]

  @Test("NO_PROXY names hosts in every spelling", arguments: exceptions)
  func exempts(row: (list: String, url: String, isDirect: Bool)) throws {
    let endpoint = try #require(Endpoint(row.url))
    for name in ["no_proxy", "NO_PROXY"] {
      let settings = ProxySettings(Environment(["HTTPS_PROXY": "a", name: row.list]))
      #expect(try (settings.proxy(for: endpoint) == nil) == row.isDirect, "\(name)")
    }
  }

  @Test("any value of a variable is read without a trap, and told without what it holds")
  func totality() throws {
    var numbers = SplitMix(seed: 7)
    let pieces = [
      "http", "https", "socks5h", "://", ":", "@", "/", "[", "]", "::1", "hid:den", "%", "%4", "é",
      "\u{301}", "10.0.0.0/8", "*", ".", ",", " ", "8080", "99999", "#", "?", "\u{0}", "-", "a.b",
    ]
    let endpoint = try #require(Endpoint("https://iam.amazonaws.com"))
    for _ in 0..<5000 {
      let count = Int.random(in: 0..<9, using: &numbers)
      let text = (0..<count).map { _ in pieces.randomElement(using: &numbers) ?? "" }.joined()
      do throws(TransportError) {
        let proxy = try Proxy(text, of: "HTTPS_PROXY")
        #expect((1...65_535).contains(proxy.port))
      } catch {
        #expect(!error.message.contains("den"), "\(text)")
      }
      _ = NoProxyList(text).contains(endpoint)
      _ = ProxySettings(Environment(["https_proxy": text])).secrets
      if let shown = Endpoint.quotable(text) { #expect(!shown.contains("@"), "\(text)") }
    }
  }

  @Test("every form of a proxy's password is known as a secret") func secrets() {
    let settings = ProxySettings(Environment(["https_proxy": "http://me:p%40ss@proxy:1"]))
    #expect(
      settings.secrets.map(\.exposed)
        == ["http://me:p%40ss@proxy:1", "me:p%40ss", "p%40ss", "p@ss"])
    #expect(ProxySettings(Environment(["https_proxy": "http://proxy:1"])).secrets.isEmpty)
  }
}
