import JSONText

/// A block of IPv4 or IPv6 addresses: `203.0.113.0/24`, `2001:db8::/32`, or one address
/// (RFC 4632 and RFC 4291, the forms of "IP address condition operators").
package struct IPNetwork: Hashable, Sendable {
  /// The two families; a block of one never contains addresses of the other.
  package enum Family: Hashable, Sendable {
    case v4
    case v6

    /// The length of an address in bits.
    package var bits: Int {
      switch self {
      case .v4: 32
      case .v6: 128
      }
    }
  }

  /// The family.
  package let family: Family
  /// The first address; bits of the text below the prefix are cleared.
  package let first: UInt128
  /// How many leading bits the addresses share.
  package let prefix: Int

  /// The last address.
  package var last: UInt128 { first | IPNetwork.hostBits(family, prefix) }

  /// Reads an address or a block; nil when the text is neither.
  ///
  /// Leading zeros of an IPv4 number are refused, because half the world reads them as octal.
  package init?(_ text: [UInt8]) {
    let slash = text.firstIndex(of: 0x2F) ?? text.endIndex
    let address = text[..<slash]
    let family: Family
    let bits: UInt128
    if let number = IPNetwork.v4(address) {
      (family, bits) = (.v4, UInt128(number))
    } else if let number = IPNetwork.v6(address) {
      (family, bits) = (.v6, number)
    } else {
      return nil
    }
    var prefix = family.bits
    if slash < text.endIndex {
      guard let read = IPNetwork.decimal(text[(slash + 1)...]), read <= family.bits else {
        return nil
      }
      prefix = read
    }
    self.family = family
    self.prefix = prefix
    first = bits & ~IPNetwork.hostBits(family, prefix)
  }

  /// Reads an address or a block from text.
  package init?(_ text: String) { self.init(Array(text.utf8)) }

  /// One text for each block; an address alone is a block of one.
  var canonicalText: String {
    let width = family == .v4 ? 8 : 16
    let mask = (UInt128(1) << UInt128(width)) - 1
    let fields = stride(from: family.bits - width, through: 0, by: -width).map { shift in
      String((first >> UInt128(shift)) & mask, radix: family == .v4 ? 10 : 16)
    }
    return "\(fields.joined(separator: family == .v4 ? "." : ":"))/\(prefix)"
  }

  /// Says whether every address of `other` is one of this block.
  package func contains(_ other: IPNetwork) -> Bool {
    family == other.family && prefix <= other.prefix && first <= other.first
      && other.last <= last
  }

  private static func hostBits(_ family: Family, _ prefix: Int) -> UInt128 {
    let hostBits = family.bits - prefix
    return hostBits == 128 ? .max : (1 << UInt128(hostBits)) - 1
  }

  private static func v4(_ text: ArraySlice<UInt8>) -> UInt32? {
    let numbers = text.split(separator: 0x2E, maxSplits: 4, omittingEmptySubsequences: false)
    guard numbers.count == 4 else { return nil }
    var address: UInt32 = 0
    for number in numbers {
      guard let byte = decimal(number), byte <= 255 else { return nil }
      address = address << 8 | UInt32(byte)
    }
    return address
  }

  /// One to three digits without a leading zero.
  private static func decimal(_ text: ArraySlice<UInt8>) -> Int? {
    guard (1...3).contains(text.count), text.count == 1 || text.first != 0x30 else { return nil }
    var number = 0
    for byte in text {
      guard let digit = digitValue(byte) else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }

  private static func v6(_ text: ArraySlice<UInt8>) -> UInt128? {
    // The longest address has 45 characters, with an IPv4 address at its end.
    guard text.count <= 45 else { return nil }
    var halves: [ArraySlice<UInt8>] = [text]
    if let gap = text.indices.dropLast().first(where: { text[$0] == 0x3A && text[$0 + 1] == 0x3A })
    {
      halves = [text[..<gap], text[(gap + 2)...]]
    }
    var groups: [[UInt16]] = []
    for (index, half) in halves.enumerated() {
      guard let read = v6Groups(half, atEnd: index == halves.count - 1) else { return nil }
      groups.append(read)
    }
    let count = groups.reduce(0) { $0 + $1.count }
    // `::` stands for one group of zeros or more.
    guard halves.count == 1 ? count == 8 : count <= 7 else { return nil }
    if halves.count == 2 { groups.insert([UInt16](repeating: 0, count: 8 - count), at: 1) }
    return groups.joined().reduce(0) { $0 << 16 | UInt128($1) }
  }

  private static func v6Groups(_ text: ArraySlice<UInt8>, atEnd: Bool) -> [UInt16]? {
    if text.isEmpty { return [] }
    let fields = text.split(separator: 0x3A, omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, field) in fields.enumerated() {
      if atEnd, index == fields.count - 1, let tail = v4(field) {
        groups += [UInt16(tail >> 16), UInt16(tail & 0xFFFF)]
        continue
      }
      guard (1...4).contains(field.count) else { return nil }
      var group: UInt16 = 0
      for byte in field {
        guard let digit = hexValue(byte) else { return nil }
        group = group << 4 | UInt16(digit)
      }
      groups.append(group)
    }
    return groups
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    if let digit = digitValue(byte) { return digit }
    let letter = asciiLowercased(byte) &- 0x61
    return letter < 6 ? letter + 10 : nil
  }
}
