import CommandTable
import Testing

@testable import PanoramaRoles
@testable import Reports

/// Walks the declared commands: one test for each promise that the table makes.
@Suite struct TableTests {
  let table = Program.table

  @Test("names are unique and spelled as words")
  func names() {
    #expect(Set(table.commands.map(\.name)).count == table.commands.count)
    for command in table.commands {
      #expect(command.name.allSatisfy { $0.isLowercase || $0 == " " || $0 == "-" })
      let flags = table.allFlags(of: command)
      #expect(Set(flags.map(\.name)).count == flags.count, "flags of '\(command.name)'")
      let shorts = flags.compactMap(\.short)
      #expect(Set(shorts).count == shorts.count, "short flags of '\(command.name)'")
      for flag in flags { #expect(flag.name.allSatisfy { $0.isLowercase || $0 == "-" }) }
    }
  }

  @Test("every command is listed under the name that it declares")
  func listed() {
    for command in Program.commands { #expect(command.name == command.type.declaration.name) }
  }

  @Test("words that begin with a command are read as by the whole table")
  func parsing() {
    func said(_ parse: () throws -> Invocation) -> String {
      do {
        var text = ""
        dump(try parse(), to: &text)
        return text
      } catch {
        return "\(error)"
      }
    }
    for command in table.commands {
      let name = command.name.split(separator: " ").map(String.init)
      let examples = command.examples.compactMap { exampleWords($0, of: command) }
      let others = [
        [], ["--quiet"], ["--nonsense"], ["--help"], ["x", "y", "z"], ["-"], ["--", "-x"],
      ]
      for words in examples + others.map({ name + $0 }) + [Array(name.prefix(1))] {
        #expect(said { try Program.parse(words) } == said { try table.parse(words) })
      }
    }
  }

  @Test("commands of one group stand together")
  func groups() {
    var seen: [String] = []
    for command in table.commands where seen.last != command.group {
      #expect(!seen.contains(command.group), "'\(command.group)' stands in two places")
      seen.append(command.group)
    }
  }

  @Test("summaries start with a capital and have no full stop")
  func summaries() {
    var texts = [table.summary] + table.environment.map(\.meaning) + table.files.map(\.meaning)
    texts += table.statuses.map(\.meaning)
    for command in table.commands {
      texts += [command.summary] + table.allFlags(of: command).map(\.summary)
      texts += command.operands.map(\.summary) + command.examples.map(\.purpose)
    }
    for text in texts {
      #expect(text.first?.isUppercase == true, "\(text)")
      #expect(text.last != ".", "\(text)")
    }
    for command in table.commands {
      for paragraph in command.discussion { #expect(paragraph.last == ".", "\(paragraph)") }
    }
  }

  @Test("every choice lists distinct words")
  func choices() {
    for command in table.commands {
      for flag in command.flags {
        guard case .choice(_, let words) = flag.value else { continue }
        #expect(!words.isEmpty, "--\(flag.name)")
        #expect(Set(words).count == words.count, "--\(flag.name)")
      }
    }
  }

  @Test("a flag takes a value everywhere or nowhere, so that it may stand before the command")
  func arity() {
    var takesValue: [String: Bool] = [:]
    for flag in table.commands.flatMap(\.flags) + table.common.flags {
      let takes = flag.value != .none
      #expect(takesValue[flag.name] ?? takes == takes, "--\(flag.name)")
      takesValue[flag.name] = takes
    }
  }

  @Test("every command has an example that parses, and each required flag is its own")
  func examples() throws {
    for command in table.commands {
      #expect(!command.examples.isEmpty, "'\(command.name)' has no example")
      for example in command.examples {
        guard let words = exampleWords(example, of: command) else { continue }
        guard case .run(let parsed, let arguments) = try table.parse(words) else {
          Issue.record("'\(example.line)' does not run")
          continue
        }
        #expect(parsed.name == command.name)
        _ = try Program.commands.first { $0.name == parsed.name }?.type.init(arguments)
      }
      for flag in command.required { #expect(command.flags.contains(flag)) }
    }
  }

  @Test("every flag and operand that a command declares is read by it")
  func everyFlagIsRead() throws {
    for (_, type) in Program.commands {
      let command = type.declaration
      guard let words = command.examples.lazy.compactMap({ exampleWords($0, of: command) }).first,
        case .run(_, let arguments) = try table.parse(words)
      else {
        Issue.record("'\(command.name)' has no example that can be parsed")
        continue
      }
      _ = try type.init(arguments)
      #expect(arguments.flagsRead == Set(command.flags.map(\.name)), "'\(command.name)'")
      #expect(arguments.operandsRead == !command.operands.isEmpty, "'\(command.name)'")
    }
  }

  /// The words of the first command in an example; nil when none is ours.
  private func exampleWords(_ example: Example, of command: Command) -> [String]? {
    let words = example.line.split(separator: " ").map { $0.filter { !"'\"".contains($0) } }
    guard let start = words.firstIndex(where: { $0.hasSuffix(table.program) }) else { return nil }
    let rest = words[(start + 1)...].prefix { !$0.hasPrefix("|") && !$0.hasPrefix(">") }
    return rest.map { $0.hasSuffix(")") ? String($0.dropLast()) : String($0) }
  }

  @Test("the exit statuses that a command names are in the table")
  func statuses() {
    for command in table.commands {
      for code in command.statuses { #expect(table.statuses.contains { $0.code == code }) }
    }
  }

  @Test("help keeps to 80 columns, but for lines that are meant to be copied")
  func columns() {
    var helps = [table.help]
    for command in table.commands { helps.append(table.help(for: command)) }
    for line in helps.flatMap({ $0.split(separator: "\n") }) where !line.contains("$ ") {
      #expect(line.count <= 80, "\(line)")
    }
  }
}
