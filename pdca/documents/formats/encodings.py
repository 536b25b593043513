"""From the bytes of a text to its characters: the encoding is read only where it is certain, and named."""

import re
from collections.abc import Callable, Iterator

import msgspec

from pdca.documents.findings import Findings

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKS = (
    (b"\xef\xbb\xbf", "UTF-8"),
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16LE"),
    (b"\xfe\xff", "UTF-16BE"),
)
_SHIFT = re.compile(rb"\x1b(\$[@B]|\([BJI])")
_NOT_JAPANESE = re.compile(
    "[^\t\n\r\f\x1a -~\xa0-ÿΑ-ωЀ-ё\u2010-\u2027\u2030-\u205e\u2100-\u27bf\u3000-\u30ff\u3190-\u319f\u31f0-\u33ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ue000-\ue757\uf900-\ufaff\uff01-\uffe6]"
)
_HIRAGANA = re.compile("[ぁ-ゖ]")
_KATAKANA = re.compile("[ァ-ヺ]")
_HALF_WIDTH = re.compile("[｡-ﾟ]")
_NO_SHIFT_JIS = re.compile("[\x80\uf8f0-\uf8f3]")  # what Python makes of single bytes that are no letters
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_LEAST_KANA = 0.05
_MOST_HALF = 0.2


class _Undecodable(ValueError):
    """Raised when bytes are not in an encoding, at the line where they cease to be."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(str(line))


class _Attempt(msgspec.Struct, frozen=True):
    """What an encoding made of the bytes: a text, or the line where it failed."""

    name: str
    text: str | None
    line: int


def decoded(content: bytes, findings: Findings, declared: str | None = None) -> str:
    """The text of a file; adds an error and gives nothing when it is no text or its encoding is not certain.

    `declared` is the encoding that the file names for itself, if it does: believed when all bytes agree, but never
    against UTF-8, whose form no other text has by chance.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _marked(content[len(mark) :], name, findings)
    if declared and (text := _as_declared(content, declared)) is not None:
        _say(declared, findings)
        return text
    if b"\x00" in content:
        return _with_nuls(content, findings)
    if _SHIFT.search(content) and content.isascii():
        return _only(content, "ISO-2022-JP", findings)
    return _eight_bits(content, findings)


def _marked(content: bytes, name: str, findings: Findings) -> str:
    if name == "UTF-32":
        findings.add(1, "not_text", kind="文字コードがUTF-32のファイル")
        return ""
    return _only(content, name, findings)


def _as_declared(content: bytes, name: str) -> str | None:
    return None if _attempt(content, "UTF-8").text is not None else _attempt(content, name).text


def _with_nuls(content: bytes, findings: Findings) -> str:
    """UTF-16 without its mark, if one order of the bytes gives Japanese and the other does not."""
    tried = [_attempt(content, name) for name in ("UTF-16LE", "UTF-16BE")]
    likely = [each for each in tried if each.text and _is_japanese(each.text)]
    if len(likely) == 1 and likely[0].text is not None:
        _say(likely[0].name, findings)
        return likely[0].text
    findings.add(_line_at(content, content.find(b"\x00")), "control_character", code_point="U+0000")
    return ""


def _eight_bits(content: bytes, findings: Findings) -> str:
    utf8 = _attempt(content, "UTF-8")
    if utf8.text is not None:
        return utf8.text
    others = [_attempt(content, name) for name in ("Shift_JIS", "EUC-JP")]
    likely = [each.text for each in others if each.text is not None and _is_japanese(each.text)]
    if len(likely) == 1:
        _say(next(each.name for each in others if each.text is likely[0]), findings)
        return likely[0]
    # The encoding that failed last is the one that the text was meant to be in.
    furthest = max((utf8, *(each for each in others if each.text is None)), key=lambda each: each.line)
    if any(each.text is not None for each in others) and furthest.line <= _first_line_beyond_ascii(content):
        names = "か".join(each.name for each in others if each.text is not None)
        findings.add(utf8.line, "encoding_unclear", encoding=names)
    else:
        findings.add(furthest.line, "undecodable", encoding=furthest.name)
    return ""


def _first_line_beyond_ascii(content: bytes) -> int:
    found = re.search(rb"[\x80-\xff]", content)
    return _line_at(content, found.start() if found else 0)


def _only(content: bytes, name: str, findings: Findings) -> str:
    attempt = _attempt(content, name)
    if attempt.text is None:
        findings.add(attempt.line, "undecodable", encoding=name)
        return ""
    _say(name, findings)
    return attempt.text


def _say(name: str, findings: Findings) -> None:
    if name != "UTF-8":
        findings.add(1, "encoding_read", encoding=name)


def _attempt(content: bytes, name: str) -> _Attempt:
    try:
        return _Attempt(name, _DECODERS[name](content), 0)
    except _Undecodable as error:
        return _Attempt(name, None, error.line)


def _is_japanese(text: str) -> bool:
    """Whether a text has the share of kana that every Japanese text has, and no heaps of half-width ones.

    The bytes of another encoding give rare kanji and half-width katakana.
    """
    beyond = len(_BEYOND_ASCII.findall(text))
    half = len(_HALF_WIDTH.findall(text))
    kana = len(_HIRAGANA.findall(text)) + len(_KATAKANA.findall(text))
    return not _NOT_JAPANESE.search(text) and kana >= _LEAST_KANA * beyond and half <= _MOST_HALF * beyond


def _plain(codec: str) -> Callable[[bytes], str]:
    def decode(content: bytes) -> str:
        try:
            return content.decode(codec)
        except UnicodeDecodeError as error:
            before = content[: error.start].decode(codec, errors="replace")
            raise _Undecodable(1 + len(_LINE_END.findall(before))) from None

    return decode


def _shift_jis_text(content: bytes) -> str:
    text = _plain("cp932")(content)
    if found := _NO_SHIFT_JIS.search(text):
        raise _Undecodable(1 + len(_LINE_END.findall(text, 0, found.start())))
    return text


# EUC-JP and ISO-2022-JP are turned into Shift_JIS first: Windows' table knows ①, ㈱ and the other letters of NEC and
# IBM that cities' documents are full of, while the codecs of these names know only the letters of the standard.


def _euc(content: bytes) -> str:
    return "".join(_euc_parts(content))


def _euc_parts(content: bytes) -> Iterator[str]:
    for part in re.finditer(
        rb"[\x00-\x7f]+|\x8e[\xa1-\xdf]|\x8f[\xa1-\xfe]{2}|(?:[\xa1-\xfe]{2})+|.", content, re.DOTALL
    ):
        found = part[0]
        try:
            if found[:1] == b"\x8e":
                yield found[1:].decode("cp932")
            elif found[:1] == b"\x8f":
                yield found.decode("euc_jp")
            elif found.isascii():
                yield found.decode("ascii")
            else:
                yield _from_jis(bytes(byte & 0x7F for byte in found))
        except UnicodeDecodeError:
            raise _Undecodable(_line_at(content, part.start())) from None


def _iso_2022(content: bytes) -> str:
    shifts = list(_SHIFT.finditer(content))
    starts = [0, *(shift.end() for shift in shifts)]
    ends = [*(shift.start() for shift in shifts), len(content)]
    modes = [b"(B", *(shift[1] for shift in shifts)]
    parts = []
    for mode, start, end in zip(modes, starts, ends, strict=True):
        try:
            parts.append(_shifted(content[start:end], mode))
        except UnicodeDecodeError:
            raise _Undecodable(_line_at(content, start)) from None
    return "".join(parts)


def _shifted(part: bytes, mode: bytes) -> str:
    if mode == b"(I":
        return bytes(byte | 0x80 if byte > 0x20 else byte for byte in part).decode("cp932")  # noqa: PLR2004
    if mode.startswith(b"("):
        return part.decode("ascii")
    lines = re.split(rb"(\r\n|\r|\n)", part)  # a line end within two-byte letters ends nothing but the line
    return "".join(each.decode("ascii") if each[:1] in (b"\r", b"\n") else _from_jis(each) for each in lines)


def _from_jis(pairs: bytes) -> str:
    """The letters of JIS X 0208 (two bytes of seven bits each), by the table of Windows."""
    if len(pairs) % 2:
        raise UnicodeDecodeError("jis", pairs, len(pairs) - 1, len(pairs), "half a letter")
    return b"".join(_shift_jis(row, cell) for row, cell in zip(pairs[::2], pairs[1::2], strict=True)).decode("cp932")


def _shift_jis(row: int, cell: int) -> bytes:
    """JIS X 0208 annex 1: two rows of 94 letters share one first byte."""
    first = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)  # noqa: PLR2004
    if row % 2 == 0:
        return bytes((first, cell + 0x7E))
    return bytes((first, cell + (0x1F if cell < 0x60 else 0x20)))  # noqa: PLR2004


def _line_at(content: bytes, at: int) -> int:
    return 1 + len(re.findall(rb"\r\n|\r|\n", content[:at]))


_DECODERS: dict[str, Callable[[bytes], str]] = {
    "UTF-8": _plain("utf-8"),
    "UTF-16LE": _plain("utf-16-le"),
    "UTF-16BE": _plain("utf-16-be"),
    "Shift_JIS": _shift_jis_text,
    "EUC-JP": _euc,
    "ISO-2022-JP": _iso_2022,
}
_NAMES = {
    "utf8": "UTF-8",
    "shiftjis": "Shift_JIS",
    "sjis": "Shift_JIS",
    "xsjis": "Shift_JIS",
    "mskanji": "Shift_JIS",
    "windows31j": "Shift_JIS",
    "cp932": "Shift_JIS",
    "ms932": "Shift_JIS",
    "eucjp": "EUC-JP",
    "xeucjp": "EUC-JP",
    "iso2022jp": "ISO-2022-JP",
}


def known_name(declared: str) -> str | None:
    """The encoding meant by the name that a file gives for itself, if it is one that is read here."""
    return _NAMES.get(re.sub(r"[-_\s]", "", declared.lower()))
