import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

/// Edits of a spec file: what they change, and that they change nothing else.
@Suite struct SpecTextTests {
  private static let device = "arn:aws:panorama:us-east-1:123456789012:device/device-a"
  private static let other = "arn:aws:panorama:us-east-1:123456789012:device/device-b"
  private static let boundary = "arn:aws:iam::123456789012:policy/b"

  /// A spec with a member that no edit knows, and with keys in an order of its own.
  private static let spec = """
    {"note": {"kept": [1, 2.50]}, "account": "123456789012", "roleSets": ["panorama", "greengrass"],
     "tags": {"Team": "a"}, "recorded": {"R": {"id": "AROA"}},
     "devices": ["\(device)"], "schemaVersion": "1.0"}
    """

  private static let rows: [(edit: SpecEdit, line: String?, key: String, value: String?)] = [
    (.addDevice(device), nil, "devices", "[\"\(device)\"]"),
    (.addDevice(other), "+ devices: \(other)", "devices", "[\"\(device)\",\"\(other)\"]"),
    (.removeDevice(device), "- devices: \(device)", "devices", "[]"),
    (.setAllDevices(false), nil, "allDevices", nil),
    (
      .addRoleSet("deeplens"), "+ roleSets: deeplens", "roleSets",
      "[\"panorama\",\"greengrass\",\"deeplens\"]"
    ),
    (.removeRoleSet("greengrass"), "- roleSets: greengrass", "roleSets", "[\"panorama\"]"),
    (.setTag(Tag("Team", "a")), nil, "tags", "{\"Team\":\"a\"}"),
    (.setTag(Tag("team", "b")), "~ tags: Team=a → team=b", "tags", "{\"team\":\"b\"}"),
    (.setTag(Tag("Cost", "1")), "+ tags: Cost=1", "tags", "{\"Cost\":\"1\",\"Team\":\"a\"}"),
    (.removeTag("TEAM"), "- tags: Team", "tags", "{}"),
    (.setParameter(ParameterValue("R", "x")), "+ parameters: R=x", "parameters", "{\"R\":\"x\"}"),
    (
      .setBoundary(boundary), "+ permissionsBoundary: \(boundary)", "permissionsBoundary",
      "\"\(boundary)\""
    ),
    (
      .addApplication(ApplicationRole(name: "Cam")), "+ applications: Cam", "applications",
      "[{\"name\":\"Cam\"}]"
    ),
  ]

  @Test("a spec keeps the name that follows from its first role set, when that goes")
  func name() throws {
    var text = try SpecText(Array(Self.spec.utf8))
    let lines = try text.make(.removeRoleSet("panorama")).map { "\($0.sign.rawValue) \($0.text)" }
    #expect(
      lines == [
        "- roleSets: panorama", "+ name: panorama, which its roles are tagged with",
      ])
    #expect(try JSON(parsing: text.text)["name"]?.string == "panorama")
    #expect(try JSON(parsing: text.text)["roleSets"]?.array?.count == 1)
  }

  @Test("a file is the same file whether or not its path begins with './'")
  func sameFile() throws {
    let spec = #"{"account": "123456789012", "roleSets": ["./team.json"], "name": "team"}"#
    for name in ["team.json", "./team.json", ".//./team.json"] {
      var text = try SpecText(Array(spec.utf8))
      #expect(try text.make(.addRoleSet(name)).isEmpty, "\(name)")
      #expect(try text.make(.removeRoleSet(name)).map(\.text) == ["roleSets: ./team.json"])
    }
    var text = try SpecText(Array(spec.utf8))
    #expect(try text.make(.addRoleSet("/team.json")).count == 1)
  }

  static let plainNames: [(name: String, plain: String)] = [
    ("panorama", "panorama"), ("./team.json", "team.json"), ("a/./b//c.json", "a/b/c.json"),
    ("./panorama", "./panorama"), ("/a/./b.json", "/a/b.json"), ("../a.json", "../a.json"),
    ("a/../b.json", "a/../b.json"),
  ]

  @Test("a path is told without the parts that lead nowhere", arguments: plainNames)
  func plainName(name: String, plain: String) {
    #expect(RoleCatalogue.plainName(name) == plain)
  }

  @Test("an edit changes one member and says what changed", arguments: rows.indices)
  func edits(row: Int) throws {
    let (edit, line, key, value) = Self.rows[row]
    let before = try JSON(parsing: Self.spec)
    var text = try SpecText(Array(Self.spec.utf8))
    let lines = try text.make(edit).map { "\($0.sign.rawValue) \($0.text)" }
    #expect(lines == [line].compactMap(\.self))
    let after = try JSON(parsing: text.text)
    #expect(after[key]?.text(.compact) == value)
    let others = { (json: JSON) in (json.object ?? []).filter { $0.name != key }.map(\.name) }
    #expect(others(after) == others(before))
    for name in others(before) { #expect(after[name] == before[name]) }
    // The same edit once more finds nothing to do, unless what it names is gone.
    if case .removeDevice = edit { return }
    if case .removeRoleSet = edit { return }
    if case .removeTag = edit { return }
    #expect(try text.make(edit).isEmpty)
  }

  @Test("a new member goes where 'init' writes it")
  func order() throws {
    var text = try SpecText(
      Array(
        "{\"account\": \"1\", \"roleSets\": [], \"tags\": {}, \"recorded\": {}}".utf8))
    _ = try text.make(.setBoundary(Self.boundary))
    _ = try text.make(.addDevice(Self.device))
    let names = try JSON(parsing: text.text).object?.map(\.name)
    #expect(
      names == ["account", "roleSets", "devices", "tags", "permissionsBoundary", "recorded"])
  }

  @Test("what the spec does not have cannot be removed, and the nearest name is proposed")
  func missing() throws {
    let rows: [(SpecEdit, String, String?)] = [
      (.removeDevice(Self.other), "device", "did you mean '\(Self.device)'?"),
      (.removeTag("Teem"), "tag", "did you mean 'Team'?"),
      (.removeParameter("x"), "parameter", nil), (.removeApplication("x"), "application", nil),
      (.removeGroupRole("x"), "group role", nil),
      (.removeBoundary("x"), "permissions boundary", nil),
      (.removeBoundary(nil), "permissions boundary", nil),
    ]
    for (edit, noun, hint) in rows {
      var text = try SpecText(Array(Self.spec.utf8))
      #expect {
        _ = try text.make(edit)
      } throws: { error in
        guard let refusal = error as? SpecText.Refusal else { return false }
        return refusal.message.hasPrefix("the spec has no \(noun)") && refusal.hint == hint
      }
    }
  }

  @Test("exactly these devices leaves no other and takes back all of the account")
  func exactly() throws {
    var text = try SpecText(Array(Self.spec.utf8))
    _ = try text.make(.setAllDevices(true))
    #expect(try JSON(parsing: text.text)["devices"]?.array == [])
    _ = try text.make(.setDevices([Self.other]))
    let json = try JSON(parsing: text.text)
    #expect(json["devices"]?.array == [.string(Self.other)])
    #expect(json["allDevices"] == .bool(false))
  }
}
