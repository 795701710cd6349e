import AWSAccess
import IAMRoles

/// The deletion of a service-linked role, which its service does in its own time (IAM User Guide, "Delete a
/// service-linked role").
struct ServiceLinkedDeletion {
  let client: IAMClient
  let timeouts: ConsistencyTimeouts
  let progress: @Sendable (BackendProgress) -> Void

  private static let action = "iam:DeleteServiceLinkedRole"

  /// Asks until the task has ended.
  func finish(_ name: String, task: String?) throws(BackendError) {
    guard let task else {
      throw BackendError(
        .malformedAnswer, "the answer to DeleteServiceLinkedRole lacks a 'DeletionTaskId'",
        action: Self.action, about: .role(name), hint: "run the same command again")
    }
    var pauses = Backoff(limit: timeouts.serviceLinkedDeletion)
    while true {
      let status = try status(of: task, name)
      switch status.text(of: "Status") ?? "" {
      case "SUCCEEDED": return
      case "FAILED": return try refuse(name, status)
      case let text:
        guard let seconds = pauses.pause() else {
          throw BackendError(
            .service,
            "the service has not deleted its role '\(name)' after "
              + "\(Int(timeouts.serviceLinkedDeletion)) seconds (task '\(task)': \(text))",
            action: Self.action, about: .role(name),
            hint: "run the same command again: it asks about the same task")
        }
        progress(
          .waiting(
            action: Self.action, subject: "role '\(name)'",
            reason: "its service checks what still uses it (\(text))", seconds: seconds))
        guard timeouts.sleep(seconds) else {
          throw BackendError(cancelledDuring: .deleteServiceLinkedRole(name: name))
        }
      }
    }
  }

  private func status(of task: String, _ name: String) throws(BackendError) -> XMLElement {
    do throws(CallFailure) { return try client.deletionStatus(of: task) } catch {
      throw BackendError(
        error, "cannot ask how the deletion of role '\(name)' goes",
        action: "iam:GetServiceLinkedRoleDeletionStatus", about: .role(name))
    }
  }

  /// A task for a role that is gone can fail without a reason (hashicorp/terraform-provider-aws#12937).
  private func refuse(_ name: String, _ status: XMLElement) throws(BackendError) {
    do throws(CallFailure) {
      _ = try client.role(name)
    } catch {
      if error.isNoSuchEntity { return }
    }
    let reason = status["Reason"]
    var blockers: [String] = []
    for usage in reason?.members(of: "RoleUsageList") ?? [] {
      let region = usage.text(of: "Region") ?? "an unknown Region"
      let resources = usage.members(of: "Resources").map(\.text).filter { !$0.isEmpty }
      blockers.append(
        resources.isEmpty ? region : "\(region): \(resources.joined(separator: ", "))")
    }
    let words = reason?.text(of: "Reason") ?? "it gave no reason"
    throw BackendError(
      .refused, "the service keeps its role '\(name)': \(words)", action: Self.action,
      about: .role(name),
      detail: blockers.isEmpty ? nil : "used by \(blockers.joined(separator: "; "))",
      hint: "delete these resources first; where the service has ended, AWS Support can")
  }
}
