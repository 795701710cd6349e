import JSONText
import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct TerminalTests {
  static let escapes: [(text: String, shown: String)] = [
    ("plain é 角", "plain é 角"), ("\u{1b}[31mred", "\\u{1b}[31mred"), ("a\rb", "a\\u{d}b"),
    ("a\u{202e}b", "a\\u{202e}b"), ("a\nb", "a\nb"), ("a\r\nb", "a\\u{d}\nb"),
    ("\u{7f}\u{9b}\u{0}", "\\u{7f}\\u{9b}\\u{0}"), ("tab\there", "tab\\u{9}here"),
    ("a\u{200b}\u{ad}b", "a\\u{200b}\\u{ad}b"), ("\u{fffe}\u{ffff}", "\\u{fffe}\\u{ffff}"),
    ("\u{2028}\u{2029}\u{feff}", "\\u{2028}\\u{2029}\\u{feff}"),
    ("\u{e0041}\u{1ffff}", "\\u{e0041}\\u{1ffff}"), ("e\u{301} 😀 \u{a0}", "e\u{301} 😀 \u{a0}"),
  ]

  @Test("foreign text cannot move the cursor, turn the writing or hide", arguments: escapes)
  func escaping(text: String, shown: String) {
    #expect(StyledText.escapedLines(text) == shown)
    #expect(Markup.escaped(text) == shown)
  }

  @Test("a message stays on one line")
  func oneLine() {
    let memory = MemoryTerminal()
    memory.terminal.report(CommandError(.failed, "name 'a\nb'", hint: "do 'x\u{1b}'"))
    #expect(
      memory.errors.text == """
        panorama-roles: error: name 'a\\nb'
        panorama-roles: hint: do 'x\\u{1b}'

        """)
  }

  static let colours: [(isTerminal: Bool, noColour: Bool, choice: ColourChoice, coloured: Bool)] = [
    (true, false, .auto, true), (false, false, .auto, false), (true, true, .auto, false),
    (false, false, .always, true), (true, true, .always, true), (true, false, .never, false),
  ]

  @Test("colour needs a terminal, no NO_COLOR, or a word", arguments: colours)
  func colour(isTerminal: Bool, noColour: Bool, choice: ColourChoice, coloured: Bool) {
    let memory = MemoryTerminal(isTerminal: isTerminal, noColour: noColour)
    memory.terminal.colour = choice
    var text = StyledText()
    text.line("+ new", .added)
    memory.terminal.result(text)
    #expect(memory.output.text == (coloured ? "\u{1b}[32m+ new\u{1b}[0m\n" : "+ new\n"))
  }

  @Test(
    "text for a person fits the terminal, and no ARN or command is broken",
    arguments: [40, 60, 80, 120, 300])
  func widths(columns: Int) {
    let memory = MemoryTerminal(isTerminal: true)
    memory.output.width = columns
    memory.terminal.colour = .never
    let arn = "arn:aws:iam::123456789012:policy/" + String(repeating: "a", count: 90)
    let command = "'panorama-roles drift --spec a.json --format json --roles-only'"
    let words = Array(repeating: "word", count: 40).joined(separator: " ")
    var text = StyledText()
    text.line("  \(words) \(arn) it's \(command) \(words)", .changed)
    text.line("short")
    memory.terminal.result(text)
    let shown = memory.output.text
    #expect(shown.contains(arn) && shown.contains(command))
    #expect(shown.hasSuffix("\nshort\n"))
    let limit = min(max(columns, 60), 120)
    for line in shown.split(separator: "\n") where !line.contains(arn) && !line.contains(command) {
      #expect(line.count <= limit, "\(line)")
    }
    let plain = shown.split { $0 == " " || $0 == "\n" }
    #expect(plain == text.rendered(inColour: false).split { $0 == " " || $0 == "\n" })
    let longest = shown.split(separator: "\n").filter { !$0.contains(arn) }.map(\.count).max() ?? 0
    #expect(longest > limit / 2, "the width is used")
  }

  @Test("what is no terminal gets whole lines")
  func file() {
    let memory = MemoryTerminal()
    memory.output.width = 60
    var text = StyledText()
    text.line(Array(repeating: "word", count: 40).joined(separator: " "))
    memory.terminal.result(text)
    #expect(memory.output.text.count { $0 == "\n" } == 1)
  }

  @Test("a result that could not be written is a failure and never a success")
  func closedPipe() {
    let memory = MemoryTerminal()
    memory.output.failure = 32
    let status = Program.run(
      ["version"], on: memory.terminal, connect: MemoryTerminal.refused)
    #expect(status == .failed)
    #expect(memory.errors.text.contains("standard output could not be written to its end"))
  }

  @Test("quiet drops notes and keeps errors and warnings")
  func quiet() {
    let memory = MemoryTerminal()
    memory.terminal.isQuiet = true
    memory.terminal.note("a")
    memory.terminal.progress("b")
    memory.terminal.warn("c")
    memory.terminal.report(CommandError(.failed, "d"))
    #expect(
      memory.errors.text == "panorama-roles: warning: c\npanorama-roles: error: d\n")
  }

  @Test("several problems of a file are told with their places")
  func problems() {
    let report = CommandError(
      .failed, in: "x.json",
      [
        .init("bad", in: "x.json", at: .init(line: 2, column: 3), hint: "fix it"),
        .init("worse", in: "x.json", at: .none, hint: nil),
      ])
    #expect(
      report.lines(program: "p") == [
        "x.json:2:3: error: bad", "x.json:2:3: hint: fix it", "x.json: error: worse",
      ])
  }
}
