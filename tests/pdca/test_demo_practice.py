"""A whole scripted review: on a small document on both stores, and on the real one where it is there."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import NotFound
from domain.indicator import Indicator
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from pdca.bootstrap import open_engine
from pdca.chance import FixedChance
from pdca.demo.building import build_practice
from pdca.demo.data import read_bytes
from pdca.demo.practice import MARK
from pdca.demo.scripted import play
from pdca.event_json import private_refs
from pdca.flows import DEFAULT, names
from pdca.importing import import_document
from pdca.sentences import sentences
from pdca.settings import Settings
from pdca.viewing import CONSOLE_VIEWER

PARTS_OF_A_REVIEW = (
    "状況を「",
    "状況を据置き（変更なし）としました",
    "改善検討を記録しました",
    "たたき台の第1版を保存しました",
    "たたき台の第2版を委員に見せました",
    "もう一度検討することとしました",
    "紙で",
    "ファイル「",
    "取り下げ",
    "確認しました（意見なし）",
    "★を外しました",
    "会長の確認（電話）により決定しました",
    "見送り",
    "計画の文を",
)


@pytest.fixture
def engine(store, tmp_path):
    chance = FixedChance(3, datetime(2025, 4, 1, tzinfo=UTC))
    made = open_engine(Settings(database=store.url, files=str(tmp_path / "files")), chance)
    store.opened.append(made)
    return made


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    folder = tmp_path_factory.mktemp("practice")
    built = build_practice(Settings(database=str(folder / "p.sqlite3")), small_document(), "small.txt")
    yield built
    built.engine.close()


def small_document():
    """The sample's first project only."""
    text = read_bytes("plan.txt").decode()
    return text[: text.index("プロジェクト2")].encode()


def real_document():
    folder = os.environ.get("REAL_DOCUMENT")
    if not folder:
        pytest.skip("REAL_DOCUMENT names no folder: the real document is not part of the project")
    return next(iter(sorted(Path(folder).glob("*.txt")))).read_bytes()


def history_of(engine, plan, cycle):
    sessions = [row.stream for row in engine.read_models.streams.of_cycle(cycle, "session")]
    streams = [entry.indicator for entry in engine.load(Plan, plan).items] + [plan, cycle, *sessions]
    return [recorded for stream in streams for recorded in engine.history(stream)]


def told(engine, plan, cycle):
    return [s.text for s in sentences(engine, history_of(engine, plan, cycle), CONSOLE_VIEWER)]


def assert_whole_review(engine, plan, cycle_id):
    cycle = engine.load(ReviewCycle, cycle_id)
    assert cycle.closed
    items = [engine.load(Indicator, entry) for entry in cycle.items]
    assert {item.outcomes.get(cycle.id) for item in items} == {"revised", "unchanged"}
    assert {item.steps[cycle.id] for item in items} == {"revision"}
    others = [engine.load(Indicator, entry) for entry in cycle.others]
    assert [item.kind for item in others if item.outcomes.get(cycle.id) == "revised"] == ["vision"]
    assert engine.read_models.opinions.open_opinions(cycle.id) == []
    assert engine.read_models.board.board(cycle.id)
    text = "\n".join(told(engine, plan, cycle_id))
    assert [words for words in PARTS_OF_A_REVIEW if words not in text] == []
    assert not engine.read_models.stopped()
    assert all(live == anew for live, anew in engine.read_models.check().values())


def test_a_small_document_is_reviewed_from_the_first_step_to_the_last(engine):
    imported = import_document(engine, small_document(), "small.txt")
    played = play(engine, engine.chance, imported.plan_id)
    assert played.fiscal_year == 2025
    assert_whole_review(engine, imported.plan_id, played.cycle)


WAYS = {
    "kaigi1": ("「一年の振り返り」の段階に戻しました",),
    "kaigi1_shomen": ("「書面会議と見直し」の段階に進めました（残っていたこと：回答を待つご意見あり",),
    "kaigi3": ("「審議」を省いて、「見直し」の段階に進めました", "第3回会議"),
    "iken_koubo": ("「意見公募」を省いて、「見直し」の段階に進めました", "市民（意見公募）"),
}


@pytest.mark.parametrize("flow", [name for name in names() if name != DEFAULT])
def test_a_review_goes_from_the_first_step_to_the_last_by_every_flow(tmp_path, flow):
    built = build_practice(Settings(database=str(tmp_path / "p.sqlite3")), small_document(), "small.txt", flow)
    assert_whole_review(built.engine, built.plan, built.cycle)
    text = "\n".join(told(built.engine, built.plan, built.cycle))
    assert [words for words in WAYS[flow] if words not in text] == []
    built.engine.close()


@pytest.mark.parametrize("flow", names())
def test_the_real_document_goes_by_every_flow(tmp_path, flow):
    built = build_practice(Settings(database=str(tmp_path / "p.sqlite3")), real_document(), "real.txt", flow)
    assert len(built.engine.load(ReviewCycle, built.cycle).items) == 68
    assert_whole_review(built.engine, built.plan, built.cycle)
    built.engine.close()


def test_a_flow_that_is_not_there_makes_nothing(tmp_path):
    with pytest.raises(NotFound):
        build_practice(Settings(database=str(tmp_path / "p.sqlite3")), small_document(), "small.txt", "kaigi9")
    assert not (tmp_path / "p.sqlite3").exists()


def test_the_same_document_gives_the_same_review(practice, tmp_path):
    again = build_practice(Settings(database=str(tmp_path / "again.sqlite3")), small_document(), "small.txt")
    told_again = told(again.engine, again.plan, again.cycle)
    again.engine.close()
    assert told_again == told(practice.engine, practice.plan, practice.cycle)


def test_everything_that_it_writes_says_that_it_is_practice(practice):
    engine = practice.engine
    began = next(r.position for r in engine.history(practice.cycle))
    refs = [ref for r in engine.log.since(began, 10_000) for ref in private_refs(r) if not ref.path.endswith("/sha256")]
    texts = engine.reveal(refs)
    assert len(texts) > 100
    assert [text for text in texts.values() if MARK not in text] == []
    assert engine.load(Plan, practice.plan).title.endswith(MARK)
    assert practice.info.practice
    assert "練習用" in practice.info.banner


def test_the_people_are_called_by_their_seats(practice):
    people = practice.info.persons
    assert [person.name for person in people] == ["事務局1", "事務局2", *(f"委員{seat}" for seat in range(1, 9))]
    assert [person.name for person in people if person.description == "会長"] == ["委員1"]
