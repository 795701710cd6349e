import IAMPolicy
import ServiceReference
import TestSupport
import Testing

@testable import PolicyAnalysis

@Suite("Which actions fit the resources of a difference")
struct ResourceFitTests {
  static let bucket = "arn:${Partition}:s3:::${BucketName}"
  static let object = "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
  static let group = "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}"
  static let role = "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"

  static let rows: [(form: String, pattern: String, meets: Bool)] = [
    (bucket, "arn:aws:s3:::photos", true), (bucket, "arn:aws:s3:::photos/*", false),
    (bucket, "arn:aws:s3:::photos*", true), (bucket, "arn:aws:s3:::*/x", false),
    (bucket, "arn:*", true), (bucket, "*", true), (bucket, "arn:aws:s3:::???", true),
    (bucket, "arn:aws:sqs:::photos", false), (bucket, "arn:aws:s3:us-east-1::photos", false),
    (object, "arn:aws:s3:::photos/*", true), (object, "arn:aws:s3:::photos", false),
    (object, "arn:aws:s3:::photos*", true), (object, "arn:aws:s3:::*", true),
    (object, "arn:aws:s3:::photos/a/b?c", true),
    (group, "arn:aws:logs:*:123456789012:log-group:/aws/lambda/*", true),
    (group, "arn:aws:logs:us-east-1:*:log-group:/aws/lambda/f:*", true),
    (role, "arn:aws:iam::123456789012:role/team/*", true),
    (role, "arn:aws:iam::123456789012:user/*", false), (role, "ARN:aws:IAM::*:role/a", true),
    (role, "arn:aws:iam::*role/a", true), (role, "", false),
  ]

  @Test("a pattern meets a form where some ARN is of both", arguments: rows)
  func meets(form: String, pattern: String, meets: Bool) {
    var work = 0
    #expect(ResourceForm(form).meets(Array(pattern.utf8), &work) == meets)
    #expect(work <= (form.utf8.count + 1) * (pattern.utf8.count + 1) + 1)
  }

  @Test("no pattern that matches an ARN of a form is said not to meet it")
  func never() {
    var numbers = SplitMix(seed: 20_261_130)
    let values = ["a", "aws", "us-east-1", "123456789012", "team/one", "a:b", "x_y"]
    let words = ["Partition", "Region", "Account", "BucketName"]
    let forms = ServiceReference.current.services.flatMap(\.resourceTypes).map(\.arn)
    for _ in 0..<20_000 {
      let form = numbers.pick(forms)
      let text = ResourceForms.filled(form) { name in
        guard words.contains(name) else { return numbers.pick(values) }
        return numbers.pick(values.filter { value in !value.contains { "/:".contains($0) } })
      }
      // Some of it becomes wildcards.
      var pattern = ""
      var rest = Substring(text)
      while !rest.isEmpty {
        switch numbers.below(8) {
        case 0:
          pattern += "*"
          rest = rest.dropFirst(numbers.below(9))
        case 1:
          pattern += "?"
          rest = rest.dropFirst()
        default:
          let count = 1 + numbers.below(8)
          pattern += rest.prefix(count)
          rest = rest.dropFirst(count)
        }
      }
      var work = 0
      #expect(
        ResourceForm(form).meets(Array(pattern.utf8), &work),
        "seed 20261130: '\(pattern)' and '\(form)'")
    }
  }

  @Test("the reference gives the same resource types at once as action by action")
  func needs() {
    for service in ServiceReference.current.services {
      let (arns, sets) = service.resourceNeeds
      for action in service.actions {
        #expect(sets[action.needsNumber].map { arns[$0] } == action.resources.map(\.type.arn))
      }
    }
  }

  static func counted(_ statements: String...) throws -> (actions: Int, witness: String) {
    let nothing = PolicySide(documents: [])
    let text = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
    let found = try PolicyComparer.compare(
      actual: PolicySide(document(text, as: .identity)), desired: nothing)
    let witness = try #require(found.widened.witness)
    let summary = try #require(witness.summary)
    return (summary.wholeCount + summary.partlyCount, witness.request.action)
  }

  static func allow(_ actions: String, _ resource: String) -> String {
    #"{"Effect":"Allow","Action":"\#(actions)","Resource":"\#(resource)"}"#
  }

  @Test("of 's3:*' on the objects of a bucket no action on buckets counts")
  func objects() throws {
    let all = try Self.counted(Self.allow("s3:*", "*"))
    let objects = try Self.counted(Self.allow("s3:*", "arn:aws:s3:::photos/*"))
    let both = try Self.counted(
      Self.allow("s3:*", "arn:aws:s3:::photos/*"), Self.allow("s3:*", "arn:aws:s3:::photos"))
    #expect(objects.actions < both.actions && both.actions < all.actions)
    #expect(objects.witness == "s3:PutObjectAcl")
    #expect(both.witness == "s3:PutBucketPolicy")
    // Without a resource type it is not certain what the service asks about.
    #expect(try Self.counted(Self.allow("s3:ListAllMyBuckets", "arn:aws:s3:::a/*")).actions == 1)
  }

  @Test("where nothing fits, what the statement says is counted")
  func nothing() throws {
    #expect(try Self.counted(Self.allow("s3:DeleteBucket", "arn:aws:s3:::photos/*")).actions == 1)
  }

  @Test("what would take too much work leaves nothing out")
  func work() throws {
    let all = try Self.counted(Self.allow("*", "arn:aws:s3:::photos/*")).actions
    #expect(all == ReferenceIndex.shared.actions.count)
  }
}
