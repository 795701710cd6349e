package import JSONText
import RoleCatalogue

/// What every line about an account of a list begins with.
package struct ResultHead {
  package let account: String
  package let partition: String
  package let place: AccountPlace
  package let check: String
  /// How a run of the account alone ends; nil when the line says something unknown.
  package let exit: ExitStatus?
  private let form: JSONObjectReader
  private let problems: ProblemCollector

  package init(
    _ form: JSONObjectReader, _ json: JSON, version: String, _ problems: ProblemCollector
  ) {
    self.form = form
    self.problems = problems
    func text(_ name: String) -> String { Self.text(form, name, problems) }
    let given = text("schemaVersion")
    if !given.isEmpty, given != version {
      problems.add(
        "invalid-value", at: form["schemaVersion"]?.position ?? json.position,
        "schema version \(Shown.quoted(given)) is unknown here")
    }
    let list = form.required("list").flatMap { value in
      JSONObjectReader(value, of: "'list'", known: nil, problems)
    }
    place = AccountPlace(
      list: list?.text("digest") ?? "",
      position: Self.number(list?.required("position"), "position", problems),
      total: Self.number(list?.required("total"), "total", problems))
    account = text("account")
    if !AccountID.isValid(account) {
      problems.add(
        "invalid-value", at: form["account"]?.position ?? json.position,
        Sentence.isNotAccountID(account))
    }
    if place.position >= place.total {
      problems.add("invalid-value", at: json.position, "the position is not one of the list")
    }
    check = text("check")
    partition = text("partition")
    let code = form.required("exit").map { Self.number($0["code"], "exit.code", problems) }
    exit = code.flatMap { ExitStatus(rawValue: Int32(clamping: $0)) }
    if exit == nil {
      problems.add("invalid-value", at: json.position, "the status is unknown")
    }
  }

  /// A text that the line must have.
  package func text(_ name: String) -> String { Self.text(form, name, problems) }

  /// A whole number from 0 on; 0 when it is missing.
  package func number(_ value: JSON?, _ name: String) -> Int { Self.number(value, name, problems) }

  private static func text(
    _ form: JSONObjectReader, _ name: String, _ problems: ProblemCollector
  ) -> String {
    form.required(name).flatMap { problems.text($0, name) } ?? ""
  }

  private static func number(
    _ value: JSON?, _ name: String, _ problems: ProblemCollector
  ) -> Int {
    guard let value else { return 0 }
    if let number = value.int, number >= 0 { return number }
    problems.add("invalid-value", at: value.position, "'\(name)' takes a whole number from 0 on")
    return 0
  }
}
