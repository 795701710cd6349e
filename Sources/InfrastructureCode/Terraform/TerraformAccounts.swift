import IAMPolicy
import JSONText

/// Which account a resource is in, as far as the plan tells: by its ARN, or by its provider.
struct TerraformAccounts {
  /// The account of a provider; nil where resources of it contradict each other.
  private var byProvider: [String: String?] = [:]
  private var byAddress: [String: String] = [:]
  private var partitions: [String: String] = [:]

  init(_ reader: TerraformReader) {
    byProvider = reader.configuration.accounts.mapValues { .some($0) }
    for (address, values) in reader.data("aws_caller_identity") {
      guard let account = values["account_id"]?.string else { continue }
      learn(account, of: reader.configuration.resource(of: address)?.provider)
    }
    for change in reader.changes where change.type.hasPrefix("aws_iam_") {
      guard let arn = (change.before?["arn"] ?? change.after?["arn"])?.string,
        let account = TerraformConfiguration.account(of: arn)
      else { continue }
      byAddress[change.address] = account
      let provider = reader.configuration.resource(of: change.name)?.provider
      learn(account, of: provider)
      if let provider {
        partitions[provider] = ARN(arn)?.partition
      }
    }
  }

  private mutating func learn(_ account: String, of provider: String?) {
    guard let provider, !provider.isEmpty else { return }
    if let known = byProvider[provider], known != account {
      byProvider[provider] = .some(nil)
    } else {
      byProvider[provider] = account
    }
  }

  /// The account of an instance, or what stands for it; empty where nothing is known.
  func scope(of address: String, _ provider: String) -> String {
    byAddress[address] ?? account(of: provider) ?? provider
  }

  /// The account of a provider.
  func account(of provider: String) -> String? { byProvider[provider] ?? nil }

  /// The partition of a provider, which the ARNs of its resources tell.
  func partition(of provider: String) -> String? { partitions[provider] }

  /// The accounts, in order.
  var all: [String] { Set(byAddress.values).union(byProvider.values.compactMap(\.self)).sorted() }
}
