import IAMPolicy
import IAMRoles
import JSONText

/// The policies of buckets, keys, queues and other resources in a plan.
struct TerraformResourcePolicies {
  /// A type of resource with a policy in an attribute.
  private struct Row {
    let type: String
    /// The attributes that say whose policy it is, the first known one counts.
    let target: [String]
    let family: String
    let kind: String
    /// Whether the provider fills the attribute with what the account has: then it counts only where the
    /// configuration sets it.
    var isComputed = false
  }

  // The attributes are those of the AWS provider, version 5 (registry.terraform.io/providers/hashicorp/aws).
  private static let rows = [
    Row(type: "aws_s3_bucket_policy", target: ["bucket"], family: "s3", kind: "bucket policy"),
    Row(
      type: "aws_s3_bucket", target: ["bucket", "id"], family: "s3", kind: "bucket policy",
      isComputed: true),
    Row(type: "aws_kms_key_policy", target: ["key_id"], family: "kms", kind: "key policy"),
    Row(
      type: "aws_kms_key", target: ["key_id", "id"], family: "kms", kind: "key policy",
      isComputed: true),
    Row(
      type: "aws_kms_external_key", target: ["id"], family: "kms", kind: "key policy",
      isComputed: true),
    Row(
      type: "aws_kms_replica_key", target: ["key_id", "id"], family: "kms", kind: "key policy",
      isComputed: true),
    Row(type: "aws_sqs_queue_policy", target: ["queue_url"], family: "sqs", kind: "queue policy"),
    Row(
      type: "aws_sqs_queue", target: ["url", "id"], family: "sqs", kind: "queue policy",
      isComputed: true),
    Row(type: "aws_sns_topic_policy", target: ["arn"], family: "sns", kind: "topic policy"),
    Row(
      type: "aws_sns_topic", target: ["arn", "id"], family: "sns", kind: "topic policy",
      isComputed: true),
    Row(
      type: "aws_ecr_repository_policy", target: ["repository"], family: "ecr",
      kind: "repository policy"),
    Row(
      type: "aws_secretsmanager_secret_policy", target: ["secret_arn"], family: "secret",
      kind: "secret policy"),
    Row(
      type: "aws_secretsmanager_secret", target: ["arn", "id"], family: "secret",
      kind: "secret policy", isComputed: true),
  ]
  private static let permission = "aws_lambda_permission"

  /// The types of resources that have such policies.
  static let types = Set(rows.map(\.type) + [permission])

  private let configuration: TerraformConfiguration
  private let accounts: TerraformAccounts
  private(set) var resources: [DescribedResource] = []
  private var places: [String: Int] = [:]

  init(
    _ instances: [TerraformInstance], _ configuration: TerraformConfiguration,
    _ accounts: TerraformAccounts
  ) {
    self.configuration = configuration
    self.accounts = accounts
    for instance in instances {
      if instance.type == Self.permission {
        add(permission: instance)
      } else if let row = Self.rows.first(where: { $0.type == instance.type }) {
        add(instance, row)
      }
    }
  }

  private mutating func add(_ instance: TerraformInstance, _ row: Row) {
    if row.isComputed {
      guard configuration.resource(of: instance.address)?.expressions["policy"] != nil else {
        return
      }
    }
    guard let document = instance.document("policy") else { return }
    var key = instance.address
    let target = row.target.lazy.compactMap { instance.text($0).value ?? nil }.first
    if let target {
      // The name of a repository is one of its account and Region; the others are unique everywhere.
      let place = row.family == "ecr" ? instance.provider : ""
      key = "\(row.family)|\(place)|\(Self.plain(target, row.family))"
    }
    // Two policies for one resource cannot both count, and it is not known which one does.
    if places[key] != nil { key = instance.address }
    put(key, instance.address, row.kind, DescribedDocument(document))
  }

  /// A key may be named by its id or by its ARN.
  private static func plain(_ target: String, _ family: String) -> String {
    guard family == "kms", let id = target.split(separator: "/").last else { return target }
    return String(id)
  }

  private mutating func put(
    _ key: String, _ address: String, _ kind: String, _ document: DescribedDocument
  ) {
    if let place = places[key] {
      resources[place].documents.append(document)
      return
    }
    places[key] = resources.count
    resources.append(
      DescribedResource(key: key, address: address, kind: kind, documents: [document]))
  }

  // MARK: Lambda

  /// One statement of a function's policy.
  ///
  /// `SourceArn` becomes `ArnLike`, the others `StringEquals` (AWS Lambda Developer Guide, "Granting function
  /// access to AWS services"; API reference, "AddPermission").
  private mutating func add(permission instance: TerraformInstance) {
    var key = instance.address
    if let name = instance.text("function_name").value ?? nil {
      let qualifier = (instance.text("qualifier").value ?? nil).map { ":\($0)" } ?? ""
      let place = name.hasPrefix("arn:") ? "" : instance.provider
      key = "lambda|\(place)|\(name)\(qualifier)"
    }
    put(key, instance.address, "function policy", DescribedDocument(statement(instance)))
  }

  private func statement(_ instance: TerraformInstance) -> Stated<JSON> {
    let conditions = [
      ("source_arn", "ArnLike", "aws:SourceArn"),
      ("source_account", "StringEquals", "aws:SourceAccount"),
      ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
      ("event_source_token", "StringEquals", "lambda:EventSourceToken"),
      ("function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"),
    ]
    var values: [String: String] = [:]
    let attributes =
      ["principal", "action", "function_name", "qualifier"] + conditions.map(\.0)
    for attribute in attributes {
      switch instance.text(attribute) {
      case .unknown(let unknown): return .unknown(unknown)
      case .known(let text): values[attribute] = text
      }
    }
    guard let principal = values["principal"], let action = values["action"],
      let function = values["function_name"]
    else {
      return .unknown(
        UnknownValue(instance.address, "it lacks a principal, an action or a function"))
    }
    var resource =
      function.hasPrefix("arn:")
      ? function
      : "arn:*:lambda:*:\(accounts.account(of: instance.provider) ?? "*"):function:\(function)"
    if let qualifier = values["qualifier"] { resource += ":\(qualifier)" }
    var members: [(String, JSON)] = [
      ("Effect", .string("Allow")), ("Principal", Self.principal(principal)),
      ("Action", .string(action)), ("Resource", .string(resource)),
    ]
    var blocks: [(String, JSON)] = []
    for name in ["ArnLike", "StringEquals"] {
      let keys = conditions.filter { $0.1 == name }.compactMap { attribute, _, key in
        values[attribute].map { (key, JSON.string($0)) }
      }
      if !keys.isEmpty { blocks.append((name, .object(keys))) }
    }
    if !blocks.isEmpty { members.append(("Condition", .object(blocks))) }
    return .known(
      .object([("Version", .string("2012-10-17")), ("Statement", .array([.object(members)]))]))
  }

  private static func principal(_ text: String) -> JSON {
    if text == "*" { return .string("*") }
    let isAWS = text.hasPrefix("arn:") || AccountID.isValid(text)
    return .object([(isAWS ? "AWS" : "Service", .string(text))])
  }
}
