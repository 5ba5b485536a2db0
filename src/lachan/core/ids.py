"""Identifiers: time-ordered UUIDs for rows, short public codes for people and places.

A public code ends with a check character.
"""

import os
import secrets
import time
from uuid import UUID

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs, a prime; no 0 O 1 I L


def new() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then randomness; later ids sort later."""
    random = int.from_bytes(os.urandom(10), "big")
    value = (time.time_ns() // 1_000_000) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def check_character(body: str) -> str:
    """The sign that makes the weighted sum of ``body`` divisible by 31.

    One wrong sign, or two neighbours swapped, is always noticed (31 is a prime).

    >>> check_character("2345")
    'H'
    """
    total = sum(ALPHABET.index(sign) * weight for weight, sign in enumerate(reversed(body), start=2))
    return ALPHABET[-total % len(ALPHABET)]


def new_code(prefix: str, length: int = 8) -> str:
    """A random public code, ``prefix`` + ``length`` signs + check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return prefix + body + check_character(body)


def code_is_sound(code: str, prefix: str) -> bool:
    """Whether a code made by :func:`new_code` was copied without a slip."""
    body, check = code[len(prefix) : -1], code[-1:]
    known = code.startswith(prefix) and bool(body) and all(sign in ALPHABET for sign in body)
    return known and check_character(body) == check
