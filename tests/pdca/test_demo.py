"""The sample city: its story is told whole, by the rules, and reads as USERS 8 tells it."""

from collections import Counter
from datetime import date

import pytest

from domain.council import Council
from domain.indicator import Indicator
from domain.japanese_dates import JAPAN, fiscal
from domain.numbering import comparable, label
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.demo.building import DAY, build_sample
from pdca.demo.data import read_bytes
from pdca.documents import read_document
from pdca.sentences import sentences
from pdca.settings import Settings
from pdca.viewing import CONSOLE_VIEWER

NEW_TEXT = (
    "和室の開放は東・南の2館で月2回、北地区は再開までわかば幼稚園の空き部屋で毎週水曜に行い、"
    "雨の日の午前は予約なしで入れる。換気の目安を入口に示す。"
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    built = build_sample(Settings(database=str(folder / "demo.sqlite3")))
    yield built
    built.engine.close()


@pytest.fixture(scope="module")
def items(sample):
    loaded = (sample.engine.load(Indicator, entry.indicator) for entry in sample.engine.load(Plan, sample.plan).items)
    return {comparable(label(item.number, item.kind)): item for item in loaded}


def opinions(sample):
    return sample.engine.read_models.opinions.cycle_opinions(sample.cycle)


def told(sample, stream):
    return [s.text for s in sentences(sample.engine, sample.engine.history(stream), CONSOLE_VIEWER)]


def days(sample, stream):
    return [recorded.instant.astimezone(JAPAN).date() for recorded in sample.engine.history(stream)]


def test_the_plan_is_read_by_the_reader_of_real_documents():
    document = read_document(read_bytes("plan.txt"), "plan.txt")
    rows = [row for p in document.projects for i in p.initiatives for row in (*i.indicators, *i.roles)]
    assert (document.municipality, document.status_year, document.mark_year) == ("糸瀬市", 2023, 2024)
    assert [len(p.initiatives) for p in document.projects] == [3, 3, 3]
    assert sum(bullet.advanced for bullet in document.bullets()) == 12
    assert sum(text.count("検討する") for row in rows for text in row.progress) == 7
    codes = Counter(finding.code for finding in document.findings)
    assert (codes["progress_repeats_goal"], codes["actor_absent"]) == (1, 1)
    assert not [finding for finding in document.findings if finding.level != "notice"]


def test_the_marks_stand_on_the_session_of_the_document(sample):
    [past, *_] = sample.engine.read_models.streams.of_plan(sample.plan, "session")
    assert (past.title, past.held_on, past.fiscal_year) == ("令和6年度第2回会議", date(2025, 2, 13), 2024)


def test_the_thread_ends_in_the_new_sentence_and_names_its_causes(sample, items):
    item = items["2-1-指1"]
    assert item.statements[1].text == NEW_TEXT
    assert item.stars == {}
    causes = sample.engine.read_models.opinions.causes(item.id, sample.cycle, 1)
    assert [(o.number, o.seat, o.medium) for o in causes] == [(7, 4, "paper"), (12, 3, "spoken"), (15, 6, "telephone")]


def test_the_thread_was_recorded_day_by_day(sample, items):
    assert sorted(set(days(sample, items["2-1-指1"].id))) == [
        date(2025, 2, 13),
        date(2025, 5, 12),
        date(2025, 6, 6),
        date(2025, 7, 22),
        date(2025, 7, 24),
        date(2025, 10, 6),
        *(date(2025, 11, day) for day in (4, 5, 7, 10, 14, 17, 21, 28)),
        date(2026, 1, 14),
        date(2026, 3, 31),
    ]


def test_the_thread_reads_as_the_list_of_entries_tells_it(sample, items):
    text = "\n".join(told(sample, items["2-1-指1"].id))
    for words in (
        "理由：事業継続中で変化なし",
        "7月18日（金）に受け付け",
        "読み合わせ済",
        "令和6年10月7日時点の状況",
        "★を外しました（令和7年度第1回会議・休館のため",
        "情報：わかば幼稚園 聞き取り（園として）",
        "たたき台の第3版を委員に見せました",
        "引き続き検討します（令和8年6月まで）",
        "会長の確認（電話）により決定しました",
    ):
        assert words in text
    assert "たたき台の第1版を委員に見せました" not in text


def test_the_paper_has_its_scan(sample, items):
    seventh = next(o for o in opinions(sample) if o.number == 7)
    [scan] = seventh.attachments
    assert scan.media_type == "application/pdf"
    address = sample.engine.reveal([scan.sha256])[scan.sha256]
    assert len(sample.engine.files.get(address)) == scan.bytes


def test_thirty_one_opinions_are_answered_in_the_proportions_of_the_year(sample):
    found = opinions(sample)
    assert [o.number for o in found] == list(range(1, 32))
    counted = Counter(o.answer.disposition for o in found)
    assert counted == {"reflected": 12, "already_included": 8, "considering": 6, "as_proposed": 3, "noted": 2}
    assert Counter(o.state for o in found) == {"reflected_in_plan": 12, "answered": 19}


def test_fourteen_items_are_revised_and_all_others_stay(sample):
    counts = Counter()
    for row in sample.engine.read_models.board.counts(sample.cycle):
        counts[row.state] += row.items
    assert counts == {"revised": 14, "unchanged": 45}


def meetings(sample):
    found = sample.engine.read_models.streams.of_cycle(sample.cycle, "session")
    return {row.title: sample.engine.load(Session, row.stream) for row in found}


def test_the_second_meeting_decides_together_as_amended_and_entrusts(sample, items):
    rulings = meetings(sample)["令和7年度第2回会議"].rulings.values()
    decided = [(r.decision, len(r.proposals)) for r in rulings]
    assert decided == [("approved", 9), ("approved_as_amended", 2), ("entrusted", 1)]
    assert items["2-1-役3"].statements[items["2-1-役3"].last_statement].text.endswith("園が鍵を開ける。")


def test_the_written_session_counts_the_late_envelope_by_its_postmark(sample):
    session = meetings(sample)["令和7年度書面会議"]
    assert (session.consented, len(session.voters), session.not_voted) == (9, 9, (10,))
    text = "\n".join(told(sample, session.id))
    late = "受付方法：紙、消印：令和8年2月13日（金）、到着：令和8年2月17日（火）"
    assert f"委員4 北原 トミから受け付けました（議案2件、{late}）" in text
    assert text.count("賛成8・反対1・未提出1により承認") == 2
    assert "表決9名、成立に必要な人数：6名、同意9名、必要な同意：6名、書面会議は成立しました" in text


def test_the_year_is_closed_and_published(sample):
    cycle = sample.engine.load(ReviewCycle, sample.cycle)
    assert cycle.closed
    assert fiscal(cycle.fiscal_year) == "令和7年度"
    [edition] = sample.engine.load(Plan, sample.plan).publications
    assert edition.on == date(2026, 3, 31)


def test_the_offices_change_hands_on_the_first_of_april(sample):
    council = sample.engine.load(Council, sample.council)
    before, after = (council.holder(10, day).account for day in (date(2026, 3, 31), date(2026, 4, 1)))
    assert before != after
    assert after in {person.account for person in sample.info.persons}
    assert before not in {person.account for person in sample.info.persons}
    assert sample.info.persons[0].name == "藤代 まな"


def test_the_clock_runs_from_the_day_of_the_sample(sample):
    assert 0 <= (sample.engine.now() - DAY).total_seconds() < 3600
    assert sample.info.banner == "見本です。令和8年11月24日（火）として表示しています"


def test_every_event_of_the_sample_is_told_in_a_sentence(sample, items):
    for item in items.values():
        assert len(told(sample, item.id)) == len(sample.engine.history(item.id))


def test_what_is_rebuilt_equals_what_is_live(sample):
    assert not sample.engine.read_models.stopped()
    assert all(live == anew for live, anew in sample.engine.read_models.check().values())
