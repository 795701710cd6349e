import JSONText
import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct AccountListTests {
  static func ids(_ text: String) throws -> [String] {
    try AccountList(reading: Array(text.utf8)).accounts.map(\.id)
  }

  @Test(
    "one id a line, comments and blank lines aside, or a JSON array",
    arguments: [
      ("111111111111\n222222222222\n", ["111111111111", "222222222222"]),
      ("# all\n\n  000000000001  # first\r\n\t222222222222", ["000000000001", "222222222222"]),
      (#" ["000000000001", {"account": "222222222222"}]"#, ["000000000001", "222222222222"]),
    ] as [(String, [String])])
  func forms(text: String, expected: [String]) throws {
    #expect(try Self.ids(text) == expected)
  }

  @Test("what is special about an account stands in its object")
  func special() throws {
    let text = """
      [{"account": "111111111111", "roleName": "audit/Reader", "externalId": "a:b", \
      "partition": "aws-cn"}]
      """
    let account = try AccountList(reading: Array(text.utf8)).accounts[0]
    #expect(
      account
        == ListedAccount(
          id: "111111111111", roleName: "audit/Reader", externalID: "a:b", partition: "aws-cn"))
  }

  @Test(
    "every problem is told at once, with its place",
    arguments: [
      ("", ["1:1"]), ("# none\n", ["1:1"]), ("[]", ["1:1"]),
      ("12345\n  1111-2222-3333\n111111111111 222222222222\n", ["1:1", "2:3", "3:1"]),
      ("111111111111\n\n111111111111\nx", ["3:1", "4:1"]),
      ("ä 111111111111\n", ["1:1"]),
      ("{\"account\": 1}", ["1:1"]),
      (
        "[111111111111,\n \"1\", {\"acount\": \"x\"}, {\"account\": 5}]",
        ["1:2", "2:2", "2:7", "2:8", "2:36"]
      ),
      (
        #"[{"account":"111111111111","roleName":"a b","externalId":"x","partition":"q"}, "111111111111"]"#,
        ["1:39", "1:58", "1:74", "1:80"]
      ),
      ("[\"1", ["1:2"]),
    ] as [(String, [String])])
  func problems(text: String, places: [String]) {
    do {
      _ = try AccountList(reading: Array(text.utf8))
      Issue.record("it was taken")
    } catch {
      #expect(error.problems.map { "\($0.position.line):\($0.position.column)" } == places)
    }
  }

  @Test("a digest tells lists apart by ids, partitions and order alone")
  func digest() throws {
    func digest(_ text: String) throws -> String {
      try AccountList(reading: Array(text.utf8)).digest
    }
    let one = try digest("111111111111\n222222222222")
    #expect(try digest("#\n111111111111\n\n222222222222\n") == one)
    #expect(try digest(#"[{"account":"111111111111","roleName":"x"},"222222222222"]"#) == one)
    #expect(try digest("222222222222\n111111111111") != one)
    #expect(try digest(#"["111111111111",{"account":"222222222222","partition":"aws-cn"}]"#) != one)
  }

  @Test(
    "a role is named with or without its path, and never by its ARN",
    arguments: [
      ("reader", true), ("path/to/reader", true), ("/path/reader", true), ("a@b+c=d,e.f-g_h", true),
      ("", false), ("a b", false), ("path/", false), ("a//b", false), ("a:b", false),
      ("arn:aws:iam::111111111111:role/x", false), (String(repeating: "x", count: 65), false),
    ])
  func roleNames(name: String, isGood: Bool) {
    #expect((MemberRole.problem(ofName: name) == nil) == isGood)
  }
}
