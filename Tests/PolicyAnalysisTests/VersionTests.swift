import IAMPolicy
import PolicyAnalysis
import Testing

/// `${…}` is a variable in a document of version 2012-10-17 and a text in one of 2008-10-17 (IAM User Guide, "IAM
/// policy elements: Variables and tags").
@Suite("Variables and the version of a document")
struct VersionTests {
  private static let places: [(name: String, statement: String)] = [
    ("resource", allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}")),
    (
      "condition",
      allow("s3:GetObject", "*", #"{"StringEquals":{"x:owner":"${aws:username}"}}"#)
    ),
    (
      "pattern in a condition",
      allow("s3:GetObject", "*", #"{"StringLike":{"x:owner":"${aws:username}*"}}"#)
    ),
  ]

  @Test("a variable is another set of values than its text", arguments: 0..<3)
  func versions(_ place: Int) throws {
    let (name, statement) = Self.places[place]
    let old = try identity(statement, version: "2008-10-17")
    let new = try identity(statement)
    #expect(try compare(old, new).access == .both, "\(name)")
    #expect(try compare(new, old).access == .both, "\(name)")
    #expect(try compare(old, old).access == .unchanged, "\(name)")
    let text = statement.replacing("${aws:username}", with: "${$}{aws:username}")
    #expect(try compare(old, identity(text)).access == .unchanged, "\(name): the text alone")
  }
}

/// What is true of keys with several values, and of values that an operator cannot read.
@Suite("Classes of values of one key")
struct KeyClassesTests {
  private static func get(_ condition: String) throws -> PolicyDocument {
    try identity(allow("s3:GetObject", "*", condition))
  }

  @Test("a number or no such number is every value, texts among them")
  func unreadable() throws {
    let key = "aws:PrincipalTag/on"
    let present = try Self.get(#"{"Null":{"\#(key)":"false"}}"#)
    let either = try identity(
      allow("s3:GetObject", "*", #"{"NumericEquals":{"\#(key)":"5"}}"#),
      allow(
        "s3:GetObject", "*", #"{"NumericNotEquals":{"\#(key)":"5"},"Null":{"\#(key)":"false"}}"#)
    )
    let found = try compare(either, present)
    #expect(found.access == .unchanged, "\(found)")
  }

  @Test("a set that has one of each of two values is present")
  func presence() throws {
    let both =
      #""ForAnyValue:StringEquals":{"aws:TagKeys":"a"},"ForAnyValue:StringLike":{"aws:TagKeys":"b"}"#
    let found = try compare(
      Self.get("{\(both)}"), Self.get(#"{\#(both),"Null":{"aws:TagKeys":"false"}}"#))
    #expect(found.access == .unchanged, "\(found)")
    let absent = try compare(
      Self.get("{\(both)}"), Self.get(#"{\#(both),"Null":{"aws:TagKeys":"true"}}"#))
    #expect(absent.access == .widened, "\(absent)")
  }

  @Test("what a plain operator makes of several values is left open")
  func plainOperator() throws {
    let found = try compare(
      Self.get(#"{"StringEquals":{"aws:TagKeys":"a"}}"#),
      Self.get(#"{"StringLike":{"aws:TagKeys":"a"}}"#))
    #expect(found.access == .undecided, "\(found)")
  }
}

/// A value of a variable may hold colons, and move what follows it into other fields of the ARN.
@Suite("Variables before the last field of an ARN")
struct VariableHeadTests {
  @Test(
    "nothing is concluded from one pattern to another",
    arguments: ["arn:aws:s3:${aws:username}:*:x", "arn:aws:s3:${aws:username}*:1:x"])
  func head(_ wider: String) throws {
    let narrow = try identity(allow("s3:GetObject", "arn:aws:s3:${aws:username}:1:x"))
    let found = try compare(narrow, identity(allow("s3:GetObject", wider)))
    #expect(found.isWidening == .unknown, "\(found)")
    #expect(found.widened.reason?.hasPrefix("variable") == true, "\(found)")
  }

  @Test("what follows a variable in the last field is")
  func tail() throws {
    let narrow = try identity(allow("s3:GetObject", "arn:aws:s3:::${aws:username}/x"))
    let wider = try identity(allow("s3:GetObject", "arn:aws:s3:::${aws:username}/*"))
    #expect(try compare(narrow, wider).isWidening == .no)
  }
}

@Suite("What a comparison comes to")
struct AnswerTests {
  @Test("two answers give one word, and nothing undecided is the same")
  func words() {
    let rows: [(PolicyComparison.Answer, PolicyComparison.Answer, AccessChange)] = [
      (.no, .no, .unchanged), (.no, .yes, .narrowed), (.no, .unknown, .narrowed),
      (.yes, .no, .widened), (.yes, .unknown, .widened), (.yes, .yes, .both),
      (.unknown, .no, .undecided), (.unknown, .yes, .undecided), (.unknown, .unknown, .undecided),
    ]
    for (widens, narrows, word) in rows {
      #expect(AccessChange(widens: widens, narrows: narrows) == word, "\(widens) \(narrows)")
    }
  }

  @Test("every action but those that are denied is not every action")
  func everything() throws {
    let none = try identity(allow("s3:GetObject", "arn:aws:s3:::b/o"))
    for (statements, isEverything) in [
      ([allow("*", "*")], true), ([allow("*", "*"), deny("iam:*", "*")], false),
    ] {
      let wide = try document(
        #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#,
        as: .identity)
      let found = try PolicyComparer.compare(actual: PolicySide(wide), desired: PolicySide(none))
      let summary = try #require(found.widened.witness?.summary)
      #expect(summary.isEverything == isEverything, "\(statements)")
    }
  }

  @Test("a pattern matches nothing where its variable has no value")
  func valueless() throws {
    let absent = #"{"Null":{"aws:username":"true"}}"#
    let nobody = try identity(allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}", absent))
    let other = try identity(allow("sqs:SendMessage", "*"))
    #expect(try compare(nobody, other).access == .narrowed)
    let plain = try identity(allow("s3:GetObject", "arn:aws:s3:::b/*", absent))
    #expect(try compare(plain, other).access == .both)
  }
}
