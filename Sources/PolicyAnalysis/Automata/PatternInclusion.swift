/// Says whether every text that `narrow` matches is matched by `wide`; both are patterns with `*` and `?`.
///
/// Time and memory grow with the product of the lengths. It can miss an inclusion that needs several
/// characters at once to see (`*a*` inside of `*`-rich patterns), and never claims one that does not hold.
package func pattern(_ wide: [UInt8], covers narrow: [UInt8]) -> Bool {
  let star = UInt8(ascii: "*")
  let one = UInt8(ascii: "?")
  // reach[j]: the first characters of `wide` read so far can match all that narrow[..<j] matches.
  var reach = [Bool](repeating: false, count: narrow.count + 1)
  reach[0] = true
  for character in wide {
    var next = [Bool](repeating: false, count: narrow.count + 1)
    if character == star {
      var open = false
      for index in reach.indices {
        open = open || reach[index]
        next[index] = open
      }
    } else {
      for index in narrow.indices where reach[index] {
        let other = narrow[index]
        next[index + 1] = other == character || (character == one && other != star)
      }
    }
    reach = next
  }
  return reach[narrow.count]
}
