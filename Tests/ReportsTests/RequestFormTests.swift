import IAMPolicy
import JSONText
import Testing

@testable import Reports

@Suite struct RequestFormTests {
  static func read(_ text: String) throws -> AccessRequest {
    let problems = ProblemCollector()
    let request = AccessRequest.read(try JSON(parsing: text), problems)
    try problems.check()
    return try #require(request)
  }

  @Test(
    "a request is written as it is read",
    arguments: [
      #"{"action":"s3:GetObject"}"#,
      #"{"principal":{"Service":"a.amazonaws.com"},"action":"sts:AssumeRole"}"#,
      #"{"principal":{"CanonicalUser":"1f"},"action":"s3:GetObject","resource":"*"}"#,
      #"{"action":"s3:GetObject","resource":"arn:aws:s3:::b/k","context":{"a:b":"1","c:d":["x","y"]}}"#,
      #"{"action":"s3:GetObject","context":{"a:none":[]}}"#,
    ])
  func roundTrip(text: String) throws {
    #expect(try Self.read(text).json.text(.compact) == text)
  }

  @Test("numbers, booleans and single values are their texts")
  func values() throws {
    let request = try Self.read(
      #"{"action":"s3:GetObject","context":{"a":1.50,"b":true,"c":[1,"x",false],"d":1e3}}"#)
    #expect(request.context["a"] == ["1.50"])
    #expect(request.context["B"] == ["true"])
    #expect(request.context["c"] == ["1", "x", "false"])
    #expect(request.context["d"] == ["1e3"])
  }

  @Test(
    "what is no request is told with its place",
    arguments: [
      (#"{}"#, 1, "missing key 'action'"),
      (#"{"acton":"s3:GetObject","action":"a:b"}"#, 2, "unknown key 'acton' in a request"),
      (#"{"action":"s3:*"}"#, 11, "is a pattern"),
      (#"{"action":"s3"}"#, 11, "is not a valid action"),
      (#"{"action":"s3:a:b"}"#, 11, "is not a valid action"),
      (#"{"action":7}"#, 11, "must be a string"),
      (#"{"action":"a:b","principal":"x"}"#, 29, "must be an object"),
      (#"{"action":"a:b","principal":{"Servce":"x"}}"#, 30, "unknown key 'Servce'"),
      (#"{"action":"a:b","principal":{"AWS":"1","Service":"x"}}"#, 29, "one principal"),
      (#"{"action":"a:b","principal":{"AWS":["1","2"]}}"#, 36, "must be a string"),
      (#"{"action":"a:b","context":{"k":null}}"#, 32, "here is null"),
      (#"{"action":"a:b","context":{"k":[{}]}}"#, 33, "here is an object"),
      (#"{"action":"a:b","context":{"k":"1","K":"2"}}"#, 36, "twice"),
      (#"[]"#, 1, "must be an object"),
    ] as [(String, Int32, String)])
  func problems(text: String, column: Int32, says: String) throws {
    let problems = ProblemCollector()
    #expect(
      AccessRequest.read(try JSON(parsing: text), problems) == nil || !problems.problems.isEmpty)
    let found = problems.problems.contains {
      $0.position == TextPosition(line: 1, column: column) && $0.message.contains(says)
    }
    #expect(found, "\(problems.problems)")
  }
}
