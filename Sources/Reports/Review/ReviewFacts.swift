import IAMPolicy
import IAMRoles

/// What changes of a role, in a few words each, as Markdown.
enum ReviewFacts {
  static func lines(_ review: RoleReview) -> [String] {
    let (old, new) = (review.change.old, review.change.new)
    guard [old, new].allSatisfy({ $0?.isDescribed ?? true }) else { return owned(old, new) }
    var lines: [String] = []
    switch review.change {
    case .added: lines.append("the role is new")
    case .removed: lines.append("the role is gone")
    case .kept(let old, let new):
      if old.path != new.path {
        lines.append("path \(Markdown.code(old.path)) becomes \(Markdown.code(new.path))")
      }
      if review.isRecreated {
        lines.append(
          "the role is deleted and created again: policies that name it as a principal hold the id of "
            + "the old one, and stop applying to it")
      }
      if let before = old.trust.value, let after = new.trust.value, before != after {
        lines.append("the trust policy is another text")
      }
    }
    lines += policies(old, new, review)
    if let old, let new, old.boundary?.name != new.boundary?.name {
      lines.append(
        "permissions boundary: \(name(old.boundary)) becomes \(name(new.boundary))")
    }
    lines += review.newPlaces.map { "a role at \(Markdown.code($0)) is taken for this one" }
    lines += review.instanceProfiles.added.map {
      "EC2 instances get the role through instance profile \(Markdown.code($0))"
    }
    lines += review.instanceProfiles.removed.map {
      "no longer in instance profile \(Markdown.code($0))"
    }
    if let sessions = review.sessions {
      lines.append("sessions may last \(sessions.new) seconds and not \(sessions.old)")
    }
    return lines
  }

  /// What can be said without documents.
  private static func owned(_ old: ReviewedRole?, _ new: ReviewedRole?) -> [String] {
    guard let old else {
      return ["\(owner(new)) makes and owns this role; its policies are AWS's"]
    }
    guard let new else { return ["a service owns this role, and it is no longer asked for"] }
    if old.isDescribed != new.isDescribed {
      func words(_ role: ReviewedRole) -> String {
        role.isDescribed ? "an ordinary one" : "owned by \(owner(role))"
      }
      return ["the role was \(words(old)) and is \(words(new))"]
    }
    return old == new ? [] : ["the service of this role is another one"]
  }

  private static func owner(_ role: ReviewedRole?) -> String {
    switch role?.owner {
    case .service(let service)?: Markdown.code(service)
    case .account?, nil: "the account"
    }
  }

  private static func policies(
    _ old: ReviewedRole?, _ new: ReviewedRole?, _ review: RoleReview
  ) -> [String] {
    let (before, after) = (unique(old?.managedARNs), unique(new?.managedARNs))
    var lines = after.filter { !before.contains($0) }.map { "attached: \(Markdown.code($0))" }
    lines += before.filter { !after.contains($0) }.map {
      "no longer attached: \(Markdown.code($0))"
    }
    lines += unique(review.changedPolicies).map {
      "managed policy \(Markdown.code($0)) is another text"
    }
    let (mine, theirs) = (inline(old), inline(new))
    for policy in theirs {
      guard let twin = mine.first(where: { $0.name == policy.name }) else {
        lines.append("new inline policy \(Markdown.code(policy.name))")
        continue
      }
      if twin.documents != policy.documents, !policy.documents.isEmpty {
        lines.append("inline policy \(Markdown.code(policy.name)) is another text")
      }
    }
    for policy in mine where !theirs.contains(where: { $0.name == policy.name }) {
      lines.append("no more inline policy \(Markdown.code(policy.name))")
    }
    return lines
  }

  private static func inline(
    _ role: ReviewedRole?
  ) -> [(name: String, documents: [PolicyDocument])] {
    unique(role?.inlineNames).map { name in
      let parts = (role?.policies ?? []).filter { $0.name == .inline(name) }
      return (name, parts.compactMap(\.document.value))
    }
  }

  /// The texts in order, each once.
  private static func unique(_ texts: [String]?) -> [String] {
    var seen: Set<String> = []
    return (texts ?? []).filter { seen.insert($0).inserted }
  }

  private static func name(_ boundary: ReviewedPolicy?) -> String {
    boundary?.arn.map(Markdown.code) ?? "none"
  }
}
