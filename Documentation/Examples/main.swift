/// The worked examples of the library's documentation, in the order of its pages.
let examples: [(name: String, run: () throws -> Void)] = [
  ("ReadAndDecide", ReadAndDecide.run), ("CompareTwoPolicies", CompareTwoPolicies.run),
  ("LintAPolicy", LintAPolicy.run), ("DescribeRoles", DescribeRoles.run),
  ("CheckASnapshot", CheckASnapshot.run),
]
for example in examples {
  print("== \(example.name)")
  do { try example.run() } catch { fatalError("\(example.name): \(error)") }
}
