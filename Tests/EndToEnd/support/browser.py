"""A headless Chromium that comes from PyPI: the one inside the kaleido wheel, version 88.

The wheel carries Chromium with all that it needs beside the C library, so that a machine with pip
has a browser. It is built to draw charts: it opens a page of its own, loads the library that
`--plotlyjs` names there and calls `Plotly.toImage`. Our library (LIBRARY) opens the page under test
in a frame in place of a chart, runs a script beside it and answers with what that returns.
"""

import base64
import importlib.util
import json
import os
import pathlib
import select
import subprocess
import tempfile
import time
from dataclasses import dataclass

# What a page and each try of a start may take, in seconds; a test that waits longer fails.
LIMIT = 120
START_LIMITS = [5, 10, 20, 40, 80]

LIBRARY = """
window.Plotly = {
  version: '2.0.0',
  toImage: async function (figure, wanted) {
    const task = figure.layout;
    const frame = document.createElement('iframe');
    frame.style.cssText = 'position: absolute; left: 0; top: 0; border: 0;';
    frame.width = task.width;
    frame.height = task.height;
    const loaded = new Promise(function (done) { frame.onload = done; });
    frame.src = task.url;
    document.body.append(frame);
    await loaded;
    const run = Object.getPrototypeOf(async function () {}).constructor;
    const page = frame.contentDocument;
    const answer = await new run('page', 'view', 'picture', task.script)(
      page, frame.contentWindow, picture);
    if (task.print) {
      document.getElementById('kaleido-image').style.display = 'none';
      return 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
    }
    return JSON.stringify(answer === undefined ? null : answer);
  }
};

// The page as it stands, drawn by the same engine: its document inside an SVG image on a canvas.
async function picture(page, width, height) {
  const copy = page.documentElement.cloneNode(true);
  copy.querySelectorAll('script, meta').forEach(function (element) { element.remove(); });
  copy.querySelectorAll('input').forEach(function (input, place) {
    input.setAttribute('value', page.querySelectorAll('input')[place].value);
  });
  const text = new XMLSerializer().serializeToString(copy);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="' + width + '" height="' + height
    + '"><foreignObject width="100%" height="100%">' + text + '</foreignObject></svg>';
  const image = new Image();
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  return canvas.toDataURL('image/png');
}
"""


@dataclass
class Page:
    """A file as Chromium shows it."""

    path: pathlib.Path
    fragment: str = ""
    dark: bool = False
    width: int = 1200
    height: int = 1600

    def ask(self, script: str):
        """What the script returns, which knows `page` (the document) and `view` (its window)."""
        return json.loads(self._request("svg", script))

    def printed(self, script: str = "") -> bytes:
        """The page as PDF, after the script."""
        return base64.b64decode(self._request("pdf", script, print=True))

    def picture(self, script: str = "") -> bytes:
        """The page as PNG, after the script."""
        answer = self.ask(f"{script}\nreturn await picture(page, {self.width}, {self.height});")
        return base64.b64decode(answer.split(",", 1)[1])

    def _request(self, form: str, script: str, **more) -> str:
        size = {"width": self.width, "height": self.height}
        url = self.path.resolve().as_uri() + self.fragment
        layout = {**size, **more, "url": url, "script": script}
        request = {"format": form, "scale": 1, **size, "data": {"data": [], "layout": layout}}
        # Each request has a Chromium of its own, as a page leaves traces in it.
        browser = Chromium.started(self.dark)
        try:
            return browser.ask(request)["result"]
        finally:
            browser.end()


class Chromium:
    """One running Chromium."""

    def __init__(self, dark: bool):
        found = importlib.util.find_spec("kaleido")
        assert found and found.origin, "kaleido is not installed: 'make tools' installs it"
        home = pathlib.Path(found.origin).parent / "executable"
        self.folder = tempfile.TemporaryDirectory()
        library = pathlib.Path(self.folder.name) / "library.js"
        library.write_text(LIBRARY)
        words = [
            home / "bin" / "kaleido", "plotly", f"--plotlyjs='{library}'", "--disable-gpu",
            "--no-sandbox", "--allow-file-access-from-files", "--disable-breakpad",
            "--disable-dev-shm-usage", f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        ]  # fmt: skip
        environment = {
            **os.environ,
            "HOME": self.folder.name,
            "TMPDIR": self.folder.name,
            "LD_LIBRARY_PATH": str(home / "lib"),
            "FONTCONFIG_PATH": str(home / "etc" / "fonts"),
            "XDG_DATA_HOME": str(home / "xdg"),
        }
        self.process = subprocess.Popen(
            words, cwd=home, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.rest = b""

    @classmethod
    def started(cls, dark: bool) -> "Chromium":
        """One that is ready.

        It takes half a second; but on a busy machine one start in a hundred never comes to its
        first word, before any page is opened, and then another is started.
        """
        for limit in START_LIMITS:
            browser = cls(dark)
            if (answer := browser.answer(limit)) and answer["code"] == 0:
                return browser
            browser.end()
        raise AssertionError("Chromium of kaleido did not start")

    def ask(self, request: dict) -> dict:
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        answer = self.answer(LIMIT)
        assert answer and answer["code"] == 0, f"Chromium answered {answer}"
        return answer

    def answer(self, limit: float) -> dict | None:
        """The next line; nothing when none comes in time."""
        until = time.monotonic() + limit
        while b"\n" not in self.rest:
            wait = until - time.monotonic()
            if wait <= 0 or not select.select([self.process.stdout], [], [], wait)[0]:
                return None
            read = os.read(self.process.stdout.fileno(), 1 << 16)
            if not read:
                return None
            self.rest += read
        line, self.rest = self.rest.split(b"\n", 1)
        return json.loads(line)

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.folder.cleanup()
