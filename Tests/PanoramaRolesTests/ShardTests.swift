import AWSAccess
import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct ShardTests {
  struct Row: Sendable {
    var flag: String?
    var total: Int?
    var environment: [String: String] = [:]
    /// `I/N`; nil when it is refused.
    var shard: String?
  }

  static let batch = "AWS_BATCH_JOB_ARRAY_INDEX"
  static let size = "AWS_BATCH_JOB_ARRAY_SIZE"
  static let job = "JOB_COMPLETION_INDEX"

  static let rows: [Row] = [
    Row(shard: "1/1"), Row(total: 1, shard: "1/1"), Row(flag: "2/4", shard: "2/4"),
    Row(flag: "2/4", total: 4, shard: "2/4"), Row(flag: "2/4", total: 5),
    Row(flag: "0/4"), Row(flag: "5/4"), Row(flag: "1"), Row(flag: "a/b"), Row(flag: "+1/4"),
    Row(flag: "1/99999999999999999999"), Row(flag: "1/2", environment: [batch: "7"], shard: "1/2"),
    Row(environment: [batch: "0", size: "3"], shard: "1/3"),
    Row(environment: [batch: "2", size: "3"], shard: "3/3"),
    Row(environment: [batch: "3", size: "3"]), Row(environment: [batch: "0"]),
    Row(environment: [batch: "x", size: "3"]), Row(environment: [batch: "-1", size: "3"]),
    Row(total: 4, environment: [batch: "2", size: "3"]),
    Row(total: 3, environment: [batch: "2", size: "3"], shard: "3/3"),
    // Kubernetes does not tell how many there are.
    Row(environment: [job: "2"]), Row(total: 5, environment: [job: "2"], shard: "3/5"),
    Row(total: 5, environment: [job: "5"]), Row(total: 5), Row(total: 5, environment: [batch: " "]),
  ]

  @Test("the part of the list is told by flags or by the environment", arguments: rows)
  func sources(row: Row) {
    do {
      let shard = try Shard(
        flag: row.flag, total: row.total, environment: Environment(row.environment))
      #expect(shard.text == row.shard)
    } catch {
      #expect(row.shard == nil, "\(error.problems)")
      #expect(error.status == .usage)
      #expect(error.problems[0].hint != nil)
    }
  }

  @Test("every position is in exactly one shard", arguments: [1, 2, 3, 7, 40, 41])
  func partition(count: Int) throws {
    let shards = try (1...count).map { try Shard(reading: "\($0)/\(count)") }
    for position in 0..<40 {
      #expect(shards.count { $0.holds(position) } == 1)
    }
  }
}
