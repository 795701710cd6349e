import JSONText

extension PolicyReader {
  mutating func principal(
    _ principal: Element?, not notPrincipal: Element?, of statement: TextPosition
  ) -> PrincipalBlock? {
    switch kind {
    case .identity:
      for element in [principal, notPrincipal] {
        guard let element else { continue }
        report(
          .prohibitedPrincipal, at: element.place, "an identity policy has no '\(element.name)'",
          hint: "remove it, the principal is whom the policy is attached to")
      }
      return nil
    case .trust:
      if let notPrincipal {
        report(
          .prohibitedNotPrincipal, at: notPrincipal.place, "a trust policy has no 'NotPrincipal'",
          hint: "name who may assume the role in 'Principal'")
      }
      guard let principal else {
        if notPrincipal == nil { reportMissingPrincipal(of: statement) }
        return nil
      }
      return principals(principal).map(PrincipalBlock.principal)
    case .resource:
      let named = principal.flatMap { principals($0) }
      let notNamed = notPrincipal.flatMap { principals($0) }
      switch (principal, notPrincipal) {
      case (nil, nil):
        reportMissingPrincipal(of: statement)
        return nil
      case (let principal?, let notPrincipal?):
        report(.principalAndNotPrincipal, both: principal, and: notPrincipal)
        return nil
      case (_?, nil): return named.map(PrincipalBlock.principal)
      case (nil, _?): return notNamed.map(PrincipalBlock.notPrincipal)
      }
    }
  }

  private mutating func reportMissingPrincipal(of statement: TextPosition) {
    let hint =
      switch kind {
      case .trust: "add 'Principal', such as { \"Service\": \"panorama.amazonaws.com\" }"
      case .identity, .resource: "add 'Principal'"
      }
    report(.missingPrincipal, at: statement, "the statement has no 'Principal'", hint: hint)
  }

  private mutating func principals(_ element: Element) -> PrincipalSet? {
    switch element.value.value {
    case .string("*"): return .everyone
    case .string(let text):
      report(
        .invalidPrincipal, at: element.value.position,
        "\(Shown.quoted(text)) is given as '\(element.name)' without its kind",
        hint:
          "write { \"\(Self.likelyKind(of: text).rawValue)\": \(JSON.string(text).text(.compact)) }"
      )
      return nil
    case .object(let members): return principals(members, of: element)
    case .null, .bool, .number, .array:
      report(
        .wrongType, at: element.value.position,
        "'\(element.name)' must be \"*\" or an object, not \(element.value.kind)",
        hint: "write { \"AWS\": … } or { \"Service\": … }")
      return nil
    }
  }

  private mutating func principals(_ members: [JSON.Member], of element: Element) -> PrincipalSet? {
    var principals: [Principal] = []
    let before = problems.count
    for member in members {
      guard let kind = Principal.Kind(rawValue: member.name) else {
        report(
          .unknownPrincipalKind, at: member.namePosition,
          "\(Shown.quoted(member.name)) is not a kind of principal",
          hint: Sentence.didYouMean(member.name, among: Principal.Kind.allCases.map(\.rawValue))
            ?? "write 'AWS', 'Service', 'Federated' or 'CanonicalUser'")
        continue
      }
      for (text, position) in names(member.value, of: kind) {
        if let fault = PrincipalSyntax.fault(in: text, of: kind) {
          report(
            .invalidPrincipal, at: position,
            "\(Shown.quoted(text)) is not a principal of kind '\(kind.rawValue)': \(fault.reason)",
            hint: fault.hint)
        }
        principals.append(Principal(kind, text, at: position))
      }
    }
    if principals.isEmpty, problems.count == before {
      report(
        .emptyPrincipal, at: element.value.position, "'\(element.name)' names nobody",
        hint: "name a principal, or remove the statement")
    }
    return .some(principals)
  }

  /// The names of one kind.
  ///
  /// An account id may occur as a number, as IAM's own output never writes it but people do; it is its
  /// text.
  private mutating func names(
    _ json: JSON, of kind: Principal.Kind
  ) -> [(text: String, position: TextPosition)] {
    let list = json.array ?? [json]
    let isAccount = { (item: JSON) -> Bool in
      guard kind == .aws, case .number(let text) = item.value else { return false }
      return AccountID.isValid(text)
    }
    guard list.contains(where: isAccount) else { return texts(json, of: kind.rawValue) ?? [] }
    let named = list.map { item -> JSON in
      guard isAccount(item), case .number(let text) = item.value else { return item }
      return JSON(.string(text), at: item.position)
    }
    return texts(JSON(.array(named), at: json.position), of: kind.rawValue) ?? []
  }

  private static func likelyKind(of text: String) -> Principal.Kind {
    if text.hasSuffix(".amazonaws.com") || text.hasSuffix(".amazonaws.com.cn") { return .service }
    return text.contains("-provider/") ? .federated : .aws
  }
}

/// The forms of principals (IAM User Guide, "AWS JSON policy elements: Principal").
///
/// A wildcard stands for everybody of a kind or not at all: it cannot match part of a name.
enum PrincipalSyntax {
  static func fault(in text: String, of kind: Principal.Kind) -> SyntaxFault? {
    if text == "*" { return nil }
    guard !text.isEmpty else {
      return SyntaxFault(reason: "it is empty", hint: "name the principal")
    }
    if text.has(UInt8(ascii: "$")), text.contains("${") {
      return SyntaxFault(
        reason: "a principal cannot have variables",
        hint: "name the principal, or compare a key such as 'aws:PrincipalArn' in a condition")
    }
    guard !text.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) else {
      return SyntaxFault(
        reason: "a wildcard cannot match part of a principal",
        hint: "name each principal, or compare 'aws:PrincipalArn' in a condition")
    }
    switch kind {
    case .aws: return faultOfAWS(text)
    case .service:
      let isName = text.utf8.allSatisfy {
        $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
      }
      guard isName, text.utf8.contains(UInt8(ascii: ".")) else {
        return SyntaxFault(
          reason: "it is not the name of a service",
          hint: "write the service's name, such as 'panorama.amazonaws.com'")
      }
    case .federated, .canonicalUser: break
    }
    return nil
  }

  private static func faultOfAWS(_ text: String) -> SyntaxFault? {
    if AccountID.isValid(text) || isUniqueID(text) { return nil }
    let hint = "write an account id of 12 digits, an ARN of a user, role or session, or '*'"
    if text.utf8.allSatisfy(\.isDigit) {
      return SyntaxFault(
        reason: "an account id has 12 digits, this has \(text.utf8.count)",
        hint: Sentence.accountIDHint)
    }
    let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count == 6, fields[0] == "arn", fields[1].hasPrefix("aws"), !fields[5].isEmpty
    else {
      return SyntaxFault(reason: "it is neither an account id nor an ARN", hint: hint)
    }
    guard fields[2] == "iam" || fields[2] == "sts", fields[3].isEmpty else {
      return SyntaxFault(reason: "its ARN is not one of IAM or STS", hint: hint)
    }
    // 'cloudfront' stands for an account in the ARNs of origin access identities.
    guard AccountID.isValid(String(fields[4])) || fields[4] == "cloudfront" else {
      return SyntaxFault(
        reason: "the account in its ARN has not 12 digits", hint: "write all 12 digits")
    }
    return nil
  }

  /// `AIDA…`, `AROA…` and the like: what IAM shows when the principal was deleted
  /// (IAM User Guide, "IAM identifiers", unique ID prefixes).
  static func isUniqueID(_ text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.count >= 16, bytes.count <= 128, bytes.first == UInt8(ascii: "A") else {
      return false
    }
    return bytes.allSatisfy { $0.isLetterOrDigit && $0 < UInt8(ascii: "a") }
  }
}
