import JSONText
import TestSupport
import Testing

/// Compares a text with a file in `Tests/Golden`.
func expectGolden(
  _ text: String, _ name: String, at location: SourceLocation = #_sourceLocation
) {
  guard let difference = goldenDifference(text, name) else { return }
  Issue.record("\(difference)", sourceLocation: location)
}

@Suite struct SentenceGoldenTests {
  @Test("the sentences that several places share are as they were read")
  func sentences() {
    let lines = [
      Sentence.doesNotExist("role set", "panoram"),
      Sentence.doesNotExist("role", "Camera", in: "the catalogue"),
      Sentence.exists("notes.txt", isNot: "a saved plan"),
      Sentence.cannotBeRead("spec.json", because: "the file does not exist"),
      Sentence.isNotAccountID("1234"), Sentence.accountIDHint,
      Sentence.didYouMean("panoram", among: ["panorama", "deeplens"]) ?? "",
      Sentence.didYouMean("xyz", among: ["panorama"], else: "'panorama-roles list' names them")
        ?? "",
      Sentence.didYouMean("panorama"), Sentence.choose(among: ["aws", "aws-cn"]),
      Sentence.takes("KEY=VALUE", flag: "--tag", not: "team"),
    ]
    expectGolden(lines.map { $0 + "\n" }.joined(), "sentences.txt")
  }
}
