import Testing

@testable import IAMBackend

@Suite struct OutputFolderTests {
  static let files = [
    OutputFolder.File(name: "01-a.json", text: "{}\n", isExecutable: false),
    OutputFolder.File(name: "commands.sh", text: "#!/bin/sh\n", isExecutable: true),
  ]

  @Test(
    "a new or empty folder gets all files and nothing else",
    arguments: ["new", "new/", "empty", "empty/", "link"])
  func written(_ name: String) throws {
    let folder = try TemporaryFolder()
    TemporaryFolder.run("cd '\(folder.path)' && mkdir empty target && ln -s target link")
    let before = folder.names().filter { $0 != "new" }
    try OutputFolder.write(Self.files, to: folder(name))
    #expect(folder.names(name) == ["01-a.json", "commands.sh"])
    #expect(folder.text("\(name)/01-a.json") == "{}\n")
    #expect(folder.isExecutable("\(name)/commands.sh"))
    #expect(!folder.isExecutable("\(name)/01-a.json"))
    #expect(folder.names().filter { $0 != "new" } == before)
  }

  @Test("an empty folder keeps its permissions")
  func mode() throws {
    let folder = try TemporaryFolder()
    TemporaryFolder.run("cd '\(folder.path)' && mkdir -m 700 private")
    try OutputFolder.write(Self.files, to: folder("private"))
    #expect(
      TemporaryFolder.run("test \"$(ls -ld '\(folder("private"))' | cut -c1-10)\" = drwx------")
        == 0)
  }

  struct Refusal: Sendable {
    let path: String
    let message: String
    let isRefusal: Bool
  }

  static let refusals: [Refusal] = [
    Refusal(path: "full", message: "is not empty", isRefusal: true),
    Refusal(path: "file", message: "exists and is not a folder", isRefusal: true),
    Refusal(path: "dangling", message: "exists and is not a folder", isRefusal: true),
    Refusal(path: "file/x", message: "a file is in the way", isRefusal: false),
    Refusal(path: "missing/x", message: "does not exist", isRefusal: false),
  ]

  @Test("what cannot be written is refused with the reason and leaves nothing", arguments: refusals)
  func refused(_ row: Refusal) throws {
    let folder = try TemporaryFolder()
    TemporaryFolder.run(
      "cd '\(folder.path)' && mkdir full && touch full/x file && ln -s nowhere dangling")
    let before = folder.names()
    let error = #expect(throws: OutputError.self) {
      try OutputFolder.write(Self.files, to: folder(row.path))
    }
    #expect(error?.message.contains(row.message) == true, "\(String(describing: error))")
    #expect(error?.isRefusal == row.isRefusal)
    #expect(folder.names() == before)
    #expect(folder.names("full") == ["x"])
  }

  @Test("a failure in the middle takes everything back")
  func allOrNothing() throws {
    let folder = try TemporaryFolder()
    TemporaryFolder.run("mkdir '\(folder("empty"))'")
    let twice = Self.files + [Self.files[0]]
    for name in ["new", "empty"] {
      #expect(throws: OutputError.self) { try OutputFolder.write(twice, to: folder(name)) }
    }
    #expect(folder.names() == ["empty"])
    #expect(folder.names("empty").isEmpty)
  }

  @Test("a file is written whole, replaces an old one, and follows a link")
  func outputFile() throws {
    let folder = try TemporaryFolder()
    try OutputFile.write("one\n", to: folder("plan.json"))
    try OutputFile.write("two\n", to: folder("plan.json"))
    #expect(folder.text("plan.json") == "two\n")
    TemporaryFolder.run("ln -s plan.json '\(folder("link"))'")
    try OutputFile.write("three\n", to: folder("link"))
    #expect(folder.text("plan.json") == "three\n")
    #expect(folder.names() == ["link", "plan.json"])
  }

  @Test("a file that cannot be written is refused with the reason")
  func outputFileRefused() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: OutputError.self) {
      try OutputFile.write("x", to: folder("missing/plan.json"))
    }
    #expect(missing?.message.contains("does not exist") == true)
    let isFolder = #expect(throws: OutputError.self) { try OutputFile.write("x", to: folder.path) }
    #expect(isFolder?.message.contains("is a folder") == true)
    #expect(folder.names().isEmpty)
  }
}
