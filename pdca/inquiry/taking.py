"""An answer that somebody accepts becomes a command: the department is the informant, whoever presses the button."""

from domain import commands as c
from pdca.inquiry.answers import Line, figure_of, plain
from pdca.inquiry.asked import Inquiry
from pdca.words import NOT_MEASURED

_SAME = "担当課（{department}）の回答：据置き"
_NO_FIGURE = frozenset(map(plain, (NOT_MEASURED, "未測定", "測定なし", "未実施", "調査なし")))


def command(asked: Inquiry, line: Line, command_id: str) -> c.Command:
    """What is to be done for one row; the same row gives the same command, also once it was done."""
    if line.numeric:
        return _measured(asked, line, command_id)
    if line.carries and line.based_on is None:
        reason = _SAME.format(department=line.department)
        said = "、".join(f"{e.title}：{e.value}" for e in _judgements(line))
        return c.CarryForward(
            command_id=command_id,
            cycle_id=asked.cycle,
            indicator_id=line.indicator,
            of="status",
            reason=f"{reason}（{said}）" if said else reason,
        )
    return c.CheckStatus(
        command_id=command_id,
        cycle_id=asked.cycle,
        indicator_id=line.indicator,
        texts=tuple(line.after.split("\n")) if line.after else (),
        as_of_date=line.as_of,
        informant=informant(line.department, line.source),
        based_on=line.based_on,
        evidence=_judgements(line),
    )


def informant(department: str, source: str) -> str:
    """Who said it: the department, and whom it heard it from."""
    return f"{department}（{source}）" if source else department


def _judgements(line: Line) -> tuple[c.Evidence, ...]:
    """How the department itself rates the item: the council's own rating comes later."""
    said = (("担当課の評価", line.rating), ("担当課の考える今後の方向性", line.direction))
    return tuple(c.Evidence(kind="other", title=title, value=value) for title, value in said if value)


def _measured(asked: Inquiry, line: Line, command_id: str) -> c.RecordMeasurement:
    value, text, not_measured = _figure(line)
    return c.RecordMeasurement(
        command_id=command_id,
        cycle_id=asked.cycle,
        indicator_id=line.indicator,
        fiscal_year=asked.status_year,
        value=value,
        text=text,
        not_measured=not_measured,
        source=informant(line.department, line.source),
        based_on=line.based_on,
    )


def _figure(line: Line) -> tuple[str | None, str | None, bool]:
    """A number with or without its unit, words for what is no number, or that nothing was measured."""
    rest = line.answer.partition("\n")[2]
    read = figure_of(line.answer)
    if plain(line.answer) in _NO_FIGURE or (read is not None and not read.measured):
        return None, None, True
    if read is not None and read.decimal is not None and plain(read.unit) in {"", plain(line.unit)}:
        return read.decimal, rest or None, False
    return None, line.answer, False
