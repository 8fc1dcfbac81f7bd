"""The hash function BLAKE2b (RFC 7693) without the rest of `hashlib`, which loads OpenSSL: that takes longer than all we hash."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # an implementation of Python that has it elsewhere
    from hashlib import blake2b

__all__ = ["blake2b"]
