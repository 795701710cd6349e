import CommandTable
import JSONText
import Testing

@Suite struct ParsingTests {
  static let accepted: [(line: String, outcome: String)] = [
    ("init --account 1", "init account=1"),
    ("init --account=1", "init account=1"),
    ("--account 1 init", "init account=1"),
    ("init --account=a=b", "init account=a=b"),
    ("init --account=--out", "init account=--out"),
    ("init --account -", "init account=-"),
    ("init --device a --account 1 --device b", "init device=a account=1 device=b"),
    ("-q init --account 1", "init quiet account=1"),
    ("init --approve --account 1 --quiet", "init approve account=1 quiet"),
    ("drift", "drift"),
    ("drift --format json --max-attempts 10", "drift format=json max-attempts=10"),
    ("drift --bound", "drift bound"),
    ("drift --bound a", "drift bound=a"),
    ("drift --bound=-a", "drift bound=-a"),
    ("drift --bound --format json", "drift bound format=json"),
    ("drift --bound -q", "drift bound quiet"),
    ("drift merge a b", "drift merge <a> <b>"),
    ("drift -q merge a", "drift merge quiet <a>"),
    ("show one", "show <one>"),
    ("show -- --odd", "show <--odd>"),
    ("show -", "show <->"),
    ("completion", "completion"),
    ("completion fish", "completion <fish>"),
    ("--help", "help -"),
    ("-h", "help - in short"),
    ("init -h", "help init in short"),
    ("init --frob -h", "help init in short"),
    ("-V", "version"),
    ("init -v", "version"),
    ("init --nonsense --help", "help init"),
    ("nonsense --help", "help -"),
    ("drift merge --help", "help drift merge"),
    ("--version", "version"),
    ("init --version", "version"),
  ]

  @Test("words that are right are read", arguments: accepted)
  func accepts(line: String, outcome: String) { #expect(Sample.outcome(line) == outcome) }

  static let refused: [(line: String, message: String)] = [
    ("", "no command was given | 'tool help' lists the commands"),
    ("-q", "no command was given | 'tool help' lists the commands"),
    ("inti", "unknown command 'inti' | did you mean 'tool init'?"),
    ("INIT", "unknown command 'INIT' | did you mean 'tool init'?"),
    ("comp", "unknown command 'comp' | did you mean 'tool completion'?"),
    ("xyzzy", "unknown command 'xyzzy' | 'tool help' lists the commands"),
    ("''", "unknown command '' | 'tool help' lists the commands"),
    ("init --acount 1", "'init' has no flag '--acount' | did you mean '--account'?"),
    ("init --format json", "'init' has no flag '--format' | 'tool help init' lists its flags"),
    ("diff", "unknown command 'diff' | did you mean 'tool drift'?"),
    ("init --account 1 --yes", "'init' has no flag '--yes' | did you mean '--approve'?"),
    ("drift --yes", "'drift' has no flag '--yes' | 'tool help drift' lists its flags"),
    (
      "-q drift --join a's b.json",
      "'drift' has no flag '--join' | did you mean 'tool drift merge -q 'a'\\''s' b.json'?"
    ),
    ("drift --join=a", "'drift' has no flag '--join' | did you mean 'tool drift merge a'?"),
    (
      "show one --as=json",
      "'show' has no flag '--as' | did you mean 'tool show one --format=json'?"
    ),
    ("drift merg", "unexpected argument 'merg' | 'tool help drift' shows its usage"),
    ("init -x", "'init' has no flag '-x' | 'tool help init' lists its flags"),
    ("--frobnicate", "unknown flag '--frobnicate' | 'tool help' lists the commands"),
    (
      "init --account",
      "'--account' requires a value | write '--account ID' or '--account=ID'"
    ),
    (
      "init --account --approve",
      "'--account' requires a value, and '--approve' is a flag | "
        + "write '--account ID' or '--account=ID'"
    ),
    (
      "init --account ''",
      "'--account' has an empty value | "
        + "give a value or omit it; an unset shell variable looks like this"
    ),
    (
      "init --account=",
      "'--account' has an empty value | "
        + "give a value or omit it; an unset shell variable looks like this"
    ),
    ("init --account 1 --account 1", "'--account' is given twice | give it once"),
    ("init --account 1 --approve=yes", "'--approve' takes no value | write '--approve' alone"),
    ("init", "'init' requires '--account ID' | for example 'tool init --account 123456789012'"),
    (
      "init extra --account 1",
      "unexpected argument 'extra' | 'tool help init' shows its usage"
    ),
    ("drift --format jsn", "'--format' takes 'text' or 'json', not 'jsn' | did you mean 'json'?"),
    ("drift --format sarif", "'--format' takes 'text' or 'json', not 'sarif'"),
    (
      "drift --max-attempts 0", "'--max-attempts' takes a whole number from 1 to 10, not '0'"
    ),
    (
      "drift --max-attempts 99999999999999999999",
      "'--max-attempts' takes a whole number from 1 to 10, not '99999999999999999999'"
    ),
    (
      "drift --max-attempts +5", "'--max-attempts' takes a whole number from 1 to 10, not '+5'"
    ),
    (
      "drift merge",
      "'drift merge' requires FILE | 'tool help drift merge' shows its usage"
    ),
    ("show", "'show' requires NAME | 'tool help show' shows its usage"),
    (
      "show one two",
      "unexpected argument 'two' | 'tool help show' shows its usage"
    ),
    (
      "completion basj",
      "SHELL takes 'bash', 'zsh' or 'fish', not 'basj' | did you mean 'bash'?"
    ),
    (
      "show ''",
      "NAME has an empty value | "
        + "give a value or omit it; an unset shell variable looks like this"
    ),
  ]

  @Test("words that are wrong are refused with a reason and an act", arguments: refused)
  func refuses(line: String, message: String) {
    #expect(Sample.outcome(line) == "error: " + message)
  }

  @Test("arguments remember which flags were asked for")
  func remembers() {
    let arguments = Arguments([.init(flag: "account", value: "1")], operands: ["a"])
    #expect(arguments[Sample.account] == "1")
    #expect(arguments.has(Sample.approve) == false)
    #expect(arguments.flagsRead == ["account", "approve"])
    #expect(arguments.operandsRead == false)
  }

  @Test("a flag has the type of what it says, and a default")
  func types() {
    let arguments = Arguments([
      .init(flag: "device", value: "a"), .init(flag: "device", value: "b"),
      .init(flag: "max-attempts", value: "7"), .init(flag: "approve", value: ""),
    ])
    #expect(arguments[Sample.device] == ["a", "b"])
    #expect(arguments[Sample.attempts] == 7)
    #expect(arguments[Sample.approve])
    #expect(arguments[Sample.format] == .text)
    #expect(arguments[Sample.account] == nil)
  }

  @Test("no words crash the parser", arguments: 0..<4)
  func neverCrashes(block: UInt64) {
    let alphabet = [
      "init", "drift", "merge", "show", "--", "-", "--account", "--account=", "-q", "--format",
      "json", "", "=", "--=", "---", "-qq", "é", "--help=1", "--max-attempts", "-1",
    ]
    for seed in block * 500..<(block + 1) * 500 {
      var state = seed &+ 1
      func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
      }
      let words = (0..<random(7)).map { _ in alphabet[random(alphabet.count)] }
      _ = try? Sample.table.parse(words)
    }
  }
}

@Suite struct NearestTests {
  static let rows: [(word: String, nearest: String?)] = [
    ("plna", "plan"), ("pln", "plan"), ("Plan", "plan"), ("dirft", "drift"), ("dr", nil),
    ("dri", "drift"), ("xyz", nil), ("", nil), ("planplanplan", nil),
    (String(repeating: "a", count: 10_000), nil),
  ]

  @Test("the nearest word is the one that was meant", arguments: rows)
  func nearest(word: String, nearest: String?) {
    #expect(NearestName.of(word, among: ["plan", "drift", "apply"]) == nearest)
  }
}
