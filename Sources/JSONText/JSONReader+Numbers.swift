extension JSONReader {
  /// Reads a number and keeps its text; `next` is at its minus or first digit.
  mutating func number() throws(Problem) -> String {
    let start = next
    if next.pointee == Byte.minus { next += 1 }
    guard next < end, isDigit(next) else {
      throw numberProblem(at: start, "a minus without a number behind it")
    }
    if next.pointee == Byte.zero {
      next += 1
      if next < end, isDigit(next) {
        throw numberProblem(
          at: start, "a number with a leading zero",
          hint: "remove the zero, or put the number in double quotes if it is an account id")
      }
      if next < end, next.pointee | 0x20 == UInt8(ascii: "x") {
        throw numberProblem(at: start, "a hexadecimal number", hint: "write it as a decimal number")
      }
    } else {
      skipDigits()
    }
    if next < end, next.pointee == Byte.point {
      next += 1
      guard next < end, isDigit(next) else {
        throw numberProblem(at: start, "a number that ends in its decimal point")
      }
      skipDigits()
    }
    if next < end, next.pointee | 0x20 == UInt8(ascii: "e") {
      next += 1
      if next < end, next.pointee == Byte.plus || next.pointee == Byte.minus { next += 1 }
      guard next < end, isDigit(next) else {
        throw numberProblem(at: start, "a number whose exponent has no digits")
      }
      skipDigits()
    }
    return String(decoding: UnsafeBufferPointer(start: start, count: next - start), as: UTF8.self)
  }

  private func isDigit(_ byte: Pointer) -> Bool { byte.pointee &- Byte.zero < 10 }

  private mutating func skipDigits() {
    while next < end, isDigit(next) { next += 1 }
  }

  private func numberProblem(
    at start: Pointer, _ message: String, hint: String? = "complete the number"
  ) -> Problem {
    Problem(.syntax, at: position(of: start), message, hint: hint)
  }
}
