import ServiceReference
import Testing

/// What Policies/service-reference/derive.py makes of a sample written by hand; the end-to-end tests
/// hold the script to the same text.
private let sample = ServiceReference(
  services: """
    service reference 1
    2026-01-02
    a sample
    2
    empty 0000101 0000127 0000135
    shop 0000135 0000311 0000372
    Service without keys


    /

    Open W0
    A shop
    S aws:ResourceTag/${TagKey}
    S* shop:Colours
    N shop:Price
    B shop:Token/${Domain}/paid

    shelf|@shop:#:shelf/${ShelfId}|.0
    till|@shop:::till/${TillId}|

    +0.1.2
    /
    +0-1:2:3

    Buy W2
    ClearShelf T0
    GetShelf R0
    ListShelves L1
    PutPolicy P0

    """,
  managedPolicies: """
    2026-01-02
    ReadOnlyAccess
    job-function/Billing

    """)

@Suite("Lookups in a small reference")
struct SampleReferenceTests {
  @Test("head, services and policies")
  func head() {
    #expect(sample.date == "2026-01-02")
    #expect(sample.source == "a sample")
    #expect(sample.serviceCount == 2)
    #expect(sample.services.map(\.prefix) == ["empty", "shop"])
    #expect(sample.services.map(\.name) == ["Service without keys", "A shop"])
    #expect(sample.managedPolicies == ["ReadOnlyAccess", "job-function/Billing"])
  }

  @Test("an action has its level, resources and keys, in whatever case it is asked for")
  func action() throws {
    let buy = try #require(sample.action("SHOP:bUY"))
    #expect(buy.fullName == "shop:Buy")
    #expect(buy.accessLevel == .write)
    #expect(buy.resources.map(\.type.name) == ["shelf", "till"])
    #expect(buy.resources.map(\.isRequired) == [true, false])
    #expect(buy.conditionKeys.map(\.name) == ["shop:Price", "shop:Token/${Domain}/paid"])
    #expect(
      buy.supportedKeys.map(\.name) == [
        "shop:Price", "shop:Token/${Domain}/paid", "aws:ResourceTag/${TagKey}",
      ])
    let get = try #require(sample.action("shop:getshelf"))
    #expect(get.accessLevel == .read)
    #expect(get.resources.map { $0.conditionKeys.map(\.name) } == [["shop:Colours", "shop:Price"]])
    #expect(sample.action("shop:ListShelves")?.resources.isEmpty == true)
    #expect(sample.action("shop:PutPolicy")?.accessLevel == .permissionsManagement)
    #expect(sample.action("shop:ClearShelf")?.accessLevel == .tagging)
    #expect(sample.action("empty:Open")?.conditionKeys.isEmpty == true)
  }

  @Test(
    "what is not in the reference is not found",
    arguments: [
      "shop:Bu", "shop:Buyer", "shop:A", "shop:Z", "sho:Buy", "shops:Buy", "shop", ":Buy", "shop:",
      "", ":", "a:b", "z:b",
    ])
  func absent(_ name: String) {
    #expect(sample.action(name) == nil)
  }

  @Test("resource types have their ARN written out, keys their type")
  func types() throws {
    let shop = try #require(sample.service("Shop"))
    #expect(
      shop.resourceTypes.map(\.arn) == [
        "arn:${Partition}:shop:${Region}:${Account}:shelf/${ShelfId}",
        "arn:${Partition}:shop:::till/${TillId}",
      ])
    #expect(shop.conditionKeys.map(\.valueType) == [.string, .string, .numeric, .bool])
    #expect(shop.conditionKeys.map(\.isMultivalued) == [false, true, false, false])
    let empty = try #require(sample.service("empty"))
    #expect(empty.resourceTypes.isEmpty && empty.conditionKeys.isEmpty)
  }

  @Test(
    "a name in a policy means a key",
    arguments: [
      ("shop:colours", "shop:Colours"), ("shop:Colour", nil), ("shop:Colours2", nil),
      ("shop:token/x/PAID", "shop:Token/${Domain}/paid"), ("shop:Token//paid", nil),
      ("shop:Token/paid", nil),
    ] as [(String, String?)])
  func keys(_ name: String, _ key: String?) {
    #expect(sample.conditionKey(name)?.name == key)
  }
}

@Suite("The reference in the binary")
struct EmbeddedReferenceTests {
  private let reference = ServiceReference.current

  @Test("every service and every action is found by its name")
  func everything() throws {
    let services = reference.services
    #expect(services.count == reference.serviceCount)
    #expect(services.count >= 455)
    var count = 0
    for service in services {
      #expect(reference.service(service.prefix)?.name == service.name)
      for action in service.actions {
        count += 1
        guard service.action(action.name)?.name == action.name else {
          Issue.record("\(action.fullName) is not found")
          continue
        }
      }
    }
    #expect(count >= 21_788)
  }

  @Test("facts that are easy to check by hand")
  func known() throws {
    let get = try #require(reference.action("dynamodb:GetItem"))
    #expect(get.accessLevel == .read)
    #expect(
      get.resources.map(\.type.arn) == [
        "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}"
      ])
    #expect(get.supportedKeys.contains { $0.name == "dynamodb:LeadingKeys" && $0.isMultivalued })
    let pass = try #require(reference.action("iam:PassRole"))
    #expect(pass.resources.map(\.type.name) == ["role"])
    #expect(pass.conditionKeys.contains { $0.name == "iam:PassedToService" })
    #expect(reference.action("iam:AttachRolePolicy")?.accessLevel == .permissionsManagement)
    #expect(reference.action("s3:GetObjekt") == nil)
    #expect(reference.managedPolicies.contains("AdministratorAccess"))
  }
}
