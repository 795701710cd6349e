/// A first role-set file for whoever may assume a role: minimal, commented and without a lint error or warning.
public enum RoleSetStarter: String, Hashable, Sendable, CaseIterable {
  case lambda
  case ecsTasks = "ecs-tasks"
  case ec2
  case stepFunctions = "step-functions"
  case glue
  case codebuild
  case githubOIDC = "github-oidc"
  case crossAccount = "cross-account"
  case irsa
  case podIdentity = "pod-identity"
  case saml

  /// What differs from one file to another.
  private struct Parts {
    /// What a person must know, one string a line.
    var notes: [String]
    /// The parameters, as JSON.
    var parameters: [String] = []
    /// The lines of the trust policy.
    var trust: [String]
    /// The managed policies to begin with, by the ends of their ARNs.
    var managedPolicies: [String] = []
    /// Whether an instance profile of the same name brings the role to machines.
    var hasInstanceProfile = false
    /// The OIDC providers, as JSON.
    var oidcProviders: [String] = []
  }

  /// The file of a role set that has one role of the same name.
  public func text(named name: String) -> String {
    let parts = parts
    var lines = parts.notes.map { "// \($0)" }
    lines += ["{", "  \"schemaVersion\": \"1.0\",", "  \"name\": \"\(name)\","]
    if !parts.parameters.isEmpty {
      lines.append("  \"parameters\": [")
      lines += parts.parameters.map { "    \($0)," }
      lines.append("  ],")
    }
    if !parts.oidcProviders.isEmpty {
      lines += [
        "  // An account has a provider once: take this out where another role set makes it.",
        "  \"oidcProviders\": [",
      ]
      lines += parts.oidcProviders.map { "    \($0)," }
      lines.append("  ],")
    }
    lines += ["  \"roles\": [", "    {", "      \"name\": \"\(name)\","]
    lines += ["      // Who may assume the role."]
    lines += parts.trust.enumerated().map { $0 == 0 ? "      \"trust\": \($1)" : "      \($1)" }
    lines[lines.count - 1] += ","
    if !parts.managedPolicies.isEmpty {
      lines.append("      \"managedPolicies\": [")
      lines += parts.managedPolicies.map { "        \"arn:${Partition}:iam::aws:policy/\($0)\"," }
      lines.append("      ],")
    }
    lines += [
      "      // What the role may do. Replace the example.",
      "      \"inlinePolicies\": [",
      "        {",
      "          \"name\": \"read\",",
      "          \"document\": {",
      "            \"Version\": \"2012-10-17\",",
      "            \"Statement\": [",
      "              {",
      "                \"Effect\": \"Allow\",",
      "                \"Action\": \"s3:GetObject\",",
      "                \"Resource\": \"arn:${Partition}:s3:::BUCKET/*\",",
      "              },",
      "            ],",
      "          },",
      "        },",
      "      ],",
    ]
    if parts.hasInstanceProfile {
      lines += [
        "      // What machines are given: it is made with the role in it.",
        "      \"instanceProfiles\": [\"\(name)\"],",
      ]
    }
    lines += [
      "      // Others: \"path\", \"description\", \"maxSessionDuration\", \"permissionsBoundary\", \"tags\".",
      "    },", "  ],", "}",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The names of the parameters that need a value.
  public var requiredParameters: [String] {
    parts.parameters.filter { !$0.contains("\"default\":") }.compactMap { parameter in
      // `{"name": "Repository", …}`
      parameter.split(separator: "\"").dropFirst(3).first.map(String.init)
    }
  }

  private var parts: Parts {
    switch self {
    case .lambda:
      Parts(
        notes: ["A role for AWS Lambda functions, which may write their logs."],
        trust: Self.service("lambda"), managedPolicies: ["service-role/AWSLambdaBasicExecutionRole"]
      )
    case .ecsTasks:
      Parts(
        notes: ["A task role for Amazon ECS: what the containers of a task may do."],
        trust: Self.service("ecs-tasks", from: "arn:${Partition}:ecs:*:${Account}:*"))
    case .ec2:
      Parts(
        notes: [
          "A role for Amazon EC2 instances, which get it through an instance profile."
        ], trust: Self.service("ec2"), managedPolicies: ["AmazonSSMManagedInstanceCore"],
        hasInstanceProfile: true)
    case .stepFunctions:
      Parts(
        notes: ["A role for state machines of AWS Step Functions."],
        trust: Self.service(
          "states", from: "arn:${Partition}:states:*:${Account}:stateMachine:*"))
    case .glue:
      Parts(
        notes: ["A role for jobs of AWS Glue."],
        trust: Self.service("glue", from: "arn:${Partition}:glue:*:${Account}:*"))
    case .codebuild:
      Parts(
        notes: ["A role for projects of AWS CodeBuild."],
        trust: Self.service("codebuild", from: "arn:${Partition}:codebuild:*:${Account}:project/*"))
    case .githubOIDC:
      Parts(
        notes: [
          "A role for workflows of one branch of one GitHub repository.",
          "The OIDC provider lets tokens of GitHub in; the trust policy says of which workflows.",
        ],
        parameters: [
          #"{"name": "Repository", "summary": "The repository, such as 'acme/orders'"}"#,
          #"{"name": "Branch", "summary": "The branch", "default": "main"}"#,
        ],
        trust: Self.federated(
          "oidc-provider/token.actions.githubusercontent.com", "sts:AssumeRoleWithWebIdentity",
          [
            #""token.actions.githubusercontent.com:aud": "sts.amazonaws.com","#,
            #""token.actions.githubusercontent.com:sub": "repo:${Repository}:ref:refs/heads/${Branch}","#,
          ]),
        oidcProviders: [
          #"{"url": "https://token.actions.githubusercontent.com", "clientIds": ["sts.amazonaws.com"]}"#
        ])
    case .crossAccount:
      Parts(
        notes: [
          "A role for another account, which must give an external id.",
          "Write the 12 digits of the other account in place of '${Account}' in the trust policy.",
        ],
        parameters: [
          #"{"name": "ExternalId", "summary": "The external id that the other side gives"}"#
        ],
        trust: [
          "{", #"  "Version": "2012-10-17","#, #"  "Statement": ["#, "    {",
          #"      "Effect": "Allow","#,
          #"      "Principal": {"AWS": "arn:${Partition}:iam::${Account}:root"},"#,
          #"      "Action": "sts:AssumeRole","#,
          #"      "Condition": {"StringEquals": {"sts:ExternalId": "${ExternalId}"}},"#, "    },",
          "  ],", "}",
        ])
    case .irsa:
      Parts(
        notes: [
          "A role for one service account of an Amazon EKS cluster (IAM roles for service accounts).",
          "Write the OIDC provider of the cluster in place of 'oidc.eks.…': it is three times in the file.",
        ],
        parameters: [
          #"{"name": "Namespace", "summary": "The namespace of the service account"}"#,
          #"{"name": "ServiceAccount", "summary": "The name of the service account"}"#,
        ],
        trust: Self.federated(
          "oidc-provider/\(Self.eks)", "sts:AssumeRoleWithWebIdentity",
          [
            "\"\(Self.eks):aud\": \"sts.amazonaws.com\",",
            "\"\(Self.eks):sub\": \"system:serviceaccount:${Namespace}:${ServiceAccount}\",",
          ]))
    case .podIdentity:
      Parts(
        notes: ["A role for pods of Amazon EKS clusters of the account (EKS Pod Identity)."],
        trust: [
          "{", #"  "Version": "2012-10-17","#, #"  "Statement": ["#, "    {",
          #"      "Effect": "Allow","#,
          #"      "Principal": {"Service": "pods.eks.amazonaws.com"},"#,
          #"      "Action": ["sts:AssumeRole", "sts:TagSession"],"#, #"      "Condition": {"#,
          #"        "StringEquals": {"aws:SourceAccount": "${Account}"},"#,
          #"        "ArnLike": {"aws:SourceArn": "arn:${Partition}:eks:*:${Account}:cluster/*"},"#,
          "      },", "    },", "  ],", "}",
        ])
    case .saml:
      Parts(
        notes: [
          "A role for people who sign in through a SAML identity provider of the account.",
          "'samlProviders' with 'name' and 'metadata' (a file beside this one) makes the provider.",
        ],
        parameters: [#"{"name": "Provider", "summary": "The name of the SAML provider"}"#],
        trust: Self.federated(
          "saml-provider/${Provider}", "sts:AssumeRoleWithSAML",
          [#""SAML:aud": "https://signin.aws.amazon.com/saml","#]))
    }
  }

  /// The example of the Amazon EKS User Guide, "Assign IAM roles to Kubernetes service accounts".
  private static let eks = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"

  private static func service(_ name: String, from pattern: String? = nil) -> [String] {
    let services = #""services": ["\#(name).amazonaws.com"]"#
    guard let pattern else { return ["{\(services)}"] }
    return [
      "{", "  \(services),",
      "  // Only for this account, so that nobody else can have the service use it.",
      #"  "sourceAccount": true,"#, #"  "sourceArns": ["\#(pattern)"],"#, "}",
    ]
  }

  private static func federated(
    _ provider: String, _ action: String, _ conditions: [String]
  ) -> [String] {
    [
      "{", #"  "Version": "2012-10-17","#, #"  "Statement": ["#, "    {",
      #"      "Effect": "Allow","#,
      #"      "Principal": {"Federated": "arn:${Partition}:iam::${Account}:\#(provider)"},"#,
      "      \"Action\": \"\(action)\",", #"      "Condition": {"#, #"        "StringEquals": {"#,
    ] + conditions.map { "          \($0)" } + ["        },", "      },", "    },", "  ],", "}"]
  }
}
