import IAMPolicy
import IAMRoles

/// What identity providers take of permissions.
extension ToolPermissions {
  /// The ARNs of the identity providers that the set makes, and of those that left it.
  private func providers(saml isSAML: Bool) -> [String] {
    (roleSet.providers.map(roleSet.arn(of:)) + roleSet.left.filter(\.isProvider).map(\.arn))
      .filter { $0.isSAMLProvider == isSAML }
  }

  /// What reading identity providers takes; nothing where the set has none.
  var providerReads: [IdentityStatement] {
    let (oidc, saml) = (providers(saml: false), providers(saml: true))
    guard !(oidc.isEmpty && saml.isEmpty) else { return [] }
    var statements = [
      allow(
        "ListIdentityProviders",
        (oidc.isEmpty ? [] : ["iam:ListOpenIDConnectProviders"])
          + (saml.isEmpty ? [] : ["iam:ListSAMLProviders"]), ["*"])
    ]
    if !oidc.isEmpty {
      statements.append(allow("ReadOIDCProviders", ["iam:GetOpenIDConnectProvider"], oidc))
    }
    if !saml.isEmpty {
      statements.append(allow("ReadSAMLProviders", ["iam:GetSAMLProvider"], saml))
    }
    return statements
  }

  /// What making and keeping identity providers takes; nothing where the set has none.
  var providerWrites: [IdentityStatement] {
    var statements: [IdentityStatement] = []
    let made = roleSet.providers.map(roleSet.arn(of:))
    let oidc = made.filter { $0.contains(":oidc-provider/") }
    let saml = made.filter { $0.contains(":saml-provider/") }
    let areTagged = hasOwnershipTag || roleSet.providers.contains { !$0.tags.isEmpty }
    if !oidc.isEmpty {
      statements.append(
        allow(
          "MakeOIDCProviders",
          [
            "iam:AddClientIDToOpenIDConnectProvider", "iam:CreateOpenIDConnectProvider",
            "iam:RemoveClientIDFromOpenIDConnectProvider",
          ] + (areTagged ? ["iam:TagOpenIDConnectProvider", "iam:UntagOpenIDConnectProvider"] : [])
            + ["iam:UpdateOpenIDConnectProviderThumbprint"], oidc))
    }
    if !saml.isEmpty {
      statements.append(
        allow(
          "MakeSAMLProviders",
          ["iam:CreateSAMLProvider"]
            + (areTagged ? ["iam:TagSAMLProvider", "iam:UntagSAMLProvider"] : [])
            + ["iam:UpdateSAMLProvider"], saml))
    }
    return statements
  }

  /// What a snapshot with the identity providers of the account takes; nothing where the set has none.
  var providerSweep: [IdentityStatement] {
    guard !(roleSet.providers.isEmpty && !roleSet.left.contains(where: \.isProvider)) else {
      return []
    }
    let home = "arn:\(roleSet.partition):iam::\(roleSet.account)"
    return [
      allow(
        "ListIdentityProviders", ["iam:ListOpenIDConnectProviders", "iam:ListSAMLProviders"], ["*"]),
      allow("ReadOIDCProviders", ["iam:GetOpenIDConnectProvider"], ["\(home):oidc-provider/*"]),
      allow("ReadSAMLProviders", ["iam:GetSAMLProvider"], ["\(home):saml-provider/*"]),
    ]
  }

  /// What 'disown' takes for managed policies and identity providers that left the set: their tags go.
  var handovers: [IdentityStatement] {
    guard hasOwnershipTag else { return [] }
    let policies = roleSet.left.filter { !$0.isProvider }.map(\.arn)
    let (oidc, saml) = (leftProviders(saml: false), leftProviders(saml: true))
    return (policies.isEmpty ? [] : [allow("HandOverPolicies", ["iam:UntagPolicy"], policies)])
      + (oidc.isEmpty
        ? [] : [allow("HandOverOIDCProviders", ["iam:UntagOpenIDConnectProvider"], oidc)])
      + (saml.isEmpty ? [] : [allow("HandOverSAMLProviders", ["iam:UntagSAMLProvider"], saml)])
  }

  private func leftProviders(saml isSAML: Bool) -> [String] {
    roleSet.left.filter(\.isProvider).map(\.arn).filter { $0.isSAMLProvider == isSAML }
  }
}
