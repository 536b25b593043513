"""Next year's document beside its plan: each difference with what the system believes, and what may be made of it."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from domain.errors import NotFound
from pdca.differences import CHOICES, Decisions, Difference, Differences
from pdca.documents.source import where
from pdca.uploads import Upload
from projections.streams import PlanRow
from web.site import Visit

SHORT = {"take": "取り込む", "typo": "正誤", "decided": "会議で決まったもの", "leave": "取り込まない"}


KINDS = {
    "status": "新しい進捗状況",
    "figure": "新しい値",
    "star_granted": "★がついたもの",
    "star_revoked": "★がとれたもの",
    "wording": "文が変わったもの",
    "order": "順序が変わったもの",
    "bullet_added": "増えた文",
    "bullet_removed": "なくなった文",
    "item_added": "新しい項目",
    "item_removed": "なくなった項目",
    "item_renamed": "名前が変わった項目",
    "item_moved": "移った項目",
    "item_split": "分かれた項目",
    "item_merged": "一つになった項目",
    "title_renamed": "名前が変わったプロジェクトや取組",
}


class DifferenceView(msgspec.Struct, frozen=True):
    """A difference as it is asked: `chosen` is what is preset."""

    entry: Difference
    chosen: str
    place: str

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices in words."""
        return [(choice, CHOICES[choice]) for choice in self.entry.choices]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Before and after of one wording, to be marked word by word."""
        one = len(self.entry.before) == len(self.entry.after) == 1
        return [(self.entry.before[0], self.entry.after[0])] if one and self.entry.before != self.entry.after else []


class DifferencesView(msgspec.Struct, frozen=True):
    """All of them: first what a person has to decide, then what is certain."""

    found: Differences
    asked: tuple[DifferenceView, ...]
    certain: tuple[DifferenceView, ...]

    @property
    def certain_by_kind(self) -> list[tuple[str, list[DifferenceView]]]:
        """What is certain, kind by kind."""
        kinds = [(words, [each for each in self.certain if each.entry.kind == kind]) for kind, words in KINDS.items()]
        return [(words, views) for words, views in kinds if views]

    @property
    def starred(self) -> bool:
        """Whether a ★ came or went, of which the document names the session."""
        return self.found.session is not None and any(e.kind.startswith("star") for e in self.found.entries)


def plan_before(visit: Visit, upload: Upload) -> PlanRow | None:
    """The plan of which the upload is the next document; None for a new plan."""
    plan_id = upload.kind.partition(" ")[2]
    return visit.models.streams.plan(plan_id) if plan_id else None


def needed_plan(visit: Visit, upload: Upload) -> PlanRow:
    """The same; refuses an upload that is a plan of its own."""
    plan = plan_before(visit, upload)
    if plan is None:
        msg = "比べる計画がありません。取り込みが取り消されたときは、新しい計画として選び直してください。"
        raise NotFound(msg, code="unknown_plan")
    return plan


def differences_view(found: Differences, decisions: Decisions | None) -> DifferencesView:
    """The differences with what was chosen before, else with their defaults."""
    chosen = decisions.choices if decisions else {}
    views = [_view(entry, chosen.get(entry.id) or entry.default or "") for entry in found.entries]
    return DifferencesView(
        found,
        asked=tuple(view for view in views if view.entry.default is None),
        certain=tuple(view for view in views if view.entry.default is not None),
    )


def _view(entry: Difference, chosen: str) -> DifferenceView:
    return DifferenceView(entry, chosen, "" if entry.place is None else where(entry.place))


def chosen_words(entries: Iterable[Difference], decisions: Decisions) -> str:
    """How many of each choice, in words."""
    made: Counter[str] = Counter(decisions.choices.get(entry.id, "leave") for entry in entries)
    return "、".join(f"{word} {made[choice]}件" for choice, word in SHORT.items() if made[choice])


def counted(upload_choices: Decisions, entries: Iterable[Difference]) -> list[Difference]:
    """The differences that will be recorded."""
    return [entry for entry in entries if upload_choices.choices.get(entry.id, "leave") != "leave"]
