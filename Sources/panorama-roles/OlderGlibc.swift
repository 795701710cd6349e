#if os(Linux)
/// The length of the hypotenuse, as C99 7.12.7.3 has it, for the standard library of Swift.
///
/// `hypotf` is the only function of the program that glibc gives a new version, 2.35; a definition in
/// the program itself lets it start on older systems. A test bounds the version that symbols ask for.
@_cdecl("hypotf")
public func hypotenuse(_ x: Float, _ y: Float) -> Float {
  if x.isInfinite || y.isInfinite { return .infinity }
  let (x, y) = (Double(x), Double(y))
  return Float((x * x + y * y).squareRoot())
}
#endif
