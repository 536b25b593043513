"""Figures, evidence and ★ put to a session, told."""

from typing import cast

from domain.event import Recorded, Ref
from domain.events import Evidence, MeasurementRecorded, StarPutForward, StatusChecked
from domain.japanese_dates import fiscal
from domain.numbering import grouped
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Clip, Quote, Told, Words, listed, note, notes
from pdca.words import EVIDENCE_KIND, NOT_MEASURED, STAR_CHANGE

Details = tuple[tuple[str, str | Ref], ...]


def evidence_note(at: Recorded, event: StatusChecked) -> Words | None:
    """裏付け：アンケート「令和6年度ニーズ調査」62.5％, one after the other."""
    said = tuple(_evidence(at, k, each) for k, each in enumerate(event.evidence))
    return ("裏付け：", *listed(said, "・")) if said else None


def _evidence(at: Recorded, k: int, said: Evidence) -> Words:
    value: Words = (Clip(at.ref("evidence", k, "value")),) if said.value is not None else ()
    return (EVIDENCE_KIND[said.kind], Quote(at.ref("evidence", k, "title")), *value)


def evidence_details(at: Recorded, event: StatusChecked) -> Details:
    """Every text of the evidence in full."""
    words = (("title", "裏付け"), ("url", "アドレス"), ("wave", "調査"), ("question", "設問"), ("value", "数字"))
    found: list[tuple[str, str | Ref]] = []
    for k, each in enumerate(event.evidence):
        found += [(word, at.ref("evidence", k, name)) for name, word in words if getattr(each, name) is not None]
        found += [("回答数", f"{each.n}件")] if each.n is not None else []
    return tuple(found)


def _measured(c: Context, at: Recorded, event: MeasurementRecorded, past: Past) -> Told:
    year = fiscal(event.fiscal_year)
    source = at.ref("source") if event.source is not None and c.viewer else None
    unit = past.state.numeric.unit if past.state.numeric else ""
    figure = _figure(at, event, unit)
    before = past.figures.get(event.fiscal_year)
    if before is None:
        text: Words = (f"{year}の値を", *figure, "と記録しました", *notes(note("出典", source)))
    else:
        stood = _figure(before, cast("MeasurementRecorded", before.event), unit)
        told = notes(("前：", *stood, " 後：", *figure), note("出典", source))
        text = (f"{year}の値を訂正しました", *told)
    return Told(text, details=(("出典", source),) if source else ())


def _figure(at: Recorded, event: MeasurementRecorded, unit: str) -> Words:
    if event.not_measured:
        return (f"「{NOT_MEASURED}」",)
    number = (f"{grouped(event.value)}{unit}",) if event.value is not None else ()
    return (*number, *((Quote(at.ref("text")),) if event.text is not None else ()))


def _put_forward(_: Context, at: Recorded, event: StarPutForward, past: Past) -> Told:
    reason = at.ref("reason")
    text = past.bullet(event.statement)
    bullet: Words = ("項目", Quote(text)) if text else ("項目",)
    asked: Words = (*bullet, f"の{STAR_CHANGE[event.change]}ことを、次の会議に諮ることとしました")
    return Told((*asked, *notes(note("理由", reason))), details=(("理由", reason),))


RULES: dict[type, Rule] = {
    MeasurementRecorded: _measured,
    StarPutForward: _put_forward,
}
