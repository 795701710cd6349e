import SigV4
import Testing

@testable import AWSAccess

private let pair = "aws_access_key_id = AKIDBASE\naws_secret_access_key = secret-hidden\n"
private let arn = "arn:aws:iam::123456789012:role/"
private let envKeys = ["AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "secret-hidden"]

@Suite struct CredentialReplayTests {
  private func judge(_ replay: Replay) {
    let outcome = replay.run()
    #expect(outcome.found == replay.expect)
    if let requests = replay.requests { #expect(outcome.requests == requests) }
    let told = outcome.said + outcome.warnings.joined() + outcome.asked.joined()
    #expect(!told.contains("hidden"), "a secret is told: \(told)")
  }

  // MARK: which place decides

  static let order: [Replay] = [
    Replay(about: "environment", environment: envKeys, expect: "AKIDENV environment", requests: []),
    Replay(
      about: "environment before a role", environment: envKeys,
      config: "role_arn = \(arn)a\nsource_profile = x", expect: "AKIDENV environment"),
    Replay(
      about: "environment with AWS_PROFILE", environment: envKeys + ["AWS_PROFILE": "p"],
      config: "[profile p]\n\(pair)", expect: "AKIDENV environment"),
    Replay(
      about: "--profile before the environment", environment: envKeys,
      config: "[profile p]\n\(pair)", profile: "p", expect: "AKIDBASE config-file"),
    Replay(
      about: "blank environment counts as none", environment: ["AWS_ACCESS_KEY_ID": " "],
      credentials: pair, expect: "AKIDBASE shared-credentials-file"),
    Replay(
      about: "role before web identity of the environment",
      environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "\(arn)w"],
      config: "[default]\nrole_arn = \(arn)a\nsource_profile = b\n[profile b]\n\(pair)",
      answers: [("AssumeRole a by AKIDBASE", assumed("ASIAROLE"))], expect: "ASIAROLE assume-role"),
    Replay(
      about: "web identity before SSO",
      environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "\(arn)w"],
      config: "sso_account_id = 1\nsso_role_name = r", files: ["/t": "jwt-hidden"],
      answers: [
        ("AssumeRoleWithWebIdentity w by nobody", assumed("ASIAWEB", "AssumeRoleWithWebIdentity"))
      ], expect: "ASIAWEB web-identity"),
    Replay(
      about: "--profile leaves the web identity of the environment out",
      environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "\(arn)w"],
      config: "[profile p]\n\(pair)", profile: "p", expect: "AKIDBASE config-file"),
    Replay(
      about: "SSO before static keys", config: "sso_account_id = 1", credentials: pair,
      expect: "profile 'default' lacks 'sso_role_name', 'sso_region', 'sso_start_url'"),
    Replay(
      about: "an SSO session alone does not configure SSO",
      config: "sso_session = s\nsso_start_url = u\nsso_region = r", credentials: pair,
      expect: "AKIDBASE shared-credentials-file"),
    Replay(
      about: "credentials file before login", config: "login_session = s", credentials: pair,
      expect: "AKIDBASE shared-credentials-file"),
    Replay(
      about: "login before a program", config: "login_session = s\ncredential_process = /bin/x",
      expect:
        "the console login of profile 'default' gave no credentials: nobody has logged in here"),
    Replay(
      about: "a program before the config file", config: "credential_process = /bin/x\n\(pair)",
      program: .ended(
        status: 0,
        output: [UInt8](keysJSON("ASIAPROG", token: "SessionToken", more: ",\"Version\":1").utf8),
        errorBytes: 0), expect: "ASIAPROG process"),
    Replay(
      about: "the config file before a container",
      environment: ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"], config: pair,
      expect: "AKIDBASE config-file", requests: []),
    Replay(
      about: "a container before the instance",
      environment: ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"],
      answers: [("GET http://169.254.170.2/c", .http(200, keysJSON("ASIACONT")))],
      expect: "ASIACONT container", requests: ["GET http://169.254.170.2/c"]),
    Replay(
      about: "nothing, and no instance", environment: ["AWS_EC2_METADATA_DISABLED": "TRUE"],
      expect: "no AWS credentials are configured", requests: []),
    Replay(
      about: "nothing, and no metadata service",
      expect: "no AWS credentials are configured: no EC2 metadata service answers "
        + "('169.254.169.254' refuses the connection)",
      requests: ["PUT http://169.254.169.254/latest/api/token"]),
    Replay(
      about: "half a pair is no reason to go on", environment: ["AWS_ACCESS_KEY_ID": "AKID"],
      credentials: pair,
      expect: "the environment has no 'AWS_SECRET_ACCESS_KEY' beside its other half"),
    Replay(
      about: "keys of two files are never put together",
      config: "aws_secret_access_key = secret-hidden", credentials: "aws_access_key_id = AKID",
      expect:
        "profile 'default' in '/h/.aws/credentials' has no 'aws_secret_access_key' beside its "
        + "other half"),
    Replay(
      about: "the token of a file under its old name",
      credentials: pair + "aws_security_token = token-hidden",
      expect: "AKIDBASE shared-credentials-file"),
    Replay(
      about: "a profile without anything", environment: ["AWS_EC2_METADATA_DISABLED": "true"],
      config: "[profile p]\nregion = eu-west-1", profile: "p",
      expect: "profile 'p' has no credentials"),
  ]

  @Test("the first place that is configured decides", arguments: order)
  func decides(replay: Replay) { judge(replay) }

  // MARK: assumed roles

  private static let base = "[profile base]\n\(pair)"

  private static func role(_ more: String, _ rest: String = base) -> String {
    "[default]\nrole_arn = \(arn)a\n\(more)\n\(rest)"
  }

  static let roles: [Replay] = [
    Replay(
      about: "source profile in the config file", config: role("source_profile = base"),
      answers: [("AssumeRole a by AKIDBASE", assumed("ASIAROLE"))], expect: "ASIAROLE assume-role",
      requests: ["AssumeRole a by AKIDBASE"]),
    Replay(
      about: "source profile in the credentials file", config: role("source_profile = base", ""),
      credentials: "[base]\n\(pair)", answers: [("AssumeRole a by AKIDBASE", assumed("ASIAROLE"))],
      expect: "ASIAROLE assume-role"),
    Replay(
      about: "role in the credentials file",
      credentials: "[default]\nrole_arn = \(arn)a\nsource_profile = base\n[base]\n\(pair)",
      answers: [("AssumeRole a by AKIDBASE", assumed("ASIAROLE"))], expect: "ASIAROLE assume-role"),
    Replay(
      about: "three hops",
      config: role(
        "source_profile = b",
        "[profile b]\nrole_arn = \(arn)b\nsource_profile = c\n[profile c]\nrole_arn = \(arn)c\n"
          + "source_profile = base\n\(base)"),
      answers: [
        ("AssumeRole c by AKIDBASE", assumed("ASIACCCC")),
        ("AssumeRole b by ASIACCCC", assumed("ASIABBBB")),
        ("AssumeRole a by ASIABBBB", assumed("ASIAAAAA")),
      ], expect: "ASIAAAAA assume-role",
      requests: [
        "AssumeRole c by AKIDBASE", "AssumeRole b by ASIACCCC", "AssumeRole a by ASIABBBB",
      ]),
    Replay(
      about: "keys of the source win over its role",
      config: role(
        "source_profile = base", "\(base)role_arn = \(arn)b\nsource_profile = nowhere"),
      answers: [("AssumeRole a by AKIDBASE", assumed("ASIAROLE"))], expect: "ASIAROLE assume-role"),
    Replay(
      about: "a profile may be its own source when it has keys",
      config: "role_arn = \(arn)a\nsource_profile = default\n\(pair)",
      answers: [("AssumeRole a by AKIDBASE", assumed("ASIAROLE"))], expect: "ASIAROLE assume-role"),
    Replay(
      about: "a profile is not its own source without keys",
      config: "role_arn = \(arn)a\nsource_profile = default",
      expect: "the source profiles form a loop: 'default' → 'default'"),
    Replay(
      about: "a loop of three is named",
      config: role(
        "source_profile = b",
        "[profile b]\nrole_arn = \(arn)b\nsource_profile = c\n[profile c]\nrole_arn = \(arn)c\n"
          + "source_profile = b"),
      expect: "the source profiles form a loop: 'default' → 'b' → 'c' → 'b'"),
    Replay(
      about: "both sources", config: role("source_profile = base\ncredential_source = Environment"),
      expect: "profile 'default' has both 'source_profile' and 'credential_source'"),
    Replay(
      about: "no source", config: role(""),
      expect: "profile 'default' has 'role_arn' and neither 'source_profile' nor "
        + "'credential_source'"),
    Replay(
      about: "a source that is not there", config: role("source_profile = gone"),
      expect: "profile 'default' names the source profile 'gone', which does not exist"),
    Replay(
      about: "a source without keys", config: role("source_profile = b", "[profile b]\nx = 1"),
      expect: "the source profile 'b' has no credentials"),
    Replay(
      about: "keys of the environment do not serve in a chain",
      environment: envKeys,
      config: "[profile p]\nrole_arn = \(arn)a\nsource_profile = b\n[profile b]",
      profile: "p", expect: "the source profile 'b' has no credentials"),
    Replay(
      about: "credential_source Environment", environment: envKeys,
      config: "[profile p]\nrole_arn = \(arn)a\ncredential_source = Environment", profile: "p",
      answers: [("AssumeRole a by AKIDENV", assumed("ASIAROLE"))], expect: "ASIAROLE assume-role"),
    Replay(
      about: "credential_source Environment without keys",
      config: role("credential_source = Environment"),
      expect:
        "profile 'default' gave no credentials: 'credential_source = Environment' is set, and "
        + "the environment has no AWS_ACCESS_KEY_ID"),
    Replay(
      about: "credential_source EcsContainer",
      environment: ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"],
      config: role("credential_source = EcsContainer"),
      answers: [
        ("GET http://169.254.170.2/c", .http(200, keysJSON("ASIACONT"))),
        ("AssumeRole a by ASIACONT", assumed("ASIAROLE")),
      ], expect: "ASIAROLE assume-role"),
    Replay(
      about: "credential_source EcsContainer outside of one",
      config: role("credential_source = EcsContainer"),
      expect:
        "profile 'default' gave no credentials: 'credential_source = EcsContainer' is set, and "
        + "neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor …_FULL_URI is set"),
    Replay(
      about: "credential_source Ec2InstanceMetadata",
      config: role("credential_source = Ec2InstanceMetadata"),
      answers: [
        ("PUT http://169.254.169.254/", .http(200, "imds-hidden")),
        (
          "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/", .http(200, "r\n")
        ),
        (
          "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/r",
          .http(200, keysJSON("ASIAINST"))
        ), ("AssumeRole a by ASIAINST", assumed("ASIAROLE")),
      ], expect: "ASIAROLE assume-role"),
    Replay(
      about: "credential_source Ec2InstanceMetadata that is disabled",
      environment: ["AWS_EC2_METADATA_DISABLED": "true"],
      config: role("credential_source = Ec2InstanceMetadata"),
      expect: "profile 'default' gave no credentials: 'credential_source = Ec2InstanceMetadata' is "
        + "set, and AWS_EC2_METADATA_DISABLED is 'true'"),
    Replay(
      about: "credential_source is exact", config: role("credential_source = environment"),
      expect: "'environment' is not a valid 'credential_source'"),
    Replay(
      about: "a program as source",
      config: role("source_profile = b", "[profile b]\ncredential_process = /bin/x"),
      answers: [("AssumeRole a by ASIAPROG", assumed("ASIAROLE"))],
      program: .ended(
        status: 0,
        output: [UInt8](keysJSON("ASIAPROG", token: "SessionToken", more: ",\"Version\":1").utf8),
        errorBytes: 0), expect: "ASIAROLE assume-role"),
    Replay(
      about: "a web identity as source",
      config: role(
        "source_profile = b", "[profile b]\nrole_arn = \(arn)w\nweb_identity_token_file = /t"),
      files: ["/t": "jwt-hidden"],
      answers: [
        ("AssumeRoleWithWebIdentity w by nobody", assumed("ASIAWEBB", "AssumeRoleWithWebIdentity")),
        ("AssumeRole a by ASIAWEBB", assumed("ASIAROLE")),
      ], expect: "ASIAROLE assume-role"),
    Replay(
      about: "the role refuses", config: role("source_profile = base"),
      answers: [("AssumeRole a", .error(403, "AccessDenied", "not you"))],
      expect:
        "role '\(arn)a' of profile 'default' gave no credentials: AWS answered AccessDenied: not "
        + "you (request id id-2)"),
    Replay(
      about: "a hop in the middle refuses",
      config: role(
        "source_profile = b", "[profile b]\nrole_arn = \(arn)b\nsource_profile = base\n\(base)"),
      answers: [("AssumeRole b", .error(403, "AccessDenied", "not you"))],
      expect:
        "role '\(arn)b' of profile 'b' gave no credentials: AWS answered AccessDenied: not you "
        + "(request id id-2)"),
    Replay(
      about: "a stumble is repeated", config: role("source_profile = base"),
      answers: [
        ("AssumeRole a", .error(500, "InternalFailure")), ("AssumeRole a", assumed("ASIAROLE")),
      ], expect: "ASIAROLE assume-role"),
    Replay(
      about: "keys that STS did not give", config: role("source_profile = base"),
      answers: [("AssumeRole a", .result("AssumeRole", AssumedRoleTests.user))],
      expect:
        "role '\(arn)a' of profile 'default' gave no credentials: the answer to AssumeRole holds "
        + "no usable keys"),
    Replay(
      about: "MFA at a terminal", config: role("source_profile = base\nmfa_serial = arn:mfa"),
      answers: [("AssumeRole a", assumed("ASIAROLE"))], typed: "123456\n",
      expect: "ASIAROLE assume-role"),
    Replay(
      about: "MFA without a terminal", config: role("source_profile = base\nmfa_serial = arn:mfa"),
      expect:
        "role '\(arn)a' of profile 'default' gave no credentials: it needs a code of 'arn:mfa', "
        + "and no terminal is available", requests: []),
    Replay(
      about: "an MFA code that cannot be one",
      config: role("source_profile = base\nmfa_serial = arn:mfa"), typed: "12",
      expect: "role '\(arn)a' of profile 'default' gave no credentials: an MFA code has six digits",
      requests: []),
  ]

  @Test("roles are assumed along their chain", arguments: roles)
  func assumes(replay: Replay) { judge(replay) }

  // MARK: web identity

  private static let web = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "\(arn)w"]
  private static let webAction = "AssumeRoleWithWebIdentity"
  private static let webFailed = "role '\(arn)w' by web identity gave no credentials: "

  static let webIdentities: [Replay] = [
    Replay(
      about: "by the environment", environment: web, files: ["/t": "jwt-hidden\n"],
      answers: [("\(webAction) w by nobody", assumed("ASIAWEBB", webAction))],
      expect: "ASIAWEBB web-identity", requests: ["\(webAction) w by nobody"]),
    Replay(
      about: "by the profile", config: "role_arn = \(arn)w\nweb_identity_token_file = /t",
      files: ["/t": "jwt-hidden"],
      answers: [("\(webAction) w by nobody", assumed("ASIAWEBB", webAction))],
      expect: "ASIAWEBB web-identity"),
    Replay(
      about: "the environment fills the profile up",
      environment: ["AWS_ROLE_ARN": "\(arn)w"], config: "web_identity_token_file = /t",
      files: ["/t": "jwt-hidden"],
      answers: [("\(webAction) w by nobody", assumed("ASIAWEBB", webAction))],
      expect: "ASIAWEBB web-identity"),
    Replay(
      about: "no role", environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"],
      expect: "AWS_WEB_IDENTITY_TOKEN_FILE names a web identity token and no role"),
    Replay(
      about: "no role in the profile", config: "[profile p]\nweb_identity_token_file = /t",
      profile: "p", expect: "profile 'p' names a web identity token and no role"),
    Replay(
      about: "no token file", environment: web,
      expect: webFailed + "the token file '/t' does not exist"),
    Replay(
      about: "an empty token file", environment: web, files: ["/t": " \n"],
      expect: webFailed + "the token file '/t' is empty"),
    Replay(
      about: "a token that is refused is not sent again", environment: web,
      files: ["/t": "jwt-hidden"],
      answers: [(webAction, .error(400, "InvalidIdentityToken", "bad jwt-hidden"))],
      expect: webFailed + "AWS answered InvalidIdentityToken: bad <secret> (request id id-2)",
      requests: ["\(webAction) w by nobody"]),
    Replay(
      about: "a provider of identities that stumbles", environment: web,
      files: ["/t": "jwt-hidden"],
      answers: [
        (webAction, .error(400, "IDPCommunicationError")),
        (webAction, assumed("ASIAWEBB", webAction)),
      ], expect: "ASIAWEBB web-identity"),
    Replay(
      about: "a role that does not trust the provider", environment: web,
      files: ["/t": "jwt-hidden"], answers: [(webAction, .error(403, "AccessDenied", "no"))],
      expect: webFailed + "AWS answered AccessDenied: no (request id id-2)"),
    Replay(
      about: "STS is not reached", environment: web, files: ["/t": "jwt-hidden"],
      expect: webFailed + "'sts.us-east-1.amazonaws.com' refuses the connection"),
  ]

  @Test("tokens of identity providers are exchanged", arguments: webIdentities)
  func exchanges(replay: Replay) { judge(replay) }

  // MARK: IAM Identity Center

  private static let sessionFile = cache("s")
  private static let legacyFile = cache("https://start")

  private static func cache(_ name: String) -> String {
    "/h/.aws/sso/cache/\(hexadecimal(SHA1.hash([UInt8](name.utf8)))).json"
  }

  private static func token(_ until: String, _ more: String = "") -> String {
    "{\"accessToken\":\"sso-hidden\",\"expiresAt\":\"\(until)\"\(more)}"
  }

  private static let renewable =
    ",\"refreshToken\":\"refresh-hidden\",\"clientId\":\"client\",\"clientSecret\":\"client-hidden\","
    + "\"registrationExpiresAt\":\"2015-09-30T00:00:00Z\""
  private static let sso = """
    [default]
    sso_session = s
    sso_account_id = 123456789012
    sso_role_name = Admin
    [sso-session s]
    sso_region = eu-west-1
    sso_start_url = https://start
    """
  private static let legacy = """
    [default]
    sso_account_id = 123456789012
    sso_role_name = Admin
    sso_region = eu-west-1
    sso_start_url = https://start
    """
  private static let portal =
    "GET https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=Admin"
    + "&account_id=123456789012"
  private static let oidc = "POST https://oidc.eu-west-1.amazonaws.com/token"
  private static let roleCredentials = FakeTransport.Answer.http(
    200,
    """
    {"roleCredentials":{"accessKeyId":"ASIASSOO","secretAccessKey":"secret-hidden",\
    "sessionToken":"token-hidden","expiration":1440941760000}}
    """)
  private static let ssoFailed =
    "IAM Identity Center, role 'Admin' in account 123456789012, by profile 'default' gave no "
    + "credentials: "
  private static let valid = "2015-08-30T13:36:00Z"
  private static let nearly = "2015-08-30T12:40:00Z"
  private static let ended = "2015-08-30T12:30:00UTC"

  static let ssos: [Replay] = [
    Replay(
      about: "session", config: sso, files: [sessionFile: token(valid)],
      answers: [(portal, roleCredentials)], expect: "ASIASSOO sso", requests: [portal]),
    Replay(
      about: "the older form", config: legacy, files: [legacyFile: token(valid)],
      answers: [(portal, roleCredentials)], expect: "ASIASSOO sso", requests: [portal]),
    Replay(
      about: "nobody has logged in", config: sso,
      expect: ssoFailed + "nobody has logged in here", requests: []),
    Replay(
      about: "a login that ended", config: legacy, files: [legacyFile: token(ended)],
      expect: ssoFailed + "the login ended at 2015-08-30T12:30:00Z", requests: []),
    Replay(
      about: "the older form is not renewed", config: legacy,
      files: [legacyFile: token(nearly, renewable)], answers: [(portal, roleCredentials)],
      expect: "ASIASSOO sso", requests: [portal]),
    Replay(
      about: "a session is renewed before it ends", config: sso,
      files: [sessionFile: token(nearly, renewable)],
      answers: [
        (oidc, .http(200, "{\"accessToken\":\"sso2-hidden\",\"expiresIn\":3600}")),
        (portal, roleCredentials),
      ], expect: "ASIASSOO sso", requests: [oidc, portal]),
    Replay(
      about: "a session is renewed after it ended", config: sso,
      files: [sessionFile: token(ended, renewable)],
      answers: [
        (oidc, .http(200, "{\"accessToken\":\"sso2-hidden\",\"expiresIn\":3600}")),
        (portal, roleCredentials),
      ], expect: "ASIASSOO sso"),
    Replay(
      about: "a renewal that fails beside a token that works", config: sso,
      files: [sessionFile: token(nearly, renewable)],
      answers: [(oidc, .http(400, "{}")), (portal, roleCredentials)], expect: "ASIASSOO sso",
      requests: [oidc, portal]),
    Replay(
      about: "a renewal that fails", config: sso, files: [sessionFile: token(ended, renewable)],
      answers: [(oidc, .http(400, "{\"error\":\"invalid_grant\"}"))],
      expect: ssoFailed + "the login could not be renewed (status 400)", requests: [oidc]),
    Replay(
      about: "a session that cannot be renewed", config: sso, files: [sessionFile: token(ended)],
      expect: ssoFailed + "the login ended at 2015-08-30T12:30:00Z", requests: []),
    Replay(
      about: "a registration that ended", config: sso,
      files: [
        sessionFile: token(ended, renewable.replacing("2015-09-30", with: "2015-08-01"))
      ], expect: ssoFailed + "the login ended at 2015-08-30T12:30:00Z", requests: []),
    Replay(
      about: "a damaged cache", config: sso, files: [sessionFile: "{\"accessToken\":\"sso-hidden"],
      expect: ssoFailed + "'\(sessionFile)' holds no token that can be read"),
    Replay(
      about: "a session that is not there",
      config: "sso_session = gone\nsso_account_id = 1\nsso_role_name = r",
      expect: "profile 'default' names the SSO session 'gone', which does not exist"),
    Replay(
      about: "values that disagree",
      config: sso.replacing("sso_session = s", with: "sso_session = s\nsso_region = us-east-1"),
      expect: "'sso_region' of profile 'default' is not that of the SSO session 's'"),
    Replay(
      about: "values that agree",
      config: sso.replacing("sso_session = s", with: "sso_session = s\nsso_region = eu-west-1"),
      files: [sessionFile: token(valid)], answers: [(portal, roleCredentials)],
      expect: "ASIASSOO sso"),
    Replay(
      about: "missing values", config: "sso_role_name = r\nsso_region = eu-west-1",
      expect: "profile 'default' lacks 'sso_account_id', 'sso_start_url'"),
    Replay(
      about: "a login that is refused", config: sso, files: [sessionFile: token(valid)],
      answers: [(portal, .http(401, "{\"message\":\"sso-hidden\"}"))],
      expect: ssoFailed + "the login has ended or was not accepted"),
    Replay(
      about: "a role that is not given", config: sso, files: [sessionFile: token(valid)],
      answers: [(portal, .http(403, ""))],
      expect: ssoFailed + "you have no access to that role in that account"),
    Replay(
      about: "another status", config: sso, files: [sessionFile: token(valid)],
      answers: [(portal, .http(404, ""))],
      expect: ssoFailed + "'eu-west-1' answered with status 404"),
    Replay(
      about: "a stumble is repeated", config: sso, files: [sessionFile: token(valid)],
      answers: [(portal, .http(503, "")), (portal, .reset), (portal, roleCredentials)],
      expect: "ASIASSOO sso"),
    Replay(
      about: "an answer without keys", config: sso, files: [sessionFile: token(valid)],
      answers: [(portal, .http(200, "{}"))],
      expect: ssoFailed + "the answer holds no 'roleCredentials'"),
    Replay(
      about: "an answer that is not JSON", config: sso, files: [sessionFile: token(valid)],
      answers: [(portal, .http(200, "<html>sso-hidden"))],
      expect: ssoFailed + "the answer is not a JSON object"),
    Replay(
      about: "SSO as the source of a role",
      config: "[profile p]\nrole_arn = \(arn)a\nsource_profile = default\n\(sso)", profile: "p",
      expect: ""
    ).with(files: [sessionFile: token(valid)]) {
      $0.answers = [(portal, roleCredentials), ("AssumeRole a by ASIASSOO", assumed("ASIAROLE"))]
      $0.expect = "ASIAROLE assume-role"
    },
  ]

  @Test("IAM Identity Center gives keys by its cached login", arguments: ssos)
  func identityCenter(replay: Replay) { judge(replay) }

  // MARK: console login

  private static let loginFile =
    "/h/.aws/login/cache/\(hexadecimal(SHA256.hash([UInt8]("arn:me".utf8)))).json"
  private static func login(_ until: String) -> String {
    """
    {"accessToken":{"accessKeyId":"ASIALOGN","secretAccessKey":"secret-hidden",\
    "sessionToken":"token-hidden","accountId":"123456789012","expiresAt":"\(until)"},\
    "refreshToken":"refresh-hidden","dpopKey":"key-hidden","clientId":"c"}
    """
  }

  static let logins: [Replay] = [
    Replay(
      about: "from its cache", config: "login_session = arn:me", files: [loginFile: login(valid)],
      expect: "ASIALOGN login", requests: []),
    Replay(
      about: "from another folder", environment: ["AWS_LOGIN_CACHE_DIRECTORY": "$HOME/c"],
      config: "login_session = arn:me",
      files: [
        "/h/c/\(hexadecimal(SHA256.hash([UInt8]("arn:me".utf8)))).json": login(valid)
      ], expect: "ASIALOGN login"),
    Replay(
      about: "nobody has logged in", config: "login_session = arn:me",
      expect:
        "the console login of profile 'default' gave no credentials: nobody has logged in here"),
    Replay(
      about: "a damaged cache", config: "login_session = arn:me", files: [loginFile: "[]"],
      expect: "the console login of profile 'default' gave no credentials: '\(loginFile)' holds no "
        + "login that can be read"),
    Replay(
      about: "a cache without a key", config: "login_session = arn:me",
      files: [loginFile: "{\"accessToken\":{}}"],
      expect: "the console login of profile 'default' has a malformed 'sessionToken'"),
  ]

  @Test("a console login gives keys from its cache", arguments: logins)
  func consoleLogin(replay: Replay) { judge(replay) }

  // MARK: programs

  private static func prints(_ text: String) -> ProgramOutcome {
    .ended(status: 0, output: [UInt8](text.utf8), errorBytes: 0)
  }
  private static let programFailed =
    "the program of profile 'default' (credential_process) gave no credentials: "
  private static let programKeys = keysJSON(
    "ASIAPROG", token: "SessionToken", more: ",\"Version\":1")

  static let programs: [Replay] = [
    Replay(
      about: "keys", config: "credential_process = /bin/x a", program: prints(programKeys),
      expect: "ASIAPROG process"),
    Replay(
      about: "keys without token and end", config: "credential_process = x",
      program: prints(
        "{\"Version\":1,\"AccessKeyId\":\"AKIDPROG\",\"SecretAccessKey\":\"hidden\"}"),
      expect: "AKIDPROG process"),
    Replay(
      about: "in the credentials file", credentials: "credential_process = x",
      program: prints(programKeys), expect: "ASIAPROG process"),
    Replay(
      about: "another version", config: "credential_process = x",
      program: prints("{\"Version\":2}"),
      expect: programFailed + "its answer has no 'Version' 1"),
    Replay(
      about: "garbage", config: "credential_process = x", program: prints("secret-hidden"),
      expect: programFailed + "what it wrote is not a JSON object"),
    Replay(
      about: "nothing", config: "credential_process = x", program: prints(""),
      expect: programFailed + "what it wrote is not a JSON object"),
    Replay(
      about: "no secret", config: "credential_process = x",
      program: prints("{\"Version\":1,\"AccessKeyId\":\"A\"}"),
      expect: "the program of profile 'default' (credential_process) has a malformed "
        + "'SecretAccessKey'"),
    Replay(
      about: "an end that is not a time", config: "credential_process = x",
      program: prints(programKeys.replacing("2015-08-30T13:36:00Z", with: "soon-hidden")),
      expect: "the program of profile 'default' (credential_process) has a malformed 'Expiration'"),
    Replay(
      about: "a line end in the key", config: "credential_process = x",
      program: prints(programKeys.replacing("ASIAPROG", with: "A\\nB")),
      expect: "the program of profile 'default' (credential_process) has a malformed 'AccessKeyId'"),
    Replay(
      about: "a failure with words", config: "credential_process = x",
      program: .ended(status: 1, output: [UInt8]("secret-hidden".utf8), errorBytes: 20),
      expect: programFailed
        + "it ended with status 1; what it wrote to standard error is not shown, "
        + "because it may hold secrets"),
    Replay(
      about: "a failure without words", config: "credential_process = x",
      program: .ended(status: 2, output: [], errorBytes: 0),
      expect: programFailed + "it ended with status 2"),
    Replay(
      about: "a program that hangs", config: "credential_process = x",
      program: .tookTooLong(seconds: 60),
      expect: programFailed + "it did not end within 60 s and was stopped"),
    Replay(
      about: "a program that does not stop writing", config: "credential_process = x",
      program: .wroteTooMuch(limit: 9),
      expect: programFailed + "it wrote more than 9 bytes and was stopped"),
    Replay(
      about: "a program that is not there", config: "credential_process = /no/x",
      program: .notStarted(reason: "No such file or directory"),
      expect: "'/no/x' of 'credential_process' cannot be started: No such file or directory"),
    Replay(
      about: "a quote that stays open", config: "credential_process = x 'a",
      expect: "a quote in 'credential_process' is not closed"),
    Replay(
      about: "cancelled", config: "credential_process = x", program: .cancelled, expect: "cancelled"
    ),
  ]

  @Test("programs print keys", arguments: programs)
  func process(replay: Replay) { judge(replay) }

  // MARK: containers

  private static func full(_ url: String, _ more: [String: String] = [:]) -> [String: String] {
    ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url] + more
  }
  private static let containerFailed =
    "the container (AWS_CONTAINER_CREDENTIALS_FULL_URI) gave no credentials: "
  private static func refusedHost(_ host: String) -> String {
    "'AWS_CONTAINER_CREDENTIALS_FULL_URI' names the host '\(host)' without TLS"
  }

  static let containers: [Replay] =
    [
      "http://127.0.0.1:80/c", "http://localhost:1/c?x=1", "http://[::1]:1/c",
      "http://169.254.170.2/c", "http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/v1",
      "https://example.com/c",
    ].map { url in
      Replay(
        about: "full URI \(url)", environment: full(url),
        answers: [("GET http", .http(200, keysJSON("ASIACONT")))], expect: "ASIACONT container",
        requests: ["GET \(url.replacing(":80/", with: "/"))"])
    } + [
      Replay(
        about: "relative wins over full",
        environment: full("http://127.0.0.1/f", ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/r"]),
        answers: [("GET http://169.254.170.2/r", .http(200, keysJSON("ASIACONT")))],
        expect: "ASIACONT container"),
      Replay(
        about: "another host without TLS", environment: full("http://example.com/c"),
        expect: refusedHost("example.com"), requests: []),
      Replay(
        about: "a host that only looks like one", environment: full("http://169.254.170.20/c"),
        expect: refusedHost("169.254.170.20"), requests: []),
      Replay(
        about: "no URL", environment: full("ftp://x"),
        expect: "'AWS_CONTAINER_CREDENTIALS_FULL_URI' is not a URL"),
      Replay(
        about: "a token",
        environment: full("https://c/", ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "t-hidden"]),
        answers: [("GET", .http(200, keysJSON("ASIACONT")))], expect: "ASIACONT container"),
      Replay(
        about: "a token file",
        environment: full("https://c/", ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t"]),
        files: ["/t": "t-hidden"], answers: [("GET", .http(200, keysJSON("ASIACONT")))],
        expect: "ASIACONT container"),
      Replay(
        about: "no token file",
        environment: full(
          "https://c/",
          [
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "t-hidden",
          ]),
        expect: containerFailed
          + "the file '/t' (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE) does not exist", requests: []),
      Replay(
        about: "a token with a line end",
        environment: full("https://c/", ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t"]),
        files: ["/t": "t-hidden\r\nX: y"],
        expect: "the container (AWS_CONTAINER_CREDENTIALS_FULL_URI) has a malformed "
          + "'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'", requests: []),
      Replay(
        about: "refused", environment: full("https://c/"),
        answers: [("GET", .http(403, "{\"code\":\"AccessDenied\",\"message\":\"t-hidden\"}"))],
        expect: containerFailed + "'c' answered with status 403 (AccessDenied)"),
      Replay(
        about: "three attempts", environment: full("https://c/"),
        answers: [
          ("GET", .http(500, "")), ("GET", .refused), ("GET", .http(200, keysJSON("ASIACONT"))),
        ], expect: "ASIACONT container"),
      Replay(
        about: "and no more", environment: full("https://c/"),
        expect: containerFailed + "'c' refuses the connection",
        requests: ["GET https://c/", "GET https://c/", "GET https://c/"]),
      Replay(
        about: "no token in the answer", environment: full("https://c/"),
        answers: [("GET", .http(200, keysJSON("ASIACONT", token: "Other")))],
        expect: "the container (AWS_CONTAINER_CREDENTIALS_FULL_URI) has a malformed 'Token'"),
    ]

  @Test("containers have keys", arguments: containers)
  func container(replay: Replay) { judge(replay) }

  // MARK: instances

  private static let imds = "http://169.254.169.254/latest"
  private static let roleList = "GET \(imds)/meta-data/iam/security-credentials/"
  private static let instanceFailed = "the EC2 instance (metadata service) gave no credentials: "
  private static let imdsToken: (to: String, FakeTransport.Answer) = (
    "PUT ", .http(200, "imds-hidden")
  )

  static let instances: [Replay] = [
    Replay(
      about: "version 2",
      answers: [
        imdsToken, (roleList, .http(200, "role\n")),
        ("\(roleList)role", .http(200, keysJSON("ASIAINST", more: ",\"Code\":\"Success\""))),
      ], expect: "ASIAINST instance-metadata",
      requests: ["PUT \(imds)/api/token", roleList, "\(roleList)role"]),
    Replay(
      about: "by IPv6", environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"],
      expect:
        "no AWS credentials are configured: no EC2 metadata service answers ('[fd00:ec2::254]' "
        + "refuses the connection)"),
    Replay(
      about: "the endpoint wins over the mode",
      environment: [
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv6",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9/",
      ], expect: instanceFailed + "'127.0.0.1' refuses the connection",
      requests: ["PUT http://127.0.0.1:9/latest/api/token"]),
    Replay(
      about: "the endpoint of the profile",
      config: "ec2_metadata_service_endpoint = http://127.0.0.1:9",
      expect: instanceFailed + "'127.0.0.1' refuses the connection"),
    Replay(
      about: "a mode that does not exist",
      environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv5"],
      expect: "'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE' must be 'ipv4' or 'ipv6'"),
    Replay(
      about: "as many attempts as are set",
      environment: ["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "2"],
      expect: "no AWS credentials are configured: no EC2 metadata service answers "
        + "('169.254.169.254' refuses the connection)",
      requests: ["PUT \(imds)/api/token", "PUT \(imds)/api/token"]),
    Replay(
      about: "attempts that are none", environment: ["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "0"],
      expect: "'AWS_METADATA_SERVICE_NUM_ATTEMPTS' must be a number from 1 on"),
    Replay(
      about: "no token: version 1 is not asked", answers: [("PUT", .http(403, ""))],
      expect: instanceFailed + "it answered with status 403 when asked for a token",
      requests: ["PUT \(imds)/api/token"]),
    Replay(
      about: "405 for a token", answers: [("PUT", .http(405, ""))],
      expect: instanceFailed + "it answered with status 405 when asked for a token",
      requests: ["PUT \(imds)/api/token"]),
    Replay(
      about: "an instance without a role", answers: [imdsToken, (roleList, .http(404, ""))],
      expect: "no AWS credentials are configured: this EC2 instance has no role"),
    Replay(
      about: "an empty list", answers: [imdsToken, (roleList, .http(200, "\n"))],
      expect: "no AWS credentials are configured: this EC2 instance has no role"),
    Replay(
      about: "a role that cannot be assumed",
      answers: [
        imdsToken, (roleList, .http(200, "r")),
        ("\(roleList)r", .http(200, "{\"Code\":\"AssumeRoleUnauthorizedAccess\"}")),
      ], expect: instanceFailed + "it answered 'AssumeRoleUnauthorizedAccess'"),
    Replay(
      about: "keys that are gone",
      answers: [imdsToken, (roleList, .http(200, "r")), ("\(roleList)r", .http(401, ""))],
      expect: instanceFailed + "it answered with status 401 when asked for the keys of its role"),
    Replay(
      about: "a page in the place of keys",
      answers: [
        imdsToken, (roleList, .http(200, "r")), ("\(roleList)r", .http(200, "<html>")),
      ], expect: instanceFailed + "the answer is not a JSON object"),
    Replay(
      about: "a name that is not a path", answers: [imdsToken, (roleList, .http(200, "../x"))],
      expect: instanceFailed + "'169.254.169.254' refuses the connection",
      requests: ["PUT \(imds)/api/token", roleList, "\(roleList)..%2Fx"]),
  ]

  @Test("instances have keys", arguments: instances)
  func instance(replay: Replay) { judge(replay) }

  @Test("there are at least 120 situations") func count() {
    let all = [
      Self.order, Self.roles, Self.webIdentities, Self.ssos, Self.logins, Self.programs,
      Self.containers, Self.instances,
    ]
    #expect(all.map(\.count).reduce(0, +) >= 120)
  }
}

extension Replay {
  fileprivate func with(files: [String: String], _ change: (inout Replay) -> Void) -> Replay {
    var copy = self
    copy.files = files
    change(&copy)
    return copy
  }
}

private func + (left: [String: String], right: [String: String]) -> [String: String] {
  left.merging(right) { $1 }
}
