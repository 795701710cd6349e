import SigV4
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One line of the cases: a request and the `Authorization` that botocore gives it.
private struct Case: Decodable {
  var method, host, path, body, accessKeyID, secret, region, service, authorization: String
  var query, headers: [[String]]
  var token: String?
  var time: Int
}

@Suite struct SignerTests {
  /// The text of the cases: the file named by `PANORAMA_ROLES_SIGV4_CASES`, or the committed ones.
  private static func casesText() throws -> String {
    guard let path = ProcessInfo.processInfo.environment["PANORAMA_ROLES_SIGV4_CASES"] else {
      return committedCases
    }
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("signs as botocore signs") func signsAsBotocore() throws {
    let lines = try Self.casesText().split(separator: "\n")
    try #require(!lines.isEmpty)
    for line in lines {
      let row = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
      let request = SignableRequest(
        method: row.method, host: row.host, path: row.path,
        query: row.query.map { NameValue($0[0], $0[1]) },
        headers: row.headers.map { NameValue($0[0], $0[1]) }, body: [UInt8](row.body.utf8))
      let credentials = Credentials(
        accessKeyID: row.accessKeyID, secretAccessKey: Secret(row.secret),
        sessionToken: row.token.map { Secret($0) })
      let headers = Signer(region: row.region, service: row.service).headers(
        signing: request, with: credentials, at: SigningTime(epochSeconds: row.time))
      let authorization = headers.first { $0.name == "Authorization" }?.value
      #expect(authorization == row.authorization, "\(line)")
    }
  }

  @Test("adds the date, then the token, then the signature") func headersInOrder() {
    let signer = Signer(region: "us-east-1", service: "iam")
    let time = SigningTime(epochSeconds: 1_440_938_160)
    let request = SignableRequest(method: "POST", host: "iam.amazonaws.com")
    let plain = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("s"))
    let temporary = Credentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("s"), sessionToken: Secret("t"))
    #expect(
      signer.headers(signing: request, with: plain, at: time).map(\.name)
        == ["X-Amz-Date", "Authorization"])
    let headers = signer.headers(signing: request, with: temporary, at: time)
    #expect(headers.map(\.name) == ["X-Amz-Date", "X-Amz-Security-Token", "Authorization"])
    #expect(headers[0].value == "20150830T123600Z")
    #expect(headers[1].value == "t")
  }

  @Test("a key is used again for the same credentials, day, region and service, and for no others")
  func keys() {
    let request = SignableRequest(method: "POST", host: "iam.amazonaws.com")
    var last: Signer.Key?
    // The last one to change is the secret, so that a key of another secret is there to be taken.
    for region in ["us-east-1", "cn-north-1"] {
      for service in ["iam", "sts"] {
        for seconds in [1_440_938_160, 1_440_938_161, 1_441_938_160] {
          for secret in ["s", "t", "s"] {
            let credentials = Credentials(accessKeyID: "A", secretAccessKey: Secret(secret))
            let (signer, time) = (
              Signer(region: region, service: service), SigningTime(epochSeconds: seconds)
            )
            let key = signer.key(of: credentials, at: time, reusing: last)
            #expect(
              signer.headers(signing: request, with: credentials, at: time, key: key)
                == signer.headers(signing: request, with: credentials, at: time))
            last = key
          }
        }
      }
    }
    #expect("\(last as Any)".contains("<secret>"))
    var text = ""
    dump(last, to: &text)
    #expect(!text.contains("parts") && !text.contains("UInt8"))
  }

  @Test("the canonical request spells path, query and headers in one way")
  func canonicalRequest() {
    let request = SignableRequest(
      method: "GET", host: "example.amazonaws.com", path: "/a//../b c/./é/",
      query: [
        NameValue("b", "2"), NameValue("a", "~ +"), NameValue("b", "10"), NameValue("A", ""),
      ],
      headers: [
        NameValue("X-Amz-Date", "20150830T123600Z"), NameValue("My-Header", "  two   words "),
        NameValue("my-header", "again\u{b}\u{c}and\ragain"), NameValue("Host", "other"),
      ])
    let canonical = Signer.canonicalRequest(request)
    #expect(canonical.signedHeaders == "host;my-header;x-amz-date")
    #expect(
      canonical.text == """
        GET
        /b%20c/%C3%A9/
        A=&a=~%20%2B&b=10&b=2
        host:example.amazonaws.com
        my-header:two words,again and again
        x-amz-date:20150830T123600Z

        host;my-header;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """)
  }
}
