import IAMPolicy
import JSONText
import ServiceReference

/// What kind of values a comparison is about: values of different families have nothing to say to
/// each other, so a key that meets two of them is outside of what can be decided for certain.
enum ComparisonFamily: Int, Hashable, Comparable {
  /// Text, with or without wildcards; ARNs too.
  case text
  case number
  case date
  case bool
  case binary
  case address
  /// `Null` asks only whether the key exists.
  case presence

  static func < (left: ComparisonFamily, right: ComparisonFamily) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension ComparisonKind {
  /// The family of its values.
  var family: ComparisonFamily {
    switch self {
    case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase,
      .stringLike, .stringNotLike, .arnEquals, .arnLike, .arnNotEquals, .arnNotLike:
      .text
    case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals,
      .numericGreaterThan, .numericGreaterThanEquals:
      .number
    case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
      .dateGreaterThanEquals:
      .date
    case .bool: .bool
    case .binaryEquals: .binary
    case .ipAddress, .notIPAddress: .address
    case .null: .presence
    }
  }

  /// Says whether the values are such as must *not* match.
  var isNegated: Bool {
    switch self {
    case .stringNotEquals, .stringNotEqualsIgnoreCase, .stringNotLike, .numericNotEquals,
      .dateNotEquals, .notIPAddress, .arnNotEquals, .arnNotLike:
      true
    case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .arnEquals, .arnLike,
      .numericEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
      .numericGreaterThanEquals, .dateEquals, .dateLessThan, .dateLessThanEquals,
      .dateGreaterThan, .dateGreaterThanEquals, .bool, .binaryEquals, .ipAddress, .null:
      false
    }
  }

  /// Says whether `${…}` in its values is a variable.
  var takesVariables: Bool {
    switch family {
    case .text, .bool: true
    case .number, .date, .binary, .address, .presence: false
    }
  }

  /// How its text patterns are read; nil when they are no patterns of text.
  var reading: (reading: Glob.Reading, wildcards: Bool)? {
    switch self {
    case .stringEquals, .stringNotEquals: (.free, false)
    case .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase: (.foldingCase, false)
    case .stringLike, .stringNotLike: (.free, true)
    case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike: (.arn, true)
    case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals,
      .numericGreaterThan, .numericGreaterThanEquals, .dateEquals, .dateNotEquals, .dateLessThan,
      .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals, .bool, .binaryEquals,
      .ipAddress, .notIPAddress, .null:
      nil
    }
  }
}

/// How many values a condition key holds.
///
/// The sources are the IAM User Guide's list of global keys, its page on multivalued context keys, and
/// the service reference. For a key that none of them has, the use of a set operator decides.
enum KeyArity {
  case single
  case several
  case unknown

  init(ofKey key: String) {
    if key.contains("tag/") || KeyArity.singleKeys.contains(key) {
      self = .single
    } else if KeyArity.severalKeys.contains(key) {
      self = .several
    } else if let known = ServiceReference.current.conditionKey(key) {
      self = known.isMultivalued ? .several : .single
    } else {
      self = .unknown
    }
  }

  /// Whether a key holds `true` or `false` and nothing else.
  static func isBoolean(_ key: String) -> Bool {
    booleanKeys.contains(key) || ServiceReference.current.conditionKey(key)?.valueType == .bool
  }

  private static let booleanKeys: Set<String> = [
    "aws:multifactorauthpresent", "aws:principalisawsservice", "aws:securetransport",
    "aws:viaawsservice",
  ]

  /// The key as AWS's documents write it; variables are kept with folded case.
  static func writtenName(ofKey key: String) -> String {
    for name in commonNames where name.asciiFolded == key { return name }
    return key
  }

  private static let commonNames = [
    "aws:username", "aws:userid", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID",
    "aws:PrincipalType", "aws:RequestedRegion", "aws:ResourceAccount", "aws:SourceAccount",
    "aws:SourceArn", "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "ec2:SourceInstanceARN",
    "iot:Connection.Thing.ThingName", "iot:ClientId", "sts:ExternalId", "sts:RoleSessionName",
  ]

  private static let severalKeys: Set<String> = [
    "aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist",
    "aws:resourceorgpaths", "aws:sourceorgpaths", "aws:tagkeys",
  ]

  private static let singleKeys: Set<String> = [
    "aws:calledviafirst", "aws:calledvialast", "aws:currenttime", "aws:epochtime",
    "aws:ec2instancesourceprivateipv4", "aws:ec2instancesourcevpc", "aws:federatedprovider",
    "aws:multifactorauthage", "aws:multifactorauthpresent", "aws:principalaccount",
    "aws:principalarn", "aws:principalisawsservice", "aws:principalorgid",
    "aws:principalservicename", "aws:principaltype", "aws:referer", "aws:requestedregion",
    "aws:resourceaccount", "aws:resourceorgid", "aws:securetransport", "aws:sourceaccount",
    "aws:sourcearn", "aws:sourceidentity", "aws:sourceip", "aws:sourceorgid", "aws:sourcevpc",
    "aws:sourcevpce", "aws:tokenissuetime", "aws:useragent", "aws:userid", "aws:username",
    "aws:viaawsservice", "aws:vpcsourceip", "iam:passedtoservice", "sts:externalid",
    "sts:rolesessionname",
  ]
}
