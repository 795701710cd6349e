import IAMPolicy

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A million wildcard matches, against fnmatch(3).
enum Wildcards {
  private static let patterns = [
    "s3:Get*", "s3:*", "*", "ec2:Describe?nstances", "arn:aws:s3:::bucket/*",
    "arn:aws:s3:::*/a/*.jpg",
    "arn:aws:iam::123456789012:role/*", "*a*b*c*", "arn:aws:logs:*:*:log-group:*:log-stream:*",
    "???????",
  ]
  private static let texts = [
    "s3:GetObject", "s3:PutObject", "ec2:DescribeInstances", "arn:aws:s3:::bucket/a/b/c.jpg",
    "arn:aws:iam::123456789012:role/path/to/name", "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbcccccccccccd",
    "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/x:log-stream:2026/11/21/a",
    "iam:PassRole", "", "abcdefg",
  ]

  static func compare() {
    let compiled = patterns.map { WildcardPattern($0) }
    let rounds = 1_000_000 / (patterns.count * texts.count)
    var (ours, theirs) = (0, 0)
    let times = medians(
      turns: 5,
      [
        {
          ours = 0
          for _ in 0..<rounds {
            for pattern in compiled { for text in texts where pattern.matches(text) { ours += 1 } }
          }
        },
        {
          theirs = 0
          for _ in 0..<rounds {
            for pattern in patterns {
              for text in texts where fnmatch(pattern, text, 0) == 0 { theirs += 1 }
            }
          }
        },
      ])
    if ours != theirs { stop("\(ours) matches, and \(theirs) by fnmatch") }
    print(
      #"{"matches":\#(rounds * patterns.count * texts.count),"ours":\#(times[0]),"#
        + #""fnmatch":\#(times[1])}"#)
  }
}
