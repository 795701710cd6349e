import AWSAccess
import IAMRoles
import Testing

@testable import IAMBackend

/// Whether a change whose answer was lost took effect is judged by bytes, as IAM stores them.
@Suite("Reading back compares bytes") struct EffectByteTests {
  static let pairs = [("K", "\u{212A}"), ("\u{91D1}", "\u{F90A}")]

  @Test("another description is not the one that was sent", arguments: pairs)
  func description(_ one: String, _ other: String) {
    var role = AccountReaderTests.full()
    role.description = .present(one)
    role.maxSessionDuration = .present(3600)
    func change(_ description: String) -> RoleChange {
      .updateRole(description: description, maxSessionDuration: 3600)
    }
    #expect(change(one).isInEffect(in: role))
    #expect(!change(other).isInEffect(in: role))
    var wanted = Sample.role
    wanted.description = other
    #expect(wanted.creationDifferences(from: role).contains("description"))
    wanted.description = one
    #expect(!wanted.creationDifferences(from: role).contains("description"))
  }

  @Test("a tag of another key is not the one that goes or comes", arguments: pairs)
  func tags(_ one: String, _ other: String) {
    var role = AccountReaderTests.full()
    role.tags = .present([Tag(one, "v")])
    #expect(RoleChange.untagRole(keys: [other]).isInEffect(in: role))
    #expect(!RoleChange.untagRole(keys: [one]).isInEffect(in: role))
    #expect(!RoleChange.tagRole([Tag(other, "v")]).isInEffect(in: role))
    #expect(!RoleChange.tagRole([Tag(one, other)]).isInEffect(in: role))
  }

  @Test("elements of an answer are the same when their bytes are", arguments: pairs)
  func elements(_ one: String, _ other: String) {
    #expect(XMLElement("A", text: one) != XMLElement("A", text: other))
    #expect(
      XMLElement("A", children: [XMLElement(one)]) != XMLElement("A", children: [XMLElement(other)])
    )
    #expect(XMLElement("A", children: [XMLElement(other)])[one] == nil)
  }
}
