"""Names that users give, as every output can show them."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""A name without characters that terminals, XML, JSON or netCDF do not take.

    Args:
        text: for example the name of a file, in which any byte may stand.

    Returns:
        The same with escapes for what cannot be printed: ``\x1b`` for a control character, ``\xff`` for a byte that is
        no UTF-8 (which Python keeps as half of a surrogate pair, PEP 383), ``\u202e`` for an invisible sign.
    """
    return "".join(sign if sign.isprintable() else _escaped(sign) for sign in text)


def _escaped(sign: str) -> str:
    code = ord(sign)
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else ascii(sign)[1:-1]
