import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import IAMBackend

@Suite struct DryRunTests {
  static func run(_ changes: [Change] = Sample.creation) throws -> DryRun {
    let backend = DryRunBackend(reading: InMemoryBackend(Sample.state()))
    for (place, change) in changes.enumerated() {
      #expect(try backend.make(change, why: "reason \(place)") == .noted)
    }
    return DryRun(account: Sample.account, partition: "aws", requests: backend.requests)
  }

  @Test("the document names account, partition and the requests in order, each with its reason")
  func document() throws {
    let json = try Self.run().json
    #expect(json.object?.map(\.name) == ["schemaVersion", "account", "partition", "requests"])
    #expect(json["schemaVersion"]?.string == "1.0")
    let requests = try #require(json["requests"]?.array)
    #expect(
      requests.compactMap { $0["action"]?.string } == [
        "CreateServiceLinkedRole", "CreateRole", "PutRolePolicy", "AttachRolePolicy",
      ])
    for (place, request) in requests.enumerated() {
      #expect(request.object?.map(\.name) == ["action", "parameters", "why"])
      #expect(request["why"]?.string == "reason \(place)")
    }
    #expect(requests[1]["parameters"]?["AssumeRolePolicyDocument"]?.object != nil)
  }

  @Test("the folder has one numbered file a request and the script")
  func files() throws {
    let run = try Self.run()
    #expect(
      run.files.map(\.name) == [
        "01-CreateServiceLinkedRole.json", "02-CreateRole.json", "03-PutRolePolicy.json",
        "04-AttachRolePolicy.json", "commands.sh",
      ])
    #expect(run.files.map(\.isExecutable) == [false, false, false, false, true])
    for (file, planned) in zip(run.files, run.requests) {
      #expect(try JSON(parsing: file.text) == planned.request.cliInputJSON)
    }
  }

  @Test("numbers are as wide as the last one")
  func wideNumbers() throws {
    let changes = (0..<100).map { Change.deleteRolePermissionsBoundary(role: "r\($0)") }
    let names = try Self.run(changes).files.map(\.name)
    #expect(names.first == "001-DeleteRolePermissionsBoundary.json")
    #expect(names.dropLast().sorted() == Array(names.dropLast()))
  }

  @Test("a reason that tries to leave its comment stays in it")
  func hostileReason() throws {
    let backend = DryRunBackend(reading: InMemoryBackend(Sample.state()))
    _ = try backend.make(
      .deleteRolePermissionsBoundary(role: "r"), why: "x\ntouch /tmp/owned\r\u{2028}$(id)")
    let run = DryRun(account: Sample.account, partition: "aws", requests: backend.requests)
    let script = try #require(run.files.last?.text)
    #expect(script.contains("# 1 of 1: x touch /tmp/owned  $(id)\n"))
  }

  /// Runs the script of a dry run with a double of the AWS CLI that notes its words and answers as `aws`
  /// (shell) says.
  static func execute(
    _ run: DryRun, aws: String, words: String = ""
  ) throws -> (status: Int32, log: [String], errors: String) {
    let folder = try TemporaryFolder()
    try OutputFolder.write(run, to: folder("out"))
    TemporaryFolder.run("mkdir '\(folder("bin"))'")
    folder.write(
      """
      #!/bin/sh
      echo "$@" >> '\(folder("log"))'
      \(aws)
      """, to: "bin/aws")
    TemporaryFolder.run("chmod +x '\(folder("bin/aws"))'")
    let status = TemporaryFolder.run(
      "cd /; PATH='\(folder("bin"))':$PATH '\(folder("out/commands.sh"))' \(words)"
        + " > '\(folder("output"))' 2> '\(folder("errors"))'")
    return (
      status, folder.text("log").split(separator: "\n").map(String.init), folder.text("errors")
    )
  }

  static let caller = "case $1 in sts) echo \(Sample.account);; esac"

  @Test("the script asks who it is, then sends every file in order, with extra words handed on")
  func script() throws {
    let run = try Self.run()
    let (status, log, errors) = try Self.execute(run, aws: Self.caller, words: "--profile edge")
    #expect(status == 0, "\(errors)")
    #expect(
      log == [
        "sts get-caller-identity --profile edge --query Account --output text",
        "iam create-service-linked-role --cli-input-json file://01-CreateServiceLinkedRole.json"
          + " --profile edge",
        "iam create-role --cli-input-json file://02-CreateRole.json --profile edge",
        "iam put-role-policy --cli-input-json file://03-PutRolePolicy.json --profile edge",
        "iam attach-role-policy --cli-input-json file://04-AttachRolePolicy.json --profile edge",
      ])
  }

  @Test("the script refuses another account and sends nothing")
  func otherAccount() throws {
    let (status, log, errors) = try Self.execute(
      try Self.run(), aws: "case $1 in sts) echo 999999999999;; esac")
    #expect(status == 4)
    #expect(log.count == 1)
    #expect(errors.contains("999999999999"))
  }

  @Test("a service-linked role that is there does not stop the script, any other failure does")
  func failures() throws {
    let taken =
      "An error occurred (InvalidInput): Service role name X has been taken in this account, please"
    let there = try Self.execute(
      try Self.run(),
      aws: Self.caller
        + "\ncase $2 in create-service-linked-role) echo '\(taken)' >&2; exit 254;; esac")
    #expect(there.status == 0)
    #expect(there.log.count == 5)
    let denied = try Self.execute(
      try Self.run(),
      aws: Self.caller
        + "\ncase $2 in create-service-linked-role) echo 'AccessDenied' >&2; exit 254;; esac")
    #expect(denied.status == 1)
    #expect(denied.log.count == 2)
    #expect(denied.errors.contains("AccessDenied"))
    let second = try Self.execute(
      try Self.run(), aws: Self.caller + "\ncase $2 in create-role) exit 254;; esac")
    #expect(second.status == 254)
    #expect(second.errors.contains("stopped at request 2 of 4"))
    #expect(second.errors.contains("panorama-roles plan"))
    #expect(!there.errors.contains("stopped"))
    #expect(second.log.count == 3)
  }
}
