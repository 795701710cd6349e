import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

/// A device ARN of the account that the tests use; the id is counted up.
func device(_ number: Int, region: String = "us-east-1") -> String {
  let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
  var id = ""
  var rest = number
  for _ in 0..<26 {
    id.append(letters[rest % 32])
    rest /= 32
  }
  return "arn:aws:panorama:\(region):123456789012:device/device-\(id)"
}

@Suite("The trust policy of the appliances")
struct TrustTests {
  private func trust(
    devices: [String] = [], all: Bool = false, quotas: IAMQuotas = .standard
  ) throws -> PolicyDocument {
    let spec = try Spec(
      checking: SpecDraft(
        account: "123456789012", devices: devices, allDevices: all, quotas: quotas))
    let set = try RoleCatalogue.builtIn.roleSet(for: spec)
    guard case .ordinary(let role) = set.roles.last else { throw Missing() }
    return role.trust
  }

  private struct Missing: Error {}

  @Test("is for one account what the guide's first example says")
  func account() throws {
    #expect(
      try trust()
        == PolicyDocument(
          reading: """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Principal": { "Service": "panorama.amazonaws.com" },
                  "Action": "sts:AssumeRole",
                  "Condition": { "StringEquals": { "aws:SourceAccount": "123456789012" } }
                }
              ]
            }
            """, as: .trust))
  }

  @Test("is for one device what the guide's second example says")
  func oneDevice() throws {
    let arn =
      "arn:aws:panorama:us-east-1:123456789012:device/device-lk7exmplpvcr3heqwjmesw76ky"
    #expect(
      try trust(devices: [arn])
        == PolicyDocument(
          reading: """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Principal": { "Service": "panorama.amazonaws.com" },
                  "Action": "sts:AssumeRole",
                  "Condition": {
                    "ArnLike": { "aws:SourceArn": "\(arn)" },
                    "StringEquals": { "aws:SourceAccount": "123456789012" }
                  }
                }
              ]
            }
            """, as: .trust))
  }

  @Test("lists several devices once each, in the order given, and matches all by a pattern")
  func severalDevices() throws {
    let patterns = { (document: PolicyDocument) in
      document.statements.first?.condition.clauses.first?.values.map(\.text)
    }
    #expect(
      patterns(try trust(devices: [device(2), device(1), device(2)])) == [device(2), device(1)])
    #expect(patterns(try trust(all: true)) == ["arn:aws:panorama:*:123456789012:device/*"])
  }

  @Test("has the size that was counted by hand")
  func size() throws {
    let raised = IAMQuotas(trustPolicySize: 8192)
    for (count, size) in [(1, 309), (21, 1971), (22, 2054), (46, 4046), (47, 4129)] {
      let devices = (0..<count).map { device($0) }
      // One device is a string and no list: two characters fewer.
      #expect(try trust(devices: devices, quotas: raised).size == size, "\(count) devices")
    }
  }

  @Test("has room for 21 devices, and 22 are refused with what to do", arguments: [22, 30, 400])
  func room(count: Int) throws {
    let devices = (0..<count).map { device($0) }
    #expect(throws: Never.self) { try trust(devices: Array(devices[..<21])) }
    let error = #expect(throws: SpecError.self) { try trust(devices: devices) }
    #expect(error?.problems.map(\.id) == ["trust-size"])
    #expect(error?.problems.first?.message.hasSuffix("the quota is 2048: 21 of them fit") == true)
    #expect(
      error?.problems.first?.hint?.contains("arn:aws:panorama:*:123456789012:device/*") == true)
  }

  @Test("has more room where AWS raised the quota")
  func raisedQuota() throws {
    let devices = (0..<47).map { device($0) }
    let error = #expect(throws: SpecError.self) {
      try trust(devices: devices, quotas: IAMQuotas(trustPolicySize: 4096))
    }
    #expect(error?.problems.first?.message.hasSuffix("4096: 46 of them fit") == true)
  }

  static let refused: [(text: String, reason: String)] = [
    ("", "is not an ARN"),
    ("device-lk7exmplpvcr3heqwjmesw76ky", "is not an ARN"),
    ("arn:aws:panorama:us-east-1:123456789012", "is not an ARN"),
    ("ARN:aws:panorama:us-east-1:123456789012:device/device-a", "is not an ARN"),
    ("arn:aws:iot:us-east-1:123456789012:device/device-a", "is of service 'iot'"),
    ("arn:aws-cn:panorama:us-east-1:123456789012:device/device-a", "is of partition 'aws-cn'"),
    ("arn:aws:panorama:eu-central-1:123456789012:device/device-a", "names Region 'eu-central-1'"),
    ("arn:aws:panorama::123456789012:device/device-a", "has no Region"),
    ("arn:aws:panorama:us-east-1:210987654321:device/device-a", "is of account '210987654321'"),
    ("arn:aws:panorama:us-east-1::device/device-a", "has no account"),
    (
      "arn:aws:panorama:us-east-1:123456789012:package/p",
      "names 'package/p', which is not a device"
    ),
    ("arn:aws:panorama:us-east-1:123456789012:device/", "has device id ''"),
    ("arn:aws:panorama:us-east-1:123456789012:device/a b", "has device id 'a b'"),
    ("arn:aws:panorama:us-east-1:123456789012:device/a/b", "has device id 'a/b'"),
    ("arn:aws:panorama:us-east-1:123456789012:device/*", "is a pattern"),
    ("arn:aws:panorama:*:123456789012:device/*", "is a pattern"),
    ("arn:aws:panorama:us-east-1:123456789012:device/\u{1B}[2J", "has device id 'U+001B[2J'"),
  ]

  @Test("refuses what is no device of the account, with the reason", arguments: refused)
  func refusedDevice(text: String, reason: String) throws {
    let error = #expect(throws: DeviceARN.Problem.self) {
      try DeviceARN(text, account: "123456789012", partition: "aws")
    }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    #expect(error?.hint.isEmpty == false)
  }

  @Test("takes every id that the API allows, and warns of an odd one")
  func deviceIDs() throws {
    let odd = try DeviceARN(
      "arn:aws:panorama:us-west-2:123456789012:device/automation-default",
      account: "123456789012", partition: "aws")
    #expect(odd.warning?.contains("automation-default") == true)
    #expect(odd.text == "arn:aws:panorama:us-west-2:123456789012:device/automation-default")
    let usual = try DeviceARN(device(7), account: "123456789012", partition: "aws")
    #expect(usual.warning == nil && usual.text == device(7))
  }
}
