import IAMPolicy
import IAMRoles
import JSONText

/// Writes `${Account}` and `${Partition}` where a text of an account names them for certain.
///
/// Certain are the fields of an ARN, an account id as a principal, and the values of condition keys that hold
/// an account. An account id inside another text, such as a bucket's name, stays as it is.
struct Generaliser {
  let account: String
  let partition: String

  /// Condition keys whose values are account ids (IAM User Guide, "AWS global condition context
  /// keys"; KMS Developer Guide, "AWS KMS condition keys").
  private static let accountKeys: Set<String> = [
    "aws:sourceaccount", "aws:principalaccount", "aws:resourceaccount", "kms:calleraccount",
    "s3:resourceaccount",
  ]

  /// A text that holds no value of the account, such as a name.
  ///
  /// - Throws: when it reads like a parameter of a role set, which it is not.
  func plain(_ text: String) throws(RoleSetImport.Obstacle) -> String {
    guard let name = Substitution.names(in: text).first else { return text }
    throw RoleSetImport.Obstacle(
      reason: "it contains the text '${\(name)}', which a role set reads as a parameter")
  }

  /// A text that may be an ARN.
  func text(_ text: String) throws(RoleSetImport.Obstacle) -> String {
    let text = try plain(text)
    guard let arn = ARN(text) else { return text }
    let named = arn.account == account ? "${Account}" : arn.account
    let place = arn.partition == partition ? "${Partition}" : arn.partition
    return "arn:\(place):\(arn.service):\(arn.region):\(named):\(arn.resource)"
  }

  /// A policy document.
  ///
  /// - Throws: when it is missing, or is not a policy that this program can read and write.
  func document(
    _ json: JSON?, as kind: PolicyKind, called what: String
  ) throws(RoleSetImport.Obstacle) -> JSON {
    guard let document = Self.plainDocument(json) else {
      throw RoleSetImport.Obstacle(reason: "\(what) is not in the input")
    }
    do throws(DocumentError) {
      _ = try PolicyDocument(document, as: kind)
    } catch {
      let problem = error.problems.first?.message ?? "it is not a policy document"
      throw RoleSetImport.Obstacle(reason: "\(what) cannot be read: \(problem)")
    }
    return try walked(document, holdsAccounts: false)
  }

  /// The document itself, whether it was given as an object or as the text that IAM returns.
  static func plainDocument(_ json: JSON?) -> JSON? {
    guard let json else { return nil }
    guard let text = json.string else { return json.object == nil ? nil : json }
    let isPlain = text.utf8.first { $0 > 0x20 } == UInt8(ascii: "{")
    guard let plain = isPlain ? text : PolicyDocument.percentDecoded(text) else { return nil }
    return JSON.reading(plain.utf8).value
  }

  private func walked(
    _ json: JSON, holdsAccounts: Bool
  ) throws(RoleSetImport.Obstacle) -> JSON {
    switch json.value {
    case .null, .bool, .number: return json
    case .string(let text):
      return .string(holdsAccounts && text == account ? "${Account}" : try self.text(text))
    case .array(let elements):
      var result: [JSON] = []
      for element in elements { result.append(try walked(element, holdsAccounts: holdsAccounts)) }
      return .array(result)
    case .object(let members):
      var result: [(String, JSON)] = []
      for member in members {
        let holds =
          member.name == "AWS" || Self.accountKeys.contains(member.name.lowercased())
        result.append((member.name, try walked(member.value, holdsAccounts: holds)))
      }
      return .object(result)
    }
  }
}
