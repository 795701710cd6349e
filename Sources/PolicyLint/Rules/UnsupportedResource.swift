import IAMPolicy
import PolicyAnalysis
import ServiceReference

extension LintRule {
  /// A resource that none of the actions takes.
  static let unsupportedResource = LintRule(
    id: "unsupported-resource",
    severity: .warning,
    summary: "No action of the statement takes a resource like this",
    why: """
      An action is asked about resources of certain types only; on any other resource a statement never \
      matches. Common cases: 's3:ListBucket' on objects, 's3:GetObject' on the bucket. Actions for which the \
      reference lists no resource type need '*'; that is information, since some take more than it lists. \
      For tagging, every type of the service counts, and what guides say beyond the reference is known: \
      paths of API Gateway, transforms of CloudFormation, connections under both of their prefixes.
      """,
    source: "Service Authorization Reference, as of \(ServiceReference.current.date)",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket",
          "Resource": ↓"arn:aws:s3:::bucket/*"}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
          "Resource": ["arn:aws:s3:::bucket/*", ↓"arn:aws:s3:::bucket"]}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:DescribeInstances",
          "Resource": ↓"arn:aws:ec2:*:*:instance/*"}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": ["s3:ListBucket", "s3:GetObject"],
          "Resource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"]}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["lambda:*", "ec2:Describe*"],
          "Resource": ["*", "arn:aws:lambda:*:*:function:*"]}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "nosuch:Thing",
          "Resource": "arn:aws:nosuch:*:*:thing/*"}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "apigateway:GET",
          "Resource": "arn:aws:apigateway:*::/v2/apis"}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": "cloudformation:CreateChangeSet",
          "Resource": "arn:aws:cloudformation:*:aws:transform/Serverless-2016-10-31"}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": "codestar-connections:UseConnection",
          "Resource": "arn:aws:codeconnections:*:*:connection/*"}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": "elasticloadbalancing:AddTags",
          "Resource": "arn:aws:elasticloadbalancing:*:*:targetgroup/*/*"}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement -> [Report] in
        guard case .action(let patterns) = statement.action,
          case .resource(let resources)? = statement.resource,
          resources.contains(where: { $0.text != "*" }), let forms = ARNForms(of: patterns)
        else { return [] }
        return resources.compactMap { resource in
          guard resource.text != "*",
            !forms.overlap(resource, hasVariables: document.hasVariables)
          else { return nil }
          return Report(
            resource.mark, "no action of the statement takes a resource like '\(resource.text)'",
            hint: forms.hint,
            severity: forms.isOpen(to: resource, hasVariables: document.hasVariables)
              ? .info : .warning, in: statement
          )
        }
      }
    })
}

/// The forms of ARN that the actions of a statement take.
private struct ARNForms {
  private var forms: [(name: String, arn: String, bytes: [UInt8])] = []
  /// The services of actions for which the reference lists no resource type, by prefix.
  private var open: [String: ServiceReference.Service] = [:]

  private init() {}

  /// nil when nothing can be said: an action of every service, or one that the reference does not have.
  init?(of patterns: [ActionPattern]) {
    let reference = ServiceReference.current
    var seen: Set<String> = []
    for pattern in patterns where !pattern.matchesNothing {
      let text = pattern.text
      guard text != "*", !text.hasPrefix("*"), reference.knows(pattern) else { return nil }
      if text.hasSuffix(":*"), let service = reference.service(String(text.dropLast(2))) {
        for type in service.resourceTypes where seen.insert(type.arn).inserted {
          add(type.name, type.arn)
        }
        continue
      }
      for action in reference.action(text).map({ [$0] }) ?? reference.actions(matching: pattern) {
        for type in ARNForms.types(of: action) where seen.insert(type.arn).inserted {
          add(type.name, type.arn)
        }
        if action.resources.isEmpty { open[action.service.prefix] = action.service }
      }
    }
    // The guides know more than the reference, without which these would be false alarms.
    for (form, others) in ARNForms.inGuides where forms.contains(where: { $0.arn == form }) {
      for other in others where seen.insert(other).inserted { add("", other) }
    }
  }

  /// What an action takes; for tagging, what any action of the service takes.
  ///
  /// Services that share a prefix have tagging actions of the same name, and the reference has the types of
  /// one of them.
  private static func types(of action: ServiceReference.Action) -> [ServiceReference.ResourceType] {
    let own = action.resources.map(\.type)
    guard !own.isEmpty, action.accessLevel == .tagging || action.name.contains("Tags") else {
      return own
    }
    return own + action.service.resourceTypes
  }

  /// Forms of ARN that actions take as well as the one that the reference lists for them.
  private static let inGuides: [(form: String, others: [String])] = [
    // A change set of a template with a transform is asked about on the transform, too: AWS's own managed
    // policies and deployments that were refused without it (AWSCodeStarServiceRole).
    (
      "arn:${Partition}:cloudformation:${Region}:${Account}:stack/${StackName}/${Id}",
      ["arn:${Partition}:cloudformation:${Region}:aws:transform/${Name}"]
    ),
    // https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html: a connection keeps the prefix that
    // it was made with.
    (
      "arn:${Partition}:codestar-connections:${Region}:${Account}:connection/${ConnectionId}",
      ["arn:${Partition}:codeconnections:${Region}:${Account}:connection/${ConnectionId}"]
    ),
    (
      "arn:${Partition}:codeconnections:${Region}:${Account}:connection/${ConnectionId}",
      ["arn:${Partition}:codestar-connections:${Region}:${Account}:connection/${ConnectionId}"]
    ),
  ]

  private mutating func add(_ name: String, _ arn: String) {
    forms.append((name, arn, ARNForms.pattern(arn)))
  }

  /// Whether an action may take the resource for all that the reference says: it lists no type for the
  /// action, and the resource is of a type of that service.
  func isOpen(to resource: ResourcePattern, hasVariables: Bool) -> Bool {
    guard !forms.isEmpty else { return true }
    let fields = ARNForms.fields(Array(resource.text.utf8))
    guard fields.count > 2, let service = open[String(decoding: fields[2], as: UTF8.self)] else {
      return false
    }
    var all = ARNForms()
    for type in service.resourceTypes { all.add(type.name, type.arn) }
    return all.overlap(resource, hasVariables: hasVariables)
  }

  var hint: String {
    guard let first = forms.first else { return "write '*': the actions take no resource" }
    let others = forms.count > 1 ? ", or another of \(forms.count) forms" : ""
    return "write a resource of the form '\(first.arn)'\(others)"
  }

  func overlap(_ resource: ResourcePattern, hasVariables: Bool) -> Bool {
    // Amazon API Gateway takes resources that are no whole ARNs, and any path of its API.
    guard resource.text.hasPrefix("arn:") else { return true }
    if resource.text.split(separator: ":", maxSplits: 3).dropFirst(2).first == "apigateway" {
      return true
    }
    let text = hasVariables ? ARNForms.pattern(resource.text) : Array(resource.text.utf8)
    let other = ShortARN.completed(text, colon: UInt8(ascii: ":"), run: UInt8(ascii: "*"))
    let fields = ARNForms.fields(other)
    return forms.contains { form in
      let own = ARNForms.fields(form.bytes)
      return own.count == fields.count && zip(own, fields).allSatisfy { canOverlap($0, $1) }
    }
  }

  /// The six fields of an ARN; the last keeps its colons.
  private static func fields(_ arn: [UInt8]) -> [[UInt8]] {
    arn.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
      .map(Array.init)
  }

  /// The text with every `${…}` as `*`; the name of a bucket has no slash, which tells buckets from
  /// objects.
  private static func pattern(_ arn: String) -> [UInt8] {
    var result: [UInt8] = []
    var rest = arn.utf8[...]
    // Once no brace closes, none behind it does: a long text is searched through once.
    var closes = true
    while let byte = rest.first {
      let opens = byte == UInt8(ascii: "$") && rest.dropFirst().first == UInt8(ascii: "{")
      if opens, closes, let end = rest.firstIndex(of: UInt8(ascii: "}")) {
        result.append(
          rest[..<end].elementsEqual("${BucketName".utf8) ? noSlash : UInt8(ascii: "*"))
        rest = rest[rest.index(after: end)...]
      } else {
        if opens { closes = false }
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}

/// Stands for any run of characters without a slash; no ARN has this byte.
private let noSlash: UInt8 = 0x01

/// Whether some text fits both patterns of `*` and `?`.
private func canOverlap(_ one: [UInt8], _ other: [UInt8]) -> Bool {
  func isRun(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == noSlash }
  func isWild(_ byte: UInt8) -> Bool { isRun(byte) || byte == UInt8(ascii: "?") }
  // A cheap look first: plain heads must agree.
  for (a, b) in zip(one, other) {
    if isWild(a) || isWild(b) { break }
    if a != b { return false }
  }
  var reach = [Bool](repeating: false, count: other.count + 1)
  reach[0] = true
  for index in other.indices where isRun(other[index]) && reach[index] { reach[index + 1] = true }
  for a in one {
    var next = [Bool](repeating: false, count: other.count + 1)
    if isRun(a) {
      // The run takes nothing, or any stretch of the other pattern.
      var open = false
      for index in reach.indices {
        open = open || reach[index]
        next[index] = open
        if index < other.count, a == noSlash, other[index] == UInt8(ascii: "/") { open = false }
      }
    } else {
      for index in other.indices {
        let b = other[index]
        if isRun(b) {
          // The other run takes this character, and may take more.
          if reach[index], !(b == noSlash && a == UInt8(ascii: "/")) {
            next[index] = true
            next[index + 1] = true
          }
        } else if reach[index], a == b || a == UInt8(ascii: "?") || b == UInt8(ascii: "?") {
          next[index + 1] = true
        }
      }
    }
    // A run of the other pattern may take nothing.
    for index in other.indices where isRun(other[index]) && next[index] { next[index + 1] = true }
    reach = next
  }
  return reach[other.count]
}
