"""The token by which a CI job proves to a service which job it is."""

from __future__ import annotations

import json
import os
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Protocol

RENEWED_AFTER_SECONDS = 240.0
"""GitHub's tokens are good for five minutes."""

REQUEST_SECONDS = 10.0

REQUEST_URL = "ACTIONS_ID_TOKEN_REQUEST_URL"


class NoToken(Exception):
    """The job may not have a token, or its CI knows none."""


class Token(Protocol):
    def get(self) -> str:
        """Raises `NoToken` where there can be none, and `OSError` where it could not be had this time."""

    def forget(self) -> None:
        """It was refused."""


def token_of_job(audience: str, token_file: str | None, environment: Mapping[str, str] = os.environ) -> Token:
    """What the CI vouches for is believed more than a file that others can read."""
    if token_file is not None and os.path.exists(token_file) and not environment.get(REQUEST_URL):
        return FileToken(token_file)
    return JobToken(audience, environment)


class FileToken:
    """A token that lies in a file. It is not renewed: it is good for as long as the job may take."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._is_refused = False

    def get(self) -> str:
        if self._is_refused:
            raise NoToken("the service refuses the token of the job")
        with open(self._path, encoding="ascii") as file:
            return file.read().strip()

    def forget(self) -> None:
        self._is_refused = True


class JobToken:
    """
    A token of GitHub Actions for an audience, renewed in time.
    Source: https://docs.github.com/en/actions/reference/security/oidc
    """

    def __init__(self, audience: str, environment: Mapping[str, str] = os.environ) -> None:
        self._audience = audience
        self._environment = environment
        self._token = ""
        self._obtained = 0.0

    def get(self) -> str:
        """Raises `NoToken` where there can be none, and `OSError` where it could not be had this time."""
        if not self._token or time.monotonic() - self._obtained > RENEWED_AFTER_SECONDS:
            self._token = self._request()
            self._obtained = time.monotonic()
        return self._token

    def forget(self) -> None:
        self._token = ""

    def _request(self) -> str:
        url = self._environment.get(REQUEST_URL)
        secret = self._environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
        if not url or not secret:
            raise NoToken("the workflow has no permission `id-token: write`")
        separator = "&" if "?" in url else "?"
        address = f"{url}{separator}{urllib.parse.urlencode({'audience': self._audience})}"
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {secret}"})
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as response:
            value = json.load(response).get("value")
        if not isinstance(value, str):
            raise NoToken("the CI gave no token")
        return value
