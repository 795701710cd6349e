import IAMPolicy
import IAMRoles
import JSONText

/// Writes `${Account}`, `${Partition}` and `${Region}` where a text of an account names them for certain.
///
/// Certain are the fields of an ARN, an account id as a principal, and the values of condition keys that hold
/// an account. An account id inside another text, such as a bucket's name, stays as it is.
struct Generaliser {
  let account: String
  let partition: String
  /// The Region that becomes a parameter; nil when none does.
  var region: String?
  /// The parameters that texts mean; every other `${Name}` is a text of the account.
  var references: Set<String> = []
  /// Values that may stand for the parameters where a document is checked.
  var samples: [String: String] = [:]
  /// Whether the texts are those of a role set already.
  var isWritten = false

  /// Condition keys whose values are account ids (IAM User Guide, "AWS global condition context
  /// keys"; KMS Developer Guide, "AWS KMS condition keys").
  private static let accountKeys: Set<String> = [
    "aws:sourceaccount", "aws:principalaccount", "aws:resourceaccount", "kms:calleraccount",
    "s3:resourceaccount",
  ]

  /// A text that holds no value of the account, such as a description.
  func plain(_ text: String) -> String {
    isWritten ? text : Substitution.escaped(text, keeping: references)
  }

  /// A text that may be an ARN.
  func text(_ text: String) -> String {
    let text = plain(text)
    guard let arn = ARN(text) else { return text }
    let named = arn.account == account ? "${Account}" : arn.account
    let place = arn.partition == partition ? "${Partition}" : arn.partition
    let region = !arn.region.isEmpty && arn.region == region ? "${Region}" : arn.region
    return "arn:\(place):\(arn.service):\(region):\(named):\(arn.resource)"
  }

  /// A policy document.
  ///
  /// - Throws: when it is missing, or is not a policy that this program can read and write.
  func document(
    _ json: JSON?, as kind: PolicyKind, called what: String
  ) throws(RoleSetImport.Obstacle) -> JSON {
    guard let json, json.value != .null else {
      throw RoleSetImport.Obstacle(reason: "\(what) is not in the input")
    }
    do throws(DocumentError) {
      let document = try Self.readDocument(json)
      let filled =
        samples.isEmpty
        ? document : Substitution(values: samples, findings: ProblemCollector()).json(document)
      _ = try PolicyDocument(filled, as: kind)
      return walked(document, holdsAccounts: false)
    } catch {
      let problem = error.problems.first?.message ?? "it is not a policy document"
      throw RoleSetImport.Obstacle(reason: "\(what) cannot be read: \(problem)")
    }
  }

  /// The document itself, whether it was given as an object or as the text that IAM returns.
  static func plainDocument(_ json: JSON?) -> JSON? { json.flatMap { try? readDocument($0) } }

  private static func readDocument(_ json: JSON) throws(DocumentError) -> JSON {
    guard let text = json.string else { return json }
    let isPlain = text.utf8.first { $0 > 0x20 } == UInt8(ascii: "{")
    guard let plain = isPlain ? text : PolicyDocument.percentDecoded(text) else {
      throw DocumentError(
        Problem("bad-percent-encoding", "it is neither JSON nor percent-encoded JSON"))
    }
    return try JSON(parsing: plain)
  }

  private func walked(_ json: JSON, holdsAccounts: Bool) -> JSON {
    switch json.value {
    case .null, .bool, .number: return json
    case .string(let text):
      return .string(holdsAccounts && text == account ? "${Account}" : self.text(text))
    case .array(let elements):
      return .array(elements.map { walked($0, holdsAccounts: holdsAccounts) })
    case .object(let members):
      return .object(
        members.map { member in
          let holds =
            member.name == "AWS" || Self.accountKeys.contains(member.name.lowercased())
          return (member.name, walked(member.value, holdsAccounts: holds))
        })
    }
  }
}
