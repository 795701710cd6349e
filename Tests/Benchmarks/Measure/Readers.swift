import Foundation
import IAMPolicy
import JSONText

/// Reading, against the parser of Foundation.
enum Readers {
  /// Many small documents: JSON alone, whole policies, and JSONSerialization.
  static func compare(documents: [[UInt8]]) {
    let data = documents.map { Data($0) }
    let times = medians(
      turns: 9,
      [
        { for one in documents { expect((try? JSON(parsing: one)) != nil) } },
        { for one in documents { expect((try? PolicyDocument(reading: one)) != nil) } },
        { for one in data { expect((try? JSONSerialization.jsonObject(with: one)) != nil) } },
      ])
    let size = documents.reduce(0) { $0 + $1.count }
    print(
      #"{"documents":\#(documents.count),"bytes":\#(size),"json":\#(times[0]),"#
        + #""policies":\#(times[1]),"foundation":\#(times[2])}"#)
  }

  /// One document of 4 MB in the shape of a snapshot: JSON alone and JSONSerialization.
  static func compareLarge() {
    var text = "["
    while text.utf8.count < 4_000_000 {
      let number = text.utf8.count
      text +=
        #"{"RoleName":"role-\#(number)","Path":"/service-role/","MaxSessionDuration":3600,"#
        + #""AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#
        + #""Principal":{"Service":"panorama.amazonaws.com"},"Action":"sts:AssumeRole"}]},"#
        + #""Description":"the \"quoted\" role\nof caf\u00e9 №\#(number)","Tags":[],"Used":true},"#
    }
    text += "null]"
    let bytes = Array(text.utf8)
    let data = Data(bytes)
    let times = medians(
      turns: 9,
      [
        { expect((try? JSON(parsing: bytes)) != nil) },
        { expect((try? JSONSerialization.jsonObject(with: data)) != nil) },
      ])
    print(#"{"bytes":\#(bytes.count),"json":\#(times[0]),"foundation":\#(times[1])}"#)
  }

  private static func expect(_ isRead: Bool) {
    if !isRead { stop("a document is not read") }
  }
}
