"""What people download: archive, Debian package, checksums, SBOM, action, formula."""

import gzip
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile

import pytest

from EndToEnd.support import snapshots
from EndToEnd.support.accounts import READ_ONLY

ROOT = snapshots.ROOT
PACKAGE = ROOT / "Packaging" / "package.py"
ACTION = ROOT / "Packaging" / "action"


def run(*words, environment=None, **more) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        **more,
    )


def made(kind: str, stage: pathlib.Path, out: pathlib.Path) -> list[pathlib.Path]:
    done = run(sys.executable, PACKAGE, kind, "--stage", stage, "--out", out)
    assert done.returncode == 0, done.stderr
    return [pathlib.Path(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def stage(binary) -> pathlib.Path:
    root = binary.resolve().parent.parent
    if not (root / "share").is_dir():
        pytest.fail(f"{binary} is not installed: run the tests by 'make e2e'", pytrace=False)
    return root


@pytest.fixture(scope="module")
def archive(stage, tmp_path_factory) -> pathlib.Path:
    return made("tar", stage, tmp_path_factory.mktemp("dist"))[0]


@pytest.fixture(scope="module")
def unpacked(archive, tmp_path_factory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    (inner,) = folder.iterdir()
    return inner


def test_the_archive_is_the_same_bytes_each_time(stage, archive, tmp_path):
    copied = tmp_path / "stage"
    shutil.copytree(stage, copied)
    for path in copied.rglob("*"):
        os.utime(path, (1, 1))
    again, bill = made("tar", copied, tmp_path / "again")
    assert again.name == archive.name
    assert again.read_bytes() == archive.read_bytes()
    assert bill.read_bytes() == archive.with_name(bill.name).read_bytes()


def test_the_program_does_not_depend_on_the_folder_where_it_was_built(binary):
    """Two builds in two folders are the same bytes: no path, and no id that follows from paths."""
    held = binary.read_bytes()
    for folder in (ROOT, pathlib.Path.home() / ".cache"):
        assert str(folder).encode() + b"/" not in held
    notes = run("readelf", "--notes", binary)
    assert notes.returncode == 0 and "ABI" in notes.stdout
    assert "Build ID" not in notes.stdout
    # What the compiler notes of its own work follows from the folder.
    sections = run("readelf", "--section-headers", "--wide", binary).stdout
    assert ".text" in sections and ".swift_modhash" not in sections


def test_the_archive_holds_what_its_name_says(archive, unpacked, program):
    version = program.run("--version").expect(0).out.split()[1]
    assert archive.name == f"{unpacked.name}.tar.gz"
    assert unpacked.name.startswith(f"panorama-roles-{version}-")
    assert {"LICENSE", "README.md", "SHA256SUMS", "bin", "share"} <= set(os.listdir(unpacked))
    with tarfile.open(archive) as tar:
        members = tar.getmembers()
    assert {member.uname for member in members} == {"root"}
    assert {member.mode for member in members} == {0o644, 0o755}


def test_every_file_of_the_archive_has_its_checksum(unpacked):
    listed = dict(
        reversed(line.split("  ")) for line in (unpacked / "SHA256SUMS").read_text().splitlines()
    )
    found = {
        str(path.relative_to(unpacked)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in unpacked.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert listed == found
    done = run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=unpacked)
    assert done.returncode == 0, done.stdout


def test_the_program_of_the_archive_works_where_it_is_unpacked(unpacked, tmp_path):
    (tmp_path / "policy.json").write_text(
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", '
        '"Resource": "arn:aws:s3:::b/*"}]}'
    )
    done = run(
        unpacked / "bin" / "panorama-roles", "lint", "policy.json", cwd=tmp_path, environment={}
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_bill_of_materials_names_licence_and_files(unpacked):
    bill = json.loads((unpacked / "panorama-roles.spdx.json").read_text())
    assert bill["spdxVersion"] == "SPDX-2.3" and bill["dataLicense"] == "CC0-1.0"
    own = next(package for package in bill["packages"] if package["name"] == "panorama-roles")
    assert own["licenseDeclared"] == "Apache-2.0"
    assert "SPDX-License-Identifier: Apache-2.0" in (ROOT / "LICENSE").read_text()
    for file in bill["files"]:
        data = (unpacked / file["fileName"]).read_bytes()
        sums = {sum["algorithm"]: sum["checksumValue"] for sum in file["checksums"]}
        assert sums["SHA256"] == hashlib.sha256(data).hexdigest(), file["fileName"]
    shared = "libstdc++" in run("readelf", "--dynamic", unpacked / "bin/panorama-roles").stdout
    assert shared != any(package["name"] == "libstdc++" for package in bill["packages"])
    ids = [file["SPDXID"] for file in bill["files"]] + [one["SPDXID"] for one in bill["packages"]]
    assert len(ids) == len(set(ids))
    named = {"SPDXRef-DOCUMENT", *ids}
    for relation in bill["relationships"]:
        assert {relation["spdxElementId"], relation["relatedSpdxElement"]} <= named
    # The verification code of SPDX 2.3, section 7.9: SHA-1 of the sorted SHA-1 sums.
    sums = sorted(file["checksums"][0]["checksumValue"] for file in bill["files"])
    code = own["packageVerificationCode"]["packageVerificationCodeValue"]
    assert code == hashlib.sha1("".join(sums).encode()).hexdigest()


def test_the_program_starts_on_the_glibc_of_current_systems(binary):
    """Symbols of 2.34 and older: Debian 12, Ubuntu 22.04, RHEL 9, Amazon Linux 2023."""
    done = run(sys.executable, PACKAGE, "glibc", binary)
    assert done.returncode == 0, done.stderr
    assert tuple(map(int, done.stdout.split("."))) <= (2, 34), done.stdout


@pytest.fixture(scope="module")
def package(stage, tmp_path_factory) -> pathlib.Path:
    (path,) = made("deb", stage, tmp_path_factory.mktemp("deb"))
    return path


def test_the_debian_package_is_the_same_bytes_each_time(stage, package, tmp_path):
    (again,) = made("deb", stage, tmp_path)
    assert again.read_bytes() == package.read_bytes()


def test_the_debian_package_says_what_it_needs(binary, package):
    fields = dict(
        line.split(": ", 1)
        for line in run("dpkg-deb", "--field", package).stdout.splitlines()
        if not line.startswith(" ")
    )
    asked = run(sys.executable, PACKAGE, "glibc", binary).stdout.strip()
    assert fields["Package"] == "panorama-roles"
    assert f"libc6 (>= {asked})" in fields["Depends"]
    needed = re.findall(r"\(NEEDED\).*\[(\w+)", run("readelf", "--dynamic", binary).stdout)
    # What an installed package brings along: each of these libraries is in a package of its own.
    assert ("libgcc-s1" in fields["Depends"]) == ("libgcc_s" in needed)
    assert ("libstdc++6" in fields["Depends"]) == ("libstdc" in needed)
    assert "libcurl4" in fields["Recommends"]


def test_the_debian_package_installs_and_removes_cleanly(package, tmp_path):
    """dpkg itself, in a root of its own."""
    root = tmp_path / "root"
    for folder in ("updates", "info", "triggers", "parts"):
        (root / "var/lib/dpkg" / folder).mkdir(parents=True)
    for file in ("status", "available"):
        (root / "var/lib/dpkg" / file).touch()
    before = sorted(path for path in root.rglob("*") if "var" not in path.parts)
    words = ["dpkg", f"--root={root}", "--force-depends", "--log=/dev/null"]
    done = run(*words, "--install", package)
    assert done.returncode == 0, done.stdout + done.stderr
    installed = root / "usr/bin/panorama-roles"
    assert run(installed, "version", environment={}).returncode == 0
    page = root / "usr/share/man/man1/panorama-roles.1.gz"
    assert gzip.decompress(page.read_bytes()).startswith(b".")
    assert (root / "usr/share/doc/panorama-roles/copyright").is_file()
    sums = (root / "var/lib/dpkg/info/panorama-roles.md5sums").read_text().splitlines()
    for line in sums:
        wanted, path = line.split("  ")
        assert hashlib.md5((root / path).read_bytes()).hexdigest() == wanted
    done = run(*words, "--purge", "panorama-roles")
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(path for path in root.rglob("*") if "var" not in path.parts) == before


# The action


def action(script: str, folder: pathlib.Path, **values: str) -> subprocess.CompletedProcess:
    home = folder / ".home"
    home.mkdir(exist_ok=True)
    environment = {
        "PATH": f"{values.pop('path', '')}:{os.environ['PATH']}",
        "HOME": str(home),
        "AWS_EC2_METADATA_DISABLED": "true",
        **values,
    }
    return run(ACTION / script, cwd=folder, environment=environment)


@pytest.fixture
def release(archive, tmp_path) -> dict[str, str]:
    """A release on a server: here a folder, which curl reads by a file URL."""
    version = re.search(r"roles-(.+?)-linux", archive.name)[1]
    folder = tmp_path / "server/team/roles/releases/download" / f"v{version}"
    folder.mkdir(parents=True)
    shutil.copy(archive, folder)
    sums = f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n"
    (folder / "SHA256SUMS").write_text("0" * 64 + "  other.tar.gz\n" + sums)
    return {
        "VERSION": version,
        "REPOSITORY": "team/roles",
        "SERVER": f"file://{tmp_path}/server",
        "SOURCE": str(ROOT),
        "DESTINATION": str(tmp_path / "tool"),
        "GITHUB_PATH": str(tmp_path / "path"),
    }


def test_the_action_installs_a_release(release, tmp_path):
    done = action("install.sh", tmp_path, **release)
    assert done.returncode == 0, done.stdout + done.stderr
    assert release["VERSION"] in done.stdout
    assert (tmp_path / "path").read_text() == f"{tmp_path}/tool/bin\n"


def test_the_action_takes_no_release_with_another_checksum(release, archive, tmp_path):
    (served,) = (tmp_path / "server").rglob(archive.name)
    served.write_bytes(served.read_bytes() + b"x")
    done = action("install.sh", tmp_path, **release)
    assert done.returncode != 0
    assert not (tmp_path / "tool/bin/panorama-roles").exists()
    assert not (tmp_path / "path").exists()


def test_the_action_says_that_a_release_does_not_exist(release, tmp_path):
    done = action("install.sh", tmp_path, **{**release, "VERSION": "99.0.0"})
    assert done.returncode == 1
    assert "::error::" in done.stdout and "v99.0.0" in done.stdout


@pytest.fixture
def saved(program):
    """A spec and a snapshot of an account that is in sync."""
    return snapshots.in_sync(program)


def drift(tmp_path, binary, snapshot: pathlib.Path | str, **more) -> subprocess.CompletedProcess:
    return action(
        "drift.sh", tmp_path, path=str(binary.parent), SPEC="panorama-roles.json",
        SNAPSHOT=str(snapshot), FAIL_ON=more.pop("fail_on", "any"),
        SARIF=str(tmp_path / "drift.sarif"), GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
        GITHUB_OUTPUT=str(tmp_path / "output"), **more,
    )  # fmt: skip


def test_the_action_reports_drift_in_every_place(binary, saved, tmp_path):
    snapshot = tmp_path / "account.json"
    snapshot.write_text(saved.text)
    done = drift(tmp_path, binary, snapshot)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "drift.sarif").read_text())["runs"][0]["results"] == []

    saved.appliance["AttachedManagedPolicies"].append(
        {"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY}
    )
    snapshot.write_text(saved.text)
    done = drift(tmp_path, binary, snapshot)
    assert done.returncode == 2, done.stdout + done.stderr
    assert re.search(r"^::error .*managed-policy-unexpected", done.stdout, re.M)
    assert "managed-policy-unexpected" in (tmp_path / "summary.md").read_text()
    (result,) = json.loads((tmp_path / "drift.sarif").read_text())["runs"][0]["results"]
    assert result["ruleId"] == "managed-policy-unexpected"
    assert (tmp_path / "output").read_text().splitlines() == ["status=0", "status=2"]


PROVIDER = {"url": "https://idp.example.com/team", "clientIds": ["sts.amazonaws.com"]}
SAML = {"name": "office", "metadata": "office.xml"}
METADATA = "<EntityDescriptor>" + "x" * 1000 + "</EntityDescriptor>\n"


def drift_of_account(online, binary) -> subprocess.CompletedProcess:
    """The step without a snapshot: the account is read."""
    connected = {name: value for name, value in online.environment.items() if name != "PATH"}
    return drift(online.folder, binary, "", **connected)


def calls_of_the_action(online, stub, binary, providers: dict) -> set[str]:
    """The calls of the action for a spec that is applied, without a snapshot."""
    trust = {"services": ["lambda.amazonaws.com"]}
    if providers:
        kind = "oidc-provider/idp.example.com/team"
        action = "sts:AssumeRoleWithWebIdentity"
        if "samlProviders" in providers:
            kind, action = "saml-provider/office", "sts:AssumeRoleWithSAML"
        statement = {
            "Effect": "Allow", "Action": action,
            "Principal": {"Federated": f"arn:${{Partition}}:iam::${{Account}}:{kind}"},
        }  # fmt: skip
        trust = {"Version": "2012-10-17", "Statement": [statement]}
    online.write("office.xml", METADATA)
    online.write("set.json", json.dumps({
        "schemaVersion": "1.0", "name": "set",
        "roles": [{"name": "worker", "trust": trust}], **providers,
    }))  # fmt: skip
    online.init("--quiet", "--role-set", "set.json").expect(0)
    online.apply("--quiet").expect(0)
    stub.forget_log()
    done = drift_of_account(online, binary)
    assert done.returncode == 0, done.stdout + done.stderr
    return {call["action"] for call in stub.calls() if call["service"] == "iam"}


@pytest.mark.parametrize("providers", [{"oidcProviders": [PROVIDER]}, {"samlProviders": [SAML]}])
def test_the_action_reads_identity_providers_for_a_spec_that_has_some(
    online, stub, binary, providers
):
    called = calls_of_the_action(online, stub, binary, providers)
    printed = online.run("policy", "tool", "--for", "snapshot").expect(0).out
    assert called <= set(re.findall(r"iam:(\w+)", printed))
    assert {"ListOpenIDConnectProviders", "ListSAMLProviders"} <= called
    assert (online.folder / "output").read_text() == "status=0\n"


def test_the_action_needs_no_permission_for_identity_providers_without_any(online, stub, binary):
    for action in ("ListOpenIDConnectProviders", "ListSAMLProviders"):
        stub.fault("denied", action, times=None)
    called = calls_of_the_action(online, stub, binary, {})
    assert not any("Provider" in name for name in called)


def test_the_action_shows_what_is_wrong_with_the_spec(online, stub, binary):
    online.write("panorama-roles.json", "{")
    done = drift_of_account(online, binary)
    assert done.returncode == 1 and "panorama-roles.json" in done.stdout + done.stderr
    assert (online.folder / "output").read_text() == "status=1\n"


def test_the_formula_names_the_source_and_its_checksum(tmp_path):
    source = tmp_path / "source.tar.gz"
    source.write_bytes(b"source")
    done = run(
        sys.executable, PACKAGE, "formula", "--repository", "team/roles", "--tag", "v1.2.3",
        "--source", source,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert 'url "https://github.com/team/roles/archive/refs/tags/v1.2.3.tar.gz"' in done.stdout
    assert f'sha256 "{hashlib.sha256(b"source").hexdigest()}"' in done.stdout
    assert 'license "Apache-2.0"' in done.stdout
    if shutil.which("ruby"):
        checked = run("ruby", "-c", "-", input=done.stdout)
        assert checked.returncode == 0, checked.stderr
