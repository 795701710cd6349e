import IAMPolicy
import Testing

struct ConditionValueTests {
  static let equalNumbers: [(String, String)] = [
    ("1", "1.0"), ("1", "01"), ("0", "-0"), ("0", "0.000"), ("1e3", "1000"), ("1E+3", "1000"),
    ("15e-1", "1.5"), (".5", "0.50"), ("5.", "5"), ("+7", "7"), ("0e99", "0"),
    ("100000000000000000000000000000000.1", "100000000000000000000000000000000.10"),
  ]

  @Test("Numbers are equal by value", arguments: equalNumbers)
  func equal(left: String, right: String) throws {
    let first = try #require(DecimalNumber(left))
    let second = try #require(DecimalNumber(right))
    #expect(first == second)
    #expect(!(first < second) && !(second < first))
  }

  @Test("Numbers are ordered by value, whatever their length")
  func ordered() throws {
    let ascending = [
      "-1e10", "-100", "-99.5", "-2", "-1.5", "-1", "-0.1", "-0.01", "0", "1e-999999999", "0.01",
      "0.1", "0.10000000000000000000000000001", "0.3", "1", "1.5", "2", "9", "10", "99.5", "100",
      "1e10", "9007199254740992", "9007199254740993", "1e999999999",
    ]
    for (index, left) in ascending.enumerated() {
      for right in ascending[(index + 1)...] {
        let (small, large) = (try #require(DecimalNumber(left)), try #require(DecimalNumber(right)))
        #expect(small < large && !(large < small) && small != large, "\(left), \(right)")
      }
    }
  }

  @Test(
    "What is no number is refused",
    arguments: [
      "", " 1", "1 ", "-", "+", ".", "1.2.3", "1e", "1e+", "1e1.5", "0x10", "1,000", "one", "NaN",
      "1e1234567890", "--1", "e5", "١",
    ])
  func notNumbers(text: String) {
    #expect(DecimalNumber(text) == nil)
  }

  static let equalDates: [(String, String)] = [
    ("1970-01-01T00:00:00Z", "0"),
    ("1970-01-01", "0"),
    ("1970-01", "0"),
    ("1969-12-31T23:59:59Z", "-1"),
    ("1969-12-31T23:59:58.75Z", "-1.25"),
    ("2020-02-29T00:00:00Z", "1582934400"),
    ("2000-03-01", "951868800"),
    ("2024-05-06T07:08:09Z", "2024-05-06T09:08:09+02:00"),
    ("2024-05-06T07:08:09Z", "2024-05-06T09:08:09+0200"),
    ("2024-05-06T07:08:09Z", "2024-05-06T09:08:09+02"),
    ("2024-05-06T07:08:09Z", "2024-05-05T19:38:09-11:30"),
    ("2024-05-06T07:08Z", "2024-05-06T07:08:00.000Z"),
    ("2024-05-06T07:08:09", "2024-05-06T07:08:09Z"),
    ("2024-05-06T07:08:09.5Z", "2024-05-06T07:08:09.500Z"),
    ("2024-05-06t07:08:09z", "2024-05-06T07:08:09Z"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    ("1700000000.50", "2023-11-14T22:13:20.5Z"),
    ("0000-03-01", "-62162035200"),
    ("9999-12-31T23:59:59Z", "253402300799"),
  ]

  @Test("Dates are equal as points in time", arguments: equalDates)
  func equalDate(left: String, right: String) throws {
    let (first, second) = (try #require(Instant(left)), try #require(Instant(right)))
    #expect(first == second)
  }

  @Test("Dates are ordered as points in time")
  func orderedDates() throws {
    let ascending = [
      "0000-01-01", "-2", "-1.5", "-1.25", "-1", "-0.5", "0", "0.25", "1", "2023-12-31T23:59:59.9Z",
      "2024-01-01T00:00:00+00:01", "2024-01-01", "2024-01-01T00:00:00.001Z", "2024-02-28",
      "2024-02-29", "2024-03-01", "999999999999999",
    ].sorted { (Instant($0)?.seconds ?? 0) < (Instant($1)?.seconds ?? 0) }
    for (index, left) in ascending.enumerated() {
      for right in ascending[(index + 1)...] {
        let (early, late) = (try #require(Instant(left)), try #require(Instant(right)))
        #expect(early < late || early.seconds == late.seconds, "\(left), \(right)")
        #expect((early < late) != (late < early), "\(left), \(right)")
      }
    }
  }

  @Test(
    "What is not a date is refused",
    arguments: [
      "", "2024-13-01", "2024-00-01", "2024-02-30", "2023-02-29", "1900-02-29", "2024-01-32",
      "2024-1-1", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z",
      "2024-01-01T", "2024-01-01Z", "2024-01-01T00Z", "2024-01-01T00:00:00.Z", "2024-01-01 00:00Z",
      "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00ZZ", "24-01-01", "yesterday", "1e3", "--1",
      "1234567890123456", "1.", "2024-01-01T00:00:00+2", "٢٠٢٤",
    ])
  func notDates(text: String) {
    #expect(Instant(text) == nil)
  }

  static let networks: [(block: String, address: String, contains: Bool)] = [
    ("203.0.113.0/24", "203.0.113.255", true),
    ("203.0.113.0/24", "203.0.114.0", false),
    ("203.0.113.77/24", "203.0.113.1", true),
    ("203.0.113.5", "203.0.113.5", true),
    ("203.0.113.5", "203.0.113.6", false),
    ("203.0.113.5/32", "203.0.113.5", true),
    ("0.0.0.0/0", "255.255.255.255", true),
    ("0.0.0.0/0", "::1", false),
    ("::/0", "1.2.3.4", false),
    ("::/0", "ffff::", true),
    ("2001:db8::/32", "2001:db8:ffff::1", true),
    ("2001:db8::/32", "2001:db9::", false),
    ("2001:DB8::1", "2001:db8:0:0:0:0:0:1", true),
    ("2001:db8::1/128", "2001:db8::2", false),
    ("::ffff:1.2.3.4", "::ffff:102:304", true),
    ("::ffff:1.2.3.4", "1.2.3.4", false),
    ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", true),
    ("10.0.0.0/8", "10.1.0.0/16", true),
    ("10.1.0.0/16", "10.0.0.0/8", false),
  ]

  @Test("An address is in its block and in no other", arguments: networks)
  func network(row: (block: String, address: String, contains: Bool)) throws {
    let block = try #require(IPNetwork(row.block))
    let address = try #require(IPNetwork(row.address))
    #expect(block.contains(address) == row.contains)
  }

  @Test(
    "What is no address is refused",
    arguments: [
      "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1",
      "1.2.3.4/08", "1.2.3.4/8/8", "a.b.c.d", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "::/129",
      "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "::1%eth0", "1.2.3.4::",
      "::1.2.3", "1:", ":1", " 1.2.3.4", "1.2.3.4 ", "1.2..4",
    ])
  func notNetworks(text: String) {
    #expect(IPNetwork(text) == nil)
  }

  @Test("Base64 gives its bytes, padded or not, and refuses what is none")
  func base64() {
    func decoded(_ text: String) -> [UInt8]? { Base64.decoded(Array(text.utf8)) }
    #expect(decoded("") == [])
    #expect(decoded("QQ==") == Array("A".utf8))
    #expect(decoded("QQ") == Array("A".utf8))
    #expect(decoded("QUI=") == Array("AB".utf8))
    #expect(decoded("QUJD") == Array("ABC".utf8))
    #expect(decoded("+/+/") == [0xFB, 0xFF, 0xBF])
    for text in ["Q", "QQ=", "Q===", "====", "QQ==QQ==", "Q Q=", "-_-_", "QUJDé"] {
      #expect(decoded(text) == nil, "'\(text)'")
    }
  }

  @Test("No bytes crash a reader of values")
  func anyBytes() {
    let seed: UInt64 = 0x51AB_0003
    var random = EvaluationRandom(seed: seed)
    let alphabet = Array("0123456789.:-+/eETZabf= \u{0}é*".utf8)
    for _ in 0..<30_000 {
      let text = (0..<random.number(0...24)).map { _ in
        random.chance(95) ? random.pick(alphabet) : UInt8(random.number(0...255))
      }
      if let number = DecimalNumber(text) { #expect(!(number < number), "seed \(seed)") }
      if let date = Instant(text) { #expect(!(date < date), "seed \(seed)") }
      if let network = IPNetwork(text) { #expect(network.contains(network), "seed \(seed)") }
      _ = Base64.decoded(text)
    }
  }
}
