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
    unreadable += instanceProfiles.compactMap(\.reading.failure)
    guard let observed else { return }
    for declared in instanceProfiles where declared.reading.failure == nil {
      let found = declared.reading.value
      guard !(found?.contains(observed.name) ?? false) else {
        if let found, found.path != declared.profile.path {
          notes.append(
            "instance profile '\(found.name)' is at path '\(found.path)', which no call can change")
        }
        continue
      }
      let name = declared.profile.name
      let other = found?.roles.first
      differences.append(
        Difference(
          .instanceProfileMissing, at: .instanceProfile(name: name), expected: .text(name),
          actual: other.map { .text("role \($0)") } ?? .nothing,
          remedy: other == nil ? .planned : .impossible,
          hint: other.map {
            "an instance profile takes one role: 'aws iam remove-role-from-instance-profile "
              + "--instance-profile-name \(name) --role-name \($0)' makes room"
          } ?? "'panorama-roles plan' shows the changes that add it",
          reasons: [
            other.map { "instance profile '\(name)' contains role '\($0)'" }
              ?? (found == nil
                ? "instance profile '\(name)' does not exist"
                : "instance profile '\(name)' contains no role")
          ]))
    }
  }
}
