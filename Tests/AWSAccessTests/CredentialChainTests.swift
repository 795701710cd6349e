import SigV4
import Testing

@testable import AWSAccess

/// Files that exist only here.
func files(_ contents: [String: String]) -> FileAccess {
  FileAccess { path in contents[path].map { .bytes([UInt8]($0.utf8)) } ?? .absent }
}

@Suite struct CredentialChainTests {
  private static func chain(_ configuration: AccessConfiguration) -> CredentialChain {
    configuration.credentials(
      version: "1", transport: FakeTransport(), dependencies: FakeDependencies().dependencies)
  }

  private static let keys = "aws_access_key_id = AKIDFILE\naws_secret_access_key = s"

  /// The key id found, or the error in words.
  private static func found(
    _ environment: [String: String], config: String = "", credentials: String = "",
    profile: String? = nil
  ) -> String {
    do throws(ConfigurationError) {
      let configuration = try AccessConfiguration(
        AccessOptions(profile: profile),
        environment: Environment(
          environment.merging(["HOME": "/h", "AWS_EC2_METADATA_DISABLED": "true"]) { $1 }),
        files: files(["/h/.aws/config": config, "/h/.aws/credentials": credentials]))
      do throws(CredentialError) {
        let resolved = try Self.chain(configuration).credentials()
        return "\(resolved.credentials.accessKeyID) of \(resolved.source)"
      } catch {
        return error.message
      }
    } catch {
      return error.message
    }
  }

  private static let variables = ["AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "s"]

  @Test("the environment comes first, unless the command line names a profile") func environment() {
    let file = "[default]\n\(Self.keys)\n[work]\n\(Self.keys)"
    #expect(Self.found(Self.variables) == "AKIDENV of the environment")
    #expect(Self.found(Self.variables, credentials: file) == "AKIDENV of the environment")
    let named = Self.variables.merging(["AWS_PROFILE": "work"]) { $1 }
    #expect(Self.found(named, credentials: file) == "AKIDENV of the environment")
    #expect(
      Self.found(Self.variables, credentials: file, profile: "work")
        == "AKIDFILE of profile 'work' in '/h/.aws/credentials'")
  }

  @Test("half a pair in the environment is an error, and a blank value is none") func halves() {
    #expect(
      Self.found(["AWS_ACCESS_KEY_ID": "AKID"], credentials: "[default]\n\(Self.keys)")
        == "the environment has no 'AWS_SECRET_ACCESS_KEY' beside its other half")
    #expect(
      Self.found(["AWS_ACCESS_KEY_ID": " ", "AWS_SECRET_ACCESS_KEY": ""])
        == "no AWS credentials are configured")
    #expect(
      Self.found(["AWS_SECRET_ACCESS_KEY": "s"], credentials: "[default]\n\(Self.keys)")
        == "AKIDFILE of profile 'default' in '/h/.aws/credentials'")
  }

  @Test("the profile is the flag's, then AWS_PROFILE, AWS_DEFAULT_PROFILE, default")
  func profiles() {
    let file = ["default", "a", "b", "c"].map { "[\($0)]\n\(Self.keys)" }.joined(separator: "\n")
    let rows: [(environment: [String: String], flag: String?, profile: String)] = [
      ([:], nil, "default"),
      (["AWS_DEFAULT_PROFILE": "a"], nil, "a"),
      (["AWS_DEFAULT_PROFILE": "a", "AWS_PROFILE": "b"], nil, "b"),
      (["AWS_PROFILE": "b"], "c", "c"),
      (["AWS_PROFILE": " "], nil, "default"),
    ]
    for row in rows {
      let found = Self.found(row.environment, credentials: file, profile: row.flag)
      #expect(found == "AKIDFILE of profile '\(row.profile)' in '/h/.aws/credentials'")
    }
    #expect(Self.found([:], credentials: file, profile: "d") == "profile 'd' does not exist")
    #expect(
      Self.found(["AWS_PROFILE": "d"].merging(Self.variables) { $1 }, credentials: file)
        == "profile 'd' does not exist")
  }

  @Test("static keys come from the credentials file, then from the config file") func keyFiles() {
    let other = Self.keys.replacing("AKIDFILE", with: "AKIDCONF")
    #expect(
      Self.found([:], config: "[default]\n\(other)")
        == "AKIDCONF of profile 'default' in '/h/.aws/config'")
    #expect(
      Self.found([:], config: "[default]\n\(other)", credentials: "[default]\n\(Self.keys)")
        == "AKIDFILE of profile 'default' in '/h/.aws/credentials'")
    // Never one half from each.
    #expect(
      Self.found(
        [:], config: "[default]\n\(other)", credentials: "[default]\naws_access_key_id = A")
        == "profile 'default' in '/h/.aws/credentials' has no 'aws_secret_access_key' beside its "
        + "other half")
    #expect(
      Self.found([:], credentials: "[default]\naws_secret_access_key = A").hasSuffix(
        "has no 'aws_access_key_id' beside its other half"))
  }

  @Test("nothing configured says what to set") func nothing() {
    #expect(Self.found([:]) == "no AWS credentials are configured")
    #expect(
      Self.found([:], config: "[profile empty]", profile: "empty")
        == "profile 'empty' has no credentials")
    let hint = CredentialError.notConfigured(profile: "default").hint
    #expect(hint?.contains("AWS_ACCESS_KEY_ID") == true)
    #expect(hint?.contains("--profile") == true)
  }

  @Test("values that cannot travel in a header are refused and not shown") func malformed() {
    let rows: [[String: String]] = [
      ["AWS_ACCESS_KEY_ID": "AK\r\nX: y", "AWS_SECRET_ACCESS_KEY": "s"],
      ["AWS_ACCESS_KEY_ID": "AK/ID", "AWS_SECRET_ACCESS_KEY": "s"],
      Self.variables.merging(["AWS_SESSION_TOKEN": "to\nken"]) { $1 },
      Self.variables.merging(["AWS_CREDENTIAL_EXPIRATION": "tomorrow"]) { $1 },
    ]
    for row in rows {
      let found = Self.found(row)
      #expect(found.hasPrefix("the environment has a malformed 'AWS_"), "\(found)")
      #expect(!found.contains("ken"))
    }
  }

  @Test("token and expiration come along") func temporaryKeys() throws {
    let environment = Environment(
      Self.variables.merging([
        "AWS_SESSION_TOKEN": " t ", "AWS_CREDENTIAL_EXPIRATION": "2015-08-30T12:36:00Z",
      ]) { $1 })
    let configuration = try AccessConfiguration(
      AccessOptions(), environment: environment, files: files([:]))
    let credentials = try Self.chain(configuration).credentials().credentials
    #expect(credentials.sessionToken == Secret("t"))
    #expect(credentials.expiration?.epochSeconds == 1_440_938_160)
  }

  @Test("the files are where the environment says") func places() throws {
    let environment = Environment([
      "HOME": "/h", "AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "/s",
    ])
    let shared = try SharedConfig(
      profile: nil, environment: environment,
      files: files(["/h/c": "[default]\nregion = r1\na = 1", "/s": "[default]\nregion = r2"]))
    #expect(shared["region"] == "r2")
    #expect(shared["a"] == "1")
    for path in ["$HOME/c", "${HOME}/c", "~/c"] {
      let shared = try SharedConfig(
        profile: nil, environment: Environment(["HOME": "/h", "AWS_CONFIG_FILE": path]),
        files: files(["/h/c": "[default]\na = 1"]))
      #expect(shared["a"] == "1", "\(path)")
    }
    let homeless = try SharedConfig(
      profile: nil, environment: Environment([:]), files: files(["/.aws/config": "x"]))
    #expect(homeless.profileNames.isEmpty)
    let locked = FileAccess { _ in .unreadable(reason: "Permission denied") }
    let error = #expect(throws: ConfigurationError.self) {
      try SharedConfig(profile: nil, environment: environment, files: locked)
    }
    #expect(error?.path == "/h/c")
    #expect(error?.message == "the file cannot be read: Permission denied")
  }

  @Test("a file that a variable names and that is missing is told") func missingFiles() {
    #expect(
      Self.found(["AWS_SHARED_CREDENTIALS_FILE": "/no/creds", "AWS_CONFIG_FILE": "$NO/config"])
        == "no AWS credentials are configured: '$NO/config' (AWS_CONFIG_FILE) does not exist; "
        + "'/no/creds' (AWS_SHARED_CREDENTIALS_FILE) does not exist")
    #expect(
      Self.found(["AWS_SHARED_CREDENTIALS_FILE": "/no/creds"], profile: "p")
        == "profile 'p' does not exist: '/no/creds' (AWS_SHARED_CREDENTIALS_FILE) does not exist")
  }

  @Test("real files are read, absent ones and folders are told apart") func realFiles() {
    #expect(FileAccess.system.read("/nowhere/at/all") == .absent)
    guard case .unreadable = FileAccess.system.read("/") else {
      Issue.record("a folder was read")
      return
    }
    guard case .bytes(let bytes) = FileAccess.system.read(#filePath) else {
      Issue.record("this file was not read")
      return
    }
    #expect(bytes.starts(with: [UInt8]("import SigV4".utf8)))
  }
}
