import SigV4
import Synchronization
import Testing

@testable import AWSAccess

@Suite struct RenewalTests {
  private static func keys(_ id: String, until seconds: Int?) -> Credentials {
    Credentials(
      accessKeyID: id, secretAccessKey: Secret("s"), sessionToken: Secret("t"),
      expiration: seconds.map { SigningTime(epochSeconds: $0) })
  }

  // How long the first keys live, when the second question comes, and which keys it gets: the second,
  // the first, or the first with a warning because there are no second ones.
  static let rows: [(life: Int?, later: Int, second: Bool, gets: String, warnings: Int)] = [
    (3600, 2699, true, "FIRST", 0),
    (3600, 2700, true, "SECOND", 0),
    (3600, 2700, false, "FIRST", 1),
    (3600, 3000, false, "error", 0),
    (3600, 3600, false, "error", 0),
    (900, 449, true, "FIRST", 0),
    (900, 450, true, "SECOND", 0),
    (900, 599, false, "FIRST", 1),
    (900, 600, false, "error", 0),
    (nil, 1_000_000, true, "FIRST", 0),
  ]

  @Test("keys are renewed in time, and serve on while that fails", arguments: rows)
  func inTime(row: (life: Int?, later: Int, second: Bool, gets: String, warnings: Int)) throws {
    let first = Self.keys("FIRST", until: row.life)
    let second = row.second ? [Self.keys("SECOND", until: 100_000_000)] : []
    let renewing = RenewingCredentials(RotatingProvider([first] + second))
    var warnings = 0
    func ask(_ time: Int) throws(CredentialError) -> String {
      try renewing.current(
        at: SigningTime(epochSeconds: time), found: { _ in }, warn: { _ in warnings += 1 }
      ).credentials.accessKeyID
    }
    #expect(try ask(0) == "FIRST")
    #expect((try? ask(row.later)) ?? "error" == row.gets)
    #expect(warnings == row.warnings)
  }

  @Test("a failed renewal is not tried again within a minute") func patience() throws {
    let renewing = RenewingCredentials(RotatingProvider([Self.keys("FIRST", until: 3600)]))
    var warnings = 0
    for time in [0, 2700, 2730, 2759, 2760] {
      _ = try renewing.current(
        at: SigningTime(epochSeconds: time), found: { _ in }, warn: { _ in warnings += 1 })
    }
    #expect(warnings == 2)
  }

  @Test("keys that cannot be renewed end, with what to do") func ended() throws {
    let renewing = RenewingCredentials(
      RotatingProvider([Self.keys("FIRST", until: 100)], canRenew: false))
    func ask(_ time: Int) throws(CredentialError) {
      _ = try renewing.current(
        at: SigningTime(epochSeconds: time), found: { _ in }, warn: { _ in })
    }
    try ask(0)
    try ask(99)
    #expect(throws: CredentialError.self) { try ask(100) }
  }

  @Test("callers side by side get the keys of one renewal") func oneRenewal() {
    final class Counting: CredentialProvider {
      let count = Mutex(0)
      var canRenew: Bool { true }
      func credentials() throws(CredentialError) -> ResolvedCredentials {
        count.withLock { $0 += 1 }
        return ResolvedCredentials(RenewalTests.keys("K", until: 3600), source: "the test")
      }
    }
    let provider = Counting()
    let renewing = RenewingCredentials(provider)
    let results = Threads.map(Array(0..<32), width: 16) { _ in
      (try? renewing.current(at: SigningTime(epochSeconds: 0), found: { _ in }, warn: { _ in }))?
        .credentials.accessKeyID
    }
    #expect(results.allSatisfy { $0 == "K" })
    #expect(provider.count.withLock { $0 } == 1)
  }

  // The command, and its words; nil when a quote stays open.
  static let commands: [(text: String, words: [String]?)] = [
    ("a b", ["a", "b"]), (" a\tb ", ["a", "b"]), ("'a b' c", ["a b", "c"]),
    ("\"a b\"c", ["a bc"]), ("a\\ b", ["a b"]), ("\"a\\\"b\"", ["a\"b"]), ("\"a\\b\"", ["a\\b"]),
    ("'a\\b'", ["a\\b"]), ("''", [""]), ("", []), ("'a", nil), ("\"a", nil), ("a\\", nil),
  ]

  @Test("a command line is parted as a shell does", arguments: commands)
  func words(row: (text: String, words: [String]?)) {
    #expect(ShellWords.split(row.text) == row.words)
  }

  @Test("the name in the cache is that of the AWS CLI") func cacheKey() {
    // From botocore 1.43.11, AssumeRoleCredentialFetcher._create_cache_key.
    let arn = "arn:aws:iam::123456789012:role/a"
    let rows: [(RoleToAssume, String)] = [
      (
        RoleToAssume(arn: arn, sessionName: "", seconds: nil),
        "a90739c4f810486c6226372da567a1ad613a7ac7"
      ),
      (
        RoleToAssume(
          arn: arn, sessionName: "s", externalID: "é\"\\", seconds: 3600, mfaSerial: "arn:mfa"),
        "650d32482fe4b81cefd06e07f8ef6b4a3eb0183a"
      ),
    ]
    for (role, key) in rows { #expect(RoleCache.key(of: role) == key) }
  }

  @Test("keys of a role are kept for the next command, and asked for once") func cache() throws {
    var replay = Replay(
      about: "",
      config: "role_arn = arn:aws:iam::1:role/a\nsource_profile = default\n"
        + "mfa_serial = arn:mfa\naws_access_key_id = AKIDBASE\naws_secret_access_key = hidden",
      caches: true,
      answers: [
        ("AssumeRole", .result("AssumeRole", AssumedRoleTests.keys() + AssumedRoleTests.user))
      ], typed: "123456", expect: "")
    let first = replay.run()
    #expect(first.asked == ["MFA code for arn:mfa: "])
    let (path, text) = try #require(first.written.first)
    #expect(path.hasPrefix("/h/.aws/cli/cache/"))
    replay.files = [path: text]
    let second = replay.run()
    #expect(second.asked.isEmpty)
    #expect(second.requests.isEmpty)
    #expect(second.found == first.found)
    replay.caches = false
    #expect(replay.run().asked.count == 1)
    replay.caches = true
    replay.files = [path: text.replacing("2026-", with: "2014-")]
    #expect(replay.run().asked.count == 1)
    replay.files = [path: "damaged"]
    #expect(replay.run().asked.count == 1)
  }

  @Test("the renewed login of IAM Identity Center is saved with all that was in the file")
  func savedLogin() throws {
    let name = hexadecimal(SHA1.hash([UInt8]("s".utf8)))
    #expect(name == "a0f1490a20d0211c997b44bc357e1972deab8ae3")
    let path = "/h/.aws/sso/cache/\(name).json"
    let outcome = Replay(
      about: "",
      config: "[default]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n[sso-session s]\n"
        + "sso_region = eu-west-1\nsso_start_url = u",
      files: [
        path: """
        {"startUrl":"u","accessToken":"old","expiresAt":"2015-08-30T12:00:00Z","clientId":"c",\
        "clientSecret":"x","registrationExpiresAt":"2016-01-01T00:00:00Z","refreshToken":"r"}
        """
      ],
      answers: [
        ("POST", .http(200, "{\"accessToken\":\"new\",\"expiresIn\":60,\"refreshToken\":\"r2\"}"))
      ], expect: ""
    ).run()
    #expect(
      outcome.written[path] == """
        {"startUrl":"u","accessToken":"new","expiresAt":"2015-08-30T12:37:00Z","clientId":"c",\
        "clientSecret":"x","registrationExpiresAt":"2016-01-01T00:00:00Z","refreshToken":"r2"}
        """)
  }
}

#if canImport(Glibc)
import Glibc

@Suite struct ProgramRunnerTests {
  private static func run(_ words: String..., seconds: Int = 60, limit: Int = 1 << 20)
    -> ProgramOutcome
  {
    ProgramRunner(cancellation: Cancellation(), seconds: seconds, limit: limit).run(words)
  }

  @Test("a program is run without a shell, and bounded") func programs() {
    #expect(
      Self.run("/bin/sh", "-c", "echo out; echo error >&2; exit 3")
        == .ended(status: 3, output: [UInt8]("out\n".utf8), errorBytes: 6))
    #expect(Self.run("cat") == .ended(status: 0, output: [], errorBytes: 0))
    #expect(
      Self.run("/bin/sh", "-c", "kill -9 $$") == .ended(status: 137, output: [], errorBytes: 0))
    #expect(Self.run("/bin/sh", "-c", "sleep 60", seconds: 1) == .tookTooLong(seconds: 1))
    #expect(Self.run("cat", "/dev/zero", limit: 1000) == .wroteTooMuch(limit: 1000))
    #expect(Self.run("/no/such/program") == .notStarted(reason: "no such file or directory"))
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(ProgramRunner(cancellation: cancellation).run(["sleep", "60"]) == .cancelled)
  }

  @Test("a file is replaced at once, for its owner alone") func replace() throws {
    let folder = "/tmp/panorama-roles-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    let path = "\(folder)/a/b.json"
    #expect(FileAccess.system.replace(path, [1, 2]) == nil)
    #expect(FileAccess.system.replace(path, [3]) == nil)
    #expect(FileAccess.system.read(path) == .bytes([3]))
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(stat("\(folder)/a", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o700)
    #expect(FileAccess.system.replace("\(path)/c", [1]) != nil)
    unlink(path)
    rmdir("\(folder)/a")
    rmdir(folder)
  }
}
#endif
