import JSONText
import SigV4

/// The token of a login to IAM Identity Center in the cache that AWS's tools share
/// (`~/.aws/sso/cache`).
struct SSOToken: Sendable {
  let context: CredentialContext
  let profile: String
  /// The `[sso-session]`, whose tokens can be renewed; nil in the older form.
  let session: String?
  let startURL: String
  let region: String

  var loginHint: String {
    "run 'aws sso login\(context.flag(for: profile))' (AWS CLI 2), then repeat the command"
  }

  /// The file is named by the hash of the session, or of the URL in the older form.
  private func path(_ source: String) throws(CredentialError) -> String {
    guard let home = context.environment["HOME"] else {
      throw .failed(source: source, reason: "HOME is not set, so the cache of logins is not known")
    }
    let name = hexadecimal(SHA1.hash([UInt8]((session ?? startURL).utf8)))
    return "\(home)/.aws/sso/cache/\(name).json"
  }

  func endpoint(_ service: AWSService) throws(CredentialError) -> Endpoint {
    do throws(ConfigurationError) {
      return try context.endpoints.endpoint(of: service, in: region).endpoint
    } catch {
      throw .misconfigured(error)
    }
  }

  /// A token that works now; one that ends within a quarter of an hour is renewed where that can be.
  func value(source: String) throws(CredentialError) -> Secret {
    let path = try path(source)
    let bytes: [UInt8]
    switch context.files.read(path) {
    case .bytes(let found): bytes = found
    case .absent:
      throw .failed(source: source, reason: "nobody has logged in here", hint: loginHint)
    case .unreadable(let reason):
      throw .failed(source: source, reason: "'\(path)' cannot be read: \(reason)")
    }
    guard let json = try? JSON(parsing: bytes), let members = json.object,
      let token = json["accessToken"]?.string, Self.isClean(token),
      let end = json["expiresAt"]?.string.flatMap({ SigningTime(cached: $0) })
    else {
      throw .failed(
        source: source, reason: "'\(path)' holds no token that can be read", hint: loginHint)
    }
    let left = end.epochSeconds - context.now.epochSeconds
    if session != nil, left < 900 {
      do throws(CredentialError) {
        if let renewed = try renewed(members, source) {
          if let reason = context.files.replace(path, renewed.file) {
            context.helpers.warn("the renewed login could not be saved in '\(path)': \(reason)")
          }
          return renewed.token
        }
      } catch {
        guard left > 0, error != .cancelled else { throw error }
        context.helpers.warn("the login could not be renewed yet: \(error.message)")
      }
    }
    guard left > 0 else {
      throw .failed(
        source: source, reason: "the login ended at \(end.extendedFormat)", hint: loginHint)
    }
    return Secret(token)
  }

  /// The token and the file with it; nil when the file holds nothing to renew it with.
  private func renewed(
    _ members: [JSON.Member], _ source: String
  ) throws(CredentialError) -> (token: Secret, file: [UInt8])? {
    let json = JSON(.object(members))
    guard let refresh = json["refreshToken"]?.string, let client = json["clientId"]?.string,
      let secret = json["clientSecret"]?.string,
      let end = json["registrationExpiresAt"]?.string.flatMap({ SigningTime(cached: $0) }),
      end > context.now
    else { return nil }
    let body = JSON.object([
      ("clientId", .string(client)), ("clientSecret", .string(secret)),
      ("grantType", .string("refresh_token")), ("refreshToken", .string(refresh)),
    ])
    let endpoint = try endpoint(.ssoOIDC)
    let response: HTTPResponse
    do throws(TransportError) {
      response = try context.send(
        HTTPRequest(
          method: "POST", endpoint: endpoint.with(path: "/token"),
          headers: [NameValue("Content-Type", "application/json")],
          body: body.utf8(.compact), responseLimit: 1 << 20),
        attempts: context.retry.maxAttempts)
    } catch {
      throw .unanswered(source, error)
    }
    guard response.status == 200 else {
      throw .failed(
        source: source, reason: "the login could not be renewed (status \(response.status))",
        hint: loginHint)
    }
    let answer = try CredentialAnswer(response.body, source: source)
    guard let token = answer.text("accessToken"), Self.isClean(token),
      let seconds = answer["expiresIn"]?.int, seconds > 0
    else {
      throw .failed(source: source, reason: "the renewed login holds no token", hint: loginHint)
    }
    let expiry = SigningTime(epochSeconds: context.now.epochSeconds + seconds)
    var file = members
    func set(_ name: String, _ text: String) {
      let index = file.firstIndex { $0.name == name }
      if let index {
        file[index].value = .string(text)
      } else {
        file.append(.init(name, .string(text)))
      }
    }
    set("accessToken", token)
    set("expiresAt", expiry.extendedFormat)
    if let refresh = answer.text("refreshToken") { set("refreshToken", refresh) }
    return (Secret(token), JSON(.object(file)).utf8(.compact))
  }

  private static func isClean(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
  }
}
