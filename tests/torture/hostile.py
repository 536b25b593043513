"""Files made to hurt: a reader without its guard would hang on one, swell from it or fall over."""

import io
import random
import struct
import zipfile
import zlib
from functools import cache, partial

from tests.pdca.cli_stage import DOCUMENT
from tests.torture.valid_files import docx, parts_of, pdf, text, with_part, xlsx, zipped

MOST = 10 << 20
"""Bytes that an upload may have."""

BOMB = 640 << 20
"""Bytes that a bomb unpacks to: more than a child may have."""

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "笑">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'
BODY, SHEET, STRINGS = "word/document.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def filled(sign, size=MOST):
    """A file full of one sign."""
    encoded = sign.encode()
    return encoded * (size // len(encoded))


def in_a_cell(cell):
    """The plan with this text in a cell of its first table."""
    return DOCUMENT.replace("★和室を月2回開放している。", cell).encode()


def bullets(count):
    """A plan with so many bullets."""
    sentence = "・第{}の取組として、市内の公民館と児童館で、雨の日も親子が遊べる場所を毎週開いている。"
    return in_a_cell(" ".join(sentence.format(number) for number in range(count)))


def word(body, before=""):
    """A Word file whose document has this inside its body."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'
    return with_part(docx(), BODY, xml.encode())


def paragraph(content):
    return f"<w:p><w:r><w:t>{content}</w:t></w:r></w:p>"


def sheet(content, before=""):
    """A workbook whose sheet has this inside."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet {S}>{content}</worksheet>'
    return with_part(xlsx(), SHEET, xml.encode())


def rows(content):
    return sheet(f"<sheetData>{content}</sheetData>")


def inline(at, content):
    return f'<c r="{at}" t="inlineStr"><is><t>{content}</t></is></c>'


def lying(content):
    """The same zip, whose directory says that every part unpacks to one byte."""
    out, at = bytearray(content), 0
    while (at := out.find(b"PK\x01\x02", at)) >= 0:
        out[at + 24 : at + 28] = struct.pack("<I", 1)
        at += 4
    at = 0
    while (at := out.find(b"PK\x03\x04", at)) >= 0:
        out[at + 22 : at + 26] = struct.pack("<I", 1)
        at += 4
    return bytes(out)


def encrypted(content):
    """The same zip with the bit that says its parts are encrypted."""
    out = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = 0
        while (at := out.find(mark, at)) >= 0:
            out[at + offset] |= 1
            at += 4
    return bytes(out)


def bomb(part, container, size=BOMB):
    """The same zip with a part that unpacks to more than there may be memory, made without holding it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, content in parts_of(container()):
            if name != part:
                made.writestr(name, content)
        with made.open(part, "w") as file:
            for _ in range(size >> 20):
                file.write(b" " * (1 << 20))
    return out.getvalue()


def many_parts(container, count=5000):
    return zipped([*parts_of(container()), *((f"x/{n}.xml", b"<x/>") for n in range(count))])


def nested_zip():
    inner = filled(" ", 8 << 20)
    for _ in range(6):
        inner = zipped([("inner.zip", inner)] * 8)
    return zipped([(BODY, inner)])


def merges(count=50):
    one = "<mergeCell ref='A1:XFD1048576'/>"
    return sheet(f"<sheetData><row r='1'>{inline('A1', 'a')}</row></sheetData><mergeCells>{one * count}</mergeCells>")


def wide_spans(count=50):
    width = '<w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>'
    return word(f"<w:tbl><w:tr><w:tc>{width}{paragraph('あ')}</w:tc></w:tr></w:tbl>" * count)


def nested_tables(count=5000):
    return word("<w:tbl><w:tr><w:tc>" * count + paragraph("あ") + "</w:tc></w:tr></w:tbl>" * count)


def many_styles(count=500_000):
    xml = f"<styleSheet {S}><cellXfs>{'<xf/>' * count}</cellXfs></styleSheet>"
    return with_part(xlsx(), "xl/styles.xml", xml.encode())


def shared_strings(count=100_000, size=50_000):
    """One long text that a hundred thousand cells name: five gigabytes once they are told."""
    strings = f'<sst {S} count="{count}" uniqueCount="1"><si><t>{"長" * size}</t></si></sst>'
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, count + 1))
    book = with_part(xlsx(), STRINGS, strings.encode())
    return with_part(book, SHEET, f"<worksheet {S}><sheetData>{cells}</sheetData></worksheet>".encode())


def pdf_of(*objects, trailer="/Root 1 0 R", head=b"%PDF-1.7\n"):
    """A PDF of these objects, numbered from 1: text, or a dictionary and the bytes of its stream."""
    out, places = bytearray(head), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        words, stream = each if isinstance(each, tuple) else (each, None)
        out += f"{number} 0 obj\n{words}\n".encode()
        if stream is not None:
            out += b"stream\n" + stream + b"\nendstream\n"
        out += b"endobj\n"
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}".encode()
    return bytes(out + f"trailer\n<< /Size {len(places) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF".encode())


def one_page(resources):
    return f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {resources} >>"


def page_with(stream, more="/Length 0", resources="<< >>"):
    """A PDF of one page whose content is this stream."""
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        one_page(resources),
        (f"<< {more} >>", stream),
    )


def packed_page(stream, filters):
    return page_with(stream, f"/Filter [{filters}] /Length {len(stream)}")


@cache
def packed(size=BOMB):
    """What unpacks to so many bytes of drawing."""
    packer, chunk = zlib.compressobj(1), b"q Q " * (1 << 18)
    return b"".join(packer.compress(chunk) for _ in range(size >> 20)) + packer.flush()


def looped_pages():
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 3 0 R >>",
        "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R >>",
    )


def many_pages(count=60_000):
    kids = " ".join(["3 0 R"] * count)
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count 2000000000 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    )


def huge_image():
    image = "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    pixels = packed(64 << 20)
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        one_page("<< /XObject << /I 5 0 R >> >>"),
        ("<< /Length 30 >>", b"q 500 0 0 500 0 0 cm /I Do Q  "),
        (f"<< {image} /Filter /FlateDecode /Length {len(pixels)} >>", pixels),
    )


def lying_font():
    ranges = "".join(f"<{n:04x}> <{n:04x}> <{'0041' * 2000}>\n" for n in range(1000))
    cmap = f"1 begincodespacerange <0000> <ffff> endcodespacerange 100 beginbfrange\n{ranges}endbfrange".encode()
    system = "/CIDSystemInfo << /Registry (A) /Ordering (B) >>"
    font = "/Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [7 0 R]"
    shown = b"BT /F 12 Tf 10 800 Td <" + b"0001" * 50_000 + b"> Tj ET"
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        one_page("<< /Font << /F 5 0 R >> >>"),
        (f"<< /Length {len(shown)} >>", shown),
        f"<< {font} >>",
        (f"<< /Length {len(cmap)} >>", cmap),
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X {system} /W [0 [500]] >>",
    )


def looped_form():
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        one_page("<< /XObject << /X 5 0 R >> >>"),
        ("<< /Length 5 >>", b"/X Do"),
        (
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 11 /Resources << /XObject << /X 5 0 R >> >> >>",
            b"/X Do /X Do",
        ),
    )


def deep(opening, closing="", count=100_000):
    return (opening * count + closing * count).encode()


CHARACTERS = {
    "star": "★",
    "dot": "・",
    "tab": "\t",
    "less": "<",
    "space": " ",
    "quote": ">",
    "bracket": "[",
    "pipe": "|",
}
CHARACTERS |= {
    "backtick": "`",
    "asterisk": "*",
    "circled": "①",
    "digit": "1",
    "line": "\n",
    "return": "\r",
    "hash": "#",
}
CHARACTERS |= {
    "amp": "&",
    "ideographic_space": "　",
    "stop": "。",
    "paren": "（",
    "stop_dot": "。・",
    "star_space": "★ ",
}
CHARACTERS |= {"heading": "プロジェクト1：", "row": "a\tb\n", "tag": "<p>", "combining": "か\u3099", "era": "令和"}

FILES = {
    **{f"full_of_{name}.txt": (lambda sign=sign: filled(sign)) for name, sign in CHARACTERS.items()},
    **{f"cell_of_{name}.txt": (lambda sign=sign: in_a_cell(sign * 200_000)) for name, sign in CHARACTERS.items()},
    "one_line.txt": lambda: filled("遊び場を開く。"),
    "after_a_heading.txt": lambda: text() + filled("①", MOST // 2),
    "nul.txt": lambda: text()[:500] + b"\0" + text()[500:],
    "only_nul.txt": lambda: b"\0" * MOST,
    "half_a_pair.txt": lambda: text()[:30] + b"\xed\xa0\x80" + text()[30:],
    "cesu.txt": lambda: text() + b"\xed\xa1\x82\xed\xb7\x97",
    "overlong.txt": lambda: text() + b"\xc0\xaf\xe0\x80\xaf",
    "utf16_odd.txt": lambda: b"\xff\xfe" + DOCUMENT.encode("utf-16-le")[:-1],
    "utf16_half_a_pair.txt": lambda: b"\xff\xfe" + DOCUMENT.encode("utf-16-le") + b"\x00\xd8",
    "utf32.txt": partial(DOCUMENT.encode, "utf-32"),
    "utf7.txt": lambda: DOCUMENT.encode("utf-7"),
    "random.txt": lambda: random.Random(1).randbytes(200_000),
    "empty.txt": lambda: b"",
    "bom.txt": lambda: b"\xef\xbb\xbf",
    "deep.json": lambda: deep("[", "]"),
    "deep_objects.json": lambda: deep('{"a":'),
    "deep_quote.md": lambda: deep(">"),
    "deep_quotes_of_lines.md": lambda: b"\n".join(b">" * n for n in range(2000)),
    "deep_list.md": lambda: "".join(f"{'  ' * n}- a\n" for n in range(3000)).encode(),
    "brackets.md": lambda: b"# a\n\n" + deep("["),
    "images.md": lambda: b"# a\n\n" + deep("![a]("),
    "emphasis.md": lambda: b"# a\n\n" + deep("*a **a "),
    "backticks.md": lambda: b"# a\n\n" + " ".join("`" * n for n in range(2000)).encode(),
    "pipes.md": f"| {'a | ' * 50_000}\n|{'---|' * 50_000}\n".encode,
    "short_rows.md": lambda: f"|{'a|' * 3000}\n|{'-|' * 3000}\n{'|b|' + chr(10)}".encode() + b"|b|\n" * 100_000,
    "entities.md": lambda: b"# a\n\n" + b"&#x41;" * 200_000,
    "deep.html": lambda: b"<html><body>" + deep("<div>"),
    "deep_tables.html": lambda: b"<html><body>" + deep("<table><tr><td>", count=20_000),
    "spans.html": lambda: b"<html><table>" + b"<tr><td colspan=999999999 rowspan=999999999>a</td></tr>" * 100,
    "spans_1000.html": lambda: b"<html><table>" + b"<tr><td colspan=1000 rowspan=65534>a</td></tr>" * 2000,
    "attributes.html": lambda: b"<html><p " + " ".join(f"a{n}=1" for n in range(300_000)).encode() + b">a</p>",
    "laughs.html": f"{LAUGHS}<html><p>&l9;</p></html>".encode,
    "references.html": lambda: b"<html><p>&#0;&#xD800;&#x110000;&#99999999999;&#xFFFF;</p></html>",
    "comment.html": lambda: b"<html><!--" + filled("<!--", MOST // 2),
    "unclosed.html": lambda: b"<html><table>" + b"<tr><td><b><i>" * 100_000,
    "zip_bomb.docx": lambda: bomb(BODY, docx),
    "zip_bomb_lying.docx": lambda: lying(bomb(BODY, docx)),
    "zip_bomb.xlsx": lambda: bomb(SHEET, xlsx),
    "zip_bomb_lying.xlsx": lambda: lying(bomb(STRINGS, xlsx)),
    "many_parts.docx": lambda: many_parts(docx),
    "many_parts.xlsx": lambda: many_parts(xlsx),
    "nested_zip.docx": nested_zip,
    "lying.docx": lambda: lying(docx()),
    "twice.docx": lambda: zipped([("[Content_Types].xml", b"<x/>")]) + docx(),
    "unsafe_name.docx": lambda: zipped([("../../etc/passwd", b"x"), ("/etc/x", b"x"), (BODY, b"<x/>")]),
    "encrypted.docx": lambda: encrypted(docx()),
    "encrypted.xlsx": lambda: encrypted(xlsx()),
    "ole.xlsx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
    "renamed.pdf": docx,
    "renamed.docx": xlsx,
    "renamed.xlsx": pdf,
    "renamed.txt": docx,
    "empty_zip.docx": lambda: zipped([]),
    "laughs.docx": lambda: word(paragraph("&l9;"), LAUGHS),
    "outside.docx": lambda: word(paragraph("&l9;"), OUTSIDE),
    "laughs.xlsx": lambda: sheet(f"<sheetData><row r='1'>{inline('A1', '&l9;')}</row></sheetData>", LAUGHS),
    "outside.xlsx": lambda: sheet(f"<sheetData><row r='1'>{inline('A1', '&l9;')}</row></sheetData>", OUTSIDE),
    "million_paragraphs.docx": lambda: word(paragraph("・あ") * 1_000_000),
    "deep.docx": lambda: word("<w:tbl><w:tr><w:tc>" * 30_000),
    "deep_closed.docx": nested_tables,
    "one_run.docx": lambda: word(paragraph("★" * 3_000_000)),
    "no_body.docx": lambda: with_part(docx(), BODY, b""),
    "not_xml.docx": lambda: with_part(docx(), BODY, b"\0" * 1000),
    "dimensions.xlsx": lambda: sheet(
        f'<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{inline("A1", "a")}</row></sheetData>'
    ),
    "last_cell.xlsx": lambda: rows(f'<row r="1048576">{inline("XFD1048576", "a")}</row>'),
    "row_number.xlsx": lambda: rows(f'<row r="99999999999">{inline("A99999999999", "a")}</row>'),
    "column_name.xlsx": lambda: rows(f'<row r="1">{inline("A" * 100_000 + "1", "a")}</row>'),
    "sparse.xlsx": lambda: rows("".join(f'<row r="{n}">{inline(f"XFD{n}", "a")}</row>' for n in range(1, 20_000))),
    "merges.xlsx": merges,
    "shared_strings.xlsx": shared_strings,
    "wrong_string.xlsx": lambda: rows('<row r="1"><c r="A1" t="s"><v>999999999999</v></c></row>'),
    "million_rows.xlsx": lambda: rows("<row><c t='inlineStr'><is><t>・あ</t></is></c></row>" * 600_000),
    "deep.xlsx": lambda: sheet("<x>" * 200_000),
    "styles.xlsx": many_styles,
    "pdf_bomb.pdf": lambda: packed_page(packed(), "/FlateDecode"),
    "pdf_bomb_twice.pdf": lambda: packed_page(zlib.compress(packed(), 9), "/FlateDecode /FlateDecode"),
    "looped_pages.pdf": looped_pages,
    "looped_form.pdf": looped_form,
    "many_pages.pdf": many_pages,
    "huge_image.pdf": huge_image,
    "lying_font.pdf": lying_font,
    "looped_length.pdf": lambda: page_with(b"BT ET", "/Length 4 0 R"),
    "deep_arrays.pdf": lambda: pdf_of(f"<< /Type /Catalog /Pages {'[' * 100_000} >>"),
    "deep_content.pdf": lambda: page_with(b"q " * 1_000_000),
    "many_letters.pdf": lambda: page_with(b"BT /F 9 Tf " + b"(aaaaaaaaaa) Tj " * 100_000 + b"ET"),
    "many_lines.pdf": lambda: page_with(b"0 0 m 9 9 l S " * 300_000),
    "huge_page.pdf": lambda: pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [-1e30 -1e30 1e30 1e30] >>",
    ),
    "xref_loop.pdf": lambda: pdf_of("<< /Type /Catalog /Pages 2 0 R >>", "<< >>", trailer="/Root 1 0 R /Prev 9"),
    "encrypted.pdf": lambda: pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [] /Count 0 >>",
        f"<< /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>",
        trailer="/Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>]",
    ),
    "only_head.pdf": lambda: b"%PDF-1.7\n",
    "head_and_rubbish.pdf": lambda: b"%PDF-1.7\n" + filled("obj << ", MOST // 4),
}
"""What is sent, by name; made when it is asked for."""

GOOD = {"ten_thousand_bullets.txt": lambda: bullets(10_000)}
"""What is large and right, and must be read."""
