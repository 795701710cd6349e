import TestSupport
import Testing

@testable import AWSAccess

@Suite struct SharedConfigTests {
  private static func read(
    _ text: String, _ kind: SharedConfigFile.Kind = .config
  ) throws(ConfigurationError) -> SharedConfigFile {
    try SharedConfigFile(reading: [UInt8](text.utf8), kind: kind, path: "/f")
  }

  /// All settings of all profiles as lines, in order.
  private static func lines(_ file: SharedConfigFile) -> [String] {
    file.profiles.sorted { $0.key < $1.key }.flatMap { name, section in
      section.isEmpty
        ? ["\(name)"]
        : section.sorted { $0.key < $1.key }.map { "\(name).\($0.key)=\($0.value.value)" }
    }
  }

  // The common cases of AWS's SDKs for the config file.
  static let configs: [(text: String, lines: [String])] = [
    ("", []),
    ("[profile foo]", ["foo"]),
    ("[profile \tfoo \t]", ["foo"]),
    ("[profile\tfoo]", ["foo"]),
    ("[profile foo]\nname = value", ["foo.name=value"]),
    ("[profile foo]\r\nname = value\r\n", ["foo.name=value"]),
    ("[profile foo]\nname = val=ue", ["foo.name=val=ue"]),
    ("[profile foo]\nname = 😂", ["foo.name=😂"]),
    ("[profile foo]\nname \t=  \tvalue \t", ["foo.name=value"]),
    ("[profile foo]\nname =", ["foo.name="]),
    ("[profile foo]\nNAME = value", ["foo.name=value"]),
    ("[profile foo]\n[profile bar]", ["bar", "foo"]),
    ("\t \n[profile foo]\n\t\n \nname = value\n\t \n", ["foo.name=value"]),
    ("# a\n[profile foo] # b\nname = value # c with # sign", ["foo.name=value"]),
    ("; a\n[profile foo] ; b\nname = value ; c with ; sign", ["foo.name=value"]),
    ("[profile foo]; a\n[profile bar]# b", ["bar", "foo"]),
    (
      "[profile foo]\na = value; Comment\nb = value# Comment",
      ["foo.a=value; Comment", "foo.b=value# Comment"]
    ),
    ("[profile foo]\nname = # nothing", ["foo.name="]),
    ("[profile foo]\nname = value\n -continued", ["foo.name=value\n-continued"]),
    ("[profile foo]\nname = value\n \t -a \t \n b # c", ["foo.name=value\n-a\nb # c"]),
    ("[profile foo]\nname = value\n # a comment", ["foo.name=value"]),
    ("[profile foo]\na = 1\n[profile foo]\nb = 2", ["foo.a=1", "foo.b=2"]),
    ("[profile foo]\na = 1\na = 2", ["foo.a=2"]),
    ("[profile foo]\na = 1\n[profile foo]\na = 2", ["foo.a=2"]),
    ("[profile default]\na = 1\n[default]\nb = 2", ["default.a=1"]),
    ("[default]\nb = 2\n[profile default]\na = 1", ["default.a=1"]),
    ("[default]\nb = 2", ["default.b=2"]),
    ("[profile in valid]\na = 1\n[other]\nb = 2", []),
    ("[profile \"with space\"]\na = 1", ["with space.a=1"]),
    ("[profile foo]\nin valid = 1\nb = 2", ["foo.b=2"]),
    ("[profile A-z_0./%@:+9]", ["A-z_0./%@:+9"]),
    ("[profile foo]\nA-z_0./%@:+9 = v", ["foo.a-z_0./%@:+9=v"]),
    ("[profile foo]\ns3 =\n name = value", ["foo.s3=\nname = value"]),
    ("[profile foo]\ns3 =\n name =", ["foo.s3=\nname ="]),
    ("[profile foo]\ns3 =\n a = 1\n\t \n b = 2", ["foo.s3=\na = 1\nb = 2"]),
    ("\u{FEFF}[profile foo]", ["foo"]),
    // Only a line feed ends a line.
    ("[profile foo]\n# a\u{2028}b\nc = d\u{85}e", ["foo.c=d\u{85}e"]),
    ("[profile foo]\na = b\u{B}c\u{C}d", ["foo.a=b\u{B}c\u{C}d"]),
    // White space sets off a comment, also behind the '='.
    ("[profile foo]\na=#b\nc=;d", ["foo.a=#b", "foo.c=;d"]),
    ("[profile foo]\na= #b", ["foo.a="]),
    // A combining mark does not hide the '=' or the white space before it.
    ("[profile foo]\na =\u{301}b", ["foo.a=\u{301}b"]),
    ("[profile foo]\na = AKIA\u{A0}", ["foo.a=AKIA"]),
    // A file that is indented as a whole.
    (
      "  [profile foo]\n  a = 1\n  b = 2\n    more\n  [profile bar]",
      ["bar", "foo.a=1", "foo.b=2\nmore"]
    ),
    ("[profile foo]\n  a = 1\n  b = 2", ["foo.a=1", "foo.b=2"]),
    ("[profile größe]\na = 1", ["größe.a=1"]),
    ("[profile 'my prof']", ["my prof"]),
  ]

  @Test("reads the config file as AWS's tools do", arguments: configs)
  func config(row: (text: String, lines: [String])) throws {
    #expect(Self.lines(try Self.read(row.text)) == row.lines)
  }

  static let credentials: [(text: String, lines: [String])] = [
    ("[foo]\na = 1", ["foo.a=1"]),
    ("[default]\na = 1", ["default.a=1"]),
    ("[profile foo]\na = 1", []),
    ("[\"with-quotes\"]\na = 1", ["with-quotes.a=1"]),
    ("[größe]\na = 1", ["größe.a=1"]),
    ("[my prof]\na = 1", ["my prof.a=1"]),
  ]

  @Test("reads the credentials file as AWS's tools do", arguments: credentials)
  func credentialsFile(row: (text: String, lines: [String])) throws {
    #expect(Self.lines(try Self.read(row.text, .credentials)) == row.lines)
  }

  // What is wrong, the line that is named, and words of the message.
  static let wrong: [(text: String, line: Int, words: String)] = [
    ("[profile foo", 1, "does not end with ']'"),
    ("[profile foo] x", 1, "follows the heading"),
    ("name = value", 1, "before the first section"),
    ("\n -continued", 2, "before the first section"),
    ("[default]\na = 1\n# ok\n# b = c\nd # e = f", 5, "a setting has no '='"),
    ("[profile foo]\n= value", 2, "has no name"),
    ("[profile foo]\nkey : value", 2, "has no '='"),
    ("[profile foo]\n -continued", 2, "a setting has no '='"),
    ("[profile foo]\na = 1\n[profile foo]\n -continued", 4, "a setting has no '='"),
    ("[profile foo]\ns3 =\n invalid", 3, "a nested setting has no '='"),
    ("[profile foo]\ns3 =\n = value", 3, "a nested setting has no name"),
  ]

  @Test("names the line that is wrong", arguments: wrong)
  func errors(row: (text: String, line: Int, words: String)) {
    let error = #expect(throws: ConfigurationError.self) { try Self.read(row.text) }
    #expect(error?.line == row.line)
    #expect(error?.path == "/f")
    #expect(error?.message.contains(row.words) == true, "\(error?.message ?? "")")
  }

  @Test("keeps nested settings and other sections") func sections() throws {
    let file = try Self.read(
      """
      [services local]
      iam =
        ENDPOINT_URL = http://127.0.0.1:1 # here
      sts =
        endpoint_url = http://127.0.0.1:2
      [sso-session corp]
      sso_region = eu-west-1
      """)
    #expect(file.services["local"]?["iam"]?.nested == ["endpoint_url": "http://127.0.0.1:1"])
    #expect(file.services["local"]?["sts"]?.nested["endpoint_url"] == "http://127.0.0.1:2")
    #expect(file.ssoSessions["corp"]?["sso_region"]?.value == "eu-west-1")
    #expect(file.profiles.isEmpty)
  }

  @Test("no text crashes it") func anyText() {
    let seed: UInt64 = 42
    var numbers = SplitMix(seed: seed)
    let pieces = [
      "[", "]", "profile ", "default", "\n", "\r\n", " ", "\t", "a", "=", "#", ";", "é", "\"",
      "\u{0}",
    ]
    for _ in 0..<5_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...14, using: &numbers) {
        text += pieces.randomElement(using: &numbers) ?? ""
      }
      for kind in [SharedConfigFile.Kind.config, .credentials] { _ = try? Self.read(text, kind) }
    }
    #expect(throws: ConfigurationError.self) {
      try SharedConfigFile(reading: [0xff], kind: .config, path: "/f")
    }
  }
}
