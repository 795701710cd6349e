import IAMPolicy
import JSONText

extension RoleSet {
  /// Everything that IAM would refuse, all at once, in the order of the roles.
  ///
  /// Nothing is asked of an account: whether a policy that an ARN names exists, is unknown
  /// here.
  ///
  /// - Parameters:
  ///   - quotas: those of the account.
  ///   - isSample: whether account and partition only stand for others, so that nothing is said of ARNs
  ///     that do not match them.
  public func problems(
    quotas: IAMQuotas = .standard, isSample: Bool = false
  ) -> [RoleSetProblem] {
    var problems: [RoleSetProblem] = []
    if !AccountID.isValid(account) {
      problems.append(
        RoleSetProblem(
          id: .account, role: nil, part: .role, message: Sentence.isNotAccountID(account),
          hint: Sentence.accountIDHint))
    }
    var names: [String: String] = [:]
    var profiles: [String: String] = [:]
    for role in roles {
      for profile in role.ordinary?.instanceProfiles ?? [] {
        guard let other = profiles.updateValue(role.name, forKey: profile.name.lowercased()) else {
          continue
        }
        problems.append(
          RoleSetProblem(
            id: .instanceProfile, role: role.name, part: .instanceProfile(name: profile.name),
            message: "roles '\(other)' and '\(role.name)' are both in instance profile "
              + "'\(profile.name)', which takes one role",
            hint: "give each role an instance profile of its own"))
      }
      if let other = names.updateValue(role.name, forKey: role.name.lowercased()) {
        problems.append(
          RoleSetProblem(
            id: .duplicateRole, role: role.name, part: .role,
            message: "roles '\(other)' and '\(role.name)' are the same to IAM, which folds case",
            hint: "take one of them out"))
      }
      if case .ordinary(let ordinary) = role {
        for alias in ordinary.alternativeNames where alias.lowercased() != role.name.lowercased() {
          guard let other = names[alias.lowercased()] else { continue }
          problems.append(
            RoleSetProblem(
              id: .duplicateRole, role: role.name, part: .role,
              message: "role '\(role.name)' may also be called '\(alias)', as role '\(other)' is",
              hint: "take one of the names out"))
        }
      }
      var check = RoleCheck(
        name: role.name, place: isSample ? nil : (account, partition), quotas: quotas)
      switch role {
      case .ordinary(let role): check.check(role)
      case .serviceLinked(let role): check.checkName(role.name)
      case .absent(let role): check.checkName(role.name)
      }
      problems += check.problems
    }
    return problems + policyProblems(quotas) + providerProblems(isSample: isSample, quotas)
  }

  /// What IAM would refuse of the managed policies that the set makes.
  private func policyProblems(_ quotas: IAMQuotas) -> [RoleSetProblem] {
    var problems: [RoleSetProblem] = []
    var names: Set<String> = []
    let used = Set(
      roles.flatMap { role -> [String] in
        guard case .ordinary(let role) = role else { return [] }
        return role.managedPolicies.map(\.arn) + [role.permissionsBoundary?.arn].compactMap { $0 }
      })
    for policy in policies {
      func add(_ id: RoleSetProblem.ID, _ message: String, _ hint: String) {
        problems.append(
          RoleSetProblem(
            id: id, role: nil, part: .managedPolicyDocument(arn: arn(of: policy)), message: message,
            hint: hint))
      }
      if !names.insert(policy.name.lowercased()).inserted {
        add(
          .duplicatePolicy, "policy '\(policy.name)' is made twice: IAM folds case",
          "rename one of them")
      }
      if !(1...128).contains(policy.name.utf8.count)
        || !policy.name.utf8.allSatisfy(Grammar.isNameByte)
      {
        add(
          .policyName, "policy name '\(policy.name)' is not 1 to 128 letters, digits and '+=,.@-_'",
          "choose a name of these characters")
      } else if !used.contains(arn(of: policy)) {
        add(
          .unusedPolicy, "no role of the set has managed policy '\(policy.name)'",
          "name '\(arn(of: policy))' below 'managedPolicies' of a role, or take the policy out")
      }
      if policy.document.size > CustomerManagedPolicy.sizeQuota {
        add(
          .policySize,
          "managed policy '\(policy.name)' has \(policy.document.size) characters, and the quota is "
            + "\(CustomerManagedPolicy.sizeQuota)", "split it into two policies")
      }
      var check = RoleCheck(name: policy.name, place: (account, partition), quotas: quotas)
      check.check(policy)
      problems += check.problems.map { problem in
        var problem = problem
        problem.role = nil
        problem.part = .managedPolicyDocument(arn: arn(of: policy))
        return problem
      }
    }
    return problems
  }
}

struct RoleCheck {
  typealias Place = (account: String, partition: String)

  let name: String
  /// Where the role will be; nil when that is not known yet.
  let place: Place?
  let quotas: IAMQuotas
  var problems: [RoleSetProblem] = []

  init(name: String, place: Place?, quotas: IAMQuotas) {
    self.name = name
    self.place = place
    self.quotas = quotas
  }

  mutating func check(_ role: Role) {
    checkName(role.name)
    for alias in role.alternativeNames { checkName(alias) }
    checkPaths(role)
    checkDescription(role.description)
    if !Role.sessionDurations.contains(role.maxSessionDuration) {
      add(
        .maxSessionDuration, .maxSessionDuration,
        "a maximum session duration of \(role.maxSessionDuration) seconds is not between "
          + "\(Role.sessionDurations.lowerBound) and \(Role.sessionDurations.upperBound)",
        "write a number of seconds from \(Role.sessionDurations.lowerBound) to "
          + "\(Role.sessionDurations.upperBound)")
    }
    checkTrust(role.trust)
    checkManagedPolicies(role.managedPolicies)
    for policy in role.acceptedPolicies {
      for arn in [policy.arn] + policy.inPlaceOf { checkARN(arn, at: .managedPolicy(arn: arn)) }
    }
    checkInlinePolicies(role.inlinePolicies)
    for profile in role.instanceProfiles
    where !(1...128).contains(profile.name.utf8.count)
      || !profile.name.utf8.allSatisfy(Grammar.isNameByte)
    {
      add(
        .instanceProfile, .instanceProfile(name: profile.name),
        "instance profile name '\(profile.name)' is not 1 to 128 letters, digits and '+=,.@-_'",
        "choose a name of these characters")
    }
    if let boundary = role.permissionsBoundary {
      checkARN(boundary.arn, at: .permissionsBoundary)
      if ManagedPolicyARN(boundary.arn).map({ ServiceLinkedRole.owns(path: $0.path) }) == true {
        add(
          .servicePolicy, .permissionsBoundary,
          "policy '\(boundary.arn)' belongs to a service-linked role and cannot be a boundary",
          "name a policy of the account, or another one of AWS")
      }
    }
    checkTags(role.tags, foldsKeys: true)
  }

  /// What the rules for roles say of a policy's path, description and tags as well.
  mutating func check(_ policy: CustomerManagedPolicy) {
    if !(Grammar.isPath(policy.path) && policy.path.utf8.count <= 512) {
      add(
        .path, .path, "path '\(policy.path)' is not '/' or '/…/' of at most 512 characters",
        "begin and end it with '/'")
    }
    checkDescription(policy.description)
    checkTags(policy.tags, foldsKeys: false)
  }

  mutating func checkName(_ text: String) {
    guard (1...64).contains(text.utf8.count),
      text.utf8.allSatisfy(Grammar.isNameByte)
    else {
      add(
        .roleName, .role, "role name '\(text)' is not 1 to 64 letters, digits and '+=,.@-_'",
        "choose a name of these characters")
      return
    }
  }

  private mutating func checkPaths(_ role: Role) {
    for path in role.acceptedPaths where !(Grammar.isPath(path) && path.utf8.count <= 512) {
      add(
        .path, .path, "path '\(path)' is not '/' or '/…/' of at most 512 characters without spaces",
        "begin and end it with '/'")
    }
    if ServiceLinkedRole.owns(path: role.path) {
      add(
        .reservedPath, .path, "path '\(role.path)' is only for service-linked roles",
        "use '/service-role/' or '/', or declare the role as service-linked")
    }
  }

  private mutating func checkDescription(_ text: String) {
    if let scalar = text.unicodeScalars.first(where: { !Grammar.isDescriptionCharacter($0) }) {
      let code = String(scalar.value, radix: 16, uppercase: true)
      add(
        .description, .description,
        "the description has the character U+\(String(repeating: "0", count: max(0, 4 - code.count)))"
          + "\(code), which IAM refuses",
        "use plain quotes and dashes, and no letters outside of Latin-1")
    }
    if text.unicodeScalars.count > 1000 {
      add(
        .description, .description,
        "the description has \(text.unicodeScalars.count) characters, and 1000 is the most",
        "shorten it")
    }
  }

  private mutating func checkTrust(_ trust: PolicyDocument) {
    if trust.kind != .trust {
      add(
        .trustKind, .trustPolicy,
        "the trust policy is a document of the kind '\(trust.kind.rawValue)'",
        "write a document whose statements have a principal and no resource")
    }
    guard !trust.isSurelyWithin(quotas.trustPolicySize) else { return }
    let size = trust.size
    if size > quotas.trustPolicySize {
      add(
        .trustSize, .trustPolicy,
        "the trust policy has \(size) characters, and the quota is \(quotas.trustPolicySize)",
        "use patterns with '*' in place of long lists, or have AWS raise the quota")
    }
  }

  private mutating func checkManagedPolicies(_ policies: [ManagedPolicyAttachment]) {
    var seen: Set<String> = []
    for policy in policies {
      let part = RolePart.managedPolicy(arn: policy.arn)
      if !seen.insert(policy.arn).inserted {
        add(
          .duplicatePolicy, part, "managed policy '\(policy.arn)' is listed twice", "write it once")
      }
      let read = checkARN(policy.arn, at: part)
      if let read, ServiceLinkedRole.owns(path: read.path) {
        add(
          .servicePolicy, part,
          "policy '\(policy.arn)' belongs to a service-linked role and cannot be attached",
          "take it out: its service attaches it, to its own role alone")
      }
    }
    if seen.count > quotas.managedPoliciesPerRole {
      add(
        .managedPolicyCount, .role,
        "\(seen.count) managed policies are more than the quota of \(quotas.managedPoliciesPerRole)",
        "join some of them, or have AWS raise the quota (20 is the most)")
    }
  }

  private mutating func checkInlinePolicies(_ policies: [InlinePolicy]) {
    var seen: Set<String> = []
    for policy in policies {
      let part = RolePart.inlinePolicy(name: policy.name)
      if !seen.insert(policy.name).inserted {
        add(
          .duplicatePolicy, part, "inline policy '\(policy.name)' is listed twice",
          "rename one of them")
      }
      if !(1...128).contains(policy.name.utf8.count)
        || !policy.name.utf8.allSatisfy(Grammar.isNameByte)
      {
        add(
          .policyName, part,
          "policy name '\(policy.name)' is not 1 to 128 letters, digits and '+=,.@-_'",
          "choose a name of these characters")
      }
      if policy.document.kind != .identity {
        add(
          .policyKind, part,
          "inline policy '\(policy.name)' is a document of the kind '\(policy.document.kind.rawValue)'",
          "write a document whose statements have a resource and no principal")
      }
    }
    let share = quotas.inlinePolicySize / max(1, policies.count)
    guard !policies.allSatisfy({ $0.document.isSurelyWithin(share) }) else { return }
    let sizes = policies.map { (name: $0.name, size: $0.document.size) }
    let total = sizes.reduce(0) { $0 + $1.size }
    if total > quotas.inlinePolicySize {
      let largest = sizes.max { $0.size < $1.size }
      add(
        .inlineSize, .role,
        "the inline policies have \(total) characters together, and the quota is "
          + "\(quotas.inlinePolicySize)",
        "move '\(largest?.name ?? "")' (\(largest?.size ?? 0) characters) into a managed policy")
    }
  }

  /// Gives back its parts, where it is an ARN of a managed policy.
  @discardableResult
  private mutating func checkARN(_ arn: String, at part: RolePart) -> ManagedPolicyARN? {
    guard let read = ManagedPolicyARN(arn) else {
      add(
        .policyARN, part, "'\(arn)' is not the ARN of a managed policy",
        "write 'arn:\(place?.partition ?? "aws"):iam::aws:policy/NAME', or an account id in place of "
          + "the second 'aws'")
      return nil
    }
    guard let (account, partition) = place else { return read }
    if read.partition != partition {
      add(
        .policyARN, part,
        "'\(arn)' is of partition '\(read.partition)', the account of '\(partition)'",
        "write 'arn:\(partition):iam::\(read.owner):policy\(read.path)\(read.name)'")
    }
    if read.owner != "aws", read.owner != account {
      add(
        .policyARN, part,
        "'\(arn)' is a policy of account '\(read.owner)', and IAM takes only those of its own account",
        "name a policy of account '\(account)' or of AWS")
    }
    return read
  }

  mutating func checkTags(_ tags: [Tag], foldsKeys: Bool) {
    var seen: [TagKey: String] = [:]
    var exact: Set<ExactText> = []
    for tag in tags {
      let part = RolePart.tag(key: tag.key)
      if !(1...128).contains(tag.key.unicodeScalars.count) || tag.value.unicodeScalars.count > 256
        || !(tag.key + tag.value).unicodeScalars.allSatisfy(Grammar.isTagCharacter)
      {
        add(
          .tag, part, "tag '\(tag.key)' has a key or value that IAM refuses",
          "use 1 to 128 characters for the key and at most 256 for the value, only letters, digits, "
            + "spaces and '_.:/=+-@'")
      }
      if tag.isReserved {
        add(
          .reservedTag, part, "tag key '\(tag.key)' begins with 'aws:', which AWS keeps for itself",
          "choose another key")
      }
      if !foldsKeys {
        if !exact.insert(ExactText(tag.key)).inserted {
          add(.duplicateTag, part, "tag key '\(tag.key)' is listed twice", "take one of them out")
        }
      } else if let other = seen.updateValue(tag.key, forKey: TagKey(tag.key)) {
        add(
          .duplicateTag, part,
          "tag keys '\(other)' and '\(tag.key)' are the same to IAM, which folds case",
          "take one of them out")
      }
    }
    if tags.count > IAMQuotas.tagsPerRole {
      add(.tagCount, .role, "\(tags.count) tags are more than the quota of 50", "take some out")
    }
  }

  private mutating func add(
    _ id: RoleSetProblem.ID, _ part: RolePart, _ message: String, _ hint: String
  ) {
    problems.append(RoleSetProblem(id: id, role: name, part: part, message: message, hint: hint))
  }
}
