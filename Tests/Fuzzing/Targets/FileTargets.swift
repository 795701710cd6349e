import AWSAccess
import IAMBackend
import InfrastructureCode
import JSONText
import PanoramaRoles
import Reports
import RoleCatalogue

/// The readers of files that people and other programs write.
extension FuzzTarget {
  /// A spec is read, and what was read is written and read again.
  public static let spec = FuzzTarget(name: "spec") { input in
    let spec: Spec
    do throws(SpecError) { spec = try Spec(reading: input) } catch {
      return fault(of: error.problems)
    }
    guard let again = try? Spec(reading: spec.text), again.text == spec.text else {
      return "the spec written is another one"
    }
    _ = try? RoleCatalogue.builtIn.roleSet(for: spec)
    return nil
  }

  /// A role-set file is read.
  public static let roleSet = FuzzTarget(name: "role-set") { input in
    problems { () throws(DocumentError) in _ = try RoleSetDefinition(reading: input) }
  }

  /// A plan is read, and what was read is written and read again.
  public static let plan = FuzzTarget(name: "plan") { input in
    problems { () throws(DocumentError) -> String? in
      let plan = try PlanFile(reading: String(decoding: input, as: UTF8.self))
      return (try? PlanFile(reading: plan.text)) == plan ? nil : "the plan written is another one"
    }
  }

  /// A snapshot is read.
  public static let snapshot = FuzzTarget(name: "snapshot") { input in
    problems { () throws(DocumentError) in _ = try Snapshot(reading: input) }
  }

  /// An ignore list is read, and what was read is written and read again.
  public static let ignoreList = FuzzTarget(name: "ignore") { input in
    problems { () throws(DocumentError) -> String? in
      let list = try IgnoreList(reading: input)
      let again = try? IgnoreList(reading: list.json.text(.pretty).utf8)
      return again?.json == list.json ? nil : "the list written is another one"
    }
  }

  /// A Terraform plan is read and put together.
  public static let terraform = FuzzTarget(name: "terraform") { input in
    problems { () throws(DocumentError) -> String? in
      let plan = try TerraformPlan(reading: input)
      return fault(of: plan.before) ?? fault(of: plan.after)
    }
  }

  /// A CloudFormation template is read and put together.
  public static let cloudFormation = FuzzTarget(name: "cloudformation") { input in
    problems { () throws(DocumentError) -> String? in
      let use = CloudFormationTemplate.Use(account: "123456789012")
      return fault(of: try CloudFormationTemplate(reading: input, for: use).state)
    }
  }

  /// What must hold of roles that were put together.
  private static func fault(of state: DescribedState) -> String? {
    guard state.reviewedRoles().count == state.roles.count else { return "a role is lost" }
    return state.reviewedResources.count == state.resources.count ? nil : "a resource is lost"
  }

  /// A list of accounts is read, as lines or as JSON.
  public static let accounts = FuzzTarget(name: "accounts") { input in
    problems { () throws(DocumentError) in _ = try AccountList(reading: input) }
  }

  /// An expectation file is read.
  public static let expectations = FuzzTarget(name: "expectations") { input in
    problems { () throws(DocumentError) in _ = try ExpectationFile(reading: input) }
  }

  /// Each line of results of accounts is read.
  public static let results = FuzzTarget(name: "results") { input in
    for line in input.split(separator: UInt8(ascii: "\n")) {
      let fault = problems { () throws(DocumentError) in
        _ = try AccountResult(try JSON(parsing: Array(line)))
      }
      if let fault { return fault }
    }
    return nil
  }

  /// One of the shared files of AWS's tools is read, as each of the two kinds.
  public static let config = FuzzTarget(name: "config") { input in
    for kind in [SharedConfigFile.Kind.config, .credentials] {
      do throws(ConfigurationError) {
        _ = try SharedConfigFile(reading: input, kind: kind, path: "file")
      } catch {
        if error.message.isEmpty || error.message.hasSuffix(".") {
          return "'\(error.message)' is not a message"
        }
      }
    }
    return nil
  }

  private static func problems(_ read: () throws(DocumentError) -> Void) -> String? {
    problems { () throws(DocumentError) -> String? in
      try read()
      return nil
    }
  }

  private static func problems(_ read: () throws(DocumentError) -> String?) -> String? {
    do throws(DocumentError) { return try read() } catch { return fault(of: error.problems) }
  }

  /// What must hold of the problems of every reader.
  private static func fault(of problems: [Problem]) -> String? {
    if problems.isEmpty { return "an error has no problem" }
    if problems.count > 100 { return "more than 100 problems are kept" }
    let places = problems.map(\.position)
    if places != places.sorted() { return "the problems are not in the order of the text" }
    for problem in problems where problem.message.isEmpty || problem.message.hasSuffix(".") {
      return "'\(problem.message)' is not a message"
    }
    return nil
  }
}
