import IAMPolicy
import JSONText
import PolicyAnalysis

/// An instance profile that a role of the set should be in, with what the account has.
public struct DeclaredInstanceProfile: Hashable, Sendable {
  /// The instance profile as it should be.
  public var profile: InstanceProfile
  /// The instance profile as the account has it.
  public var reading: Reading<ObservedInstanceProfile>
}

extension RoleDrift {
  /// Compares the instance profiles that the role declares with those of the account.
  mutating func compare(with readings: [String: Reading<ObservedInstanceProfile>]) {
    guard case .ordinary(let wanted) = desired, !wanted.instanceProfiles.isEmpty else { return }
    instanceProfiles = wanted.instanceProfiles.map { profile in
      DeclaredInstanceProfile(
        profile: profile,
        reading: readings[profile.name]
          ?? .unreadable(
            ReadFailure(
              action: "iam:GetInstanceProfile", subject: profile.name, reason: .failed,
              message: "the instance profile was not asked for")))
    }
    let failures = instanceProfiles.compactMap(\.reading.failure)
    unreadable += failures
    if let failure = failures.first {
      coverage.append(Coverage(desired.name, .instanceProfiles, failure))
    }
    guard let observed else { return }
    for declared in instanceProfiles where declared.reading.failure == nil {
      let found = declared.reading.value
      if let found, !found.name.isExactly(declared.profile.name) {
        notes.append(
          "the account has instance profile '\(declared.profile.name)' as '\(found.name)', and no call changes a name"
        )
      }
      guard !(found?.contains(observed.name) ?? false) else {
        if let found, found.path != declared.profile.path {
          notes.append(
            "instance profile '\(found.name)' is at path '\(found.path)', which no call can change")
        }
        continue
      }
      let name = declared.profile.name
      let other = found?.roles.first
      var difference = Difference(
        .instanceProfileMissing, at: .instanceProfile(name: name), expected: .text(name),
        actual: other.map { .text("role \($0)") } ?? .nothing,
        remedy: other == nil ? .planned : .impossible,
        hint: other.map {
          "an instance profile takes one role: 'aws iam remove-role-from-instance-profile "
            + "--instance-profile-name \(name) --role-name \($0)' makes room"
        } ?? "'panorama-roles plan' shows the changes that add it",
        reasons: [
          other.map {
            "instance profile '\(name)' contains role '\($0)', and a machine that is given it acts as that role"
          }
            ?? (found == nil
              ? "instance profile '\(name)' does not exist"
              : "instance profile '\(name)' contains no role")
        ])
      // What the other role may do is not compared.
      if other != nil { difference.direction = .undecided }
      differences.append(difference)
    }
  }
}

extension RoleSet {
  /// The instance profiles that the set declared for a role when it was last applied, and that it declares for no role
  /// any more.
  func profilesThatLeft(_ role: String) -> [String] {
    // Most roles have none, and a set may have many roles.
    let recorded = (ownership?.recordedParts[role] ?? []).compactMap { piece -> String? in
      if case .instanceProfile(let name) = piece { name } else { nil }
    }
    guard !recorded.isEmpty else { return [] }
    let declared = roles.compactMap(\.ordinary).flatMap(\.instanceProfiles).map(\.name)
    // IAM folds the case of names: another case names the same instance profile.
    return recorded.filter { name in !declared.contains { $0.isSameName(as: name) } }
  }

  /// The names of all instance profiles that are asked about: those that roles declare, and those that left.
  public var askedProfiles: [String] {
    asked.flatMap { role in
      (role.ordinary?.instanceProfiles.map(\.name) ?? []) + profilesThatLeft(role.name)
    }
  }
}

extension RoleDrift {
  /// Looks for the instance profiles that left the role set.
  mutating func compare(
    profilesThatLeft names: [String], _ readings: [String: Reading<ObservedInstanceProfile>]
  ) {
    guard let observed, owner == .spec else { return }
    for name in names {
      switch readings[name] {
      case .unreadable(let failure): unreadable.append(failure)
      case .absent: goneProfiles.append(name)
      case nil: break
      case .present(let profile):
        if let other = profile.roles.first(where: { $0.lowercased() != observed.name.lowercased() })
        {
          notes.append(
            "instance profile '\(name)' left the role set and contains role '\(other)': it stays")
          continue
        }
        let removal = NamedRemoval(role: observed.name, kind: .instanceProfile, name: name)
        let word = ShellWord.text(removal.text)
        leftProfiles.append(profile)
        // It goes with a role that goes.
        guard case .ordinary = desired else { continue }
        leftPieces.append(removal)
        differences.append(
          Difference(
            .instanceProfileLeft, at: .instanceProfile(name: name), expected: .nothing,
            actual: .text(name), remedy: .onRequest,
            hint: "'panorama-roles apply --remove \(word)' shows what deletes it, or "
              + "'panorama-roles disown \(word)' hands it over",
            reasons: ["it left the role set, which had it when it was last applied"]))
      }
    }
  }
}
