#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// What `make bench` measures inside of one process, so that starting it does not count. Each
// measurement prints JSON lines that bench.py reads; this target alone may use Foundation, to
// compare with it.

@main
struct Measure {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    switch (words.first, words.dropFirst().first) {
    case ("read", let path?): Readers.compare(documents: lines(path))
    case ("large", nil): Readers.compareLarge()
    case ("wildcards", nil): Wildcards.compare()
    case ("decide", let path?): Decisions.measure(documents: lines(path))
    case ("compare", let path?): Comparisons.measure(pairs: lines(path))
    default: stop("usage: Measure read|decide|compare FILE, or large|wildcards")
    }
  }

  /// The lines of a file.
  private static func lines(_ path: String) -> [[UInt8]] {
    guard let file = fopen(path, "rb") else { stop("'\(path)' cannot be read") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      bytes += chunk[..<count]
    }
    return bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
  }
}

func stop(_ message: String) -> Never {
  print("measure: \(message)")
  exit(64)
}

/// The CPU time that `work` takes, in nanoseconds: a busy machine does not count.
func nanoseconds(_ work: () -> Void) -> Int {
  let start = clock()
  work()
  return clock() - start
}

private func clock() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// The median of each, run by turns.
func medians(turns: Int, _ work: [() -> Void]) -> [Int] {
  var found = work.map { _ in [Int]() }
  for _ in 0..<turns {
    for (index, one) in work.enumerated() { found[index].append(nanoseconds(one)) }
  }
  return found.map { $0.sorted()[$0.count / 2] }
}
