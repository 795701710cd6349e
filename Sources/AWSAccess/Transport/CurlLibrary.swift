#if os(Linux)
import Glibc

/// libcurl, opened when the first request is made: linking it would cost every command, offline
/// ones too, the loading of some thirty shared objects.
///
/// `curl_easy_setopt` and its kin take a variable argument. They are called here through pointers
/// to functions of three arguments, which is the same call on x86-64 (System V) and on 64-bit ARM
/// Linux (AAPCS64); on Apple's arm64 it would not be, and there URLSession serves.
struct CurlLibrary: Sendable {
  typealias Handle = OpaquePointer
  typealias WriteCallback =
    @convention(c) (UnsafeMutablePointer<UInt8>?, Int, Int, UnsafeMutableRawPointer?) -> Int
  typealias PrepareCallback =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, Int32, Int32
    ) -> Int32

  let easyInit: @convention(c) () -> Handle?
  let easyReset: @convention(c) (Handle) -> Void
  let easyCleanup: @convention(c) (Handle) -> Void
  let setLong: @convention(c) (Handle, Int32, Int) -> Int32
  let setPointer: @convention(c) (Handle, Int32, UnsafeRawPointer?) -> Int32
  let setWriter: @convention(c) (Handle, Int32, WriteCallback) -> Int32
  let setPreparer: @convention(c) (Handle, Int32, PrepareCallback) -> Int32
  let getInfo: @convention(c) (Handle, Int32, UnsafeMutableRawPointer) -> Int32
  let describe: @convention(c) (Int32) -> UnsafePointer<CChar>?
  let append: @convention(c) (OpaquePointer?, UnsafePointer<CChar>) -> OpaquePointer?
  let freeList: @convention(c) (OpaquePointer?) -> Void
  let multiInit: @convention(c) () -> Handle?
  let multiAdd: @convention(c) (Handle, Handle) -> Int32
  let multiRemove: @convention(c) (Handle, Handle) -> Int32
  let multiPerform: @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32
  /// Takes `struct curl_waitfd`, which is laid out as `struct pollfd`.
  let multiPoll:
    @convention(c) (
      Handle, UnsafeMutablePointer<pollfd>?, UInt32, Int32, UnsafeMutablePointer<Int32>?
    ) -> Int32
  /// Gives `struct CURLMsg`: a number, the handle, and a union of which the result is used.
  let multiRead: @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> UnsafeRawPointer?
  let multiCleanup: @convention(c) (Handle) -> Int32

  /// The library, opened and initialised once in the process.
  static let shared: Result<CurlLibrary, TransportError> = Result { () throws(TransportError) in
    try CurlLibrary(openingAnyOf: ["libcurl.so.4", "libcurl-gnutls.so.4"])
  }

  init(openingAnyOf names: [String]) throws(TransportError) {
    var reasons: [String] = []
    for name in names {
      if let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
        try self.init(library)
        return
      }
      if let reason = dlerror() { reasons.append(String(cString: reason)) }
    }
    throw .libraryMissing(detail: reasons.first ?? "no name was given")
  }

  private init(_ library: UnsafeMutableRawPointer) throws(TransportError) {
    func symbol<Function>(
      _ name: String, as type: Function.Type
    ) throws(TransportError) -> Function {
      guard let address = dlsym(library, name) else {
        throw .libraryMissing(detail: "it has no '\(name)'")
      }
      return unsafeBitCast(address, to: type)
    }
    typealias GlobalInit = @convention(c) (Int) -> Int32
    let globalInit = try symbol("curl_global_init", as: GlobalInit.self)
    easyInit = try symbol("curl_easy_init", as: (@convention(c) () -> Handle?).self)
    easyReset = try symbol("curl_easy_reset", as: (@convention(c) (Handle) -> Void).self)
    easyCleanup = try symbol("curl_easy_cleanup", as: (@convention(c) (Handle) -> Void).self)
    setLong = try symbol(
      "curl_easy_setopt", as: (@convention(c) (Handle, Int32, Int) -> Int32).self)
    setPointer = try symbol(
      "curl_easy_setopt", as: (@convention(c) (Handle, Int32, UnsafeRawPointer?) -> Int32).self)
    setWriter = try symbol(
      "curl_easy_setopt", as: (@convention(c) (Handle, Int32, WriteCallback) -> Int32).self)
    setPreparer = try symbol(
      "curl_easy_setopt", as: (@convention(c) (Handle, Int32, PrepareCallback) -> Int32).self)
    getInfo = try symbol(
      "curl_easy_getinfo",
      as: (@convention(c) (Handle, Int32, UnsafeMutableRawPointer) -> Int32).self)
    describe = try symbol(
      "curl_easy_strerror", as: (@convention(c) (Int32) -> UnsafePointer<CChar>?).self)
    append = try symbol(
      "curl_slist_append",
      as: (@convention(c) (OpaquePointer?, UnsafePointer<CChar>) -> OpaquePointer?).self)
    freeList = try symbol(
      "curl_slist_free_all", as: (@convention(c) (OpaquePointer?) -> Void).self)
    multiInit = try symbol("curl_multi_init", as: (@convention(c) () -> Handle?).self)
    multiAdd = try symbol(
      "curl_multi_add_handle", as: (@convention(c) (Handle, Handle) -> Int32).self)
    multiRemove = try symbol(
      "curl_multi_remove_handle", as: (@convention(c) (Handle, Handle) -> Int32).self)
    multiPerform = try symbol(
      "curl_multi_perform",
      as: (@convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32).self)
    multiPoll = try symbol(
      "curl_multi_poll",
      as: (@convention(c) (
        Handle, UnsafeMutablePointer<pollfd>?, UInt32, Int32, UnsafeMutablePointer<Int32>?
      ) -> Int32).self)
    multiRead = try symbol(
      "curl_multi_info_read",
      as: (@convention(c) (
        Handle, UnsafeMutablePointer<Int32>
      ) -> UnsafeRawPointer?).self)
    multiCleanup = try symbol("curl_multi_cleanup", as: (@convention(c) (Handle) -> Int32).self)
    guard globalInit(Self.globalAll) == 0 else {
      throw .libraryMissing(detail: "it does not start")
    }
  }

  private static let globalAll = 3
}

// Numbers of curl/curl.h, which are part of the library's binary interface.

/// `CURLoption`.
enum CurlOption {
  static let writeData: Int32 = 10_001
  static let url: Int32 = 10_002
  static let proxy: Int32 = 10_004
  static let errorBuffer: Int32 = 10_010
  static let postFields: Int32 = 10_015
  static let httpHeader: Int32 = 10_023
  static let headerData: Int32 = 10_029
  static let customRequest: Int32 = 10_036
  static let post: Int32 = 47
  static let followLocation: Int32 = 52
  static let postFieldSize: Int32 = 60
  static let caInfo: Int32 = 10_065
  static let httpGet: Int32 = 80
  static let httpVersion: Int32 = 84
  static let forbidReuse: Int32 = 75
  static let caPath: Int32 = 10_097
  static let noSignal: Int32 = 99
  static let timeoutMilliseconds: Int32 = 155
  static let connectTimeoutMilliseconds: Int32 = 156
  static let proxyUserName: Int32 = 10_175
  static let proxyPassword: Int32 = 10_176
  static let noProxy: Int32 = 10_177
  static let protocols: Int32 = 181
  static let pathAsIs: Int32 = 234
  static let proxyCAInfo: Int32 = 10_246
  static let proxyCAPath: Int32 = 10_247
  static let suppressConnectHeaders: Int32 = 265
  static let http09Allowed: Int32 = 285
  /// Does not wait for a name that is still being looked up (libcurl 7.87 and later).
  static let quickExit: Int32 = 322
  static let writeFunction: Int32 = 20_011
  static let headerFunction: Int32 = 20_079
  static let prepareFunction: Int32 = 20_312
  static let prepareData: Int32 = 10_313
}

/// `CURLINFO`.
enum CurlInfo {
  static let responseCode: Int32 = 0x200000 + 2
  static let connectCode: Int32 = 0x200000 + 22
  static let preTransferTime: Int32 = 0x600000 + 52
}

/// `CURLcode`.
enum CurlCode {
  static let ok: Int32 = 0
  static let unsupportedProtocol: Int32 = 1
  static let badURL: Int32 = 3
  static let proxyNotFound: Int32 = 5
  static let hostNotFound: Int32 = 6
  static let cannotConnect: Int32 = 7
  static let strangeReply: Int32 = 8
  static let partialFile: Int32 = 18
  static let writeError: Int32 = 23
  static let timedOut: Int32 = 28
  static let tlsConnect: Int32 = 35
  static let abortedByCallback: Int32 = 42
  static let gotNothing: Int32 = 52
  static let sendError: Int32 = 55
  static let receiveError: Int32 = 56
  static let peerNotVerified: Int32 = 60
  static let badCertificateFile: Int32 = 77
  static let proxyHandshake: Int32 = 97
}
#endif
