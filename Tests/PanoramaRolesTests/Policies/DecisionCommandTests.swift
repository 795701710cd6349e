import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct DecisionCommandTests {
  let files = [
    "trust.json": Documents.trust, "loose.json": Documents.loose, "reads.json": Documents.reads,
    "open.json": Documents.open, "bad.json": #"{"Statement": 7}"#,
  ]

  @Test("can says why, with the deciding statement's place")
  func why() throws {
    let folder = try PolicyFolder(files)
    let allowed = folder.run(
      "can", "--policy", "reads.json", "--action", "s3:GetObject", "--resource", "arn:aws:s3:::b/k")
    #expect(allowed.status == .done)
    #expect(
      allowed.output == """
        allowed: s3:GetObject on arn:aws:s3:::b/k
          reads.json:2:3: statement 1 allows it

        """)
    let denied = folder.run(
      "can", "--policy", "reads.json", "--action", "s3:DeleteObject", "--resource",
      "arn:aws:s3:::b/k", "--expect", "allow")
    #expect(denied.status == .findings)
    #expect(
      denied.output == """
        explicitly denied: s3:DeleteObject on arn:aws:s3:::b/k
          reads.json:3:3: statement 'Keep' denies it
          expected: allow

        """)
    let implicit = folder.run(
      "can", "--policy", "trust.json", "--principal", "service:panorama.amazonaws.com", "--action",
      "sts:AssumeRole", "--context", "aws:SourceAccount=210987654321", "--expect", "deny")
    #expect(implicit.status == .done)
    #expect(implicit.output.hasPrefix("implicitly denied: sts:AssumeRole by service:panorama"))
    #expect(implicit.output.contains("StringEquals on 'aws:SourceAccount' does not hold for"))
    #expect(implicit.output.contains("the request has no such key"))
  }

  @Test("a boundary and a session policy must allow as well")
  func bounds() throws {
    let folder = try PolicyFolder(files)
    let words = ["--action", "s3:DeleteObject", "--resource", "arn:aws:s3:::c/k"]
    for flag in ["--boundary", "--session"] {
      let within = folder.run(
        "can", "--policy", "open.json", flag, "reads.json", words[0], words[1], words[2], words[3])
      #expect(within.output.hasPrefix("allowed"))
    }
    let beyond = folder.run(
      "can", "--policy", "open.json", "--boundary", "reads.json", "--action", "ec2:RunInstances")
    #expect(beyond.output.contains("the permissions boundary: it does not allow"))
  }

  @Test(
    "wrong words are a usage error before anything is read",
    arguments: [
      (["can", "--action", "s3:GetObject"], "no policy"),
      (["can", "--policy", "x"], "takes a request"),
      (["can", "--policy", "x", "--action", "s3:*"], "grants"),
      (["can", "--policy", "x", "--resource", "*"], "no action"),
      (["can", "--policy", "x", "--request", "y", "--action", "a:b"], "in more than one way"),
      (["can", "cases", "y", "--expect", "allow"], "--expect"),
      (["can", "cases"], "requires FILE"),
      (["can", "cases", "-", "--policy", "-"], "standard input"),
      (["can", "--policy", "-", "--request", "-"], "standard input"),
      (["can", "--policy", "x", "--action", "a:b", "--context", "k"], "KEY=VALUE"),
      (["grants", "--policy", "x", "--action", "nonsense"], "nonsense"),
      (["grants", "--policy", "x", "--action", "s3:*", "--resource", "bucket"], "bucket"),
      (["format", "a", "b"], "--check"), (["format", "--write", "-"], "standard input"),
      (["format", "--write", "--check", "a"], "--check"), (["compare", "a"], "two sides"),
      (["compare", "--actual", "a"], "two sides"),
      (["compare", "pairs", "c", "--fail-on", "widened"], "--fail-on"),
      (["compare", "a", "b", "--account", "12"], "12 digits"),
      (["review", "a"], "compares two files"), (["review", "-", "-"], "standard input"),
      (["review", "a", "b", "--account", "1"], "12 digits"),
      (["lint"], "takes files"), (["lint", "explain", "confused-deputi"], "did you mean"),
      (["lint", "--snapshot", "a", "b"], "neither files"),
      (["compare", "-", "-"], "standard input"),
    ] as [([String], String)])
  func usage(words: [String], says: String) {
    let result = MemoryTerminal.run(words)
    #expect(result.status == .usage, "\(result.errors)")
    #expect(result.errors.contains(says), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test(
    "a flag that is a command has a hint that can be pasted",
    arguments: [
      ("compare --review old.json new.json", "review old.json new.json"),
      ("compare --format json --review=a b", "review --format json a b"),
      ("compare --pairs pairs.jsonl", "compare pairs pairs.jsonl"),
      ("can --policy p.json --cases=-", "can cases --policy p.json -"),
      ("lint --list-rules", "lint rules"),
      ("lint --explain confused-deputy", "lint explain confused-deputy"),
      ("lint --silences s.json a.json", "lint --suppressions s.json a.json"),
    ])
  func replaced(typed: String, meant: String) {
    let result = MemoryTerminal.run(typed.split(separator: " ").map(String.init))
    #expect(result.status == .usage)
    #expect(
      result.errors.contains("hint: did you mean 'panorama-roles \(meant)'?"), "\(result.errors)")
  }

  @Test("cases are answered line by line, and a bad one in its place")
  func cases() throws {
    let folder = try PolicyFolder(files)
    try folder.write(
      """
      {"id": 1, "request": {"action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"}, "policies": {"identity": [\(Documents.reads.replacing("\n", with: ""))]}}
      {"id": "two", "request": {"action": "s3:DeleteObject", "resource": "arn:aws:s3:::b/k"}, "policies": {"identity": \(Documents.reads.replacing("\n", with: ""))}}
      {"id": [3], "request": {"action": "ec2:RunInstances"}, "policies": {"identity": []}}
      {"id": 4, "request": {"principal": {"Service": "panorama.amazonaws.com"}, "action": "sts:AssumeRole", "context": {"aws:SourceAccount": 123456789012}}, "policies": {"trust": [\(Documents.loose.replacing("\n", with: ""))]}}
      nonsense
      {"id": 6, "request": {"action": "s3:GetObject"}, "policies": {"identty": []}}
      """, to: "cases.jsonl")
    let result = folder.run("can", "cases", "cases.jsonl")
    #expect(result.status == .failed)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(4) == [
        #"{"id":1,"decision":"allowed","statement":"identity[0].Statement[0]"}"#,
        #"{"id":"two","decision":"explicitly-denied","statement":"Keep"}"#,
        #"{"id":[3],"decision":"implicitly-denied","statement":null}"#,
        #"{"id":4,"decision":"allowed","statement":"Appliances"}"#,
      ])
    #expect(lines.count == 6)
    #expect(lines[4].hasPrefix(#"{"id":null,"error":"cases.jsonl:5:1: "#), "\(lines[4])")
    #expect(lines[5].contains("identity"), "\(lines[5])")
  }

  @Test("grants answers with a request, or that there is none")
  func grants() throws {
    let folder = try PolicyFolder(files)
    let none = folder.run(
      "grants", "--policy", "reads.json", "--action", "s3:Delete*", "--resource",
      "arn:aws:s3:::b/*",
      "--expect", "none")
    #expect(none.status == .done)
    #expect(none.output == "none\n")
    let granted = folder.run(
      "grants", "--policy", "reads.json", "--action", "s3:PutObject", "--expect", "none")
    #expect(granted.status == .findings)
    #expect(granted.output.hasPrefix("granted: s3:PutObject"))
    let bounded = folder.run(
      "grants", "--policy", "open.json", "--boundary", "reads.json", "--action", "s3:DeleteObject",
      "--resource", "arn:aws:s3:::b/*")
    #expect(bounded.output == "none\n")
  }
}
