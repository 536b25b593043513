"""Corrections without a meeting: 軽微な修正 with its ground, and words that were read wrongly from the document."""

from domain.aggregate import Decided, one_line, required
from domain.commands import CorrectText, MakeMinorCorrection
from domain.errors import Conflict, Refused
from domain.events import MinorCorrectionMade, TextCorrected
from domain.indicator import Bullet, Indicator
from domain.plan import Plan
from domain.session import Session


def correct_item(item: Indicator, session: Session | None, command: MakeMinorCorrection) -> Decided:
    """A bullet or the name of an item; a bullet that a proposal would change waits for its decision."""
    item.check_in_plan()
    text = required(command.text, "text", "直した後の文")
    _check_ground(session, command)
    if command.statement is None:
        name = one_line(command.text, "text", "直した後の名前")
        _check_seen(item.name, command)
        return [] if name == item.name else [(item.stream, _event(command, name))]
    before = _free(item, command.statement, command.text_revision)
    if text == before.text:
        return []
    return [(item.stream, _event(command, text, before.text_revision + 1))]


def correct_plan(plan: Plan, same: Indicator | None, session: Session | None, command: MakeMinorCorrection) -> Decided:
    """The name of a project or a measure; with it that of `same`, its 将来像 or 取組内容, which is called alike."""
    text = one_line(command.text, "text", "直した後の名前")
    _check_ground(session, command)
    if command.project is None:
        msg = "直す重点プロジェクトか取組を選んでください。"
        raise Refused(msg, code="empty", field="project")
    name = plan.name_of(command.project, command.initiative)
    _check_seen(name, command)
    if text == name:
        return []
    event = _event(command, text)
    return [(plan.stream, event), *([(same.stream, event)] if same is not None and same.name == name else [])]


def _check_ground(session: Session | None, command: MakeMinorCorrection) -> None:
    """What was entrusted names the meeting that did so; nothing else names one."""
    if (command.ground == "entrusted") != (session is not None):
        msg = "「会議の一任による」ときは、一任した会議を選んでください。ほかの根拠では選びません。"
        raise Refused(msg, code="session_needed", field="session_id")


def _check_seen(name: str, command: MakeMinorCorrection) -> None:
    if command.was is not None and command.was != name:
        msg = "書いている間に、もとの名前が新しくなりました。いまの名前と見比べて、もう一度お選びください。"
        raise Conflict(msg, code="stale_text", field="text")


def _free(item: Indicator, statement: int, text_revision: int | None) -> Bullet:
    """The bullet as it reads, if nobody proposes to change it."""
    item.check_in_plan()
    before = item.check_revision(statement, text_revision)
    if item.changing(statement):
        msg = f"{item.label}：この文を変える改善案が出ています。決定を待つか、案の中で直してください。"
        raise Refused(msg, code="proposal_open", field="statement")
    return before


def _event(command: MakeMinorCorrection, text: str, text_revision: int | None = None) -> MinorCorrectionMade:
    return MinorCorrectionMade(
        ground=command.ground,
        text=text,
        note=required(command.note, "note", "修正の説明"),
        statement=command.statement,
        text_revision=text_revision,
        project=command.project,
        initiative=command.initiative,
        session=command.session_id,
    )


def correct_text(item: Indicator, command: CorrectText) -> Decided:
    """What stands in the document, while the bullet still reads as it was imported; quiet when it reads so."""
    text = required(command.text, "text", "文書のとおりの文")
    before = _free(item, command.statement, command.text_revision)
    if not before.imported:
        msg = f"{item.label}：この文は、取り込んだ後に見直されています。軽微な修正か改善案で直してください。"
        raise Refused(msg, code="not_imported", field="statement")
    if not (command.source.line or command.source.cell or command.source.page):
        msg = "文書のどこに書かれているか（行・欄・ページ）を入れてください。"
        raise Refused(msg, code="source_needed", field="source")
    if text == before.text:
        return []
    event = TextCorrected(
        statement=command.statement, text_revision=before.text_revision + 1, text=text, source=command.source
    )
    return [(item.stream, event)]
