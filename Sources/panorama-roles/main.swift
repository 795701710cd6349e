import PanoramaRoles

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// Without the exit handlers of libraries: a thread may still be loading libcurl, whose handlers must
// not run beside its start.
let status = Program.run(Array(CommandLine.arguments.dropFirst()))
fflush(nil)
_exit(status)
