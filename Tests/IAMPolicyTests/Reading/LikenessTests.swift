import JSONText
import Testing

@testable import IAMPolicy

/// `isSurely` may say no whenever it likes, and yes only where reading gives the same document.
@Suite struct LikenessTests {
  static let texts = [
    """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service":
    ["lambda.amazonaws.com", "ec2.amazonaws.com"], "AWS": "123456789012"}, "Action":
    "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": ["1", "2"],
    "aws:SourceArn": "arn:aws:iam::123456789012:root"}, "Bool": {"aws:SecureTransport": "true"}}}]}
    """,
    """
    {"Version": "2012-10-17", "Id": "One", "Statement": [{"Sid": "First", "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b"]},
    {"Effect": "Deny", "NotAction": "iam:*", "NotResource": "*", "Condition":
    {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": "team*"}}}]}
    """,
    """
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["sts:AssumeRole"]}]}
    """,
  ]

  @Test("a document is surely what its own text says", arguments: texts)
  func itself(_ text: String) throws {
    let json = try JSON(parsing: text)
    let document = try PolicyDocument(json)
    #expect(document.isSurely(json))
    #expect(document.isSurely(document.json))
  }

  @Test("no change of the text is taken for the same document", arguments: texts)
  func changes(_ text: String) throws {
    let json = try JSON(parsing: text)
    let document = try PolicyDocument(json)
    let changed = json.oneStepAway
    #expect(changed.count > 20)
    var (taken, read) = (0, 0)
    for other in changed {
      let found = try? PolicyDocument(other, as: document.kind)
      if found != nil { read += 1 }
      guard document.isSurely(other) else { continue }
      taken += 1
      #expect(found == document, "\(other.text(.compact))")
    }
    // Some changes mean the same, and are seen to; many others can be read.
    #expect(taken > 0 && read > taken)
  }

  @Test("an element that occurs twice hides no other")
  func doubled() throws {
    let document = try PolicyDocument(JSON(parsing: Self.texts[2]))
    let member = JSON.Member("Effect", .string("Allow"))
    let statement = JSON.object([("Effect", .string("Allow")), ("Principal", .string("*"))])
    let twice = JSON(.object([member] + (statement.object ?? [])))
    #expect(!document.isSurely(.object([("Statement", .array([twice]))])))
  }
}

extension JSON {
  /// Every value that one change makes of it: a text altered, something left out, doubled, put into a list, or
  /// exchanged with its neighbour.
  fileprivate var oneStepAway: [JSON] {
    switch value {
    case .null, .bool, .number: return []
    case .string(let text):
      return [.string(text + "x"), .string(text.uppercased()), .string(""), .array([self]), .null]
    case .array(let list):
      var found: [JSON] = [.array([]), .array(list + list), .array(list.reversed())]
      for place in list.indices {
        var fewer = list
        fewer.remove(at: place)
        found.append(.array(fewer))
        found += list[place].oneStepAway.map { other in
          var altered = list
          altered[place] = other
          return .array(altered)
        }
      }
      return found + (list.count == 1 ? [list[0]] : [])
    case .object(let members):
      var found = [JSON(.object([])), JSON(.object(members.reversed()))]
      for place in members.indices {
        var fewer = members
        let member = fewer.remove(at: place)
        found.append(JSON(.object(fewer)))
        found.append(JSON(.object(members + [member])))
        found += member.value.oneStepAway.map { other in
          var altered = members
          altered[place].value = other
          return JSON(.object(altered))
        }
        var renamed = members
        renamed[place].name += "x"
        found.append(JSON(.object(renamed)))
        renamed[place].name = "Not" + member.name
        found.append(JSON(.object(renamed)))
      }
      return found
    }
  }
}
