package import IAMPolicy
import JSONText

/// A policy document with the file, or the part of something else, that it came from.
package struct PolicyFile: Hashable, Sendable {
  /// How it is called in messages.
  package let name: String
  package let document: PolicyDocument
  /// Whether the places of its elements are places of a file.
  package let isFile: Bool

  /// A document of a file, by the name that messages have for it.
  package init(file name: String, document: PolicyDocument) {
    self.name = name
    self.document = document
    isFile = true
  }

  /// A document that is not a file by itself, such as the trust policy of a role.
  package init(part name: String, document: PolicyDocument) {
    self.name = name
    self.document = document
    isFile = false
  }

  /// `file:line:column`, or the name of a part.
  package func place(_ mark: Mark) -> String {
    isFile ? Place.text(name, mark.position) : name
  }
}
