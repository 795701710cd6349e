import IAMPolicy
import Testing

struct PrincipalTests {
  static let account = "123456789012"
  static let root = "arn:aws:iam::123456789012:root"
  static let user = "arn:aws:iam::123456789012:user/team/alice"
  static let role = "arn:aws:iam::123456789012:role/team/Builder"
  static let session = "arn:aws:sts::123456789012:assumed-role/Builder/build-1"
  static let panorama = "panorama.amazonaws.com"

  typealias Row = (named: Principal, caller: Principal?, truth: Bool)

  static let rows: [Row] = [
    // "*" is everyone, anonymous callers and services too.
    (.aws("*"), .aws(user), true),
    (.aws("*"), .service(panorama), true),
    (.aws("*"), nil, true),
    // An account is all its principals, by id or by root ARN.
    (.aws(account), .aws(user), true),
    (.aws(account), .aws(role), true),
    (.aws(account), .aws(session), true),
    (.aws(account), .aws(root), true),
    (.aws(account), .aws(account), true),
    (.aws(root), .aws(user), true),
    (.aws(root), .aws(account), true),
    (.aws(root), .aws("arn:aws:iam::210987654321:user/alice"), false),
    (.aws(root), .aws("arn:aws-cn:iam::123456789012:user/alice"), false),
    (.aws(account), .aws("arn:aws-cn:iam::123456789012:user/alice"), true),
    (.aws(account), .service(panorama), false),
    (.aws(account), nil, false),
    (.aws("012345678901"), .aws("arn:aws:iam::12345678901:root"), false),
    // Users by their whole ARN.
    (.aws(user), .aws(user), true),
    (.aws(user), .aws("arn:aws:iam::123456789012:user/team/Alice"), false),
    (.aws(user), .aws("arn:aws:iam::123456789012:user/alice"), false),
    (.aws(user), .aws(account), false),
    // Roles and their sessions; a session's ARN has no path.
    (.aws(role), .aws(role), true),
    (.aws(role), .aws(session), true),
    (.aws("arn:aws:iam::123456789012:role/Builder"), .aws(session), true),
    (.aws(role), .aws("arn:aws:iam::123456789012:role/Builder"), false),
    (.aws(role), .aws("arn:aws:sts::123456789012:assumed-role/Other/build-1"), false),
    (.aws(role), .aws("arn:aws:sts::210987654321:assumed-role/Builder/build-1"), false),
    (.aws(role), .aws("arn:aws-cn:sts::123456789012:assumed-role/Builder/build-1"), false),
    (.aws(session), .aws(session), true),
    (.aws(session), .aws("arn:aws:sts::123456789012:assumed-role/Builder/build-2"), false),
    (.aws(session), .aws(role), false),
    // Unique ids and placeholders are compared as they stand.
    (.aws("AROAEXAMPLEID"), .aws("AROAEXAMPLEID"), true),
    (.aws("AROAEXAMPLEID"), .aws(role), false),
    (.aws("ACCOUNT_ID"), .aws("ACCOUNT_ID"), true),
    (.aws("arn:aws:iam::ACCOUNT_ID:root"), .aws("arn:aws:iam::ACCOUNT_ID:user/a"), true),
    // Wildcards inside of names are no wildcards.
    (.aws("arn:aws:iam::123456789012:user/*"), .aws(user), false),
    (.aws("arn:aws:iam::*:root"), .aws(user), false),
    // Services, providers and canonical users exactly.
    (.service(panorama), .service(panorama), true),
    (.service(panorama), .service("Panorama.amazonaws.com"), false),
    (.service(panorama), .service("deeplens.amazonaws.com"), false),
    (.service(panorama), .aws(panorama), false),
    (.service(panorama), nil, false),
    (.service("*.amazonaws.com"), .service(panorama), false),
    (
      Principal(.federated, "cognito-identity.amazonaws.com"),
      Principal(.federated, "cognito-identity.amazonaws.com"), true
    ),
    (
      Principal(.federated, "*"),
      Principal(.federated, "arn:aws:iam::123456789012:saml-provider/p"), true
    ),
    (Principal(.federated, "*"), .aws(user), false),
    (Principal(.canonicalUser, "79a59d"), Principal(.canonicalUser, "79a59d"), true),
    (Principal(.canonicalUser, "79a59d"), Principal(.canonicalUser, "79a59e"), false),
  ]

  @Test("A principal covers its callers", arguments: rows)
  func table(row: Row) {
    let expected = Truth(row.truth)
    #expect(PrincipalBlock.principal(.some([row.named])).truth(row.caller) == expected)
    let other = Principal.service("other.amazonaws.com")
    #expect(PrincipalBlock.principal(.some([other, row.named])).truth(row.caller) == expected)
  }

  @Test("NotPrincipal is everyone else", arguments: rows)
  func complement(row: Row) {
    #expect(PrincipalBlock.notPrincipal(.some([row.named])).truth(row.caller) == Truth(!row.truth))
  }

  @Test("The bare star covers everyone and an empty list nobody")
  func extremes() {
    for caller in [Principal?.none, .aws(Self.user), .service(Self.panorama)] {
      #expect(PrincipalBlock.principal(.everyone).truth(caller) == .yes)
      #expect(PrincipalBlock.notPrincipal(.everyone).truth(caller) == .no)
      #expect(PrincipalBlock.principal(.some([])).truth(caller) == .no)
      #expect(PrincipalBlock.notPrincipal(.some([])).truth(caller) == .yes)
    }
  }

  @Test("What AWS leaves open about principals is unspecified to a strict reader")
  func strict() {
    func truth(_ named: Principal, _ caller: Principal) -> Truth {
      PrincipalBlock.principal(.some([named])).truth(caller, .strict)
    }
    #expect(truth(.aws("arn:aws:iam::123456789012:user/*"), .aws(Self.user)) == .unspecified)
    #expect(truth(.aws("arn:aws:iam::123456789012:user/*"), .service(Self.panorama)) == .no)
    #expect(truth(.service("*"), .service(Self.panorama)) == .unspecified)
    #expect(truth(.aws("*"), .service(Self.panorama)) == .yes)
    #expect(truth(Principal(.federated, "*"), Principal(.federated, "p")) == .yes)
    let block = PrincipalBlock.notPrincipal(.some([.aws(Self.account)]))
    #expect(block.truth(.aws(Self.user), .strict) == .unspecified)
    #expect(block.truth(.aws(Self.root), .strict) == .no)
    #expect(block.truth(.service(Self.panorama), .strict) == .yes)
  }
}
