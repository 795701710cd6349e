package import IAMRoles
package import JSONText
import PolicyAnalysis
import ServiceReference

/// The machine-readable form of a plan, one document.
package enum PlanJSON {
  package static let schemaVersion = "1.0"

  package static func document(
    _ plan: Plan, closing drift: Drift, exit status: ExitStatus
  ) -> JSON {
    .object([
      ("schemaVersion", .string(schemaVersion)),
      ("referenceDate", .string(ServiceReference.current.date)), ("account", .string(plan.account)),
      ("partition", .string(plan.partition)),
      ("status", .string(plan.isEmpty ? "no-changes" : "pending")),
      (
        "changes",
        .array(PlanStep.all(of: plan, closing: drift).map { change($0, of: plan) })
      ),
      ("notes", .strings(plan.warnings + plan.notes)), ("leftOut", .strings(plan.leftOut)),
      ("departures", departures(of: plan)),
      (
        "adoptions",
        .array(
          (plan.roleAdoptions + plan.providerAdoptions).map { role in
            .object([
              (role.name.identityProviderResource == nil ? "role" : "provider", .string(role.name)),
              ("reason", .string(role.obstacle ?? role.words)),
              ("accepted", .bool(role.isAccepted && role.obstacle == nil)),
            ])
          })
      ),
      (
        "counts",
        .object([
          ("create", .number(plan.count(.create))), ("update", .number(plan.count(.update))),
          ("delete", .number(plan.count(.delete))),
        ])
      ), ("unreadable", .array([])), ("exit", status.json()),
    ])
  }

  /// The document when no plan exists because something could not be read.
  package static func incomplete(_ drift: Drift, exit status: ExitStatus) -> JSON {
    .object([
      ("schemaVersion", .string(schemaVersion)),
      ("referenceDate", .string(ServiceReference.current.date)),
      ("account", .string(drift.account)),
      ("partition", .string(drift.partition)), ("status", .string("incomplete")),
      ("changes", .array([])), ("notes", .array([])), ("leftOut", .strings(drift.leftOut)),
      ("departures", .array([])),
      ("adoptions", .array([])),
      ("unreadable", .array(drift.unreadable.map(\.json))), ("exit", status.json()),
    ])
  }

  /// What left the role set, and whether the plan removes it.
  private static func departures(of plan: Plan) -> JSON {
    .array(
      plan.departures.map { one in
        .object([
          ("role", one.isResource ? .null : .string(one.role)), ("remove", .string(one.text)),
          ("removed", .bool(!plan.staying.contains(one))),
        ])
      })
  }

  private static func change(_ step: PlanStep, of plan: Plan) -> JSON {
    let planned = step.planned
    let adoption = plan.adoptions.first { $0.arn == planned.change.subject }
    let request = IAMRequest(planned.change)
    let isOfRole = !planned.change.isAboutPolicy && !planned.change.isAboutProvider
    let members: [(String, JSON)] = [
      ("kind", .string(kind(planned.sign))),
      ("role", isOfRole ? .string(planned.change.subject) : .null),
      ("policy", planned.change.isAboutPolicy ? .string(planned.change.subject) : .null),
      ("action", .string(request.action.rawValue)), ("parameters", parameters(of: request)),
      ("why", .string(planned.why)), ("effect", .string(planned.effect.rawValue)),
      ("needsAcceptance", .bool(planned.needsAcceptance || !planned.moments.isEmpty)),
      ("attributes", .array(step.attributes.map(\.json))), ("before", step.old.json),
    ]
    return .object(
      members
        + (planned.change.isAboutProvider
          ? [("provider", JSON.string(planned.change.subject))] : [])
        + (adoption.map { [("adopt", JSON.string($0.name))] } ?? [])
        + (planned.comparison.map { [("access", AccessText.json($0))] } ?? [])
        + (planned.moments.isEmpty
          ? [] : [("moments", .array(planned.moments.map(moment)))]))
  }

  /// The parameters; of a metadata document, which may have megabytes, digest and size.
  private static func parameters(of request: IAMRequest) -> JSON {
    .object(
      (request.json.object ?? []).map { member in
        guard member.name == "SAMLMetadataDocument", let text = member.value.string else {
          return (member.name, member.value)
        }
        return (member.name, .string(DifferenceValue.size(of: text)))
      })
  }

  /// What speaks against the moment after a change.
  private static func moment(_ moment: UnsafeMoment) -> JSON {
    let finding: (String, JSON)
    switch moment.finding {
    case .allows(let request): finding = ("allows", request.json)
    case .denialLost(let request): finding = ("noLongerDenies", request.json)
    case .undecided(let reason): finding = ("undecided", .string(reason))
    }
    return .object([("role", .string(moment.role)), finding])
  }

  package static func kind(_ sign: PlannedChange.Sign) -> String {
    switch sign {
    case .create: "create"
    case .update: "update"
    case .delete: "delete"
    }
  }
}
