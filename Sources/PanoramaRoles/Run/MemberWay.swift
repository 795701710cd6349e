import AWSAccess
import IAMBackend
import IAMRoles
import Reports
import RoleCatalogue
import Synchronization

/// How the accounts of a list are reached: each by a role in it, or as a snapshot of it.
struct MemberWays: Sendable {
  private enum Way: Sendable {
    case roles([String: MemberAccounts])
    case snapshots(SnapshotFolder)
  }

  private let way: Way
  /// What ends the work in between.
  let cancellation: Cancellation
  private let keys = BadKeys()

  /// Roles in the accounts of these partitions.
  init(_ ways: [String: MemberAccounts], until cancellation: Cancellation) {
    way = .roles(ways)
    self.cancellation = cancellation
  }

  /// Snapshots of the accounts.
  init(_ folder: SnapshotFolder) {
    way = .snapshots(folder)
    cancellation = Cancellation()
  }

  /// An account that is open.
  enum Opened {
    case live(LiveAccount)
    case file(Snapshot, name: String)
  }

  /// Why an account is not open.
  enum Closed: Error {
    /// The person stopped the work.
    case stopped
    case unreachable(CommandError, isRefused: Bool)
  }

  /// Opens an account.
  func open(_ member: MemberAccount) throws(Closed) -> Opened {
    guard !cancellation.isCancelled else { throw .stopped }
    switch way {
    case .roles: return .live(try openLive(member))
    case .snapshots(let folder):
      do throws(CommandError) {
        let file = folder.file(of: member.account)
        return .file(try folder.read(file), name: file.name)
      } catch {
        throw .unreachable(error, isRefused: error.status == .refused)
      }
    }
  }

  /// Opens an account that is reached by a role.
  func openLive(_ member: MemberAccount) throws(Closed) -> LiveAccount {
    guard !cancellation.isCancelled, case .roles(let ways) = way, let role = member.role,
      let door = ways[member.partition]
    else { throw .stopped }
    do throws(BackendError) {
      if let refusal = keys.known { throw refusal }
      return try door.open(role, member.account, member.partition)
    } catch {
      guard !error.isCancelled else { throw .stopped }
      keys.note(error)
      throw .unreachable(CommandError(error), isRefused: error.isRefusal)
    }
  }
}

extension MemberWays.Opened {
  /// Reads the roles of a set and what else the scope asks for.
  func read(
    _ set: RoleSet, for scope: ReadScope, _ strategy: ReadStrategy
  ) throws(CommandError) -> AccountReading {
    switch self {
    case .live(let account): try account.backend(of: set, strategy).read(set, for: scope)
    case .file(let snapshot, let name):
      try AccountReading(of: set, in: snapshot, called: name, for: scope)
    }
  }
}

/// Whether STS refused the caller's own keys: no other account can be reached then.
final class BadKeys: Sendable {
  private let refusal = Mutex<BackendError?>(nil)

  var known: BackendError? { refusal.withLock { $0 } }

  func note(_ error: BackendError) {
    guard error.kind == .credentials else { return }
    refusal.withLock { $0 = $0 ?? error }
  }
}

/// A spec for each account of a list.
struct MemberSpecs: Sendable {
  let spec: Spec
  let catalogue: RoleCatalogue
  /// The name of the spec file in messages.
  let path: String

  /// The spec and the role set of an account.
  func spec(for member: MemberAccount) throws(CommandError) -> (Spec, RoleSet) {
    do throws(SpecError) {
      let own = try Spec(spec, for: member.account, in: member.partition, catalogue: catalogue)
      return (own, try catalogue.roleSet(for: own))
    } catch {
      throw CommandError(error, in: path)
    }
  }

  /// Named devices belong to one account.
  func refuseDevices(of members: [MemberAccount]) throws(CommandError) {
    guard !spec.devices.devices.isEmpty,
      let other = members.first(where: { $0.account != spec.account })
    else { return }
    throw CommandError(
      .refused,
      "the spec names devices of account \(spec.account), and '\(other.account)' has others",
      at: path,
      hint: "use a spec with 'allDevices', or a spec for each account that has devices")
  }
}
