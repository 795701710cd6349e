import CommandTable
import Testing

@testable import PanoramaRoles
@testable import Reports

/// A role set of a person's own, without a word more than it needs, in the commands that tell of it.
@Suite struct OwnSetTests {
  static let cameras = """
    {"schemaVersion": "1.0", "name": "cameras", "title": "Cameras", "summary": "Cameras of one team",
     "parameters": [{"name": "Team"}],
     "policies": [{"name": "${Team}-video", "document": {"Version": "2012-10-17", "Statement": [
       {"Effect": "Allow", "Action": "kinesisvideo:PutMedia", "Resource": "*"}]}}],
     "roles": [{"name": "${Team}-camera", "trust": {"services": ["credentials.iot.amazonaws.com"]},
       "managedPolicies": ["arn:${Partition}:iam::${Account}:policy/${Team}-video"]}]}
    """

  @Test("show leaves out what the file does not say")
  func silence() throws {
    let shown = try PolicyFolder(["cameras.json": Self.cameras]).run("show", "cameras.json")
    #expect(shown.status == .done)
    #expect(shown.output.contains("\nParameters:\n  Team (needed)\n"))
    #expect(!shown.output.contains("Life-cycle:"))
    let lines = shown.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.contains { $0.hasSuffix("made by the set") })
    #expect(!lines.contains { $0.hasSuffix(" ") }, "\(shown.output)")
  }

  static let roles: [(words: [String], said: String)] = [
    (
      ["show", "cameras.json", "--role", "${Team}-camera"], "Role '${Team}-camera' of role set 'cam"
    ),
    (
      ["show", "--role", "${team}-CAMERA", "cameras.json"], "Role '${Team}-camera' of role set 'cam"
    ),
    (
      ["show", "deeplens", "--role", "group-role"],
      "Role: one for each --group-role of role set 'dee"
    ),
    (
      ["show", "panorama", "--role", "application"], "Role: one for each --application of role set"
    ),
  ]

  @Test("one role of one set is shown", arguments: roles)
  func role(words: [String], said: String) throws {
    let folder = try PolicyFolder(["cameras.json": Self.cameras])
    let shown = folder.run(words)
    #expect(shown.status == .done, "\(shown.errors)")
    #expect(shown.output.hasPrefix(said), "\(shown.output)")
    #expect(folder.run(words + ["--format", "json"]).output.contains("\"role\": {"))
  }

  static let wrong: [(words: [String], said: [String])] = [
    (
      ["show", "cameras.json", "--role", "Team-camera"],
      ["role 'Team-camera' does not exist in role set 'cameras'", "'${Team}-camera'"]
    ),
    (
      ["show", "camera", "--role", "x"],
      ["role set 'camera' does not exist", "such as './camera.json'"]
    ),
    (
      ["show", "--role", "${Team}-camera"],
      ["role '${Team}-camera' does not exist", "show FILE --role NAME"]
    ),
    (["show", "a", "b"], ["'b'"]),
  ]

  @Test("a name that is not there is refused with an act that helps", arguments: wrong)
  func refused(words: [String], said: [String]) throws {
    let shown = try PolicyFolder(["cameras.json": Self.cameras]).run(words)
    #expect(shown.status == .usage)
    for words in said { #expect(shown.errors.contains(words), "\(shown.errors)") }
  }

  @Test("a parameter without a value is told once, however often it is used")
  func value() throws {
    let folder = try PolicyFolder(["cameras.json": Self.cameras])
    let words = ["init", "--offline", "--account", "123456789012", "--role-set", "cameras.json"]
    let run = folder.run(words + ["--spec", folder["spec.json"]])
    #expect(run.status == .usage)
    #expect(run.errors.split(separator: "\n").count == 2, "\(run.errors)")
    #expect(run.errors.contains("parameter 'Team' has no value"))
  }

  @Test("an external id that STS refuses is told with what STS takes")
  func externalID() throws {
    let folder = try PolicyFolder(["accounts.txt": "123456789012\n"])
    let run = folder.run(
      "drift", "--accounts", "accounts.txt", "--assume-role", "reader", "--external-id", "x")
    #expect(run.status == .usage)
    #expect(
      run.errors.contains("'x' is not a valid external id: it has 2 to 1,224 letters, digits"))
  }

  static let drifted = """
    {"RoleDetailList": [{"RoleName": "dock-camera", "Path": "/", "RoleId": "AROAEXAMPLEEXAMPLE000",
      "Arn": "arn:aws:iam::123456789012:role/dock-camera", "Description": "",
      "MaxSessionDuration": 7200, "Tags": [{"Key": "cost center", "Value": "7"}],
      "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "credentials.iot.amazonaws.com"}, "Action": "sts:AssumeRole"}},
      "RolePolicyList": [], "AttachedManagedPolicies": [], "InstanceProfileList": []}],
     "Policies": []}
    """

  static let files = [
    "cameras.json": #"""
    {"schemaVersion": "1.0", "name": "cameras", "title": "Cameras", "summary": "Of one team",
     "roles": [{"name": "dock-camera", "trust": {"services": ["credentials.iot.amazonaws.com"]}}]}
    """#,
    "own spec.json": #"""
    {"schemaVersion": "1.0", "account": "123456789012", "roleSets": ["./cameras.json"]}
    """#, "account.json": drifted,
  ]

  @Test("the commands of hints name the spec and quote what a shell would take apart")
  func hints() throws {
    let folder = try PolicyFolder(Self.files)
    let words = ["--spec", "own spec.json", "--snapshot", "account.json"]
    let drift = folder.run(["drift"] + words)
    #expect(drift.status == .drift, "\(drift.errors)")
    for said in [
      #"'panorama-roles apply --spec "own spec.json" --adopt dock-camera --remove "dock-camera:tag:cost center"'"#,
      #"'panorama-roles plan --snapshot account.json --spec "own spec.json"' shows the change"#,
    ] { #expect(drift.output.contains(said), "\(drift.output)") }
    let done = folder.run(["plan", "--remove", "dock-camera:tag:other"] + words)
    #expect(done.status == .done)
    #expect(done.output.contains("'dock-camera:tag:other' does not exist"), "\(done.output)")
  }

  @Test("a plan says which of description and session changes, and from what to what")
  func values() throws {
    let words = ["plan", "--spec", "own spec.json", "--snapshot", "account.json"]
    let plan = try PolicyFolder(Self.files).run(words).output
    #expect(
      plan.hasPrefix(
        "~ update role 'dock-camera': role 'dock-camera' has another maximum session duration "
          + "(7200 → 3600 seconds)"), "\(plan)")
    #expect(!plan.contains("another description") && plan.contains(", as it is"), "\(plan)")
  }

  static let specs: [(path: String, hint: String, written: String)] = [
    ("own.json", "'panorama-roles plan' shows", "'panorama-roles plan --spec own.json' shows"),
    (
      "own.json", "'panorama-roles apply --approve' again",
      "'panorama-roles apply --spec own.json --approve' again"
    ),
    ("a'b.json", "'panorama-roles drift'", #"'panorama-roles drift --spec "a'b.json"'"#),
    ("$(x).json", "'panorama-roles drift'", "'panorama-roles drift --spec '$(x).json''"),
    ("own.json", "'panorama-roles drift merge FILE…'", "'panorama-roles drift merge FILE…'"),
    (
      "own.json", "'panorama-roles policy tool --for drift'",
      "'panorama-roles policy tool --for drift'"
    ), ("panorama-roles.json", "'panorama-roles plan'", "'panorama-roles plan'"),
  ]

  @Test("a hint is written for the spec that was named", arguments: specs)
  func pasteable(path: String, hint: String, written: String) throws {
    guard case .run(_, let arguments) = try Program.table.parse(["drift", "--spec", path]) else {
      Issue.record("no command")
      return
    }
    #expect(SpecFile(arguments).pasteable(hint) == written)
  }
}
