/// The program as its output names it.
package enum Tool {
  package static let name = "panorama-roles"
  package static let version = "0.1.0"
}
