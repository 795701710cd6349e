import IAMPolicy

extension RoleSet {
  /// What IAM would refuse of the identity providers that the set makes.
  func providerProblems(isSample: Bool, _ quotas: IAMQuotas) -> [RoleSetProblem] {
    var problems: [RoleSetProblem] = []
    var arns: Set<String> = []
    for provider in providers {
      let arn = arn(of: provider)
      func add(_ message: String, _ hint: String) {
        problems.append(
          RoleSetProblem(
            id: .identityProvider, role: nil, part: .identityProvider(arn: arn), message: message,
            hint: hint))
      }
      if !arns.insert(arn.lowercased()).inserted {
        add("\(provider.phrase) is declared twice", "take one of them out")
      } else if !roles.contains(where: { $0.ordinary?.trusts(arn) ?? false }) {
        add(
          "no role of the set trusts \(provider.phrase)",
          "name '\(arn)' as 'Federated' in the trust policy of a role, or take the provider out")
      }
      switch provider.kind {
      case .oidc(let url, let clientIDs, let thumbprints):
        if !Self.isIssuer(url) {
          add(
            "'\(url)' is not the URL of an OIDC provider",
            "write 'https://HOST/PATH' without query, fragment, port and '/' at the end")
        }
        if clientIDs.count > 100 {
          add("\(clientIDs.count) client ids are more than 100", "take some out")
        }
        for id in clientIDs where !(1...255).contains(id.unicodeScalars.count) {
          add("client id '\(id)' does not have 1 to 255 characters", "write another one")
        }
        if Set(clientIDs.map { ExactText($0) }).count < clientIDs.count {
          add("a client id of \(provider.phrase) is listed twice", "write it once")
        }
        for text in thumbprints ?? []
        where !(text.utf8.count == 40 && text.utf8.allSatisfy(Self.isHexadecimal)) {
          add(
            "thumbprint '\(text)' is not 40 hexadecimal digits",
            "write the SHA-1 of the certificate, or leave 'thumbprints' out")
        }
        if let thumbprints, thumbprints.isEmpty || thumbprints.count > 5 {
          add(
            "\(provider.phrase) has \(thumbprints.count) thumbprints, and 1 to 5 are possible",
            "leave 'thumbprints' out to let IAM find one")
        }
      case .saml(let name, let metadata):
        let isName = { (scalar: Unicode.Scalar) in
          scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
              || "._-".unicodeScalars.contains(scalar))
        }
        if !(1...128).contains(name.unicodeScalars.count)
          || !name.unicodeScalars.allSatisfy(isName)
        {
          add(
            "SAML provider name '\(name)' is not 1 to 128 letters, digits and '._-'",
            "choose a name of these characters")
        }
        // The document is a file of its own, which a check of the role set alone does not read.
        if !isSample, !metadata.isEmpty,
          !(1000...10_000_000).contains(metadata.unicodeScalars.count)
        {
          add(
            "the metadata of \(provider.phrase) has \(metadata.unicodeScalars.count) characters, and IAM "
              + "takes 1000 to 10000000", "save the whole metadata document of the provider")
        }
      }
      var check = RoleCheck(name: provider.phrase, place: nil, quotas: quotas)
      check.checkTags(provider.tags, foldsKeys: false)
      problems += check.problems.map { problem in
        var problem = problem
        problem.role = nil
        problem.part = .identityProvider(arn: arn)
        return problem
      }
    }
    return problems
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }

  /// `https://`, a host, and a path; IAM takes no port and no query (IAM API Reference,
  /// CreateOpenIDConnectProvider).
  private static func isIssuer(_ url: String) -> Bool {
    guard url.hasPrefix("https://"), url.utf8.count <= 255 else { return false }
    let rest = url.dropFirst("https://".count)
    let host = rest.prefix { $0 != "/" }
    return host.contains(".") && !rest.hasSuffix("/")
      && rest.utf8.allSatisfy { (0x21...0x7E).contains($0) }
      && !rest.contains { "?#:@\"<>".contains($0) }
  }
}
