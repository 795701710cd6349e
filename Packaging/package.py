"""Makes what people download, from an installed tree: a tar archive, a Debian package, an SBOM.

    python3 Packaging/package.py tar --stage .artefacts/stage --out .artefacts/dist
    python3 Packaging/package.py deb --stage .artefacts/stage --out .artefacts/dist
    python3 Packaging/package.py glibc .artefacts/stage/bin/panorama-roles

The same tree gives the same bytes: owners, times, modes and the order of files are fixed. Nothing
beyond Python 3.10 is needed, and readelf and dpkg-deb where they are named.
"""

import argparse
import datetime
import gzip
import hashlib
import io
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = "panorama-roles"
LICENSE = "Apache-2.0"
SUMMARY = "IAM roles as JSON files: provision them, and prove in CI that nobody gained access"
# 1 January 2026: the time of every file, unless SOURCE_DATE_EPOCH names another
# (https://reproducible-builds.org/specs/source-date-epoch/).
EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "1767225600"))
CXX = "libstdc++.so.6"
DEBIAN_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def machine() -> str:
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())


def output(*words) -> str:
    return subprocess.run(
        [str(word) for word in words], check=True, capture_output=True, text=True
    ).stdout


def version(stage: pathlib.Path) -> str:
    document = json.loads(output(stage / "bin" / NAME, "version", "--format", "json"))
    return document["version"]


def files(stage: pathlib.Path) -> list[pathlib.Path]:
    """The files of an installed tree, relative to it, in the order of their names' bytes."""
    found = [path.relative_to(stage) for path in stage.rglob("*") if path.is_file()]
    return sorted((path for path in found if path.parts[0] in ("bin", "share")), key=os.fsencode)


def mode(path: pathlib.Path) -> int:
    return 0o755 if path.parts[0] == "bin" or path.parts[:2] == ("usr", "bin") else 0o644


def glibc(program: pathlib.Path) -> tuple[int, ...]:
    """The newest version of glibc that a symbol of the program asks for.

    `readelf --version-info` lists what a program needs of each library.
    """
    asked = re.findall(r"GLIBC_(\d+(?:\.\d+)+)", output("readelf", "-W", "--version-info", program))
    return max(tuple(int(part) for part in found.split(".")) for found in asked)


def libraries(program: pathlib.Path) -> set[str]:
    """The shared libraries that the program does not start without: `readelf --dynamic`."""
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", output("readelf", "-W", "--dynamic", program)))


def depends(program: pathlib.Path) -> str:
    """The Debian packages of the program's libraries, libm being in that of libc."""
    packages = {"libgcc_s.so.1": "libgcc-s1", CXX: "libstdc++6"}
    needed = [packages[name] for name in sorted(libraries(program)) if name in packages]
    return ", ".join([f"libc6 (>= {'.'.join(map(str, glibc(program)))})", *needed])


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def stamp(seconds: int) -> str:
    at = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def sbom(stage: pathlib.Path, number: str) -> bytes:
    """A software bill of materials: SPDX 2.3 as JSON.

    The program links the Swift runtime statically, in most builds the C++ library as well, and
    depends on no package; libcurl is opened when a command goes online.
    """
    described = f"SPDXRef-Package-{NAME}"
    listed = []
    for path in files(stage):
        data = (stage / path).read_bytes()
        listed.append(
            {
                "SPDXID": "SPDXRef-File-" + re.sub(r"[^A-Za-z0-9.-]", "-", str(path)),
                "fileName": f"./{path}",
                "checksums": [
                    {"algorithm": "SHA1", "checksumValue": hashlib.sha1(data).hexdigest()},
                    {"algorithm": "SHA256", "checksumValue": sha256(data)},
                ],
                "licenseConcluded": LICENSE,
                "licenseInfoInFiles": ["NOASSERTION"],
                "copyrightText": "NOASSERTION",
            }
        )
    verification = hashlib.sha1(
        "".join(sorted(file["checksums"][0]["checksumValue"] for file in listed)).encode()
    ).hexdigest()
    packages = [
        {
            "SPDXID": described,
            "name": NAME,
            "versionInfo": number,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": True,
            "packageVerificationCode": {"packageVerificationCodeValue": verification},
            "licenseConcluded": LICENSE,
            "licenseDeclared": LICENSE,
            "licenseInfoFromFiles": ["NOASSERTION"],
            "copyrightText": "Copyright 2026 the panorama-roles contributors",
            "primaryPackagePurpose": "APPLICATION",
        },
        {
            "SPDXID": "SPDXRef-Package-swift-runtime",
            "name": "swift-runtime",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "licenseConcluded": "Apache-2.0 WITH Swift-exception",
            "licenseDeclared": "Apache-2.0 WITH Swift-exception",
            "copyrightText": "NOASSERTION",
            "comment": "The Swift standard library and Dispatch, linked statically.",
        },
        {
            "SPDXID": "SPDXRef-Package-libcurl",
            "name": "libcurl",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "licenseConcluded": "curl",
            "licenseDeclared": "curl",
            "copyrightText": "NOASSERTION",
            "comment": "libcurl.so.4 of the system, opened by the commands that go online; not "
            "part of the archive.",
        },
    ]
    linked = ["SPDXRef-Package-swift-runtime"]
    if platform.system() == "Linux" and CXX not in libraries(stage / "bin" / NAME):
        linked.append("SPDXRef-Package-libstdcxx")
        packages.append(
            {
                "SPDXID": linked[-1],
                "name": "libstdc++",
                "downloadLocation": "NOASSERTION",
                "filesAnalyzed": False,
                "licenseConcluded": "GPL-3.0-or-later WITH GCC-exception-3.1",
                "licenseDeclared": "GPL-3.0-or-later WITH GCC-exception-3.1",
                "copyrightText": "NOASSERTION",
                "comment": "What the Swift runtime uses of GCC's C++ library, linked statically.",
            }
        )
    relations = [
        ("SPDXRef-DOCUMENT", "DESCRIBES", described),
        *((described, "STATIC_LINK", one) for one in linked),
        ("SPDXRef-Package-libcurl", "OPTIONAL_DEPENDENCY_OF", described),
        *((described, "CONTAINS", file["SPDXID"]) for file in listed),
    ]
    unique = f"{number}-{machine()}-{sha256(json.dumps(listed).encode())[:16]}"
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{NAME}-{number}",
        "documentNamespace": f"https://spdx.org/spdxdocs/{NAME}-{unique}",
        "creationInfo": {
            "created": stamp(EPOCH),
            "creators": [f"Tool: {NAME}-package"],
        },
        "packages": packages,
        "files": listed,
        "relationships": [
            {
                "spdxElementId": left,
                "relationshipType": kind,
                "relatedSpdxElement": right,
            }
            for left, kind, right in relations
        ],
    }
    return (json.dumps(document, indent=2) + "\n").encode()


def archive(folder: str, entries: list[tuple[pathlib.Path, bytes]]) -> bytes:
    """A tar archive, compressed by gzip, of files below one folder."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        made = set()
        for path, data in entries:
            for parent in reversed(path.parents):
                name = f"{folder}/{parent}" if str(parent) != "." else folder
                if name not in made:
                    made.add(name)
                    tar.addfile(entry(name, 0o755, tarfile.DIRTYPE))
            info = entry(f"{folder}/{path}", mode(path), tarfile.REGTYPE)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=EPOCH) as stream:
        stream.write(raw.getvalue())
    return packed.getvalue()


def entry(name: str, bits: int, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.mode, info.type, info.mtime = bits, kind, EPOCH
    info.uname = info.gname = "root"
    return info


def make_tar(stage: pathlib.Path, out: pathlib.Path) -> list[pathlib.Path]:
    number = version(stage)
    folder = f"{NAME}-{number}-{platform.system().lower()}-{machine()}"
    entries = [(path, (stage / path).read_bytes()) for path in files(stage)]
    entries += [
        (pathlib.Path("LICENSE"), (ROOT / "LICENSE").read_bytes()),
        (pathlib.Path("README.md"), (ROOT / "README.md").read_bytes()),
        (pathlib.Path(f"{NAME}.spdx.json"), sbom(stage, number)),
    ]
    sums = "".join(f"{sha256(data)}  {path}\n" for path, data in entries)
    entries.append((pathlib.Path("SHA256SUMS"), sums.encode()))
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{folder}.tar.gz"
    target.write_bytes(archive(folder, entries))
    bill = out / f"{folder}.spdx.json"
    bill.write_bytes(sbom(stage, number))
    return [target, bill]


CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: the panorama-roles contributors <panorama-roles@users.noreply.github.com>
Section: admin
Priority: optional
Installed-Size: {size}
Depends: {depends}
Recommends: libcurl4, ca-certificates
Suggests: bash-completion, man-db
Description: {summary}
 The roles of an account are described in JSON files. The program shows what it
 would change, changes it when it is asked to, and compares accounts, pull
 requests and policy documents by what they allow.
"""

COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: panorama-roles

Files: *
Copyright: 2026 the panorama-roles contributors
License: Apache-2.0
 The text of the license is in /usr/share/common-licenses/Apache-2.0.
"""


def make_deb(stage: pathlib.Path, out: pathlib.Path) -> list[pathlib.Path]:
    number = version(stage)
    architecture = DEBIAN_ARCHITECTURES.get(machine())
    if architecture is None:
        sys.exit(f"package.py: no Debian architecture is known for {machine()}")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        size = 0
        listed: list[tuple[pathlib.Path, bytes]] = []
        for path in files(stage):
            data = (stage / path).read_bytes()
            if path.parts[:2] == ("share", "man"):
                path, data = path.with_name(path.name + ".gz"), gzip.compress(data, 9, mtime=0)
            listed.append((pathlib.Path("usr") / path, data))
        documents = pathlib.Path("usr/share/doc") / NAME
        listed.append((documents / "copyright", COPYRIGHT.encode()))
        listed.append((documents / f"{NAME}.spdx.json", sbom(stage, number)))
        for path, data in listed:
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            target.chmod(mode(path))
            size += (len(data) + 1023) // 1024
        (root / "DEBIAN").mkdir()
        (root / "DEBIAN/control").write_text(
            CONTROL.format(
                name=NAME, version=number, architecture=architecture, size=size,
                depends=depends(stage / "bin" / NAME), summary=SUMMARY,
            )
        )  # fmt: skip
        sums = "".join(f"{hashlib.md5(data).hexdigest()}  {path}\n" for path, data in listed)
        (root / "DEBIAN/md5sums").write_text(sums)
        for path in [root, *root.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)
            os.utime(path, (EPOCH, EPOCH))
        target = out / f"{NAME}_{number}_{architecture}.deb"
        subprocess.run(
            ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", root, target],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)},
        )
    return [target]


FORMULA = """\
class PanoramaRoles < Formula
  desc "{summary}"
  homepage "https://github.com/{repository}"
  url "https://github.com/{repository}/archive/refs/tags/{tag}.tar.gz"
  sha256 "{sum}"
  license "{license}"

  uses_from_macos "swift" => :build, since: :sequoia
  uses_from_macos "curl"

  def install
    system "make", "install", "PREFIX=#{{prefix}}"
  end

  test do
    assert_match version.to_s, shell_output("#{{bin}}/panorama-roles --version")
    assert_match "0 errors", shell_output("#{{bin}}/panorama-roles lint --role-set panorama")
  end
end
"""


def formula(repository: str, tag: str, source: pathlib.Path) -> str:
    """A Homebrew formula that builds a tag from its source archive."""
    return FORMULA.format(
        summary="Provision IAM roles from JSON files, and prove that nobody gained access",
        repository=repository,
        tag=tag,
        sum=sha256(source.read_bytes()),
        license=LICENSE,
    )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    kinds = words.add_subparsers(dest="kind", required=True)
    for kind in ("tar", "deb"):
        one = kinds.add_parser(kind)
        one.add_argument("--stage", type=pathlib.Path, required=True)
        one.add_argument("--out", type=pathlib.Path, required=True)
    one = kinds.add_parser("glibc")
    one.add_argument("program", type=pathlib.Path)
    one = kinds.add_parser("formula")
    one.add_argument("--repository", required=True, metavar="OWNER/NAME")
    one.add_argument("--tag", required=True)
    one.add_argument("--source", type=pathlib.Path, required=True)
    given = words.parse_args()
    if given.kind == "formula":
        print(formula(given.repository, given.tag, given.source), end="")
        return
    if given.kind == "glibc":
        print(".".join(map(str, glibc(given.program))))
        return
    make = make_tar if given.kind == "tar" else make_deb
    for path in make(given.stage, given.out):
        print(path)


if __name__ == "__main__":
    main()
