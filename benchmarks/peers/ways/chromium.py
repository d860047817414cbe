"""Headless Chromium: one warm page, told what to print, or a browser for each sheet.

The page is told over the DevTools protocol. `--each` (last argument) starts a browser a sheet.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.peers.ways.pages import page
from benchmarks.peers.ways.reading import documents

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> list[str]:
    """The command that starts it; root must do without the sandbox."""
    program = next(filter(None, map(shutil.which, NAMES)), NAMES[0])
    words = [program, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions"]
    return [*words, "--disable-breakpad", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


class Page:
    """One page of one browser, spoken to over its two pipes."""

    def __init__(self, profile: str) -> None:
        """Start the browser with a profile's folder."""
        (theirs, self._to), (self._from, answers) = os.pipe(), os.pipe()
        self._answers, self._count, self._session = b"", 0, ""
        words = [*browser(), "--remote-debugging-pipe", f"--user-data-dir={profile}"]
        # the browser reads commands from descriptor 3 and answers on 4
        shell = f'exec "$@" 3<&{theirs} 4>&{answers}'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "-", *words],
            pass_fds=(theirs, answers),
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        os.close(answers)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self._frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def call(self, method: str, **parameters: object) -> Any:
        """Call a method and wait for its answer."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._answers:
                got = os.read(self._from, 1 << 20)
                if not got:
                    sys.exit("Chromium ended before it answered")
                self._answers += got
            one, self._answers = self._answers.split(b"\0", 1)
            answer = json.loads(one)
            if answer.get("id") == self._count:
                if "error" in answer:
                    sys.exit(f"Chromium: {method}: {answer['error']}")
                return answer["result"]

    def pdf(self, html: str) -> bytes:
        """Show a page, wait for its fonts, print it with tags."""
        self.call("Page.setDocumentContent", frameId=self._frame, html=html)
        ready = "document.fonts.ready.then(() => true)"
        self.call("Runtime.evaluate", expression=ready, awaitPromise=True)
        done = self.call(
            "Page.printToPDF",
            preferCSSPageSize=True,
            printBackground=True,
            generateTaggedPDF=True,
            generateDocumentOutline=True,
        )
        return base64.b64decode(done["data"])

    def close(self) -> None:
        """End the browser and wait for it."""
        self._session = ""
        self.call("Browser.close")
        self._process.wait()


def warm(profile: str) -> None:
    """Print all sheets in one page."""
    shown = Page(profile)
    for document in documents():
        document.pdf.write_bytes(shown.pdf(page(document)))
    shown.close()


def cold(profile: str) -> None:
    """Print each sheet in a browser of its own."""
    for document in documents():
        html = Path(profile) / "page.html"
        html.write_text(page(document), "utf-8")
        words = [f"--user-data-dir={profile}", f"--print-to-pdf={document.pdf}"]
        command = [*browser(), *words, "--no-pdf-header-footer", html.as_uri()]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        (cold if sys.argv[5:] == ["--each"] else warm)(folder)
