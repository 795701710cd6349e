import IAMPolicy
import JSONText
import PolicyAnalysis
import ServiceReference

extension LintRule {
  /// An action that the service does not have.
  static let unknownAction = LintRule(
    id: "unknown-action",
    severity: .warning,
    summary: "An action matches nothing that the service has",
    why: """
      IAM stores any action name, so a typing error grants nothing and nobody notices. A name that is close \
      to an action that exists is a warning. Other names, and services that the reference does not have, \
      are information: they may be newer than the reference, or gone.
      """,
    source: "Service Authorization Reference, as of \(ServiceReference.current.date)",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": [↓"s3:GetObjekt", "panorama:List*", ↓"panorama:Lists*", ↓"nosuch:Thing"],
          "Resource": "*"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": ["PANORAMA:describedevice", "panorama:GetWebSocketURL", "deeplens:*", "*",
            "s3:Get?bject"], "Resource": "*"}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.action.patterns.compactMap { report($0, in: statement) }
      }
    })

  /// Services that ended before the day of the reference; `retired-service` says so where it matters.
  private static let retiredServices: Set<String> = ["deeplens"]

  private static func report(_ action: ActionPattern, in statement: Statement) -> Report? {
    let reference = ServiceReference.current
    guard !action.matchesNothing, !reference.knows(action),
      let colon = action.text.utf8.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    let prefix = String(action.text[..<colon])
    guard !prefix.utf8.contains(UInt8(ascii: "*")),
      !retiredServices.contains(prefix.lowercased())
    else { return nil }
    guard let service = reference.service(prefix) else {
      let near = NearestName.of(prefix.lowercased(), among: reference.services.map(\.prefix))
      return Report(
        action.mark, "the reference of \(reference.date) has no service '\(prefix)'",
        hint: near.map(Sentence.didYouMean) ?? "check the name of the service",
        severity: .info, in: statement)
    }
    let near = NearestName.of(action.text, among: service.actions.map(\.fullName))
    return Report(
      action.mark,
      "'\(action.text)' matches no action of \(service.name) as of \(reference.date)",
      hint: near.map(Sentence.didYouMean) ?? "remove it, or check its name",
      severity: near == nil ? .info : .warning, in: statement)
  }
}

extension ServiceReference {
  /// Whether a pattern matches some action.
  func knows(_ pattern: ActionPattern) -> Bool {
    let bytes = pattern.text.utf8
    guard bytes.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) else {
      return action(pattern.text) != nil
    }
    // `*` after the colon matches whatever the service has.
    if bytes.last == UInt8(ascii: "*"), bytes.dropLast().last == UInt8(ascii: ":") {
      return service(String(pattern.text.dropLast(2))) != nil
    }
    if bytes.elementsEqual("*".utf8) { return true }
    return !actions(matching: pattern).isEmpty
  }
}
