public import IAMPolicy
public import IAMRoles
import JSONText

extension Snapshot {
  /// All roles of the file, in its order, with what decides whether they can go.
  public var rolesInUse: [RoleInUse] {
    roles.map { entry in
      let json = json(of: entry)
      return RoleInUse(
        role: observed(entry), lastUse: Self.lastUse(json),
        created: json["CreateDate"]?.string.flatMap { Instant($0)?.seconds },
        instanceProfiles: json["InstanceProfileList"]?.array.map { profiles in
          .present(profiles.compactMap { $0["InstanceProfileName"]?.string })
        }
          ?? .unreadable(
            ReadFailure(
              action: "iam:GetAccountAuthorizationDetails", subject: entry.name,
              reason: .unavailable, message: "the snapshot does not say its instance profiles")))
    }
  }

  /// AWS's own tool writes an empty object for a role without a recorded use; a snapshot without the member
  /// was taken without it.
  private static func lastUse(_ role: JSON) -> LastUse {
    guard let use = role["RoleLastUsed"], use.object != nil else { return .unknown }
    guard let text = use["LastUsedDate"]?.string else { return .unrecorded }
    guard let time = Instant(text) else { return .unknown }
    return .used(at: time.seconds, text: text, region: use["Region"]?.string)
  }

  /// Those of some roles of which an earlier archive does not contain all that they are now: it has one of the same name
  /// with another id or without something that this one has, or another document of a managed policy.
  ///
  /// What the role lost since then does not count, and neither does the trust policy of a role that was disabled.
  public func rolesMadeAgain(
    _ names: [String], since earlier: Snapshot, disabledTrust: PolicyDocument
  ) -> [String] {
    names.filter { name in
      let held =
        roles.first { $0.name == name }
        .map { SnapshotContents.policies(heldBy: json(of: $0)) } ?? []
      for arn in held where !arn.isPolicyOfAWS {
        if let old = earlier.managedPolicy(arn), let now = managedPolicy(arn), old != now {
          return true
        }
      }
      guard let old = earlier.roles.first(where: { $0.name.isSameName(as: name) }),
        let now = roles.first(where: { $0.name == name })
      else { return false }
      let (oldID, newID) = (
        earlier.json(of: old)["RoleId"]?.string, json(of: now)["RoleId"]?.string
      )
      return oldID == nil || oldID != newID
        || !earlier.observed(old).contains(observed(now), disabledTrust: disabledTrust)
        || held.contains {
          !$0.isPolicyOfAWS && managedPolicy($0) != nil && earlier.managedPolicy($0) == nil
        }
    }
  }

  private static let trustName = "AssumeRolePolicyDocument"

  /// The trust policy of the same role in this file; nil when the file does not contain it or it is disabled there too.
  private func trust(of role: JSON, before disabled: PolicyDocument) -> JSON? {
    guard let id = role["RoleId"]?.string,
      let entry = roles.first(where: { json(of: $0)["RoleId"]?.string == id }),
      observed(entry).trust.value?.policy != disabled
    else { return nil }
    return json(of: entry)[Self.trustName]
  }

  /// Some roles of the file as a snapshot of their own, with the managed policies of the account that they
  /// have: from it they can be made again.
  ///
  /// A role that an earlier archive contains keeps that form: since then it may have lost parts. One that was disabled
  /// gets the trust policy that it had before, where one of `enabled` contains it.
  public func archive(
    of names: [String], takenAt: String, besides earlier: Snapshot? = nil,
    enabled: [Snapshot] = [], disabledTrust: PolicyDocument? = nil
  ) -> String {
    var details: [JSON] = []
    var policies: [String: JSON] = [:]
    func take(_ source: Snapshot, _ isTaken: (RoleEntry) -> Bool) {
      for entry in source.roles where isTaken(entry) {
        var json = source.json(of: entry)
        if let disabledTrust, source.observed(entry).trust.value?.policy == disabledTrust,
          let trust = enabled.lazy.compactMap({ $0.trust(of: json, before: disabledTrust) }).first
        {
          json = .object(
            (json.object ?? []).map {
              ($0.name, $0.name == Self.trustName ? trust : $0.value)
            })
        }
        details.append(json)
        for arn in SnapshotContents.policies(heldBy: json) where !arn.isPolicyOfAWS {
          if policies[arn] == nil { policies[arn] = source.json(ofPolicy: arn) }
        }
      }
    }
    if let earlier { take(earlier) { _ in true } }
    let kept = Set((earlier?.roles ?? []).map { $0.name.lowercased() })
    take(self) { names.contains($0.name) && !kept.contains($0.name.lowercased()) }
    return JSON.object([
      ("UserDetailList", .array([])), ("GroupDetailList", .array([])),
      ("RoleDetailList", .array(details)),
      ("Policies", .array(policies.sorted { $0.key < $1.key }.map(\.value))),
      (Snapshot.takenAtName, .string(takenAt)),
    ]).text(.pretty) + "\n"
  }
}

extension ObservedRole {
  /// Whether it has all that a later form of the same role has.
  fileprivate func contains(_ later: ObservedRole, disabledTrust: PolicyDocument) -> Bool {
    func has<Value: Equatable>(_ part: KeyPath<ObservedRole, Reading<[Value]>>) -> Bool {
      let mine = self[keyPath: part].value ?? []
      return (later[keyPath: part].value ?? []).allSatisfy(mine.contains)
    }
    let isSameTrust =
      trust == later.trust || later.trust.value?.policy == disabledTrust
    func hasSame<Value: Equatable>(_ part: KeyPath<ObservedRole, Reading<Value>>) -> Bool {
      later[keyPath: part].value == nil || self[keyPath: part] == later[keyPath: part]
    }
    return isSameTrust && path == later.path && hasSame(\.permissionsBoundary)
      && hasSame(\.description) && hasSame(\.maxSessionDuration) && has(\.tags)
      && has(\.managedPolicies) && has(\.inlinePolicies)
  }
}
