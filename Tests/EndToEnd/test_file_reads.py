"""Each file that a run reads is opened once.

The kernel counts (inotify, Linux): what the program says of itself does not matter.
"""

import ctypes
import os
import shutil
import struct

import pytest

from EndToEnd.support.snapshots import ROOT

EXAMPLE = ROOT / "Documentation" / "example"
IN_OPEN = 0x20
FILES = ("panorama-roles.json", "team.json", "account.json")
ROWS = [
    ("drift --snapshot account.json", FILES),
    ("drift --snapshot account.json --format sarif", FILES),
    ("plan --snapshot account.json", FILES),
    ("lint --role-set team.json", ("team.json",)),
    ("policy tool --for init", FILES[:2]),
]


class Opens:
    """Counts how often the files of a folder are opened."""

    def __init__(self, folder):
        library = ctypes.CDLL(None, use_errno=True)
        self.watcher = library.inotify_init1(os.O_NONBLOCK)
        assert self.watcher >= 0, os.strerror(ctypes.get_errno())
        watch = library.inotify_add_watch(self.watcher, os.fsencode(folder), IN_OPEN)
        assert watch >= 0, os.strerror(ctypes.get_errno())

    def counts(self) -> dict[str, int]:
        found: dict[str, int] = {}
        try:
            data = os.read(self.watcher, 1 << 20)
        except BlockingIOError:  # nothing was opened
            data = b""
        while data:
            size = struct.unpack_from("iIII", data)[3]
            name = data[16 : 16 + size].rstrip(b"\0").decode()
            if name:
                found[name] = found.get(name, 0) + 1
            data = data[16 + size :]
        os.close(self.watcher)
        return found


@pytest.mark.parametrize(("words", "files"), ROWS, ids=[row[0] for row in ROWS])
def test_a_run_opens_each_file_once(program, words, files):
    for name in FILES[1:]:
        shutil.copy(EXAMPLE / name, program.folder)
    words_of_init = ("init", "--account", "123456789012", "--offline", "--role-set", "team.json")
    program.run(*words_of_init, "--out", "setup").expect(0)
    opens = Opens(program.folder)
    program.run(*words.split())
    assert opens.counts() == dict.fromkeys(files, 1)
