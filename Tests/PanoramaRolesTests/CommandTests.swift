import CommandTable
import JSONText
import Testing

@testable import PanoramaRoles

/// Commands that touch nothing, from their words to their streams.
@Suite struct CommandTests {
  static let appliance = "AWSPanoramaApplianceServiceRole"
  static let device =
    "arn:aws:panorama:us-east-1:123456789012:device/device-lk7exmplpvcr3heqwjmesw76ky"

  @Test("trust prints the policy of the guide and nothing else")
  func trust() throws {
    let run = MemoryTerminal.run(["trust", Self.appliance, "--account", "123456789012"])
    #expect(run.status == .done)
    #expect(run.errors == "")
    let statement = try JSON(parsing: run.output)["Statement"]?.array?.first
    #expect(
      statement?["Condition"]?.text(.compact)
        == #"{"StringEquals":{"aws:SourceAccount":"123456789012"}}"#)
    #expect(run.output.hasSuffix("}\n"))
  }

  static let refused: [(words: [String], status: Status, said: String)] = [
    ([], .usage, "no command was given"),
    (["trust", "AWSServiceRoleForAWSPanorama", "--account", "123456789012"], .refused, "linked"),
    (["trust", "Nobody", "--account", "123456789012"], .usage, "role 'Nobody' does not exist"),
    (["trust", appliance, "--account", "1"], .usage, "12 digits"),
    (
      ["trust", appliance, "--account", "123456789012", "--device", device, "--all-devices"],
      .usage, "--all-devices"
    ),
    (["trust", appliance, "--spec", "/nowhere/spec.json"], .failed, "/nowhere/spec.json"),
    (["show", "panormaa"], .usage, "'panorama'"),
    (["help", "drfit"], .usage, "'panorama-roles help drift'"),
    (["help", "init", "--man", "--out", "x"], .usage, "--out"),
    (["plan", "--remove", "x:y"], .usage, "ROLE:KIND:NAME"),
    (["plan", "--snapshot", "a", "--out", "b"], .usage, "snapshot"),
    (["apply", "--plan", "a", "--spec", "b"], .usage, "--spec"),
    (["init", "--account", "123456789012", "--offline", "--approve"], .usage, "--offline"),
    (["drift", "--spec", "/nowhere/spec.json"], .failed, "panorama-roles init"),
  ]

  @Test("what cannot be done is told on standard error alone", arguments: refused)
  func refusals(words: [String], status: Status, said: String) {
    let run = MemoryTerminal.run(words)
    #expect(run.status == status)
    #expect(run.errors.contains(said), "\(run.errors)")
    #expect(run.errors.hasPrefix("panorama-roles: error: "))
    #expect(run.output == "")
  }

  @Test("a run that fails leaves one JSON document when JSON was asked for")
  func failureDocument() throws {
    let run = MemoryTerminal.run(["drift", "--spec", "/nowhere/spec.json", "--format", "json"])
    #expect(run.status == .failed)
    let document = try JSON(parsing: run.output)
    #expect(document["exit"]?.text(.compact) == #"{"code":1,"name":"failed"}"#)
    #expect(document["status"]?.string == "failed")
  }

  static let documents = [
    ["list", "--format", "json"], ["show", "panorama", "--format", "json"],
    ["show", appliance, "--format", "json"], ["version", "--format", "json"],
  ]

  @Test("the machine-readable forms are JSON with a schema version", arguments: documents)
  func json(words: [String]) throws {
    let run = MemoryTerminal.run(words)
    #expect(run.status == .done)
    #expect(try JSON(parsing: run.output)["schemaVersion"]?.string == "1.0")
  }

  @Test("help, version and the manual page go to standard output")
  func help() {
    #expect(MemoryTerminal.run(["--version"]).output == "panorama-roles \(Program.version)\n")
    #expect(MemoryTerminal.run(["help"]).output == Program.table.help)
    #expect(MemoryTerminal.run(["help", "--man"]).output == Program.table.manPage.text)
    let long = MemoryTerminal.run(["help", "drift"]).output
    #expect(MemoryTerminal.run(["drift", "--help"]).output == long)
    let short = MemoryTerminal.run(["drift", "-h"]).output
    #expect(short.contains("--fail-on") && !short.contains("Exit status:"))
    let policy = MemoryTerminal.run(["help", "policy"])
    #expect(policy.status == .done && policy.output.contains("policy managed"))
    #expect(MemoryTerminal.run(["policy", "--help"]).output == policy.output)
    #expect(MemoryTerminal.run(["policy"]).errors.contains("'panorama-roles help policy'"))
  }
}
