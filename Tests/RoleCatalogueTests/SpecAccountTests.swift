import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

@Suite("A spec for another account")
struct SpecAccountTests {
  @Test("names that account wherever it named its own, and further accounts as before")
  func replaced() throws {
    var draft = SpecDraft(
      account: "123456789012", tags: [Tag("owner", "123456789012 and 999999999999")],
      permissionsBoundary: "arn:aws:iam::123456789012:policy/Fence")
    draft.recorded = [RecordedRole(name: "R", id: "AROAEXAMPLE")]
    let spec = try Spec(checking: draft)
    let other = try Spec(spec, for: "000000000001", in: "aws")
    #expect(other.account == "000000000001")
    #expect(other.permissionsBoundary == "arn:aws:iam::000000000001:policy/Fence")
    #expect(other.tags.map(\.value) == ["000000000001 and 999999999999"])
    // Ids of roles are of one account.
    #expect(other.recorded.isEmpty)
    #expect(try Spec(spec, for: "123456789012", in: "aws") == spec)
    let china = try Spec(spec, for: "000000000001", in: "aws-cn")
    #expect(china.partition == "aws-cn")
    #expect(china.permissionsBoundary == "arn:aws-cn:iam::000000000001:policy/Fence")
  }

  @Test("is what 'init' would have written there", arguments: ["000000000001", "210987654321"])
  func sameAsInit(account: String) throws {
    let sets = RoleCatalogue.builtIn.setNames
    for set in sets {
      guard
        let spec = try? Spec(checking: SpecDraft(account: "123456789012", roleSets: [set])),
        let there = try? Spec(checking: SpecDraft(account: account, roleSets: [set]))
      else { continue }
      let other = try Spec(spec, for: account, in: "aws")
      #expect(other == there)
      #expect(
        try RoleCatalogue.builtIn.roleSet(for: other)
          == RoleCatalogue.builtIn.roleSet(for: there))
    }
  }

  @Test(
    "an account id is twelve digits and no part of a longer number",
    arguments: [
      ("123456789012", "X"), ("a123456789012b", "aXb"), ("1234567890123", "1234567890123"),
      ("0123456789012", "0123456789012"), ("123456789012123456789012", "123456789012123456789012"),
      ("123456789012:123456789012", "X:X"), ("", ""), ("12345678901", "12345678901"),
      ("é123456789012é", "éXé"),
    ])
  func names(text: String, expected: String) {
    let names = AccountNames(account: "123456789012", partition: "aws")
    #expect(names.generic(text) == expected.replacing("X", with: "${Account}"))
    #expect(names.specific(names.generic(text)) == text)
  }
}
