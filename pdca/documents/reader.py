"""The reader of documents: bytes in, a document with its findings out."""

from collections.abc import Callable

from pdca.documents.assembly import Assembler
from pdca.documents.document import Document, Project
from pdca.documents.findings import Findings, Strictness, Told
from pdca.documents.formats.kinds import read_blocks
from pdca.documents.grammar import Grammar
from pdca.documents.profile import Profile, packaged_profile
from pdca.documents.proposals import propose, report
from pdca.documents.source import Block


def read_document(  # noqa: PLR0913 -- what is read, by which words, and who looks on
    content: bytes,
    file_name: str,
    profile: Profile | None = None,
    strictness: Strictness = "usual",
    *,
    told: Told = lambda _: None,
    seen: Callable[[list[Block]], None] = lambda _: None,
) -> Document:
    """Read a progress report; `file_name` is only named in messages, `profile` defaults to the packaged one.

    `told` hears how far the reading has come, `seen` gets what the reader of the format found. Raises
    UnreadableDocument when the bytes are no text, no such document, or a table does not add up; a strict reader refuses
    what somebody should look at, a lenient one leaves out what it cannot read (`LEFT_OUT`).
    """
    findings = Findings(strictness, told)
    blocks = read_blocks(content, file_name, findings)
    seen(blocks)
    return document_of(blocks, file_name, findings, profile if profile is not None else packaged_profile())


def document_of(blocks: list[Block], file_name: str, findings: Findings, profile: Profile) -> Document:
    """The document in the blocks that a format's reader found; raises UnreadableDocument when they are none."""
    findings.keep_order(blocks)
    grammar = Grammar(profile, findings)
    grammar.read(findings.reading(blocks))
    assembler = Assembler(profile, findings)
    projects = assembler.projects(grammar.projects)
    if grammar.ends_inside:
        assembler.check_end(grammar.projects)
    findings.refuse(file_name)
    return _document(grammar, projects, profile, findings)


def _document(grammar: Grammar, projects: tuple[Project, ...], words: Profile, findings: Findings) -> Document:
    found = propose(grammar.preamble, _actors(projects), words)
    starred = any(bullet.advanced for project in projects for bullet in project.bullets())
    report(found, findings, words.marks.advanced, starred=starred)
    return Document(
        title=found.title.read if found.title else "",
        municipality=found.municipality.read if found.municipality else None,
        period=found.period.read if found.period else None,
        status_year=found.status_year.year if found.status_year else None,
        mark_year=found.mark_year.year if found.mark_year else None,
        read_at=found.read_at(),
        projects=projects,
        findings=findings.by_line(),
    )


def _actors(projects: tuple[Project, ...]) -> list[str]:
    return [row.actor for project in projects for initiative in project.initiatives for row in initiative.roles]
