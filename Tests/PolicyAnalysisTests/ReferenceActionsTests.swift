import IAMPolicy
import PolicyAnalysis
import ServiceReference
import Testing

@Suite("Actions that a pattern takes")
struct ReferenceActionsTests {
  private let reference = ServiceReference.current

  @Test(
    "a pattern with a plain service",
    arguments: [
      ("s3:GetObject", ["s3:GetObject"]),
      ("S3:getobject", ["s3:GetObject"]),
      (
        "sts:AssumeRole*",
        [
          "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity",
        ]
      ),
      ("s3:Get?bject", ["s3:GetObject"]),
      ("s3:NoSuchAction", []),
      ("no-such-service:*", []),
      ("s3", []),
    ] as [(String, [String])])
  func plain(_ pattern: String, _ names: [String]) {
    #expect(reference.actions(matching: ActionPattern(pattern)).map(\.fullName) == names)
  }

  @Test(
    "every pattern takes what matching each name takes",
    arguments: [
      "*", "*:*", "s3*:Get*Tagging", "*:PassRole", "i?m:*Role", "*Policy", "iam:*", "a*:?et*",
    ])
  func all(_ pattern: String) {
    let pattern = ActionPattern(pattern)
    let expected = reference.services.flatMap(\.actions).map(\.fullName).filter {
      pattern.matches($0)
    }
    #expect(!expected.isEmpty)
    #expect(reference.actions(matching: pattern).map(\.fullName) == expected)
  }
}
