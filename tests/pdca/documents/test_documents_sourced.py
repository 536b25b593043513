"""The lines of the source beside the document, through the child and its JSON."""

import msgspec

from pdca.documents import Document, read_document
from pdca.documents.child import Reading
from pdca.documents.sourced import Source
from tests.pdca.cli_stage import DOCUMENT


def test_the_source_comes_beside_the_same_document():
    reading = Reading(DOCUMENT.encode(), "a.txt", reader="sourced")
    reading.run()
    assert msgspec.json.decode(reading.result(), type=Document) == read_document(DOCUMENT.encode(), "a.txt")
    lines = msgspec.json.decode(reading.result(), type=Source).source
    written = [(k, line) for k, line in enumerate(DOCUMENT.split("\n"), 1) if line.strip()]
    assert [line.place for line in lines] == [k for k, _ in written]
    read = ["\t".join(cell.text for cell in line.cells).strip() for line in lines]
    assert read == ["\t".join(cell.strip() for cell in line.split("\t")) for _, line in written]
