"""The import of a later document is taken back: the plan is what it was, and the same document can come again."""

from datetime import date

import pytest

from domain import commands as c
from domain.events import DocumentWithdrawn, IndicatorRestored, IndicatorWithdrawn
from domain.plan import Plan
from pdca.documents import read_document
from pdca.importing import is_next_document
from pdca.sentences import sentences
from pdca.viewing import CONSOLE_VIEWER
from tests.everything_documents import LATER
from tests.pdca.differences.next_year import NextYear, taken_back
from tests.pdca.differences.test_differences_figures import text
from tests.pdca.differences.test_differences_review import OTHER, PROPOSED, Came
from tests.review import CITIZENS, PLAIN, STARRED, Review, refused

REASON = "去年の文書だったため"


@pytest.fixture
def review(engine):
    return Review(engine).start()


@pytest.fixture
def clerk(engine):
    return Review(engine).people().clerk


def reworded(year):
    year.goals("見守り")[0]["text"] = "大人と近所の目が届いている。"
    year.confirm_all()
    return year


def kinds(year):
    return [type(event) for event in year.events()]


def test_a_rewording_reads_again_as_before(year):
    before = year.whole()
    reworded(year)
    item, between = year.item("1-①-指2"), year.engine.head()
    taken_back(year, REASON)
    assert kinds(year)[-2:] == [DocumentWithdrawn, IndicatorRestored]
    assert year.whole() == before
    models = year.engine.read_models
    assert models.items.item(item, between).statements[0].text == "大人と近所の目が届いている。"
    assert all(live == rebuilt for live, rebuilt in models.check().values())


def test_the_same_document_comes_again(year):
    reworded(year)
    first, read = len(year.events()), year.now()
    taken_back(year, REASON)
    assert is_next_document(year.engine, year.plan, year.content)
    assert [kind for kind, _ in year.kinds()] == ["wording"]
    done = year.confirm_all()
    assert (len(done.positions), done.repeated, year.now()) == (first - 1, False, read)  # its meeting is known
    taken_back(year, REASON)
    assert year.confirm_all().positions


def test_what_came_counts_no_more_and_what_left_stands_again(year):
    before, gone = year.whole(), year.item("1-①-指2")
    year.measure["indicators"].pop(1)
    new = {**year.row("市民"), "actor": "学校", "goals": [{"text": "校庭を開ける。", "advanced": True, "line": 90}]}
    year.measure["roles"].insert(0, new)
    year.measure["name"] = "川べりの広場"
    year.confirm_all()
    came, number = year.item("1-①-役3"), "1-①-役3"
    taken_back(year, REASON)
    assert kinds(year).count(IndicatorWithdrawn) == 1
    assert (year.whole(), year.item("1-①-指2")) == (before, gone)
    plan = year.engine.load(Plan, year.plan)
    assert came not in plan.all_items
    assert not year.engine.read_models.items.item(came).stands_on(year.engine.now().date())
    year.confirm_all()
    assert year.item(number) not in {came, gone}


def test_twice_is_quiet_and_the_newest_goes_first(year):
    reworded(year)
    first = year.engine.load(Plan, year.plan).documents[-1].position
    year.goals("見守り")[0]["text"] = "駅の人の目が届いている。"
    before = year.now()
    year.confirm_all()
    with refused("not_newest"):
        taken_back(year, REASON, first)
    second = taken_back(year, REASON)
    assert year.now() == before
    assert taken_back(year, REASON, second) == second
    year.head = year.engine.head()
    taken_back(year, REASON, second)
    assert year.events() == []
    taken_back(year, REASON, first)
    assert len(year.engine.load(Plan, year.plan).documents) == 1


def test_the_first_document_and_one_that_is_not_there_are_refused(year):
    with refused("first_document"):
        taken_back(year, REASON)
    with refused("unknown_document"):
        taken_back(year, REASON, 2)
    reworded(year)
    with refused("empty"):
        taken_back(year, "　")


def test_the_years_and_figures_that_a_document_brought(year):
    before = year.whole()
    year.form["status_year"] = 2025
    year.row("見守り")["progress"] = ["当番を増やした。"]
    year.confirm_all()
    assert year.whole()["status_year"] == 2025
    taken_back(year, REASON)
    assert year.whole() == before


def correction(year, item, text, text_revision):
    return c.MakeMinorCorrection(
        command_id=year.engine.chance.new_id(), ground="misprint", note="誤植", indicator_id=year.item(item),
        statement=1, text_revision=text_revision, text=text,
    )  # fmt: skip


def test_a_correction_of_what_it_brought_is_in_the_way(year, clerk):
    reworded(year)
    year.engine.do(correction(year, "1-①-指2", "大人と近所の人の目が届いている。", 2), clerk)
    with refused("built_upon") as caught:
        taken_back(year, REASON)
    assert caught.value.message.startswith("1-①-指2 見守り：取り込んだ文を直しています。")
    assert len(caught.value.obstacles) == 1


def test_a_correction_beside_what_it_brought_stays(year, clerk):
    year.goals("使いやすさ")[1]["text"] = "夏も木かげで休める。"
    before = year.now()
    year.confirm_all()
    year.engine.do(correction(year, "1-①-指1", "坂がとてもなだらかになっている。", 1), clerk)
    taken_back(year, REASON)
    (first, second) = year.state("1-①-指1").statements.values()
    assert (first.text, second.text) == (
        "坂がとてもなだらかになっている。",
        dict(enumerate(text for text, _ in rows(before)["使いやすさ"]))[1],
    )
    assert all(live == rebuilt for live, rebuilt in year.engine.read_models.check().values())


def rows(shown):
    return {name: goals for name, goals, _ in shown[0]["initiatives"][0]["rows"]}


def test_only_the_office_takes_back(review):
    came = Came(review, OTHER)
    came.confirm(review.clerk)
    for who in (review.member, review.department):
        with refused("not_permitted"):
            take_back(review, who)
    take_back(review)


def take_back(review, who=None):
    document = review.engine.load(Plan, review.plan).documents[-1].position
    return review.do(c.WithdrawDocument, who or review.clerk, document=document, reason=REASON)


def test_an_opinion_on_what_it_brought_is_in_the_way(review):
    Came(review, OTHER).confirm(review.clerk)
    item = review.items[STARRED]
    review.comment(place=c.Place(indicator_id=item))  # on the item as a whole, and on an item beside it
    review.comment(PLAIN)
    review.comment(place=c.Place(indicator_id=item, statement=1, text_revision=2))
    with refused("built_upon") as caught:
        take_back(review)
    assert "取り込んだ文へのご意見があります" in caught.value.message


def test_opinions_beside_what_it_brought_stay(review):
    Came(review, OTHER).confirm(review.clerk)
    said = review.comment(place=c.Place(indicator_id=review.items[STARRED]))
    take_back(review)
    assert review.item(STARRED).comments[said].is_open
    assert review.item(STARRED).statements[1].text == "坂がなだらかになっている。"


def test_a_draft_on_what_it_brought_is_in_the_way(review):
    review.in_consideration()
    Came(review, OTHER).confirm(review.clerk)
    review.draft(statements=(c.Bullet(id=1, text_revision=2, text=PROPOSED),))
    with refused("built_upon") as caught:
        take_back(review)
    assert "素案" in caught.value.message


def test_a_session_or_a_publication_after_it_is_in_the_way(review):
    review.in_revision()
    Came(review, "坂に屋根がある。").confirm(review.clerk, {})
    review.do(c.PublishPlan, on=date(2025, 7, 1), decided_by="こども課長")
    with refused("published"):
        take_back(review)
    review.meeting((review.items[STARRED], 1))
    with refused("session_held"):
        take_back(review)


def test_a_session_that_stood_before_it_may_not_end_after_it(review):
    review.in_revision()
    review.meeting((review.items[STARRED], 1))
    came = Came(review, "坂に屋根がある。")
    came.confirm(review.clerk, {})
    take_back(review)
    came.confirm(review.clerk, {})
    review.do(c.CloseSession)
    with refused("session_held"):
        take_back(review)


def test_a_minor_correction_that_it_made_is_told_to_no_meeting(year):
    year.goals("見守り")[0]["text"] = "大人と近所の目が届いている。"
    year.confirm_all()
    year.goals("見守り")[0]["text"] = "大人と近所の人の目が届いている。"
    year.row("見守り")["name"] = "見守りと声かけ"
    year.confirm_all(item_renamed="typo")
    corrections = year.engine.read_models.corrections
    assert len(corrections.unreported(year.plan)) == 1
    taken_back(year, REASON)
    assert corrections.unreported(year.plan) == corrections.of_plan(year.plan) == []


def test_a_proposal_into_an_item_that_it_brought_is_in_the_way(review):
    review.in_consideration()
    came = Came(review, OTHER)
    came.content = LATER.encode()
    came.document = read_document(came.content, "来年.txt")
    came.confirm(review.clerk)
    school = next(
        row.indicator for row in review.engine.read_models.items.plan_items(review.plan) if row.name == "学校"
    )
    review.propose(CITIZENS, proposal_kind="merge", into=school, statements=(), draft=None)
    with refused("built_upon") as caught:
        take_back(review)
    assert caught.value.message.startswith(f"{CITIZENS} 市民：")


def test_figures_read_again_as_before(engine):
    year = NextYear(engine, text())
    before = year.whole()
    year.read(text(last="1,020人", first="86.0％"))
    year.confirm_all()
    assert year.whole() != before
    taken_back(year, REASON)
    assert year.whole() == before
    measured = {bullet for item in engine.load(Plan, year.plan).items for bullet in year.state(item.indicator).measured}
    assert measured == {2022, 2023}
    assert len(year.kinds()) == 2
    assert all(live == rebuilt for live, rebuilt in engine.read_models.check().values())


def test_the_trail_tells_a_later_status_with_the_one_that_counts_again(year, clerk):
    year.row("見守り")["progress"] = ["当番を増やした。"]
    year.confirm_all()
    item = year.item("1-①-指2")
    trail = year.engine.read_models.trail
    brought = trail.of_item(item)[-1]
    taken_back(year, REASON)
    year.row("見守り")["progress"] = ["当番を減らした。"]
    year.confirm_all()
    again = trail.of_item(item)[-1]
    assert (again.before, again.after != brought.after) == (brought.before, True)
    assert brought.before is not None


def test_both_the_document_and_its_end_are_told_to_the_office_and_the_wording_stays_in_history(year):
    reworded(year)
    item = year.item("1-①-指2")
    taken_back(year, REASON)
    recorded = [r for stream in (year.plan, item) for r in year.engine.history(stream)]
    lines = [told.text for told in sentences(year.engine, recorded, CONSOLE_VIEWER)]
    said = f"次の年度の文書「来年.json」の取り込みを取り消し、計画を取り込む前に戻しました（理由：{REASON}）"
    assert any(said in line for line in lines)
    (restored,) = [line for line in lines if "取り込む前のとおりに戻りました" in line]
    assert "前：「大人と近所の目が届いている」 後：「大人の目が届いている」" in restored
