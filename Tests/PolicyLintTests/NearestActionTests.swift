import PolicyLint
import ServiceReference
import Testing

@Suite("Names that are near to what takes no action")
struct NearestActionTests {
  @Test(
    "a pattern that takes nothing has near names",
    arguments: [
      ("s3:GetObjekt", "s3:GetObject"), ("S3:lst*", "s3:List*"), ("s33:GetObject", "s3:GetObject"),
      ("iamm:PassRole", "iam:PassRole"), ("dynamodbb:*", "dynamodb:*"),
      ("nothinglikeit:NoSuchThing", nil),
    ] as [(String, String?)])
  func nearNames(_ pattern: String, _ expected: String?) {
    #expect(ServiceReference.current.names(near: pattern).first == expected)
  }
}
