import AWSAccess
import IAMPolicy
import Testing

@Suite("The names of partitions")
struct PartitionNameTests {
  @Test("they are those whose hosts are known, each with the Region that IAM is signed for")
  func names() {
    #expect(PartitionName.all.sorted() == Partition.all.map(\.id).sorted())
    #expect(PartitionName.all.first == "aws")
    for partition in Partition.all {
      #expect(PartitionName.usualRegion(of: partition.id) == partition.signingRegion)
    }
    #expect(PartitionName.usualRegion(of: "aws-of-tomorrow") == "us-east-1")
  }
}
