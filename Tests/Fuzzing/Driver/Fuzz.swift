import FuzzTargets
import Reports

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// Built in two ways. `make fuzz` links libFuzzer, which has the `main` and calls the function below
// with inputs of its own. Without it the program feeds files to a target, to see a crash again:
//
//     swift run Fuzz policy .artefacts/fuzz/policy/crash-…

#if FUZZING

private let target: FuzzTarget = {
  let name = getenv("PANORAMA_ROLES_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget.named(name) else {
    stop("PANORAMA_ROLES_FUZZ_TARGET is '\(name)', which is no target")
  }
  return target
}()

/// Feeds one input of libFuzzer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  if let fault = target.check(input) {
    // libFuzzer keeps the input of a run that aborts.
    complain("\(target.name): \(fault)")
    abort()
  }
  return 0
}

#else

@main
struct Fuzz {
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    guard let target = words.first.flatMap(FuzzTarget.named), words.count > 1 else {
      stop("usage: Fuzz \(FuzzTarget.all.map(\.name).joined(separator: "|")) FILE…")
    }
    var isGood = true
    for path in words.dropFirst() {
      guard let input = Corpus.bytes(path) else { stop("'\(path)' cannot be read") }
      let fault = target.check(input)
      print("\(path): \(fault ?? "good")")
      if fault != nil { isGood = false }
    }
    exit(isGood ? 0 : 1)
  }
}

#endif

private func complain(_ message: String) {
  var line = "fuzz: \(message)\n"
  line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

private func stop(_ message: String) -> Never {
  complain(message)
  exit(64)
}
