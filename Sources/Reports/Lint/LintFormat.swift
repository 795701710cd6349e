/// The formats of findings.
package enum LintFormat: String, Hashable, Sendable, CaseIterable {
  case text
  case json
  case sarif
  case github
}
