"""Text of tests and tools made fit for the report: storable, short, without escape codes."""

from __future__ import annotations

import re

ESCAPE_CODE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
OUTPUT_LIMIT = 4096
MESSAGE_LIMIT = 1000


def storable(text: str) -> str:
    """Replaces what JSON readers and databases refuse: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def shortened(text: str, limit: int = MESSAGE_LIMIT) -> str:
    clean = storable(ESCAPE_CODE.sub("", text)).strip()
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def one_line(text: str, limit: int = 300) -> str:
    return shortened(" ".join(text.split()), limit)


def captured_output(path: str) -> dict[str, str | int] | None:
    """Head and tail of a file of output as the report's `CapturedOutput`; None where there is none."""
    try:
        with open(path, "rb") as file:
            raw = file.read(64 * OUTPUT_LIMIT)
            size = file.seek(0, 2)
            if size > len(raw):
                file.seek(max(size - 64 * OUTPUT_LIMIT, len(raw)))
                left_out = file.tell() - len(raw)
                rest = file.read()
            else:
                left_out, rest = 0, b""
    except OSError:
        return None
    head, tail = plain_bytes(raw), plain_bytes(rest)
    if not rest and len(head) <= 2 * OUTPUT_LIMIT:
        head, tail = head[:OUTPUT_LIMIT], head[OUTPUT_LIMIT:]
    else:
        text = head + tail
        left_out += max(len(text) - 2 * OUTPUT_LIMIT, 0)
        head, tail = text[:OUTPUT_LIMIT], text[-OUTPUT_LIMIT:]
    if not head:
        return None
    return {"head": head.decode("utf-8", "ignore"), "tail": tail.decode("utf-8", "ignore"), "omittedBytes": left_out}


def plain_bytes(raw: bytes) -> bytes:
    return storable(ESCAPE_CODE.sub("", raw.decode("utf-8", "replace"))).encode("utf-8")
