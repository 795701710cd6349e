/// What an action does, as the Service Authorization Reference classifies it.
public enum AccessLevel: String, Hashable, Sendable, CaseIterable {
  case list = "List"
  case read = "Read"
  case tagging = "Tagging"
  case write = "Write"
  case permissionsManagement = "Permissions management"

  init(_ letter: UInt8) {
    switch letter {
    case UInt8(ascii: "L"): self = .list
    case UInt8(ascii: "R"): self = .read
    case UInt8(ascii: "T"): self = .tagging
    case UInt8(ascii: "W"): self = .write
    case UInt8(ascii: "P"): self = .permissionsManagement
    default: preconditionFailure("an access level that the reference does not define")
    }
  }
}
