"""What a file is, is told by its content; a zip is opened within limits that are counted while reading."""

import io
import struct
import zlib
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from pdca.documents import UnreadableDocument, read_document
from pdca.documents.findings import Findings
from pdca.documents.formats import zips
from pdca.documents.formats.kinds import kind_of
from pdca.documents.formats.zips import Archive
from tests.office import p, read, refused, saved, texts, word_file, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def old_file(stream):
    """A compound file with one entry in its directory."""
    name = stream.encode("utf-16-le") + b"\x00\x00"
    return OLE + b"\x00" * 1528 + name.ljust(64, b"\x00") + struct.pack("<H", len(name)) + b"\x00" * 62


def workbook():
    book = openpyxl.Workbook()
    book.active.append(["甲", "一"])
    return saved(book)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (word_file(p("一")), "word"),
        (zipped({"word/document2.xml": ""}), "word"),
        (workbook(), "excel"),
        ("一".encode(), "text"),
        (b"", "text"),
        (b"PK", "text"),
        ("< 5件".encode(), "text"),
    ],
)
@pytest.mark.parametrize("name", ["資料", "資料.txt", "資料.html", "資料.xyz"])
def test_the_content_says_what_a_file_is(content, kind, name) -> None:
    assert kind_of(content, name, Findings()) == kind


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (word_file(p("一")), "資料.xlsx", "Word"),
        (word_file(p("一")), "資料.doc", None),
        (word_file(p("一")), "資料.DOCM", None),
        (word_file(p("一")), "資料", None),
        (workbook(), "資料.txt", "Excel"),
        (workbook(), "資料.xlsm", None),
        ("一".encode(), "資料.docx", "テキスト"),
        ("一".encode(), "資料.md", None),
    ],
)
def test_a_file_of_another_name_is_read_by_its_content_with_a_notice(content, name, word) -> None:
    _, found = read(content, name)
    assert [code for _, code in found] == (["renamed_file"] if word else [])


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (old_file("EncryptedPackage"), "office_encrypted", "パスワード"),
        (old_file("EncryptionInfo"), "office_encrypted", "パスワード"),
        (zipped({"EncryptedPackage": ""}), "office_encrypted", "パスワード"),
        (old_file("WordDocument"), "office_old", "Word文書（.docx）に保存し直した"),
        (old_file("Workbook"), "office_old", "Excelブック（.xlsx）に保存し直した"),
        (old_file("Book"), "office_old", "とても古い形式のExcel"),
        (old_file("PowerPoint Document"), "office_old", "PowerPoint"),
        (old_file("DocumentText"), "office_old", "一太郎"),
        (old_file("Something"), "office_old", "古い形式のファイル"),
        (zipped({"xl/workbook.bin": "", "xl/workbook.xml": ""}), "office_other", "バイナリ形式"),
        (zipped({"ppt/presentation.xml": ""}), "office_other", "PowerPoint"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "office_other", "（.odt）"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "office_other", "（.ods）"),
        (zipped({"mimetype": "application/epub+zip"}), "office_other", "EPUB"),
        (zipped({"a.txt": "一"}), "office_other", "中のファイルを取り出し"),
        (zipped({}), "zip_empty", "中身のない"),
        (b"PK\x03\x04....", "zip_damaged", "壊れていて"),
        (b"PK\x05\x06", "zip_damaged", "壊れていて"),
        (workbook()[:-30], "zip_damaged", "壊れていて"),
        (b"II*\x00", "office_other", "TIFF"),
        (b"BM\x00\x00\x00\x00\x00\x00\x00\x00", "office_other", "BMP"),
        (b"RIFF\x00\x00\x00\x00WEBP", "office_other", "WebP"),
        (b"\x00\x00\x00\x18ftypheic", "office_other", "HEIC"),
        (b"7z\xbc\xaf\x27\x1c", "office_other", "7z"),
        (b"Rar!\x1a\x07", "office_other", "RAR"),
        (b"MIME-Version: 1.0\r\n", "office_other", "MHTML"),
        (b"\x89PNG\r\n", "not_text", "PNG"),
        (b"\x1f\x8b\x08", "not_text", "gzip"),
        (b"{\\rtf1", "not_text", "RTF"),
        (b"\x01\x00\x02", "file_damaged", "中身が壊れているかWord（.docx）ではありません"),
        (b"", "empty_file", "文字がありません"),
    ],
)
def test_files_that_cannot_be_read_are_named(content, code, words) -> None:
    assert refused(content)[0] == code
    assert words in refused(content)[1]
    with pytest.raises(UnreadableDocument):
        read_document(content, "資料.docx")


def test_a_page_begins_with_its_first_element_however_many_comments_stand_before() -> None:
    hostile = b"<!---->" * 500 + b"x"
    assert kind_of(hostile, "資料.html", Findings()) == "text"


# Zip files


def archive(content):
    return Archive(content, "資料.docx", Findings())


def code_of(content):
    """Why a zip is refused, at once or when its parts are read."""
    try:
        found = archive(content)
        for name in found.names:
            found.read(name)
    except UnreadableDocument as error:
        return error.findings[0].code
    return None


def with_entry(name, **changes):
    """A zip whose one entry says something else of itself than is true."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("x" * len(name.encode()), "一")
        for key, value in changes.items():
            setattr(file.infolist()[0], key, value)
    return out.getvalue().replace(b"x" * len(name.encode()), name.encode())


def test_parts_are_read() -> None:
    found = archive(zipped({"a/b.xml": "一", "c": ""}))
    assert found.names == {"a/b.xml", "c"}
    assert found.read("a/b.xml").decode() == "一"
    assert archive(with_entry("word\\document.xml")).read("word/document.xml").decode() == "一"


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "C:a", "..\\a", "a\\..\\b"])
def test_names_that_lead_outside_are_refused(name) -> None:
    assert code_of(with_entry(name)) == "zip_unsafe_name"


def test_more_parts_than_a_document_has_are_refused() -> None:
    assert code_of(zipped({str(number): "" for number in range(1001)})) == "zip_too_many_parts"
    assert archive(zipped({str(number): "" for number in range(1000)})).names


def test_a_directory_that_lies_of_its_length_is_refused() -> None:
    content = bytearray(zipped({str(number): "" for number in range(1001)}))
    at = content.rfind(b"PK\x05\x06")
    struct.pack_into("<HH", content, at + 8, 1, 1)
    assert code_of(bytes(content)) == "zip_too_many_parts"


def test_a_directory_that_claims_too_much_is_not_even_opened() -> None:
    content = bytearray(zipped({"a": "一"}))
    struct.pack_into("<H", content, content.rfind(b"PK\x05\x06") + 10, 1001)
    assert code_of(bytes(content)) == "zip_too_many_parts"


def test_sizes_beyond_the_limit_are_refused_before_a_part_is_read(monkeypatch) -> None:
    monkeypatch.setattr(zips, "MOST_UNPACKED", 1000)
    with pytest.raises(UnreadableDocument):
        archive(zipped({"a": bytes(range(200)) * 3, "b": bytes(range(200)) * 3}))


def test_a_part_twice_is_refused() -> None:
    content = zipped({"word/a.xml": "一", "word/b.xml": "二"}).replace(b"word/b.xml", b"word/A.xml")
    assert code_of(content) == "zip_name_twice"


def test_encrypted_parts_are_refused() -> None:
    content = bytearray(zipped({"a": "一"}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(magic) + at] |= 1
    assert code_of(bytes(content)) == "zip_encrypted"


def test_other_packings_than_word_uses_are_refused() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_BZIP2) as file:
        file.writestr("a", "一" * 100)
    assert code_of(out.getvalue()) == "zip_damaged"


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    assert code_of(zipped({"a": b"\0" * (2 << 20)})) == "zip_ratio"
    assert code_of(zipped({str(n): (b"%07d" % n) * (6 << 20 >> 3) * 4 for n in range(5)})) in {
        "zip_ratio",
        "zip_too_large",
    }


def test_small_parts_may_be_packed_as_well_as_they_like() -> None:
    assert len(archive(zipped({"a": b"\0" * (1 << 20)})).read("a")) == 1 << 20


def test_what_is_unpacked_is_counted_over_all_parts(monkeypatch) -> None:
    monkeypatch.setattr(zips, "MOST_UNPACKED", 150_000)
    content = zipped({"a": bytes(range(256)) * 400, "b": bytes(range(256)) * 100})
    found = archive(content)
    found.read("a")
    with pytest.raises(UnreadableDocument) as caught:
        found.read("a")
    assert caught.value.findings[0].code == "zip_too_large"


def test_a_part_may_be_limited_by_itself() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        archive(zipped({"a": "x" * 100_000})).read("a", 70_000)
    assert caught.value.findings[0].code == "zip_too_large"


def test_a_size_that_is_a_lie_is_found_while_reading() -> None:
    """The bytes of 2 MiB of zeros under a directory that says they are ten."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(b"\0" * (2 << 20)) + packed.flush()
    content = bytearray(zipped({"a": b"\0" * 10}))
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(data), 10, 1, 0) + b"a" + data
    central = bytearray(content[content.find(b"PK\x01\x02") : content.rfind(b"PK\x05\x06")])
    struct.pack_into("<III", central, 16, zlib.crc32(b"\0" * (2 << 20)), len(data), 10)
    struct.pack_into("<I", central, 42, 0)
    end = bytearray(content[content.rfind(b"PK\x05\x06") :])
    struct.pack_into("<II", end, 12, len(central), len(local))
    assert code_of(local + bytes(central) + bytes(end)) == "zip_damaged"


@pytest.mark.parametrize("cut", [40, 60, 150])
def test_broken_data_is_refused(cut) -> None:
    content = bytearray(zipped({"a": bytes(range(256)) * 4}))
    content[cut : cut + 4] = b"\xff\xff\xff\xff"
    assert code_of(bytes(content)) in {"zip_damaged", "zip_encrypted"}


def test_macros_and_other_parts_are_never_opened() -> None:
    content = word_file(p("一"))
    out = io.BytesIO(content)
    with ZipFile(out, "a") as file:
        file.writestr("word/vbaProject.bin", b"\xcc" * 100)
        file.writestr("customXml/item1.xml", "<!DOCTYPE a>")
    assert texts(out.getvalue(), "資料.docm") == ["一"]
