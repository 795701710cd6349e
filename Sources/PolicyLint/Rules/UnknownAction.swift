import IAMPolicy
import JSONText

extension LintRule {
  /// An action that the service does not have.
  static let unknownAction = LintRule(
    id: "unknown-action",
    severity: .warning,
    summary: "An action matches nothing that the service has",
    why: """
      IAM stores any action name, so a typing error grants nothing and nobody is told. Checked for the \
      services whose list of actions we carry: AWS Panorama and AWS DeepLens.
      """,
    source: "Service Authorization Reference, AWS Panorama and AWS DeepLens",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": [↓"panorama:DescribeAppliance", "panorama:List*", ↓"deeplens:Lists*"],
          "Resource": "*"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": ["PANORAMA:describedevice", "panorama:GetWebSocketURL", "deeplens:*", "*",
            "s3:Anything"], "Resource": "*"}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement -> [Report] in
        let actions =
          switch statement.action {
          case .action(let actions), .notAction(let actions): actions
          }
        return actions.compactMap { action -> Report? in
          guard let service = KnownActions.service(of: action.text) else { return nil }
          let pattern = WildcardPattern(action.text, foldingCase: true)
          guard !service.actions.contains(where: { pattern.matches("\(service.prefix):\($0)") })
          else { return nil }
          let near = NearestName.of(
            action.text, among: service.actions.map { "\(service.prefix):\($0)" })
          return Report(
            action.mark, "'\(action.text)' matches no action of '\(service.prefix)'",
            hint: near.map { "did you mean '\($0)'?" } ?? "remove it", in: statement)
        }
      }
    })
}
