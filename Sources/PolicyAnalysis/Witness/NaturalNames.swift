import IAMPolicy

/// Names and values that a person would write, to fill patterns with.
enum NaturalNames {
  /// One way to fill wildcards; there are two, so that something differs from what a policy names.
  struct Filling {
    let partition: String
    let region: String
    let account: String
    let name: String

    static let first = Filling(
      partition: "aws", region: "us-east-1", account: "123456789012", name: "example")
    static let second = Filling(
      partition: "aws-cn", region: "cn-north-1", account: "210987654321", name: "other")
  }

  /// A text that a pattern matches; nil where a variable has no value.
  ///
  /// For an ARN pattern the fields are filled with what they are for, the service with `service` if
  /// it is open.
  static func text(
    _ parts: [PatternPart], _ reading: Glob.Reading, _ filling: Filling, service: String? = nil,
    value: (_ key: String) -> String? = { _ in nil }
  ) -> String? {
    guard reading.hasFields else { return flat(parts, filling, value) }
    var fields: [[PatternPart]] = [[]]
    for part in parts {
      if part == .scalar(Glob.colon), fields.count < 6 {
        fields.append([])
      } else {
        fields[fields.count - 1].append(part)
      }
    }
    var texts: [String] = []
    for (index, field) in fields.enumerated() {
      let isOpen = !field.isEmpty && field.allSatisfy { $0 == .star }
      if isOpen, index < 5 {
        texts.append(open(index, filling, service))
      } else {
        guard let text = flat(field, filling, value) else { return nil }
        texts.append(text)
      }
    }
    while texts.count < 6 { texts.append(open(texts.count, filling, service)) }
    if texts[5].isEmpty { texts[5] = filling.name }
    return texts.joined(separator: ":")
  }

  private static func open(_ field: Int, _ filling: Filling, _ service: String?) -> String {
    switch field {
    case 0: "arn"
    case 1: filling.partition
    case 2: service ?? "s3"
    case 3: filling.region
    case 4: filling.account
    default: filling.name
    }
  }

  private static func flat(
    _ parts: [PatternPart], _ filling: Filling, _ value: (_ key: String) -> String?
  ) -> String? {
    var result = ""
    for (index, part) in parts.enumerated() {
      switch part {
      case .scalar(let scalar): result += String(scalars: [scalar])
      case .star: if index == 0 || parts[index - 1] != .star { result += filling.name }
      case .question: result += "x"
      case .variable(let key, let fallback):
        guard let text = value(key.string) ?? fallback?.string else { return nil }
        result += text
      }
    }
    return result
  }

  /// A value that a condition key could well have, and another one.
  static func values(ofKey key: String) -> [String] {
    if key.hasSuffix("account") { return ["123456789012", "210987654321"] }
    if key.hasSuffix("arn") {
      return [
        "arn:aws:iam::123456789012:role/example", "arn:aws:s3:::example",
        "arn:aws:iam::210987654321:role/other",
      ]
    }
    if key.hasSuffix("region") { return ["us-east-1", "eu-west-1", "ap-southeast-2"] }
    if key.hasSuffix("passedtoservice") || key.hasSuffix("servicename") {
      return ["lambda.amazonaws.com", "ec2.amazonaws.com"]
    }
    return ["example", "other"]
  }

  /// The ARN of something that a service has.
  static func resource(ofService service: String) -> String {
    let name: String? =
      switch service {
      case "s3": "arn:aws:s3:::example-bucket/example-key"
      case "iam", "sts": "arn:aws:iam::123456789012:role/example"
      case "cloudwatch": "alarm:example"
      case "deeplens", "panorama": "device/example"
      case "dynamodb": "table/example"
      case "ec2": "instance/i-0123456789abcdef0"
      case "greengrass": "/greengrass/groups/example"
      case "iot": "thing/example"
      case "kinesisvideo": "stream/example/1234567890123"
      case "lambda": "function:example"
      case "logs": "log-group:example:log-stream:example"
      case "sagemaker": "endpoint/example"
      case "secretsmanager": "secret:example"
      default: nil
      }
    if let name, name.hasPrefix("arn:") { return name }
    return "arn:aws:\(service):us-east-1:123456789012:\(name ?? "example")"
  }
}
