"""What is shipped: one program that runs anywhere, its man page and its completions."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from EndToEnd.support.accounts import STUB_TESTER
from EndToEnd.support.program import Program

TOOLS = pathlib.Path(sys.executable).parent


def output(*words, cwd=None, **environment) -> str:
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, timeout=60, cwd=cwd,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


def test_it_needs_neither_foundation_nor_curl_to_start(binary):
    if sys.platform != "linux":
        pytest.fail("this check reads an ELF file: it belongs to Linux", pytrace=False)
    needed = re.findall(r"\(NEEDED\).*\[(.+)\]", output("readelf", "-d", binary))
    assert needed, "no dynamic section was read"
    assert not [name for name in needed if "Foundation" in name or "curl" in name], needed
    # The C and C++ run-time libraries of every Linux, and nothing of Swift's.
    allowed = re.compile(r"(libc|libm|libstdc\+\+|libgcc_s|libpthread|libdl|ld-linux[-\w]*)\.so")
    assert all(allowed.match(name) for name in needed), needed


def test_no_library_beside_the_program_is_loaded(binary, tmp_path, stub):
    assert not re.findall(r"\((?:RPATH|RUNPATH)\).*", output("readelf", "-d", binary))
    moved = tmp_path / "panorama-roles"
    shutil.copy(binary, moved)
    # What is no library would stop the program, were it opened.
    for name in ("libc.so.6", "libm.so.6", "libcurl.so.4", "libssl.so.3"):
        (tmp_path / name).write_text("not a library")
    there = Program(moved, tmp_path).connected(stub.url, STUB_TESTER)
    there.run("snapshot", "--out", "snapshot.json").expect(0)


# A libcurl that takes long to open and whose exit handler must not run beside its start.
SLOW_CURL = """
#include <stdlib.h>
#include <unistd.h>
static void handler(void) { abort(); }
__attribute__((constructor)) static void opened(void) { atexit(handler); sleep(2); }
"""


def test_a_library_that_is_still_being_opened_does_not_spoil_the_end(binary, tmp_path):
    compiler = shutil.which("clang") or shutil.which("cc")
    assert compiler, "the Swift toolchain's clang is not on the path"
    (tmp_path / "slow.c").write_text(SLOW_CURL)
    library = tmp_path / "libcurl.so.4"
    output(compiler, "-shared", "-fPIC", "-o", library, tmp_path / "slow.c")
    there = Program(binary, tmp_path).with_environment(
        LD_LIBRARY_PATH=str(tmp_path), HTTPS_PROXY="gopher9://localhost:3128",
        **STUB_TESTER.environment,
    )  # fmt: skip
    failed = there.run("snapshot", "--out", "snapshot.json").expect(1)
    assert failed.err.count("gopher9") == 1
    assert failed.err.endswith("\n")


def test_it_opens_nothing_of_its_own_when_it_is_moved(binary, tmp_path):
    moved = tmp_path / "elsewhere" / "renamed"
    moved.parent.mkdir()
    shutil.copy(binary, moved)
    document = Program(moved, tmp_path).init().expect(0).json
    assert len(document["requests"]) == 3


@pytest.fixture(scope="module")
def prefix(binary) -> pathlib.Path:
    root = binary.resolve().parent.parent
    if not (root / "share").is_dir():
        pytest.fail(f"{binary} is not installed: run the tests by 'make e2e'", pytrace=False)
    return root


def test_the_man_page_names_every_command(binary, prefix, program):
    page = (prefix / "share/man/man1/panorama-roles.1").read_text()
    assert page == program.run("help", "--man").expect(0).out
    assert page.startswith(".")
    for command in commands(program):
        assert command in page


def commands(program) -> list[str]:
    """The commands that `help` lists: an indented word and its summary."""
    found = re.findall(r"^  ([a-z][a-z-]*) {2,}\S", program.run("help").expect(0).out, re.M)
    assert {"init", "trust", "plan", "apply", "drift", "list", "show", "version"} <= set(found)
    return found


def test_every_command_has_help_that_fits(program):
    for command in commands(program):
        by_flag = program.run(command, "--help").expect(0).out
        assert by_flag == program.run("help", command).expect(0).out
        # A command that can be pasted is never broken.
        lines = [line for line in by_flag.splitlines() if "panorama-roles " not in line]
        assert max(map(len, lines)) <= 80


def test_bash_completes_commands_and_flags(prefix):
    script = prefix / "share/bash-completion/completions/panorama-roles"
    output("bash", "-n", script)
    output(TOOLS / "shellcheck", "-s", "bash", "-S", "error", script)
    assert completed(script, "panorama-roles", "dr") == ["drift"]
    assert "--format" in completed(script, "panorama-roles", "drift", "--fo")
    assert completed(script, "panorama-roles", "drift", "--format", "js") == ["json"]


def test_bash_completes_what_the_program_finds(prefix, program):
    """Actions and roles have colons in their words, at which bash splits."""
    script = prefix / "share/bash-completion/completions/panorama-roles"
    program.init().expect(0)
    there = {"PATH": f"{prefix / 'bin'}:{os.environ['PATH']}", "cwd": program.folder}
    asked = ("panorama-roles", "can", "--action")
    assert "secretsmanager:" in completed(script, *asked, "secretsm", **there)
    assert completed(script, *asked, "secretsmanager", ":", "GetSec", **there) == ["GetSecretValue"]
    assert "PassRole" in completed(script, *asked, "iam", ":", **there)
    assert "GetObject" in completed(script, "panorama-roles", "actions", "s3", ":", "GetO", **there)
    assert completed(script, *asked, "nosuch", ":", "Ge", **there) == []
    (role,) = completed(script, "panorama-roles", "drift", "--role", "AWSPanoramaA", **there)
    assert "inline-policy:" in completed(
        script, "panorama-roles", "plan", "--remove", role, ":", "inl", **there
    )


def completed(script, *words, **there) -> list[str]:
    """What bash offers for the last word, which ends a list of words as bash splits them."""
    listed = " ".join(f"'{word}'" for word in words)
    program = f"""
      source '{script}'
      COMP_WORDS=({listed}) COMP_CWORD={len(words) - 1}
      COMP_LINE="{" ".join(words)}" COMP_POINT=${{#COMP_LINE}}
      name=$(complete -p panorama-roles | sed -n 's/.*-F \\([^ ]*\\).*/\\1/p')
      "$name" panorama-roles '{words[-1]}' '{words[-2]}'
      printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return [
        word.strip() for word in output("bash", "-c", program, **there).splitlines() if word.strip()
    ]


def test_other_shells_get_their_scripts(prefix):
    zsh = (prefix / "share/zsh/site-functions/_panorama-roles").read_text()
    assert zsh.startswith("#compdef panorama-roles")
    fish = (prefix / "share/fish/vendor_completions.d/panorama-roles.fish").read_text()
    assert "complete -c panorama-roles" in fish


def test_the_version_names_commit_and_dates(program):
    first, *rest = program.run("version").expect(0).out.splitlines()
    assert first.startswith(program.run("--version").expect(0).out.strip())
    told = program.run("version", "--format", "json").expect(0).json
    for member in ("referenceDate", "managedPoliciesDate"):
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", told[member])
        assert any(told[member] in line for line in rest), member
    # 'make release' names the commit; a debug build names none.
    if told["commit"] is not None:
        assert re.fullmatch(r"[0-9a-f]{40}", told["commit"])
        assert first.endswith(f", commit {told['commit']}")


def test_it_starts_in_any_environment(binary, tmp_path):
    done = subprocess.run([binary, "version"], env={}, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert os.listdir(tmp_path) == []


def test_no_path_of_the_folder_that_it_was_built_in_is_in_it(binary):
    """The same source gives the same bytes in every folder."""
    folder = str(pathlib.Path(__file__).resolve().parents[2]).encode()
    assert len(folder) > 4 and binary.read_bytes().count(folder) == 0
    # In an optimised build this leaves the length of the path behind, and nothing to search for.
    sources = (pathlib.Path(__file__).resolve().parents[2] / "Sources").rglob("*.swift")
    assert not [path for path in sources if "withoutActuallyEscaping(" in path.read_text()]
