"""Starts the stub and prints its address, one line, on standard output."""

import argparse
import gc
import sys
import threading

from .server import Server


def main() -> int:
    parser = argparse.ArgumentParser(prog="Stub", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--partition", default="aws", choices=["aws", "aws-cn", "aws-us-gov"])
    parser.add_argument("--cert", help="PEM certificate chain: serve https")
    parser.add_argument("--key", help="PEM private key")
    parser.add_argument(
        "--until-eof", action="store_true", help="stop when standard input ends (for tests)"
    )
    words = parser.parse_args()
    server = Server(words.port, partition=words.partition, cert=words.cert, key=words.key)
    # What was imported stays: the collector looks at what requests leave, and seldom.
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    print(server.url, flush=True)
    if words.until_eof:
        threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.05)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
