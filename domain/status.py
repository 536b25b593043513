"""Decisions about an item's status and what it calls for."""

from domain import commands
from domain.aggregate import Decided, is_blank, required
from domain.commands import CarryForward, CheckStatus, ConsiderImprovement
from domain.errors import Conflict, Refused
from domain.events import CarriedForward, Evidence, ImprovementConsidered, StatusChecked
from domain.indicator import Indicator
from domain.japanese_dates import fiscal
from domain.review_cycle import ReviewCycle


def check_status(item: Indicator, cycle: ReviewCycle, command: CheckStatus) -> Decided:
    """The status of the cycle's status year; late facts may be newer than an earlier entry, never silently over it."""
    _check_in_scope(item, cycle)
    before = item.statuses.get(cycle.status_year)
    if before is not None and before.position != command.based_on:
        msg = (
            f"書いている間に、ほかの方が{fiscal(cycle.status_year)}の状況を記入しました。あなたの文は消えていません。"
            "二つを見比べて、どちらを残すか選んでください。"
        )
        raise Conflict(msg, code="stale_status", field="texts", meanwhile=before.position)
    texts = tuple(text.strip() for text in command.texts if not is_blank(text))
    if not texts:
        required("", "texts", f"{fiscal(cycle.status_year)}の状況")
    event = StatusChecked(
        fiscal_year=cycle.status_year,
        texts=texts,
        cycle=cycle.id,
        as_of_date=command.as_of_date,
        informant=command.informant,
        evidence=tuple(_evidence(each) for each in command.evidence),
    )
    return [(item.stream, event)]


def _evidence(said: commands.Evidence) -> Evidence:
    """Evidence that somebody can look up: a link has its address, a figure of a survey is a figure."""
    required(said.title, "evidence", "裏付けの名前")
    if said.kind == "link" and not (said.url or "").startswith(("https://", "http://")):
        msg = "リンクの裏付けには、https:// で始まるアドレスを入れてください。"
        raise Refused(msg, code="no_address", field="evidence")
    if said.kind == "survey" and is_blank(said.value or ""):
        msg = "アンケートの裏付けには、数字（例：62.5％）を入れてください。"
        raise Refused(msg, code="no_figure", field="evidence")
    return Evidence(
        kind=said.kind,
        title=said.title.strip(),
        url=said.url or None,
        wave=said.wave or None,
        question=said.question or None,
        n=said.n,
        value=said.value or None,
    )


def carry_forward(item: Indicator, cycle: ReviewCycle, command: CarryForward) -> Decided:
    """Unchanged, with the reason; quiet when it is already said."""
    _check_in_scope(item, cycle)
    reason = required(command.reason, "reason", "据置きの理由")
    if command.of == "status":
        _check_status_can_stay(item, cycle)
    elif _text_stays_already(item, cycle):
        return []
    year = cycle.status_year if command.of == "status" else cycle.fiscal_year
    event = CarriedForward(cycle=cycle.id, of=command.of, fiscal_year=year, reason=reason)
    return [(item.stream, event)]


def _check_in_scope(item: Indicator, cycle: ReviewCycle) -> None:
    item.check_in_plan()
    if cycle.id not in item.steps:
        msg = f"{item.label}：段階を持たない項目です。ご意見と改善案、★だけを記録します。"
        raise Refused(msg, code="out_of_scope", field="indicator_id")


def _check_status_can_stay(item: Indicator, cycle: ReviewCycle) -> None:
    if cycle.status_year in item.statuses:
        msg = f"{item.label}：{fiscal(cycle.status_year)}の状況は、すでに記入されています。"
        raise Refused(msg, code="status_exists", field="of")
    if not any(year < cycle.status_year for year in item.statuses):
        msg = f"{item.label}：前の年度の状況がないため、据置きにできません。状況を記入してください。"
        raise Refused(msg, code="nothing_to_carry", field="of")


def _text_stays_already(item: Indicator, cycle: ReviewCycle) -> bool:
    if item.unsettled(cycle.id):
        msg = f"{item.label}：改善案が出ています。案を差し戻すか、会議の決定を待ってください。"
        raise Refused(msg, code="proposal_open", field="of")
    if item.outcomes.get(cycle.id, "unchanged") != "unchanged":
        msg = f"{item.label}：この年度に見直した文を、据置きとは記録できません。"
        raise Refused(msg, code="revised", field="of")
    return cycle.id in item.outcomes


def consider(item: Indicator, cycle: ReviewCycle, command: ConsiderImprovement) -> Decided:
    """Rating and direction are codes of the cycle's scale; both may be left open."""
    _check_in_scope(item, cycle)
    scale = cycle.flow.scale
    _check_code(command.rating, {c.code for c in scale.ratings}, "rating", "評価")
    _check_code(command.direction, {c.code for c in scale.directions}, "direction", "方向性")
    event = ImprovementConsidered(
        cycle=cycle.id,
        reason=required(command.reason, "reason", "改善検討の理由"),
        rating=command.rating,
        direction=command.direction,
    )
    return [(item.stream, event)]


def _check_code(code: str | None, known: set[str], field: str, what: str) -> None:
    if code is not None and code not in known:
        choices = "、".join(sorted(known)) or "なし"
        msg = f"{what}「{code}」は、この会議の{what}にありません（{choices}）。"
        raise Refused(msg, code="unknown_code", field=field)
