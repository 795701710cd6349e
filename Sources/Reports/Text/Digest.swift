import SigV4

/// Digests of texts, as they are in files.
package enum Digest {
  /// `sha256:` and 64 digits.
  package static func text(of text: String) -> String {
    self.text(of: Array(text.utf8))
  }

  /// `sha256:` and 64 digits, as `sha256sum` computes them for a file.
  package static func text(of bytes: [UInt8]) -> String {
    "sha256:" + hexadecimal(SHA256.hash(bytes))
  }
}
