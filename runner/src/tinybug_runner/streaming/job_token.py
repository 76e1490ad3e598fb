"""The token by which a CI job proves to a service which job it is."""

from __future__ import annotations

import json
import os
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping

RENEWED_AFTER_SECONDS = 240.0
"""GitHub's tokens are good for five minutes."""

REQUEST_SECONDS = 10.0


class NoToken(Exception):
    """The job may not have a token, or its CI knows none."""


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
        url = self._environment.get("ACTIONS_ID_TOKEN_REQUEST_URL")
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
