import IAMPolicy
import JSONText
import PolicyAnalysis
public import ServiceReference

extension ServiceReference {
  /// Up to three actions or patterns that may be meant by a pattern that takes nothing, the nearest first.
  public func names(near text: String) -> [String] {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
      return NearestName.several(of: text, among: services.map { "\($0.prefix):*" }, most: 3)
    }
    let prefix = String(text[..<colon])
    let name = String(text[text.utf8.index(after: colon)...])
    guard let service = service(prefix) else {
      // The same name in a service that is near, where it has it.
      let near = NearestName.several(of: prefix, among: services.map(\.prefix), most: 3)
      let whole = near.map { "\($0):\(name)" }.filter {
        !actions(matching: ActionPattern($0)).isEmpty
      }
      return whole.isEmpty ? near.map { "\($0):*" } : whole
    }
    let names = service.actions.map(\.name)
    guard ActionPattern(name).hasWildcard else {
      return NearestName.several(of: name, among: names, most: 3).map { "\(service.prefix):\($0)" }
    }
    var beginnings: [String] = []
    var seen: Set<Substring> = []
    for name in names {
      for end in NameWords.breaks(of: name) where seen.insert(name[..<end]).inserted {
        beginnings.append(name[..<end] + "*")
      }
    }
    return NearestName.several(of: name, among: beginnings, most: 3).map {
      "\(service.prefix):\($0)"
    }
  }
}
