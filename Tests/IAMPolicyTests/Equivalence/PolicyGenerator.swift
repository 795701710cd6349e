import IAMPolicy
import JSONText

/// Random policies from small vocabularies, so that two of them often share much.
struct PolicyGenerator {
  var random: EvaluationRandom

  init(seed: UInt64) { random = EvaluationRandom(seed: seed) }

  mutating func document(_ kind: PolicyKind) -> PolicyDocument {
    let version = random.pick([PolicyVersion.v2012, .v2012, .v2008, nil])
    let id = random.pick([nil, nil, "", "Policy1"])
    let sids = ["A", "B", "C", "D", "E"].shuffled(using: &random)
    let count = random.number(1...4)
    switch kind {
    case .identity:
      return .identity(
        version: version, id: id,
        (0..<count).map { index in
          IdentityStatement(
            sid: sid(sids[index]), effect(), actions(sts: false), on: resources(),
            when: condition())
        })
    case .trust:
      return .trust(
        version: version, id: id,
        (0..<count).map { index in
          TrustStatement(
            sid: sid(sids[index]), effect(), principals(), actions(sts: true), when: condition())
        })
    case .resource:
      return .resource(
        version: version, id: id,
        (0..<count).map { index in
          ResourceStatement(
            sid: sid(sids[index]), effect(),
            random.chance(80) ? .principal(principals()) : .notPrincipal(principals()),
            actions(sts: false), on: resources(), when: condition())
        })
    }
  }

  /// A request that has a chance to meet the statements.
  mutating func request(for kind: PolicyKind) -> AccessRequest {
    let principals: [Principal] = [
      .aws("arn:aws:iam::123456789012:root"), .aws("arn:aws:iam::123456789012:role/A"),
      .aws("arn:aws-cn:iam::123456789012:user/x"), .aws("arn:aws:iam::000000000012:user/x"),
      .service("panorama.amazonaws.com"), Principal(.federated, "cognito-identity.amazonaws.com"),
    ]
    let actions =
      switch kind {
      case .trust: ["sts:AssumeRole", "STS:tagsession"]
      case .identity, .resource: ["s3:GetObject", "S3:PutObject", "iam:ListXY", "panorama:A"]
      }
    let resources = [
      nil, "arn:aws:s3:::b", "arn:aws:s3:::B", "arn:aws:s3:::b/u/é", "arn:aws:sqs:us-east-1:1:q",
      "arn:aws:logs:r:123456789012:log-group:a:log-stream:s",
    ]
    var context: [String: [String]] = [:]
    for key in ["aws:SourceAccount", "aws:SourceArn", "aws:ResourceTag/é", "aws:x", "aws:username"]
    where random.chance(60) {
      context[key] = some(["x", "X", "true", "false", "1", "0", "arn:aws:s3:::c", "u"])
    }
    return AccessRequest(
      principal: kind == .identity ? nil : random.pick(principals), action: random.pick(actions),
      resource: kind == .trust ? nil : random.pick(resources), context: RequestContext(context))
  }

  private mutating func sid(_ name: String) -> String? { random.pick([nil, "", name, name]) }

  private mutating func effect() -> Effect { random.chance(70) ? .allow : .deny }

  private mutating func some(_ texts: [String]) -> [String] {
    (0..<random.number(1...3)).map { _ in random.pick(texts) }
  }

  private mutating func actions(sts: Bool) -> ActionBlock {
    let names =
      sts
      ? ["sts:AssumeRole", "STS:assumerole", "sts:TagSession", "sts:*"]
      : ["*", "s3:GetObject", "S3:getobject", "s3:Put*", "iam:List??", "panorama:*"]
    let patterns = some(names).map { ActionPattern($0) }
    return random.chance(85) ? .action(patterns) : .notAction(patterns)
  }

  private mutating func resources() -> ResourceBlock {
    let patterns = some([
      "*", "arn:aws:s3:::b", "arn:aws:s3:::B", "arn:aws:s3:::b/${aws:username}/é", "arn:aws:sqs",
      "arn:aws:logs:*:123456789012:log-group:a:log-stream:*",
    ]).map { ResourcePattern($0) }
    return random.chance(85) ? .resource(patterns) : .notResource(patterns)
  }

  private mutating func principals() -> PrincipalSet {
    if random.chance(15) { return .everyone }
    let all: [Principal] = [
      .aws("*"), .aws("123456789012"), .aws("arn:aws:iam::123456789012:root"),
      .aws("arn:aws-cn:iam::123456789012:root"), .aws("000000000012"),
      .aws("arn:aws:iam::123456789012:role/A"), .aws("AROAEXAMPLEEXAMPLE123"),
      .service("panorama.amazonaws.com"), .service("lambda.amazonaws.com"),
      Principal(.federated, "cognito-identity.amazonaws.com"), Principal(.canonicalUser, "79a5"),
    ]
    let chosen = (0..<random.number(1...3)).map { _ in random.pick(all) }
    // The text groups principals by kind, so only grouped lists read back as they were.
    return .some(Principal.Kind.allCases.flatMap { kind in chosen.filter { $0.kind == kind } })
  }

  private mutating func condition() -> ConditionBlock {
    guard random.chance(60) else { return ConditionBlock() }
    let comparisons: [ComparisonKind] = [
      .stringEquals, .stringLike, .arnLike, .arnEquals, .arnNotEquals, .bool, .null,
      .numericLessThan,
    ]
    var clauses: [ConditionClause] = []
    for comparison in comparisons.shuffled(using: &random).prefix(random.number(1...3)) {
      let qualifier = random.pick([nil, nil, SetQualifier.forAllValues, .forAnyValue])
      let made =
        ConditionOperator(comparison, qualifier: qualifier, ifExists: random.chance(20))
        ?? ConditionOperator(comparison, qualifier: qualifier)
      guard let made else { continue }
      let keys = ["aws:SourceAccount", "AWS:sourcearn", "aws:ResourceTag/é"]
      for key in keys.shuffled(using: &random).prefix(random.number(1...2)) {
        let values = (0..<random.number(0...3)).map { _ in
          random.pick(["x", "X", "true", "True", "1", "arn:aws:s3:::*", "${aws:x}", ""])
        }
        clauses.append(ConditionClause(made, key, values))
      }
    }
    return ConditionBlock(checking: clauses) ?? ConditionBlock()
  }
}

/// Writes the JSON of a policy in another spelling that means the same.
struct Respeller {
  var random: EvaluationRandom

  mutating func respell(_ document: PolicyDocument) -> JSON {
    var members = document.json.object ?? []
    for index in members.indices where members[index].name == "Statement" {
      var statements = (members[index].value.array ?? []).map { respell(statement: $0) }
      if let copy = statements.first, random.chance(20) { statements.append(withoutSid(copy)) }
      statements.shuffle(using: &random)
      members[index].value =
        statements.count == 1 && random.chance(50) ? statements[0] : .array(statements)
    }
    members.shuffle(using: &random)
    return JSON(.object(members))
  }

  private func withoutSid(_ statement: JSON) -> JSON {
    JSON(.object((statement.object ?? []).filter { $0.name != "Sid" }))
  }

  private mutating func respell(statement: JSON) -> JSON {
    var members: [JSON.Member] = []
    for member in statement.object ?? [] {
      switch member.name {
      case "Sid":
        if member.value.string != "" || random.chance(50) { members.append(member) }
      case "Action", "NotAction":
        members.append(JSON.Member(member.name, list(member.value) { $0.recased($1) }))
      case "Resource", "NotResource":
        members.append(JSON.Member(member.name, list(member.value) { _, text in text }))
      case "Principal", "NotPrincipal":
        members.append(JSON.Member(member.name, principal(member.value)))
      case "Condition": members.append(JSON.Member(member.name, condition(member.value)))
      default: members.append(member)
      }
    }
    if !members.contains(where: { $0.name == "Condition" }), random.chance(30) {
      members.append(JSON.Member("Condition", .object([])))
    }
    members.shuffle(using: &random)
    return JSON(.object(members))
  }

  /// A list in another order, perhaps with a copy, or the only element alone.
  private mutating func list(_ json: JSON, _ change: (inout Respeller, String) -> String) -> JSON {
    var texts = (json.array ?? [json]).compactMap(\.string).map { change(&self, $0) }
    if let copy = texts.first, random.chance(25) { texts.append(change(&self, copy)) }
    texts.shuffle(using: &random)
    return texts.count == 1 && random.chance(50) ? .string(texts[0]) : .strings(texts)
  }

  private mutating func recased(_ text: String) -> String {
    switch random.number(0...3) {
    case 0: text.lowercased()
    case 1: text.uppercased()
    default: text
    }
  }

  private mutating func principal(_ json: JSON) -> JSON {
    if json.string == "*" { return random.chance(50) ? json : .object([("AWS", .strings(["*"]))]) }
    var members = json.object ?? []
    for index in members.indices {
      let isAWS = members[index].name == "AWS"
      members[index].value = list(members[index].value) { respeller, text in
        guard isAWS, respeller.random.chance(50) else { return text }
        if text == "123456789012" { return "arn:aws:iam::123456789012:root" }
        return text == "arn:aws:iam::123456789012:root" ? "123456789012" : text
      }
    }
    let names = members.flatMap { $0.value.array ?? [$0.value] }.compactMap(\.string)
    if members.map(\.name) == ["AWS"], Set(names) == ["*"], random.chance(50) {
      return .string("*")
    }
    members.shuffle(using: &random)
    return JSON(.object(members))
  }

  private mutating func condition(_ json: JSON) -> JSON {
    var operators = json.object ?? []
    let names = Set(operators.map(\.name))
    for index in operators.indices {
      let name = operators[index].name
      let isBool = name.contains("Bool")
      var keys = operators[index].value.object ?? []
      for place in keys.indices {
        if random.chance(50) { keys[place].name = keys[place].name.lowercased() }
        keys[place].value = values(keys[place].value, isBool: isBool)
      }
      keys.shuffle(using: &random)
      let other =
        name.contains("ArnEquals")
        ? name.replacing("ArnEquals", with: "ArnLike")
        : name.contains("ArnLike") ? name.replacing("ArnLike", with: "ArnEquals") : name
      let isFree = !names.contains(other)
      operators[index] = JSON.Member(
        isFree && random.chance(50) ? other : name, JSON(.object(keys)))
    }
    operators.shuffle(using: &random)
    return JSON(.object(operators))
  }

  private mutating func values(_ json: JSON, isBool: Bool) -> JSON {
    let changed = list(json) { respeller, text in
      guard isBool, text.lowercased() == "true" else { return text }
      return respeller.recased(text)
    }
    guard random.chance(40) else { return changed }
    let loose = (changed.array ?? [changed]).map { item -> JSON in
      switch item.string {
      case "true": .bool(true)
      case "1": .number(1)
      default: item
      }
    }
    return loose.count == 1 && random.chance(50) ? loose[0] : .array(loose)
  }
}
