import IAMPolicy
public import JSONText

extension IAMRequest {
  /// The parameters for a reader: policy documents are JSON objects.
  public var json: JSON {
    .object(parameters.map { ($0.name, Self.json($0.value, document: \.json)) })
  }

  /// The parameters exactly as `aws iam ACTION --cli-input-json file://…` takes them: a policy document
  /// is a string that holds compact JSON.
  public var cliInputJSON: JSON {
    .object(
      parameters.map { parameter in
        (
          parameter.name,
          Self.json(parameter.value) { JSON.string($0.text(.compact)) }
        )
      })
  }

  /// The form fields of the Query protocol, in order, not yet percent-encoded
  /// (`Tags.member.1.Key`, an empty list as one empty field).
  public var queryParameters: [(String, String)] {
    parameters.flatMap { parameter -> [(String, String)] in
      let name = parameter.name
      switch parameter.value {
      case .text(let text): return [(name, text)]
      case .document(let document): return [(name, document.text(.compact))]
      case .number(let number): return [(name, String(number))]
      case .bool(let truth): return [(name, truth ? "true" : "false")]
      case .names(let names):
        guard !names.isEmpty else { return [(name, "")] }
        return names.enumerated().map { ("\(name).member.\($0.offset + 1)", $0.element) }
      case .tags(let tags):
        guard !tags.isEmpty else { return [(name, "")] }
        return tags.enumerated().flatMap { place, tag in
          [
            ("\(name).member.\(place + 1).Key", tag.key),
            ("\(name).member.\(place + 1).Value", tag.value),
          ]
        }
      }
    }
  }

  private static func json(
    _ value: RequestParameter.Value, document: (PolicyDocument) -> JSON
  ) -> JSON {
    switch value {
    case .text(let text): .string(text)
    case .document(let policy): document(policy)
    case .number(let number): .number(number)
    case .bool(let truth): .bool(truth)
    case .names(let names): .strings(names)
    case .tags(let tags):
      .array(tags.map { .object([("Key", .string($0.key)), ("Value", .string($0.value))]) })
    }
  }
}

extension PlannedRequest {
  /// The request as a dry run and a plan file show it: `action`, `parameters`, `why`.
  public var json: JSON {
    .object([
      ("action", .string(request.action.rawValue)), ("parameters", request.json),
      ("why", .string(why)),
    ])
  }
}
