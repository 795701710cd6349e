/// What stays until the program ends, since it ends right then.
///
/// To give back a large value piece by piece takes as long as comparing it did; the system takes the memory of a
/// process back in one go. For values of which a run has one, never for those of each account.
enum UntilExit {
  private final class Kept {
    let value: Any

    init(_ value: Any) { self.value = value }
  }

  /// Keeps a value.
  static func keep(_ value: Any) { _ = Unmanaged.passRetained(Kept(value)) }
}
