/// What a service answered to one call.
public struct CallAnswer: Hashable, Sendable {
  /// The `…Result` element; empty for actions that only confirm.
  public var result: XMLElement
  /// The id under which AWS Support finds the request.
  public var requestID: String
  /// How many attempts before this one ended without a readable answer although the request may
  /// have been applied.
  public var answersLost: Int

  /// Makes an answer.
  public init(result: XMLElement, requestID: String, answersLost: Int = 0) {
    self.result = result
    self.requestID = requestID
    self.answersLost = answersLost
  }
}

/// How an answer reads, before anything is decided about it.
enum QueryReading: Hashable {
  case result(XMLElement, requestID: String)
  case refused(ServiceError)
  case unreadable(String)
}

extension QueryReading {
  /// Reads an answer.
  ///
  /// A success must be a whole document with its request id, because a cut head can come out as an
  /// empty success; an error is read in any form that is seen in the wild.
  init(_ response: HTTPResponse, to action: String, host: String, _ redactor: Redactor) {
    let root: XMLElement
    do {
      root = try XMLElement(parsing: response.body)
    } catch {
      self = .unreadable(redactor.redacted(Self.summary(of: response, host: host, error: error)))
      return
    }
    let requestID = (Self.requestID(in: root) ?? response.header("x-amzn-requestid"))
      .map { Self.isPlainID($0) ? $0 : Self.tidied($0, redactor, length: 100) }
    if let error = root.name == "Error" ? root : root["Error"] ?? root["Errors"]?["Error"],
      let code = error.text(of: "Code"), !code.isEmpty
    {
      self = .refused(
        ServiceError(
          code: Self.tidied(code, redactor, length: 100),
          message: Self.tidied(error.text(of: "Message") ?? "", redactor, length: 2000),
          httpStatus: response.status, requestID: requestID))
    } else if root.name.lowercased() == "html" {
      self = .unreadable(Self.summary(of: response, host: host, error: nil))
    } else if !(200...299).contains(response.status) {
      self = .unreadable(
        "'\(host)' answered status \(response.status) with XML that is not an error of AWS")
    } else if root.name == "\(action)Response", root["ResponseMetadata"]?["RequestId"] != nil,
      let requestID
    {
      guard !redactor.isRepeated(in: response.body) else {
        self = .refused(
          ServiceError(
            code: "CredentialsRepeated",
            message: "the answer repeats the credentials of the request, so it is not read",
            httpStatus: response.status, requestID: requestID))
        return
      }
      self = .result(root["\(action)Result"] ?? XMLElement("\(action)Result"), requestID: requestID)
    } else {
      self = .unreadable("'\(host)' answered XML that is not an answer to \(action)")
    }
  }

  /// Whether it has the form of every request id of AWS, `8-4-4-4-12` digits, which is too short for a secret.
  private static func isPlainID(_ text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.count == 36 else { return false }
    return bytes.enumerated().allSatisfy { place, byte in
      switch place {
      case 8, 13, 18, 23: byte == UInt8(ascii: "-")
      default:
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
      }
    }
  }

  private static func requestID(in root: XMLElement) -> String? {
    root.text(of: "RequestId") ?? root.text(of: "RequestID")
      ?? root["ResponseMetadata"]?.text(of: "RequestId")
  }

  /// White space collapsed and length bounded: the text ends up in one line for a person.
  ///
  /// What AWS says to a wrong signature goes on with the request's headers, the session token among
  /// them, so it ends where they begin.
  private static func tidied(_ message: String, _ redactor: Redactor, length: Int) -> String {
    let words = redactor.redacted(message).split(whereSeparator: \.isWhitespace)
    let canonical = words.indices.first { index in
      words[index...].starts(with: ["The", "Canonical", "String"])
    }
    return String(words[..<(canonical ?? words.endIndex)].joined(separator: " ").prefix(length))
  }

  private static func summary(
    of response: HTTPResponse, host: String, error: XMLError?
  ) -> String {
    let status = response.status == 200 ? "" : " with status \(response.status)"
    guard !response.body.isEmpty else { return "'\(host)' answered nothing\(status)" }
    if (300...399).contains(response.status) {
      return "'\(host)' answered\(status), a redirect, which is not followed"
    }
    let start = String(decoding: response.body.prefix(200), as: UTF8.self).lowercased()
    let isPage =
      start.contains("<html") || start.contains("<!doctype html")
      || response.header("content-type")?.lowercased().hasPrefix("text/html") == true
    if isPage { return "'\(host)' answered\(status) with an HTML page instead of XML" }
    let reason = error.map { ": \($0.message)" } ?? ""
    return "'\(host)' answered\(status) with a text that is not whole XML\(reason)"
  }
}
