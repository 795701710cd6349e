import IAMPolicy
import PolicyAnalysis

/// A way by which a role that has some permissions can get others.
struct EscalationTechnique {
  /// What it needs: each action on some resource, all under the same policies.
  let actions: [String]
  /// The service to which a role is passed, where that is how it works.
  let passedTo: String?
  /// What can be done with it, after "the role can".
  let effect: String
  /// The address of the page that describes it, or of the guide that says whose permissions count.
  let page: String

  init(
    _ actions: String..., passedTo: String? = nil, effect: String, page: String = Page.rhino
  ) {
    self.actions = actions
    self.passedTo = passedTo
    self.effect = effect
    self.page = page
  }

  /// How a principal of AWS becomes more than it is.
  static let known: [EscalationTechnique] = [
    EscalationTechnique(
      "iam:CreatePolicyVersion", effect: "give any managed policy a document of its choice"),
    EscalationTechnique(
      "iam:SetDefaultPolicyVersion", effect: "bring back an older version of a managed policy"),
    EscalationTechnique("iam:AttachRolePolicy", effect: "attach any managed policy to a role"),
    EscalationTechnique("iam:AttachUserPolicy", effect: "attach any managed policy to a user"),
    EscalationTechnique("iam:AttachGroupPolicy", effect: "attach any managed policy to a group"),
    EscalationTechnique("iam:PutRolePolicy", effect: "write any permissions into a role"),
    EscalationTechnique("iam:PutUserPolicy", effect: "write any permissions into a user"),
    EscalationTechnique("iam:PutGroupPolicy", effect: "write any permissions into a group"),
    EscalationTechnique("iam:AddUserToGroup", effect: "put a user into any group"),
    EscalationTechnique(
      "iam:UpdateAssumeRolePolicy", "sts:AssumeRole",
      effect: "let itself into another role and assume it"),
    EscalationTechnique(
      "iam:CreateAccessKey", effect: "make access keys for another user"),
    EscalationTechnique(
      "iam:CreateLoginProfile", effect: "give another user a password"),
    EscalationTechnique(
      "iam:UpdateLoginProfile", effect: "change the password of another user"),
    EscalationTechnique(
      "iam:DeleteRolePermissionsBoundary", effect: "take a permissions boundary off a role",
      page: Page.boundaries),
    EscalationTechnique(
      "iam:PutRolePermissionsBoundary", effect: "put a wider permissions boundary on a role",
      page: Page.boundaries),
    EscalationTechnique(
      "lambda:UpdateFunctionCode", effect: "run its own code with the role of any function"),
    EscalationTechnique(
      "ssm:SendCommand", effect: "run commands with the roles of managed instances",
      page: Page.bishopFox),
    EscalationTechnique(
      "ssm:StartSession", effect: "open a shell with the roles of managed instances",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction",
      passedTo: "lambda.amazonaws.com",
      effect: "run its own code as a role that it passes to Lambda"),
    EscalationTechnique(
      "iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping",
      passedTo: "lambda.amazonaws.com",
      effect: "run its own code as a role that it passes to Lambda"),
    EscalationTechnique(
      "iam:PassRole", "ec2:RunInstances", passedTo: "ec2.amazonaws.com",
      effect: "start an instance with a role that it passes"),
    EscalationTechnique(
      "iam:PassRole", "ec2:AssociateIamInstanceProfile", passedTo: "ec2.amazonaws.com",
      effect: "give an instance a role that it passes",
      page: Page.aws("AWSEC2/latest/UserGuide/attach-iam-role")),
    EscalationTechnique(
      "iam:PassRole", "cloudformation:CreateStack", passedTo: "cloudformation.amazonaws.com",
      effect: "make resources as a role that it passes to CloudFormation"),
    EscalationTechnique(
      "iam:PassRole", "cloudformation:UpdateStack", passedTo: "cloudformation.amazonaws.com",
      effect: "change resources as a role that it passes to CloudFormation",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "glue:CreateDevEndpoint", passedTo: "glue.amazonaws.com",
      effect: "open a shell as a role that it passes to Glue"),
    EscalationTechnique(
      "iam:PassRole", "glue:CreateJob", "glue:StartJobRun", passedTo: "glue.amazonaws.com",
      effect: "run its own job as a role that it passes to Glue",
      page: Page.aws("glue/latest/dg/create-an-iam-role")),
    EscalationTechnique(
      "iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask",
      passedTo: "ecs-tasks.amazonaws.com", effect: "run a container as a role that it passes",
      page: Page.aws("AmazonECS/latest/developerguide/task-iam-roles")),
    EscalationTechnique(
      "iam:PassRole", "sagemaker:CreateNotebookInstance", passedTo: "sagemaker.amazonaws.com",
      effect: "open a notebook as a role that it passes to SageMaker",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "sagemaker:CreateTrainingJob", passedTo: "sagemaker.amazonaws.com",
      effect: "run its own code as a role that it passes to SageMaker",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "sagemaker:CreateProcessingJob", passedTo: "sagemaker.amazonaws.com",
      effect: "run its own code as a role that it passes to SageMaker",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition",
      "datapipeline:ActivatePipeline", passedTo: "datapipeline.amazonaws.com",
      effect: "run commands as a role that it passes to Data Pipeline"),
    EscalationTechnique(
      "iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild",
      passedTo: "codebuild.amazonaws.com", effect: "run a build as a role that it passes",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "states:CreateStateMachine", "states:StartExecution",
      passedTo: "states.amazonaws.com",
      effect: "call AWS as a role that it passes to Step Functions",
      page: Page.aws("step-functions/latest/dg/procedure-create-iam-role")),
    EscalationTechnique(
      "iam:PassRole", "scheduler:CreateSchedule", passedTo: "scheduler.amazonaws.com",
      effect: "call AWS as a role that it passes to EventBridge Scheduler",
      page: Page.aws("scheduler/latest/UserGuide/setting-up")),
    EscalationTechnique(
      "iam:PassRole", "ssm:StartAutomationExecution", passedTo: "ssm.amazonaws.com",
      effect: "call AWS as a role that it passes to Systems Manager",
      page: Page.aws("systems-manager/latest/userguide/automation-setup-iam")),
    EscalationTechnique(
      "iam:PassRole", "autoscaling:CreateLaunchConfiguration",
      "autoscaling:CreateAutoScalingGroup", passedTo: "ec2.amazonaws.com",
      effect: "start instances with a role that it passes",
      page: Page.aws("autoscaling/ec2/userguide/us-iam-role")),
    EscalationTechnique(
      "iam:PassRole", "bedrock-agentcore:CreateCodeInterpreter",
      "bedrock-agentcore:InvokeCodeInterpreter", passedTo: "bedrock-agentcore.amazonaws.com",
      effect: "run its own code as a role that it passes to Bedrock AgentCore",
      page: Page.aws("bedrock-agentcore/latest/devguide/code-interpreter-tool")),
  ]
}

/// Permissions that work together, asked for the techniques that they allow.
struct EscalationSearch {
  private let side: PolicySide
  private let allowed: [Glob]
  private var answers: [String: StatementReference?] = [:]
  private var withoutPassRole: [String: Bool] = [:]

  init(_ side: PolicySide) {
    self.side = side
    // A quick look at what is named at all spares most documents the comparison.
    allowed = side.documents.flatMap(\.statements).filter { $0.effect == .allow }
      .flatMap { statement -> [Glob] in
        switch statement.action {
        case .action(let patterns): patterns.map(\.glob)
        case .notAction: [Glob([.anyRun])]
        }
      }
  }

  /// Whether everything is allowed on everything.
  var isAdministrator: Bool {
    let all = PolicyDocument.identity([
      IdentityStatement(
        .allow, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")]))
    ])
    guard allowed.contains(where: { $0.matches("iam:x") && $0.matches("sts:x") }),
      let found = try? PolicyComparer.compare(
        actual: PolicySide(all), desired: side, evidence: .anyRequest)
    else { return false }
    if case .nothing = found.widened { return true }
    return false
  }

  /// The techniques that are allowed, each with the statement that allows its first action.
  mutating func techniques() -> [(EscalationTechnique, StatementReference)] {
    var found: [(EscalationTechnique, StatementReference)] = []
    for technique in EscalationTechnique.known where isNamed(technique) {
      var first: StatementReference?
      let isAllowed = technique.actions.allSatisfy { action in
        let passedTo = action == "iam:PassRole" ? technique.passedTo : nil
        guard let reference = grant(of: action, passedTo: passedTo) else { return false }
        first = first ?? reference
        return true
      }
      if isAllowed, let first { found.append((technique, first)) }
    }
    return found
  }

  /// Whether any technique can be allowed at all, by the names of the actions.
  var isWorthwhile: Bool { EscalationTechnique.known.contains(where: isNamed) }

  private func isNamed(_ technique: EscalationTechnique) -> Bool {
    technique.actions.allSatisfy { action in allowed.contains { $0.matches(action) } }
  }

  /// Whether all actions are allowed, those on roles on this one.
  mutating func allows(_ actions: [String], on role: String, passedTo service: String?) -> Bool {
    actions.allSatisfy { action in
      guard allowed.contains(where: { $0.matches(action) }) else { return false }
      let isAboutRole = action.hasPrefix("iam:") || action == "sts:AssumeRole"
      let key = "\(action) \(service ?? "") \(isAboutRole ? role : "")"
      if let known = answers[key] { return known != nil }
      let answer = ask(
        action, action == "iam:PassRole" ? service : nil, on: isAboutRole ? role : "*")
      answers[key] = answer
      return answer != nil
    }
  }

  /// The statement that allows an action on some resource; nil when none does.
  private mutating func grant(of action: String, passedTo service: String?) -> StatementReference? {
    guard allowed.contains(where: { $0.matches(action) }) else { return nil }
    let key = "\(action) \(service ?? "")"
    if let known = answers[key] { return known }
    let answer = ask(action, service)
    answers[key] = answer
    return answer
  }

  private func ask(
    _ action: String, _ service: String?, on resource: String = "*"
  ) -> StatementReference? {
    switch granted(action, service.map { [$0] }, on: resource) {
    case .witness(let witness)?:
      return StatementsAbout(action, of: side).original(of: witness.allowedBy.reference)
    case .nothing?, .undecided?, nil: return nil
    }
  }

  /// What is allowed of an action; with services, of passing a role to one whose name these patterns fit.
  private func granted(
    _ action: String, _ services: [String]?, on resource: String = "*"
  ) -> AccessDifference? {
    var asked = StatementsAbout(action, of: side).side
    if let services {
      asked.documents.append(
        .identity([
          IdentityStatement(
            .deny, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")]),
            when: ConditionBlock(
              ConditionClause(
                ConditionOperator(plain: .stringNotLike), "iam:PassedToService", services)))
        ]))
    }
    return try? PolicyComparer.granted(
      actions: [ActionPattern(action)], resources: [ResourcePattern(resource)], by: asked)
  }

  // MARK: What a request needs besides its action

  /// Whether an action is allowed on some resource.
  mutating func allows(_ action: String) -> Bool { grant(of: action, passedTo: nil) != nil }

  /// Whether it is certain that no role can be passed to a service; without one, to any.
  ///
  /// `service` is the first part of the principal: some services have a name with a Region, and China
  /// has names of its own.
  mutating func lacksPassRole(to service: String?) -> Bool {
    guard allowed.contains(where: { $0.matches("iam:PassRole") }) else { return true }
    let about = side.documents.flatMap(\.statements).filter { $0.action.matches("iam:PassRole") }
    // The usual case needs no comparison.
    if about.allSatisfy({ $0.effect == .allow }),
      about.contains(where: { $0.condition.clauses.isEmpty })
    {
      return false
    }
    if let known = withoutPassRole[service ?? ""] { return known }
    let found = granted("iam:PassRole", service.map { ["\($0).*amazonaws.com*"] })
    let answer = if case .nothing? = found { true } else { false }
    withoutPassRole[service ?? ""] = answer
    return answer
  }
}

/// The statements of policies that are about one action, of that action alone: no other bears on it, and
/// the question becomes a small one.
private struct StatementsAbout {
  let side: PolicySide
  /// For each document the places of its statements in the original.
  private let places: [[Int]]

  init(_ action: String, of side: PolicySide) {
    func about(_ document: PolicyDocument) -> (document: PolicyDocument, places: [Int]) {
      let places = document.statements.indices.filter {
        document.statements[$0].action.matches(action)
      }
      let statements = places.map { place in
        let statement = document.statements[place]
        return Statement(
          sid: statement.sid, effect: statement.effect, principal: statement.principal,
          action: .action([ActionPattern(action)]), resource: statement.resource,
          condition: statement.condition, mark: statement.mark)
      }
      return (
        PolicyDocument(
          kind: document.kind, version: document.version, id: document.id, statements: statements),
        places
      )
    }
    let documents = side.documents.map(about)
    places = documents.map(\.places)
    self.side = PolicySide(
      documents: documents.map(\.document), boundary: side.boundary?.map { about($0).document })
  }

  func original(of reference: StatementReference) -> StatementReference {
    var reference = reference
    reference.statement = places[reference.document][reference.statement]
    return reference
  }
}
