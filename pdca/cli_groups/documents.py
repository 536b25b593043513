"""parse, import, plan: documents in, and the plan out in the same form."""

from argparse import Namespace
from collections import Counter
from pathlib import Path

from domain.errors import Refused
from domain.japanese_dates import fiscal
from pdca.asof import position_of
from pdca.cli_groups.next_document import Next, next_document
from pdca.cli_groups.opening import opened, the_account, the_plan
from pdca.cli_groups.saying import document, json_text, progress, say, write_out
from pdca.cli_groups.taking_back import take_back
from pdca.documents import Document, Profile, Strictness
from pdca.documents.child import start_reading
from pdca.documents.profile_source import read_profile
from pdca.documents.source import where
from pdca.documents.writing import BINARY, write_plan
from pdca.files import MAX_BYTES
from pdca.importing import Choices, import_document, is_next_document
from pdca.plan_document import Form, plan_document
from pdca.settings import read_settings
from pdca.words import NOT_MEASURED

_PATIENCE, _STEP = 0.5, 0.1
"""Seconds until a bar is worth showing, and between two looks."""

_UNREAD = "（読み取れません）"
_LEVELS = {"error": "誤り", "warning": "注意", "notice": "参考"}


def parse(arguments: Namespace) -> int:
    """`pdca parse FILE`."""
    file = Path(arguments.file)
    profile = read_profile(arguments.profile or read_settings().profile)
    read = _read(_content(file), file.name, profile, _strictness(arguments))
    if arguments.json:
        document(read.to_json_form())
    else:
        say(*_summary(read), *_findings(read), "何も保存していません。取り込むには `pdca import FILE` を使います。")
    return 0


def import_(arguments: Namespace) -> int:
    """`pdca import FILE`, or `pdca import --take-back REASON`."""
    if arguments.take_back is not None:
        return take_back(arguments)
    if arguments.file is None:
        raise Refused("取り込む文書のファイルを指定してください。", code="usage", field="file")
    file = Path(arguments.file)
    profile = read_profile(arguments.profile or read_settings().profile)
    choices = Choices(
        key=arguments.plan,
        title=arguments.title,
        municipality=arguments.municipality,
        period=arguments.period,
        status_year=arguments.status_year,
        mark_year=arguments.mark_year,
        strictness=_strictness(arguments),
    )
    content = _content(file)
    # an unreadable file must not even leave an empty database behind
    read = _read(content, file.name, profile, choices.strictness)
    with opened(create=True) as engine:
        there = engine.read_models.streams.plan_by_key(choices.key)
        chosen = arguments.certain or arguments.decisions
        if there is not None and (chosen or is_next_document(engine, there.plan, content)):
            return next_document(engine, arguments, Next(there, content, file.name, read, profile))
        account = the_account(engine, arguments.actor)
        done = import_document(engine, content, file.name, choices, account, profile=profile, read=read)
    if arguments.json:
        document({"plan": done.key, "plan_id": done.plan_id, "events": done.events, "findings": read.findings})
    elif done.events:
        say(*_summary(read), *_findings(read), f"計画「{done.key}」として取り込みました（記録 {done.events}件）。")
    else:
        say(f"この文書は、計画「{done.key}」としてすでに取り込まれています。新しい記録はありません。")
    return 0


def plan(arguments: Namespace) -> int:
    """`pdca plan`."""
    with opened() as engine:
        at = None if arguments.asof is None else position_of(engine, arguments.asof)
        form = plan_document(engine, the_plan(engine, arguments.plan).plan, at, arguments.status_year)
    if arguments.json or arguments.format == "json":
        written = f"{json_text(form)}\n".encode()
    elif arguments.format is not None:
        written = write_plan(form, arguments.format)
    else:
        written = "".join(f"{line}\n" for line in _text(form)).encode()
    write_out(written, arguments.out, binary=arguments.format in BINARY)
    return 0


def _strictness(arguments: Namespace) -> Strictness:
    if arguments.strict and arguments.lenient:
        raise Refused("--strict と --lenient は、どちらか一つにしてください。", code="strictness", field="strict")
    return "strict" if arguments.strict else "lenient" if arguments.lenient else "usual"


def _content(file: Path) -> bytes:
    with file.open("rb") as opened_file:
        content = opened_file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Refused(f"「{file.name}」は大きすぎます（10MBまで）。", code="too_large", field="file")
    return content


def _read(content: bytes, file_name: str, profile: Profile, strictness: Strictness) -> Document:
    """The document as the child process reads it; a bar is shown once it takes a while."""
    reading = start_reading(content, file_name, profile, strictness)
    try:
        if not reading.wait(_PATIENCE):
            with progress("読み取り", "%") as told:
                while not reading.wait(_STEP):
                    told(round(reading.progress * 100), 100)
                told(100, 100)
        return reading.document()
    finally:
        reading.stop()
        reading.wait()


def _summary(read: Document) -> list[str]:
    measures = [measure for project in read.projects for measure in project.initiatives]
    bullets = list(read.bullets())
    return [
        read.title,
        f"  市町村 {read.municipality or _UNREAD}　期間 {read.period or _UNREAD}",
        f"  状況 {_year(read.status_year)}　★ {_year(read.mark_year)}",
        f"  重点プロジェクト {len(read.projects)}　取組 {len(measures)}",
        f"  取組指標 {sum(len(m.indicators) for m in measures)}　役割分担 {sum(len(m.roles) for m in measures)}",
        *([f"  数値指標 {count}"] if (count := sum(len(m.numeric) for m in measures)) else []),
        f"  項目 {len(bullets)}（うち★ {sum(b.advanced for b in bullets)}）",
    ]


def _year(year: int | None) -> str:
    return _UNREAD if year is None else fiscal(year)


def _findings(read: Document) -> list[str]:
    if not read.findings:
        return ["確かめるところはありません。"]
    counts = Counter(finding.level for finding in read.findings)
    told = "、".join(f"{_LEVELS[level]} {count}件" for level, count in counts.items())
    lines = [f"  {where(f.line)} {_LEVELS[f.level]}：{f.message}" for f in read.findings]
    return [f"確かめるところ：{told}", *lines]


def _text(form: Form) -> list[str]:
    lines = [form["title"], f"（状況は{_year(form['status_year'])}、★は{_year(form['mark_year'])}の会議）"]
    for project in form["projects"]:
        lines += ["", f"重点プロジェクト{project['number']}：{project['name']}", *_bullets(project["vision"])]
        for initiative in project["initiatives"]:
            lines += ["", f" 取組{initiative['number']}：{initiative['name']}", f"  {initiative['description']}"]
            for row in (*initiative["indicators"], *initiative["roles"]):
                lines += [f"  {row['item']} {row.get('name') or row.get('actor')}", *_bullets(row["goals"], "    ")]
                lines += [f"      状況：{text}" for text in row["progress"]]
            for row in initiative["numeric"]:
                lines += [f"  {row['item']} {row['name']}（{row['unit'] or ''}）", *_figures(row)]
    return lines


def _figures(row: Form) -> list[str]:
    years = [(_year(each["year"]), each) for each in row["values"]]
    told = [("基準値", row["baseline"]), *years, ("目標値", row["target"])]
    return [f"      {head}：{_figure(each)}" for head, each in told if each is not None]


def _figure(said: Form) -> str:
    if not said.get("measured", True):
        return NOT_MEASURED
    return str(said["text"] or said["value"])


def _bullets(bullets: list[Form], indent: str = "  ") -> list[str]:
    return [f"{indent}{'★' if bullet['advanced'] else '・'}{bullet['text']}" for bullet in bullets]
