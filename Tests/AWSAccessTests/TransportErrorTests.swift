import Testing

@testable import AWSAccess

@Suite struct TransportErrorTests {
  struct Row: Sendable {
    let error: TransportError
    let mayHaveBeenApplied: Bool
    let isRetryable: Bool
  }

  static let rows: [Row] = [
    Row(error: .libraryMissing(detail: "d"), mayHaveBeenApplied: false, isRetryable: false),
    Row(error: .unsendable(detail: "d"), mayHaveBeenApplied: false, isRetryable: false),
    Row(error: .hostNotFound(host: "h"), mayHaveBeenApplied: false, isRetryable: true),
    Row(
      error: .proxyFailed(proxy: "p", detail: "d"), mayHaveBeenApplied: false, isRetryable: true),
    Row(
      error: .proxyRefused(proxy: "p", status: 407), mayHaveBeenApplied: false, isRetryable: false),
    Row(
      error: .proxyRefused(proxy: "p", status: 503), mayHaveBeenApplied: false, isRetryable: true),
    Row(
      error: .proxyUnusable(variable: "v", reason: "r"), mayHaveBeenApplied: false,
      isRetryable: false),
    Row(error: .connectionRefused(host: "h"), mayHaveBeenApplied: false, isRetryable: true),
    Row(
      error: .connectTimedOut(host: "h", seconds: 3), mayHaveBeenApplied: false, isRetryable: true),
    Row(
      error: .certificateRefused(host: "h", detail: "d"), mayHaveBeenApplied: false,
      isRetryable: false),
    Row(error: .trustStoreUnusable(detail: "d"), mayHaveBeenApplied: false, isRetryable: false),
    Row(
      error: .handshakeFailed(host: "h", detail: "d"), mayHaveBeenApplied: false, isRetryable: true),
    Row(
      error: .connectionClosed(host: "h", detail: "d"), mayHaveBeenApplied: true, isRetryable: true),
    Row(error: .timedOut(host: "h", seconds: 30), mayHaveBeenApplied: true, isRetryable: true),
    Row(error: .notHTTP(host: "h"), mayHaveBeenApplied: true, isRetryable: false),
    Row(error: .tooLarge(host: "h", limit: 1), mayHaveBeenApplied: true, isRetryable: false),
    Row(error: .cancelled, mayHaveBeenApplied: true, isRetryable: false),
    Row(error: .failed(host: "h", detail: "d"), mayHaveBeenApplied: true, isRetryable: true),
  ]

  @Test("says what may have happened and whether to try again", arguments: rows)
  func facts(row: Row) {
    #expect(row.error.mayHaveBeenApplied == row.mayHaveBeenApplied)
    #expect(row.error.isRetryable == row.isRetryable)
    #expect(!row.error.message.isEmpty)
  }
}
