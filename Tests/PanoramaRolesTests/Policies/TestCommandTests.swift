import Testing

@testable import PanoramaRoles
@testable import Reports

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct TestCommandTests {
  @Test("every expectation that the repository holds is met")
  func repository() throws {
    let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let folder = "\(root)/Policies/expectations"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".json") }.sorted()
    #expect(!names.isEmpty)
    let result = MemoryTerminal.run(["test"] + names.map { "\(folder)/\($0)" })
    #expect(result.status == .done, "\(result.output)\(result.errors)")
    #expect(result.output.hasSuffix(" passed, 0 failed\n"))
  }

  @Test("documents are named relative to the file, and a failure says why")
  func documents() throws {
    let folder = try PolicyFolder(["reads.json": Documents.reads])
    try folder.write(
      """
      {"schemaVersion": "1.0", "policies": {"identity": ["reads.json"]},
       "allow": [{"action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"},
                 {"name": "clean up", "action": "s3:DeleteObject", "resource": "arn:aws:s3:::b/k"}],
       "deny": [{"action": "ec2:RunInstances"}]}
      """, to: "expectations.json")
    let result = folder.run("test", "expectations.json")
    #expect(result.status == .findings)
    #expect(
      result.output == """
        expectations.json:3:12: failed: clean up: should be allowed and is explicitly denied: \
        s3:DeleteObject on arn:aws:s3:::b/k
          reads.json:3:3: statement 'Keep' denies it
        2 passed, 1 failed

        """)
  }

  @Test("a role of a snapshot is asked for trust and permissions")
  func snapshot() throws {
    let folder = try PolicyFolder([
      "account.json": """
      {"RoleDetailList": [{"RoleName": "Reader", "Path": "/", "RoleId": "AROAEXAMPLE",
        "Arn": "arn:aws:iam::123456789012:role/Reader",
        "AssumeRolePolicyDocument": \(Documents.trust),
        "RolePolicyList": [{"PolicyName": "keep", "PolicyDocument": \(Documents.reads)}],
        "AttachedManagedPolicies": [{"PolicyName": "M", "PolicyArn": "arn:aws:iam::aws:policy/M"}]}],
       "Policies": [{"Arn": "arn:aws:iam::aws:policy/M", "PolicyVersionList": [
         {"VersionId": "v1", "IsDefaultVersion": false, "Document": \(Documents.reads)},
         {"VersionId": "v2", "IsDefaultVersion": true, "Document":
           {"Version": "2012-10-17", "Statement": {
             "Effect": "Allow", "Action": "logs:*", "Resource": "*"}}}]}]}
      """
    ])
    try folder.write(
      """
      {"schemaVersion": "1.0", "snapshot": "account.json", "role": "reader",
       "allow": [{"action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"},
                 {"action": "logs:PutLogEvents", "resource": "*"}],
       "deny": [{"action": "s3:DeleteObject", "resource": "arn:aws:s3:::b/k"},
                {"principal": {"Service": "ec2.amazonaws.com"}, "action": "sts:AssumeRole"}]}
      """, to: "expectations.json")
    let result = folder.run("test", "expectations.json")
    #expect(result.output == "4 passed, 0 failed\n", "\(result.output)\(result.errors)")
  }

  @Test("a managed policy whose document is not known is no guess")
  func unknown() throws {
    let arn = "arn:aws:iam::123456789012:policy/Unknown"
    let folder = try PolicyFolder([
      "reads.json": Documents.reads,
      "account.json": """
      {"RoleDetailList": [{"RoleName": "R", "Path": "/",
        "Arn": "arn:aws:iam::123456789012:role/R", "AssumeRolePolicyDocument": \(Documents.trust),
        "RolePolicyList": [], "AttachedManagedPolicies": [{"PolicyArn": "\(arn)"}]}]}
      """,
    ])
    let request = #""deny": [{"action": "s3:DeleteObject", "resource": "arn:aws:s3:::b/k"}]"#
    let start = #"{"schemaVersion": "1.0", "snapshot": "account.json", "role": "R", "#
    try folder.write("\(start)\(request)}", to: "open.json")
    let open = folder.run("test", "open.json")
    #expect(open.status == .failed)
    #expect(open.errors.contains("not known") && open.errors.contains(arn))
    try folder.write(
      #"\#(start)"managedPolicies": {"\#(arn)": "reads.json"}, \#(request)}"#, to: "closed.json")
    #expect(folder.run("test", "closed.json").status == .done)
  }

  @Test(
    "what is no expectation file is told with its place",
    arguments: [
      ("[]", "1:1", "must be an object"), ("{", "1:2", "error"),
      (#"{"schemaVersion":"2.0","policies":{"identity":"a"},"allow":[]}"#, "1:18", "version"),
      (#"{"schemaVersion":"1.0","policy":{},"allow":[]}"#, "1:24", "'policies'"),
      (#"{"schemaVersion":"1.0","allow":[]}"#, "1:1", "names no policies"),
      (#"{"schemaVersion":"1.0","role":"R"}"#, "1:1", "'account'"),
      (#"{"schemaVersion":"1.0","policies":{"identity":"a"}}"#, "1:1", "expects nothing"),
      (#"{"schemaVersion":"1.0","policies":{},"deny":[]}"#, "1:35", "no document"),
      (
        #"{"schemaVersion":"1.0","policies":{"x":"a"},"deny":[]}"#, "1:36",
        "unknown key 'x' in 'policies'"
      ),
      (#"{"schemaVersion":"1.0","policies":{"identity":1},"deny":[]}"#, "1:47", "a string"),
      (
        #"{"schemaVersion":"1.0","policies":{"identity":"a"},"role":"R","deny":[]}"#, "1:59",
        "cannot both"
      ),
      (
        #"{"schemaVersion":"1.0","snapshot":"s","role":"R","account":"1","deny":[]}"#, "1:60",
        "cannot both"
      ),
      (
        #"{"schemaVersion":"1.0","role":"R","account":"1","allow":[{"acton":"a:b"}]}"#, "1:59",
        "action"
      ),
      (#"{"schemaVersion":"1.0","role":"R","account":"1","allow":{}}"#, "1:57", "a list"),
      (
        #"{"schemaVersion":"1.0","role":"AWSPanoramaAplianceServiceRole","account":"123456789012","deny":[]}"#,
        "1:31", "AWSPanoramaApplianceServiceRole"
      ),
      (
        #"{"schemaVersion":"1.0","role":"AWSPanoramaApplianceServiceRole","account":"12","deny":[]}"#,
        "1:31", "12 digits"
      ),
      (
        #"{"schemaVersion":"1.0","role":"AWSServiceRoleForAWSPanorama","account":"123456789012","deny":[]}"#,
        "1:31", "service-linked"
      ),
    ])
  func problems(text: String, place: String, says: String) throws {
    let folder = try PolicyFolder(["e.json": text])
    let result = folder.run("test", "e.json")
    #expect(result.status == .failed)
    #expect(result.errors.contains("e.json:\(place): error"), "\(result.errors)")
    #expect(result.errors.contains(says), "\(result.errors)")
    #expect(result.output == "0 passed, 0 failed\n")
  }

  static let account = """
    {"RoleDetailList": [{"RoleName": "Reader", "Path": "/", "RoleId": "AROAEXAMPLE",
      "Arn": "arn:aws:iam::123456789012:role/Reader",
      "AssumeRolePolicyDocument": \(Documents.trust),
      "RolePolicyList": [], "AttachedManagedPolicies": [
        {"PolicyName": "M", "PolicyArn": "arn:aws:iam::123456789012:policy/M"}]}], "Policies": []}
    """

  static let unusable: [(subject: String, words: [String], said: String)] = [
    (#""policies": {"identity": ["none.json"]}"#, [], "1:52: error: 'none.json' cannot be read"),
    (#""snapshot": "none.json", "role": "Reader""#, [], "1:38: error: 'none.json' cannot be read"),
    (
      #""snapshot": "account.json", "role": "Nobody""#, [],
      "1:62: error: the snapshot 'account.json' has no role 'Nobody'"
    ),
    (
      #""role": "Nobody", "account": "123456789012""#, ["--snapshot", "account.json"],
      "1:34: error: the snapshot 'account.json' has no role 'Nobody'"
    ),
    (
      #""role": "Reader", "account": "123456789012""#,
      ["--snapshot", "account.json", "--role", "Nobody"],
      " error: the snapshot 'account.json' has no role 'Nobody'"
    ),
    (
      #""snapshot": "account.json", "role": "Reader", "#
        + #""managedPolicies": {"arn:aws:iam::123456789012:policy/M": "none.json"}"#, [],
      "1:130: error: 'none.json' cannot be read"
    ),
  ]

  @Test("what an expectation file names and is not there is told at its place", arguments: unusable)
  func places(subject: String, words: [String], said: String) throws {
    let folder = try PolicyFolder(["account.json": Self.account])
    try folder.write(
      #"{"schemaVersion": "1.0", \#(subject), "deny": [{"action": "s3:GetObject"}]}"#, to: "e.json")
    let result = folder.run(["test", "e.json"] + words)
    #expect(result.status == .failed)
    #expect(result.errors.hasPrefix("e.json:\(said)"), "\(result.errors)")
  }
}
