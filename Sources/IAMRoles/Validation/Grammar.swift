import IAMPolicy
import JSONText

/// The forms that IAM's API prescribes for the parameters of a role.
enum Grammar {
  /// Letters, digits and `+=,.@-_` (`roleNameType`, `policyNameType`): ASCII only.
  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "@"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// `/` or `/…/` of the characters `!` to `~` (`pathType`).
  static func isPath(_ text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.first == UInt8(ascii: "/"), bytes.last == UInt8(ascii: "/") else { return false }
    return bytes.allSatisfy { (UInt8(ascii: "!")...UInt8(ascii: "~")).contains($0) }
  }

  /// Tab, line feed, carriage return, and Latin-1 without the controls (`roleDescriptionType`).
  static func isDescriptionCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA1...0xFF: true
    default: false
    }
  }

  /// Letters, digits and spaces of any script, and `_.:/=+-@` (`tagKeyType`, `tagValueType`).
  static func isTagCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "_", ".", ":", "/", "=", "+", "-", "@": return true
    case "a"..."z", "A"..."Z", "0"..."9", " ": return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .spaceSeparator, .lineSeparator,
      .paragraphSeparator:
      return true
    default: return false
    }
  }
}

/// The parts of the ARN of a managed policy: `arn:PARTITION:iam::OWNER:policy/PATH/NAME`.
struct ManagedPolicyARN {
  let partition: String
  /// `aws`, or a 12-digit account id.
  let owner: String
  /// `/`, `/service-role/`.
  let path: String
  let name: String

  /// Reads an ARN; nil when it has another form.
  init?(_ text: String) {
    let start = "policy".utf8
    guard let arn = ARN(text), arn.service == "iam", arn.region.isEmpty,
      arn.resource.utf8.starts(with: start), (20...2048).contains(text.utf8.count),
      arn.account == "aws" || AccountID.isValid(arn.account)
    else { return nil }
    let resource = arn.resource.utf8.dropFirst(start.count)
    guard resource.first == UInt8(ascii: "/"),
      let slash = resource.lastIndex(of: UInt8(ascii: "/"))
    else { return nil }
    path = String(Substring(resource[...slash]))
    name = String(Substring(resource[slash...].dropFirst()))
    guard Grammar.isPath(path), (1...128).contains(name.utf8.count),
      name.utf8.allSatisfy(Grammar.isNameByte)
    else { return nil }
    partition = arn.partition
    owner = arn.account
  }
}
