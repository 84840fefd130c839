"""A headless Chromium that a test talks to, by its DevTools protocol over a pipe.

    with Chromium(self.directory / "profile") as browser:
        browser.open("https://localhost:8443/")
        browser.wait_for("document.body.dataset.done")
        page = browser.evaluate("document.documentElement.outerHTML")
"""

import base64
import json
import os
import select
import subprocess
import time

import support

_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-extensions "
    "--no-first-run --ignore-certificate-errors --remote-debugging-pipe"
).split()


class Chromium:
    def __init__(self, profile, *flags):
        program = support.need_peer("chromium")
        self._numbers, self._unread = 0, b""
        self.errors = []  # what the page's console has of its own scripts and policies
        theirs_in, self._to = os.pipe()
        self._from, theirs_out = os.pipe()
        # It reads from 3 and writes to 4, which the shell makes of what it was given.
        self._process = subprocess.Popen(
            [
                *("bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "chromium"),
                *(program, *_FLAGS, f"--user-data-dir={profile}", *flags, "about:blank"),
            ],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=support.end_with_tests,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._to)  # the end of its pipe is its own
        try:
            self._process.wait(support.LITTLE_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._from)

    def call(self, method, **parameters):
        self._numbers += 1
        message = {"id": self._numbers, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._numbers:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]
            self._note(answer)

    def _next(self):
        until = time.monotonic() + support.PATIENCE
        while b"\0" not in self._unread:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._from], [], [], left)[0]:
                raise AssertionError("Chromium does not answer")
            part = os.read(self._from, 65536)
            if not part:
                raise AssertionError("Chromium has ended")
            self._unread += part
        message, self._unread = self._unread.split(b"\0", 1)
        return json.loads(message)

    def _note(self, event):
        # That a fetch failed is what the page is for; it is of the network, and no error of ours.
        if event.get("method") == "Runtime.exceptionThrown":
            self.errors.append(event["params"]["exceptionDetails"])
        entry = event.get("params", {}).get("entry", {})
        if entry.get("level") == "error" and entry.get("source") != "network":
            self.errors.append(entry)

    def open(self, url):
        self.call("Page.navigate", url=url)

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    def wait_for(self, expression):
        support.wait_for(lambda: self.evaluate(expression), f"{expression} in the browser")

    def look(self, width, dark):
        """A picture of the whole page at a width, as PNG."""
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
        )
        self.call(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        picture = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(picture["data"])
