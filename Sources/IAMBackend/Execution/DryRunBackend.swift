public import IAMRoles
import Synchronization

/// Writes changes down instead of executing them; what it reads comes from another backend.
public final class DryRunBackend: IAMBackend {
  private let source: any IAMBackend
  private let noted = Mutex<[PlannedRequest]>([])

  /// Makes a backend that has noted nothing.
  public init(reading source: any IAMBackend) { self.source = source }

  /// The requests so far, in order.
  public var requests: [PlannedRequest] { noted.withLock { $0 } }
  /// Nothing is ever created.
  public var createdRoleIDs: [String: String] { [:] }

  /// Reads from where it was asked to.
  public func read(_ set: RoleSet, for scope: ReadScope) throws(BackendError) -> AccountReading {
    try source.read(set, for: scope)
  }

  /// Reads from where it was asked to.
  public func documents(
    of arns: [String]
  ) throws(BackendError) -> (library: PolicyLibrary, notes: [String]) {
    try source.documents(of: arns)
  }

  /// Reads from where it was asked to.
  public func tags(ofRoles names: [String]) throws(BackendError) -> [String: [Tag]] {
    try source.tags(ofRoles: names)
  }

  /// Notes the request of a change.
  public func make(_ change: Change, why: String) throws(BackendError) -> ChangeOutcome {
    noted.withLock { $0.append(PlannedRequest(change, why: why)) }
    return .noted
  }
}
