"""The encoding of a source file."""

from __future__ import annotations

from io import BytesIO
from tokenize import detect_encoding


def encoding_of(source: bytes) -> str:
    """As Python itself finds it; the byte order mark stands outside every mutant."""
    try:
        encoding, _ = detect_encoding(BytesIO(source).readline)
    except SyntaxError:
        return "utf-8"
    return "utf-8" if encoding == "utf-8-sig" else encoding
