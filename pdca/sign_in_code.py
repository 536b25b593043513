"""The eight signs of a sign-in code: drawn, printed, read however they were typed, and hashed."""

import hashlib
import unicodedata

from pdca.chance import Chance

ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
"""27 signs that nobody confuses on paper or in a telephone call: no 0 O, 1 I L, B S Z (read as 8 5 2), U."""

LENGTH = 8
_READ_AS = str.maketrans("BSZ", "852")
_UNBIASED = 256 - 256 % len(ALPHABET)


def new_code(chance: Chance) -> str:
    """A code as printed: K7M4-Q2XD."""
    signs = ""
    while len(signs) < LENGTH:
        signs += "".join(ALPHABET[b % len(ALPHABET)] for b in chance.token(16) if b < _UNBIASED)
    return f"{signs[:4]}-{signs[4:LENGTH]}"


def plain_code(typed: str) -> str:
    """A code as its eight signs, however it was typed: full width, lower case, with or without dash or blanks."""
    signs = unicodedata.normalize("NFKC", typed[:100]).upper().translate(_READ_AS)
    return "".join(sign for sign in signs if sign.isascii() and sign.isalnum())


def slow_hash(typed: str) -> str:
    """Eight signs are 38 bits: a stolen table must not give them away before they expire (50 ms and 16 MiB each)."""
    signs = plain_code(typed).encode()
    return hashlib.scrypt(signs, salt=b"pdca-sign-in-code-v1", n=2**14, r=8, p=1, dklen=32).hex()
