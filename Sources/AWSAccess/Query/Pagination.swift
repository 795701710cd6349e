extension QueryClient {
  /// All pages of a list, one answer each.
  ///
  /// AWS may give short pages, so only `IsTruncated` says whether there are more; a page that
  /// promises more without a new marker is an error, because a list that silently ends would look
  /// complete.
  public func pages(
    _ action: String, _ parameters: [(String, String)] = []
  ) throws(CallError) -> [CallAnswer] {
    var answers: [CallAnswer] = []
    var markers: Set<String> = []
    var next: [(String, String)] = []
    while true {
      let answer = try call(action, parameters + next)
      answers.append(answer)
      guard answer.result["IsTruncated"] != nil else { return answers }
      guard let goesOn = answer.result.truth(of: "IsTruncated") else {
        throw .malformedAnswer(
          summary: "\(action) does not say whether its list goes on", answersLost: 0)
      }
      guard goesOn else { return answers }
      guard let marker = answer.result.text(of: "Marker"), !marker.isEmpty else {
        throw .malformedAnswer(
          summary: "\(action) promises more and gives no marker", answersLost: 0)
      }
      guard markers.insert(marker).inserted else {
        throw .malformedAnswer(summary: "\(action) gives the same marker twice", answersLost: 0)
      }
      next = [("Marker", marker)]
    }
  }
}
