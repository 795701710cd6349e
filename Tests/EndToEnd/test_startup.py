"""What a command that needs no account touches at its start: files that it opens and libraries.

Counted by strace where a machine has it, and by the dynamic linker alone elsewhere.
"""

import re
import shutil
import subprocess

import pytest

POLICY = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", \
"Resource": "arn:aws:s3:::bucket/*"}}'
# What the C library and the Swift runtime read for themselves.
OF_THE_SYSTEM = re.compile(
    r"/etc/ld\.so\.(cache|preload)|/proc/self/(maps|auxv|exe)|/sys/devices/system/cpu/\w+"
    r"|/sys/fs/cgroup/.*|/proc/self/cgroup|/usr/lib/locale/.*|.*/gconv.*"
    # The day on which suppressions are judged.
    r"|/etc/localtime"
)
LIBRARIES = {"libc", "libm", "libstdc++", "libgcc_s", "libpthread", "libdl", "ld-linux-x86-64"}


def libraries(program) -> set[str]:
    """The libraries that the dynamic linker loads before anything runs."""
    environment = program.environment | {"LD_TRACE_LOADED_OBJECTS": "1"}
    done = subprocess.run(
        [program.binary], env=environment, capture_output=True, text=True, check=True
    )
    return set(re.findall(r"(?:/|\t)([^/\s]+?)\.so", done.stdout)) - {"linux-vdso"}


@pytest.mark.parametrize(
    "words",
    [
        ("version",),
        ("trust", "AWSPanoramaApplianceServiceRole", "--account", "123456789012"),
        ("lint", "policy.json"),
    ],
    ids=lambda words: words[0],
)
def test_a_command_without_an_account_opens_what_it_is_given_and_nothing_else(program, words):
    (program.folder / "policy.json").write_text(POLICY)
    loaded = libraries(program)
    if not any(name.startswith("libswift") for name in loaded):
        # A release: the Swift library is in the program, and none of the network is loaded.
        assert loaded <= LIBRARIES
    if not shutil.which("strace"):
        return
    log = program.folder / "opened.txt"
    subprocess.run(
        ["strace", "-f", "-e", "trace=open,openat,socket,connect", "-o", log, program.binary,
         *words],
        cwd=program.folder, env=program.environment, capture_output=True, check=True,
    )  # fmt: skip
    calls = [line for line in log.read_text().splitlines() if " = -1 " not in line]
    assert not [line for line in calls if "socket(" in line or "connect(" in line]
    names = [found[1] for line in calls if (found := re.search(r'open(?:at)?\(.*?"(.*?)"', line))]
    own = [
        name
        for name in names
        if ".so" not in name and not OF_THE_SYSTEM.fullmatch(name) and name != "."
    ]
    assert own == (["policy.json"] if "policy.json" in words else []), own
