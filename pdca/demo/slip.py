"""A member's paper, as a scanner would give it: one page of PDF, written downwards, in a font that viewers bring."""

from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 420, 595
"""A5 upright, in points."""
INK = "0.13 0.16 0.32 rg"
PRINT = "0.25 g"
TOP, RIGHT, STEP, SIZE, FRAME = 456, 352, 52, 20, (28, 96, 364, 390)
LEAN = (0.6, -1.1, 1.4, -0.4, 0.9, -1.6)
"""How far each column of handwriting strays to the side, in points, over and over."""


def slip(subject: str, columns: Sequence[str], signed: str, stamp: Sequence[str]) -> bytes:
    """A slip on a subject (printed), with handwriting in columns from the right, a name, and the office's stamp."""
    drawing = "\n".join([*_form(subject), *_handwriting(columns, signed), *_stamp(stamp)])
    return _pdf(drawing.encode("ascii"))


def _form(subject: str) -> Iterator[str]:
    x, y, width, height = FRAME
    yield "0.985 0.975 0.95 rg 0 0 420 595 re f"
    yield f"{PRINT} BT /P 22 Tf 1 0 0 1 {x} 532 Tm {_text('ご意見票')} Tj ET"
    yield f"{PRINT} BT /P 12 Tf 1 0 0 1 {x} 502 Tm {_text(subject)} Tj ET"
    yield f"0.55 G 0.8 w {x} {y} {width} {height} re S"
    for column in range(1, 7):
        line = x + width - column * STEP - 8
        yield f"0.8 G 0.4 w {line} {y} m {line} {y + height} l S"


def _handwriting(columns: Sequence[str], signed: str) -> Iterator[str]:
    for k, words in enumerate(columns):
        yield _column(words, RIGHT - k * STEP + LEAN[k % len(LEAN)], TOP - 3 * (k % 2), SIZE)
    yield _column(signed, 62, 300, 19)


def _column(words: str, x: float, y: float, size: float) -> str:
    """Down the page: x is the middle of the column, y its top."""
    return f"{INK} BT /H {size} Tf 1 0.01 -0.012 1 {x:.1f} {y} Tm 0 Tc {_text(words)} Tj ET"


def _stamp(lines: Sequence[str]) -> Iterator[str]:
    yield "0.78 0.12 0.12 RG 1.4 w 284 34 108 46 re S"
    for k, line in enumerate(lines):
        yield f"0.78 0.12 0.12 rg BT /P 10.5 Tf 0 Tc 1 0 0 1 292 {61 - 16 * k} Tm {_text(line)} Tj ET"


def _text(words: str) -> str:
    return f"<{words.encode('utf-16-be').hex()}>"


def _pdf(drawing: bytes) -> bytes:
    fonts = (("HeiseiKakuGo-W5", "UniJIS-UTF16-H"), ("HeiseiMin-W3", "UniJIS-UTF16-V"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (ja-JP) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents 4 0 R"
            " /Resources << /Font << /P 5 0 R /H 8 0 R >> >> >>"
        ).encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
    ]
    for name, encoding in fonts:
        objects.extend(_font(name, encoding, len(objects) + 1))
    return _file(objects)


def _font(name: str, encoding: str, number: int) -> Iterator[bytes]:
    """A font that is named and not embedded (PDF 32000-1, 9.7.5): its first object has this number."""
    base = f"/BaseFont /{name}"
    yield (
        f"<< /Type /Font /Subtype /Type0 {base} /Encoding /{encoding} /DescendantFonts [{number + 1} 0 R] >>"
    ).encode()
    yield (
        f"<< /Type /Font /Subtype /CIDFontType0 {base} /FontDescriptor {number + 2} 0 R /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 5 >> >>"
    ).encode()
    yield (
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 6 /FontBBox [-200 -250 1100 950] /ItalicAngle 0"
        " /Ascent 880 /Descent -120 /CapHeight 740 /StemV 80 >>"
    ).encode()


def _file(objects: Sequence[bytes]) -> bytes:
    out, at = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in at)
    size = len(objects) + 1
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
