import SigV4

/// Digests of texts, as they stand in files.
enum Digest {
  /// `sha256:` and 64 digits.
  static func text(of text: String) -> String {
    "sha256:" + hexadecimal(SHA256.hash(Array(text.utf8)))
  }
}
