import IAMPolicy
import JSONText
import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct CompareCommandTests {
  let files = [
    "trust.json": Documents.trust, "loose.json": Documents.loose, "reads.json": Documents.reads,
    "open.json": Documents.open,
    "renamed.json": Documents.trust.replacing("Appliances", with: "Devices"),
    "spelled.json": Documents.trust.replacing("sts:AssumeRole", with: "STS:assumerole"),
    "deny.json": """
    {"Version": "2012-10-17", "Statement": {
      "Effect": "Deny", "Action": "s3:Delete*", "Resource": "arn:aws:s3:::b/*"}}
    """,
    "redundant.json": Documents.open.replacing("\"s3:*\"", with: "[\"s3:*\", \"s3:Get*\"]"),
  ]

  @Test(
    "the verdict and both relations",
    arguments: [
      ("trust.json", "trust.json", "same", "unchanged", "unchanged"),
      ("trust.json", "spelled.json", "same", "unchanged", "unchanged"),
      ("trust.json", "renamed.json", "cosmetic", "unchanged", "unchanged"),
      ("open.json", "redundant.json", "same", "unchanged", "unchanged"),
      ("loose.json", "trust.json", "different", "widened", "unchanged"),
      ("trust.json", "loose.json", "different", "narrowed", "unchanged"),
      ("reads.json", "open.json", "different", "narrowed", "narrowed"),
      ("open.json", "reads.json", "different", "widened", "widened"),
    ])
  func verdicts(
    actual: String, desired: String, verdict: String, grants: String, denies: String
  ) throws {
    let result = try PolicyFolder(files).run("compare", actual, desired, "--format", "json")
    let json = try JSON(parsing: result.output)
    #expect(json["verdict"]?.string == verdict)
    #expect(json["access"]?["grants"]?.string == grants)
    #expect(json["access"]?["denies"]?.string == denies)
    #expect(result.status == (verdict == "different" ? .drift : .done))
    #expect(json["exit"]?["code"]?.int == Int(result.status.rawValue))
  }

  @Test("'--fail-on widened' lets narrowing pass with a note, and no lost deny")
  func threshold() throws {
    let folder = try PolicyFolder(files)
    let narrower = folder.run("compare", "--fail-on", "widened", "trust.json", "loose.json")
    #expect(narrower.status == .done)
    #expect(narrower.errors.contains("narrower"))
    #expect(
      folder.run("compare", "--fail-on", "widened", "loose.json", "trust.json").status == .drift)
    #expect(
      folder.run("compare", "--fail-on", "widened", "open.json", "reads.json").status == .drift)
    let same = folder.run("compare", "--fail-on", "widened", "trust.json", "renamed.json")
    #expect(same.status == .done)
    #expect(same.errors.isEmpty)
  }

  @Test("statements that moved from one document to another are no difference")
  func moved() throws {
    let result = try PolicyFolder(files).run(
      "compare", "--actual", "open.json", "--actual", "deny.json", "--desired", "reads.json")
    #expect(result.status == .done, "\(result.output)")
    #expect(result.output.hasPrefix("same\n"))
  }

  @Test("a boundary takes away what it does not allow")
  func boundary() throws {
    let folder = try PolicyFolder(files)
    let result = folder.run(
      "compare", "--actual", "open.json", "--actual-boundary", "reads.json", "--desired",
      "open.json", "--format", "json")
    #expect(try JSON(parsing: result.output)["access"]?["grants"]?.string == "narrowed")
  }

  @Test("identity is not compared with trust")
  func kinds() throws {
    let result = try PolicyFolder(files).run("compare", "open.json", "trust.json")
    #expect(result.status == .failed)
    #expect(result.errors.contains("'identity' cannot be compared with one of kind 'trust'"))
  }

  @Test("a witness is taken back by can, allowed on its side and refused on the other")
  func witness() throws {
    let folder = try PolicyFolder(files)
    let result = folder.run("compare", "loose.json", "trust.json", "--format", "json")
    let widened = try JSON(parsing: result.output)["evidence"]?.array?[0]
    #expect(widened?["difference"]?.string == "widened")
    #expect(widened?["by"]?["line"]?.int == 1)
    let request = try #require(widened?["request"])
    #expect(
      request.text(.compact)
        == #"{"principal":{"Service":"panorama.amazonaws.com"},"action":"sts:AssumeRole","#
        + #""context":{"aws:SourceAccount":"123456789012"}}"#)
    try folder.write(request.text(.pretty), to: "request.json")
    for (policy, expected) in [("loose.json", "allow"), ("trust.json", "deny")] {
      let can = folder.run(
        "can", "--policy", policy, "--request", "request.json", "--expect", expected)
      #expect(can.status == .done, "\(can.output)")
    }
  }

  @Test("pairs are answered line by line, and a bad one in its place")
  func pairs() throws {
    let folder = try PolicyFolder(files)
    let lines = Documents.loose.replacing("\n", with: "")
    let strict = Documents.trust.replacing("\n", with: "")
    let open = Documents.open
    try folder.write(
      """
      {"id": "a", "actual": \(lines), "desired": [\(strict)], "type": "trust"}
      {"id": 2, "actual": [\(open), \(open)], "desired": \(open)}
      {"id": 3, "actual": \(open), "desired": \(strict)}
      {"id": 4, "actual": \(open)}
      {"id": 5, "actual": \(open), "desired": \(open), "type": "identiti"}
      {
      {"id": 7, "actual": \(strict), "desired": \(lines)}
      """, to: "pairs.jsonl")
    let result = folder.run("compare", "pairs", "pairs.jsonl")
    #expect(result.status == .failed)
    let answers = try result.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(answers.count == 7)
    #expect(answers[0]["id"] == .string("a"))
    #expect(answers[0]["access"]?["grants"] == .string("widened"))
    #expect(answers[0]["access"]?["denies"] == .string("unchanged"))
    let witnesses = answers[0]["access"]?["witnesses"]
    #expect(witnesses?["widened"]?["action"] == .string("sts:AssumeRole"))
    #expect(witnesses?["narrowed"] == nil)
    #expect(answers[1]["access"]?["grants"] == .string("unchanged"))
    #expect(answers[1]["access"]?["witnesses"]?.object?.isEmpty == true)
    for bad in [2, 3, 4, 5] {
      #expect(answers[bad]["error"]?.string?.hasPrefix("pairs.jsonl:\(bad + 1):") == true)
      #expect(answers[bad]["access"] == nil)
    }
    #expect(answers[6]["access"]?["grants"] == .string("narrowed"))
  }
}
