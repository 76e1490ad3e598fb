"""The command `stream`: sends the lines of a report while another process writes it."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request

from ..child.started_processes import is_running
from .growing_report import GrowingReport
from .job_token import NoToken, Token, token_of_job

LOOK_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
REQUEST_SECONDS = 20.0
MOST_FAILURES = 20
"""In a row; what was not sent by then is in the report all the same."""


class Refused(Exception):
    """The service does not want these lines, now or later."""


def stream(report_path: str, url: str, audience: str, pid: int, token_file: str | None = None) -> int:
    """Returns when the process has ended and everything was sent, or when sending is given up. Always 0: a report that
    could not be streamed is no failure of the job."""
    try:
        follow(GrowingReport(report_path), Sender(url, token_of_job(audience, token_file)), pid)
    except (Refused, NoToken, ValueError) as reason:
        print(f"tinybug-runner: results are not streamed: {reason}", file=sys.stderr)
    return 0


class Sender:
    def __init__(self, url: str, token: Token) -> None:
        self._url = url
        self._token = token

    def send(self, batch: bytes) -> bool:
        """Whether it arrived. Raises `Refused` and `NoToken` where trying again is of no use."""
        try:
            headers = {"Authorization": f"Bearer {self._token.get()}", "Content-Type": "application/x-ndjson"}
            request = urllib.request.Request(self._url, data=batch, headers=headers, method="POST")
            with urllib.request.urlopen(request, timeout=REQUEST_SECONDS):
                return True
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 401:
                    self._token.forget()
                elif 400 <= error.code < 500 and error.code not in (404, 408, 429):
                    raise Refused(f"the service answers {error.code}") from error
            return False
        except (OSError, ValueError):
            # The network, or an answer that is none.
            return False


def follow(report: GrowingReport, sender: Sender, pid: int) -> None:
    failures = 0
    while True:
        # Asked before reading, so that what the process wrote last is seen.
        has_ended = not is_running(pid)
        batch = report.peek()
        if not batch:
            if has_ended:
                return
            time.sleep(LOOK_SECONDS)
        elif sender.send(batch):
            report.passed(batch)
            failures = 0
        else:
            failures += 1
            if failures >= MOST_FAILURES or (has_ended and failures > 2):
                raise Refused(f"{failures} attempts failed in a row")
            time.sleep(min(LOOK_SECONDS * 2**failures, LONGEST_PAUSE_SECONDS))
