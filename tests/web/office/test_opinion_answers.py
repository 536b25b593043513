"""The office's list of opinions: one answer for many, corrections, delays, summaries, what was said by telephone."""

from datetime import date

import pytest

from domain import commands as c
from domain.review_cycle import ReviewCycle
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import AUDITOR, CLERK, DEPARTMENT, MEMBER

ITEM, OTHER_ITEM = "1-1-指1", "1-1-指2"
DUE = date(2025, 5, 20)


@pytest.fixture
def said(city, cycle):
    """Two that say the same and one on the whole plan; the item's proposal is out, the deadline lies ahead."""
    city.to_proposal(cycle)
    city.proposed(cycle)
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=city.end(DUE))
    return (
        city.said(cycle),
        city.said(cycle, OTHER_ITEM, "北原 トミ", "雨の日も開けて。"),
        city.said(cycle, None, "早瀬 和枝", "資料を早く。"),
    )


@pytest.fixture
def answered(city, cycle, said):
    first = said[0]
    city.do(
        c.AnswerComment, cycle_id=cycle, indicator_id=city.item(ITEM), comment=first, disposition="noted",
        body="参考に。",
    )  # fmt: skip
    return first


def opinion(city, position):
    return city.engine.read_models.opinions.opinion(position)


def listed(client, cycle, show="open"):
    return words(client.get(f"/cycles/{cycle}/opinions?show={show}"))


def url(cycle, position, what):
    return f"/cycles/{cycle}/opinions/{position}/{what}"


def on_item(city, position, form, **more):
    return {"indicator_id": city.item(ITEM), "sent_from": f"{form}-{position}"} | more


def marks(city, said):
    return [f"{said[0]}:{city.item(ITEM)}", f"{said[1]}:{city.item(OTHER_ITEM)}", f"{said[2]}:"]


# --- several at once


def test_one_answer_goes_to_all_that_are_marked_and_each_says_so(clerk, city, cycle, said):
    assert "まとめて回答に加える" in listed(clerk, cycle)
    fields = {"comments": marks(city, said), "disposition": "noted", "body": "参考とします。", "sent_from": "together"}
    assert send(clerk, f"/cycles/{cycle}/answers", city, **fields).status_code == 303
    rows = [opinion(city, at) for at in said]
    assert [row.state for row in rows] == ["answered"] * 3
    assert {row.answer.together for row in rows} == {said[0]}
    assert "意見No.1・2・3にまとめて回答" in listed(clerk, cycle, "answered")


def test_one_proposal_carries_opinions_from_everywhere_until_it_falls(clerk, city, cycle, said):
    fields = {"comments": marks(city, said), "disposition": "reflected", "body": "", "template": "reflected"}
    fields["version"] = f"{city.item(ITEM)}:1"
    assert send(clerk, f"/cycles/{cycle}/answers", city, **fields).status_code == 303
    page = listed(clerk, cycle, "answered")
    assert "ご意見を踏まえて、改善案の文を改めました。" in page
    assert page.count("（1-①-指1開放改善案第1版）") == 2
    city.do(c.ReturnProposal, cycle_id=cycle, indicator_id=city.item(ITEM), version=1, reason="もう一度")
    again = listed(clerk, cycle)
    assert again.count("もう一度回答をお願いします") == 3
    assert city.load(ReviewCycle, cycle).open_comments(cycle) == [said[2]]


def test_without_marks_or_with_one_that_is_answered_nobody_is_answered(clerk, city, cycle, said, answered):
    fields = {"disposition": "noted", "body": "ここにある文", "sent_from": "together"}
    nothing = send(clerk, f"/cycles/{cycle}/answers", city, **fields)
    assert nothing.status_code == 422
    assert "印を付けてください" in words(nothing)
    response = htmx(clerk, f"/cycles/{cycle}/answers", city, **fields, comments=marks(city, said))
    assert response.status_code == 422
    assert "ここにある文" in response.text
    assert "すでに回答されたか" in words(response)
    assert opinion(city, said[1]).is_open
    assert f'value="{said[1]}:{city.item(OTHER_ITEM)}" checked' in response.text


# --- corrections and delays


def test_an_answer_is_corrected_with_its_reason_and_the_earlier_one_stays(clerk, city, cycle, answered):
    fields = on_item(city, answered, "revise", disposition="considering", body="6月までに。")
    fields |= {"until_year": "8", "until_month": "6"}
    based_on = str(opinion(city, answered).answer.position)
    fields["based_on"] = based_on
    assert send(clerk, url(cycle, answered, "revisions"), city, **fields, show="answered").status_code == 422
    response = send(clerk, url(cycle, answered, "revisions"), city, **fields, reason="時期を加えた", show="answered")
    assert response.headers["location"].endswith("?show=answered")
    page = listed(clerk, cycle, "answered")
    assert "引き続き検討します（令和8年6月まで）" in page
    assert "直す前の回答（1）" in page
    assert "訂正した理由：時期を加えた" in page
    stale = send(clerk, url(cycle, answered, "revisions"), city, **fields, reason="もう一度", show="answered")
    assert stale.status_code == 409
    assert "二つを見比べて" in words(stale)


def test_an_answer_is_put_off_openly_and_the_list_knows_it(clerk, city, cycle, said):
    fields = on_item(city, said[0], "postpone", reason="費用を調べている")
    missing = send(clerk, url(cycle, said[0], "postponements"), city, **fields)
    assert missing.status_code == 422
    assert "いつまでに回答するか（年と月）" in words(missing)
    given = {"until_year": "7", "until_month": "9"}
    assert send(clerk, url(cycle, said[0], "postponements"), city, **fields, **given).status_code == 303
    assert "回答検討中（1件）" in listed(clerk, cycle)
    page = listed(clerk, cycle, "postponed")
    assert "回答検討中（令和7年9月まで）" in page
    assert "回答検討中のまま資料に載せます：費用を調べている" in page
    assert opinion(city, said[0]).postponed.until == date(2025, 9, 30)


# --- summaries


def test_a_summary_is_contested_by_its_author_and_mended(clerk, person, city, cycle, said):
    fields = on_item(city, said[0], "summary", body="雨天時の開放を求める。")
    assert send(clerk, url(cycle, said[0], "summaries"), city, **fields).status_code == 303
    assert "資料に載せる文を確認中" in listed(clerk, cycle)
    member, item = person(MEMBER), f"/indicators/{city.item(ITEM)}"
    assert "資料にはこう載ります雨天時の開放を求める。" in words(member.get(item))
    assert "会議の資料に載せる文ができました" in words(member.get("/"))
    contest = {"sent_from": f"contest-{said[0]}", "reason": "午前だけでよいのです。"}
    assert send(member, f"/comments/{said[0]}/contests", city, **contest).headers["location"] == item
    assert "「趣旨が違います」を承りました" in words(member.get(item))
    assert "趣旨が違うとのお返事（1件）" in listed(clerk, cycle)
    assert "午前だけでよいのです。" in listed(clerk, cycle, "contested")
    assert "資料に載せる文を直すご意見" in words(clerk.get("/board"))
    seen = str(opinion(city, said[0]).summary.position)
    mended = on_item(city, said[0], "summary", body="雨の日の午前の開放を求める。", based_on=seen)
    assert send(clerk, url(cycle, said[0], "summaries"), city, **mended).status_code == 303
    assert send(clerk, url(cycle, said[0], "summaries"), city, **mended).status_code == 303
    stale = send(clerk, url(cycle, said[0], "summaries"), city, **(mended | {"body": "別の文。"}))
    assert stale.status_code == 409
    assert "趣旨が違うとのお返事" not in listed(clerk, cycle)


def test_other_members_see_neither_summary_nor_what_its_author_says_of_it(person, city, cycle, said):
    item = {"cycle_id": cycle, "indicator_id": city.item(ITEM), "comment": said[0]}
    city.do(c.SummariseComment, **item, body="雨天時の開放を求める。")
    city.do(c.ContestSummary, MEMBER, **item, reason="午前だけでよいのです。")
    city.at(date(2025, 5, 22))
    page = words(person("北原 トミ").get(f"/indicators/{city.item(ITEM)}"))
    assert "雨の日の午前に開けてほしい。" in page
    assert "雨天時" not in page
    assert "午前だけでよい" not in page


# --- the same, and not enough


def test_another_member_says_the_same_after_the_deadline_and_gets_the_answer(person, city, cycle, said):
    other, item = person("北原 トミ"), f"/indicators/{city.item(ITEM)}"
    hidden = send(other, f"/comments/{said[0]}/endorsements", city)
    assert hidden.status_code == 404
    city.at(date(2025, 5, 22))
    other, clerk = person("北原 トミ"), person(CLERK)
    assert "同じ趣旨です" in words(other.get(item))
    assert send(other, f"/comments/{said[0]}/endorsements", city).status_code == 303
    page = words(other.get(item))
    assert "1名の委員が「同じ趣旨です」と答えています（あなたを含みます）" in page
    assert f"/comments/{said[0]}/endorsements" not in other.get(item).text
    assert "同じ趣旨：委員3" in listed(clerk, cycle)
    city.do(
        c.AnswerComment, cycle_id=cycle, indicator_id=city.item(ITEM), comment=said[0], disposition="noted",
        body="参考に。",
    )  # fmt: skip
    home = words(other.get("/"))
    assert "同じ趣旨と答えたご意見" in home
    assert "1件のご意見に、市の考え方が届いています" in home


def test_an_answer_that_is_not_enough_comes_before_the_next_meeting(clerk, person, city, cycle, answered):
    member, item = person(MEMBER), f"/indicators/{city.item(ITEM)}"
    fields = {"sent_from": f"dispute-{answered}"}
    empty = send(member, f"/comments/{answered}/disputes", city, **fields)
    assert empty.status_code == 422
    assert "足りないところを入れてください" in words(empty)
    assert send(member, f"/comments/{answered}/disputes", city, **fields, reason="いつですか。").status_code == 303
    assert "次の会議で取り上げます" in words(member.get(item))
    assert "市の考え方が届いています" not in words(member.get("/"))
    assert "次の会議で取り上げるご意見" in words(clerk.get("/board"))
    assert "「この回答では足りない」とされたご意見が1件あります" in words(clerk.get(f"/cycles/{cycle}/sessions/new"))
    session = city.session(cycle)
    assert "ご意見が1件あります" in words(clerk.get(f"/sessions/{session}"))
    assert "ご意見が1件あります" not in words(member.get(f"/sessions/{session}"))
    assert "いつですか。" in listed(clerk, cycle, "disputed")


def test_nobody_speaks_for_another_member(person, city, cycle, answered):
    other = person("北原 トミ")
    city.at(date(2025, 5, 22))
    for what in ("disputes", "contests"):
        assert send(other, f"/comments/{answered}/{what}", city, reason="x").status_code == 403


def test_the_office_records_what_it_was_told_by_telephone(person, city, cycle, said):
    slip = city.do(
        c.SubmitComment, cycle_id=cycle, place=c.Place(indicator_id=city.item(ITEM)), body="北館がしまっとる。",
        author=city.people["北原 トミ"], medium="paper", received_on=date(2025, 5, 12),
    )  # fmt: skip
    item = {"cycle_id": cycle, "indicator_id": city.item(ITEM), "comment": slip}
    city.do(c.SummariseComment, **item, body="北館について。")
    city.at(date(2025, 5, 22))
    clerk = person(CLERK)
    told = {"list": "1", "medium": "telephone", "show": "all"}
    who = send(clerk, f"/comments/{slip}/endorsements", city, **told, sent_from=f"same-{slip}")
    assert who.status_code == 422
    assert "どなたのお返事かを選んでください" in words(who)
    for what, more in (("endorsements", {"author": city.people[MEMBER]}), ("contests", {"reason": "閉館のことです"})):
        response = send(clerk, f"/comments/{slip}/{what}", city, **told, **more)
        assert response.headers["location"] == f"/cycles/{cycle}/opinions?show=all"
    city.do(c.AnswerComment, **item, disposition="noted", body="参考に。")
    assert send(clerk, f"/comments/{slip}/disputes", city, **told, reason="いつ開くのか").status_code == 303
    row = opinion(city, slip)
    assert (row.contested.medium, row.disputed.medium, row.endorsements[0].author) == (
        "telephone", "telephone", city.people[MEMBER],
    )  # fmt: skip
    own = opinion(city, said[0])
    assert own.entered_by.id == own.author
    assert f"/comments/{said[0]}/contests" not in clerk.get(f"/cycles/{cycle}/opinions?show=all").text


# --- what came late, and who may do what


@pytest.mark.usefixtures("said")
def test_a_late_slip_is_taken_with_its_reason_and_a_child_with_a_word_about_it(person, city, cycle):
    city.at(date(2025, 5, 22))
    clerk = person(CLERK)
    fields = {
        "indicator_id": city.item(ITEM), "source": "child", "author_name": "ひなた", "author_note": "小学2年",
        "medium": "paper", "body": "くつばこ。", "sent_from": "behalf", **day("received_on", 7, 5, 21),
    }  # fmt: skip
    late = send(clerk, f"/cycles/{cycle}/opinions", city, **fields)
    assert late.status_code == 422
    assert "遅れて受け付ける理由" in words(late)
    taken = send(clerk, f"/cycles/{cycle}/opinions", city, **fields, late_reason="園から届くのが遅れたため")
    assert taken.status_code == 303
    page = listed(clerk, cycle)
    assert "ひなた（小学2年）" in page
    assert "締切の後に受け付けました：園から届くのが遅れたため" in page


def test_a_slip_says_whether_the_status_feels_right_or_agrees_with_the_proposal(clerk, city, cycle, said):
    fields = {
        "indicator_id": city.item(ITEM), "source": "member", "author": city.people["北原 トミ"], "medium": "paper",
        "sent_from": "behalf", **day("received_on", 7, 5, 12),
    }  # fmt: skip
    url = f"/cycles/{cycle}/opinions"
    both = send(clerk, url, city, **fields, perception="differs", stance="oppose", body="北館のこと。")
    assert both.status_code == 422
    assert "別々のご意見として" in words(both)
    assert send(clerk, url, city, **fields, perception="unknown", body="").status_code == 303
    version = f"version-{city.item(ITEM)}"
    assert f'name="{version}" value="1"' in clerk.get(url).text
    agreed = fields | {"stance": "oppose", version: "1"}
    assert send(clerk, url, city, **agreed, body="北館のこと。").status_code == 303
    first, second = city.engine.read_models.opinions.cycle_opinions(cycle)[len(said) :]
    assert (first.subject, first.perception) == ("status", "unknown")
    assert (second.subject, second.version, second.stance) == ("proposal", 1, "oppose")
    page = listed(clerk, cycle)
    assert "実感と合っていますか：分からない" in page
    assert "改善案第1版へのご意見" in page


@pytest.mark.usefixtures("said")
def test_a_slip_about_an_older_version_is_typed_in_as_one_and_about_a_withdrawn_one_not(clerk, city, cycle):
    item = city.item(ITEM)
    fields = {
        "indicator_id": item, "item_page": item, "source": "member", "author": city.people["北原 トミ"],
        "medium": "paper", "stance": "agree", "body": "よい。", "sent_from": "behalf", **day("received_on", 7, 5, 12),
    }  # fmt: skip
    assert f'type="hidden" name="version-{item}" value="1"' in clerk.get(f"/indicators/{item}").text
    city.proposed(cycle, text="3つの公民館の和室を月3回、親子に開放している。", based_on=1)
    page = clerk.get(f"/indicators/{item}").text
    assert f'<select id="behalf-version-{item}"' in page
    assert '<option value="2" selected>第2版</option><option value="1">第1版</option>' in page
    url = f"/cycles/{cycle}/opinions"
    assert send(clerk, url, city, **fields, **{f"version-{item}": "1"}).status_code == 303
    assert city.engine.read_models.opinions.cycle_opinions(cycle)[-1].version == 1
    city.do(c.WithdrawProposal, cycle_id=cycle, indicator_id=item, version=2, reason="取り下げ")
    assert "改善案への賛否" not in clerk.get(f"/indicators/{item}").text.partition('id="behalf-fold"')[2]
    fallen = send(clerk, url, city, **fields, **{f"version-{item}": "2"})
    assert fallen.status_code == 422
    assert "取り下げられたか、見送りになりました" in words(fallen)
    assert "よい。" in fallen.text


def test_a_member_who_judges_a_version_that_was_revised_meanwhile_sees_the_new_one(person, city, cycle):
    city.to_proposal(cycle)
    city.proposed(cycle)
    city.proposed(cycle, text="3つの公民館の和室を月3回、親子に開放している。", based_on=1)
    fields = {"cycle_id": cycle, "subject": "proposal", "version": "1", "stance": "oppose", "body": "月2回でよい。"}
    url = f"/indicators/{city.item(ITEM)}/comments"
    stale = send(person(MEMBER), url, city, **fields, sent_from="proposal")
    assert stale.status_code == 409
    assert "改善案が第2版に直されました" in words(stale)
    form = stale.text.partition('id="proposal"')[2]
    assert 'name="version" value="2"' in form
    assert "月3回" in form
    assert "月2回でよい。" in form


@pytest.mark.parametrize("name", [MEMBER, DEPARTMENT, AUDITOR])
def test_nobody_but_the_office_writes_summaries_and_answers(person, city, cycle, said, answered, name):  # noqa: PLR0913, PLR0917 -- fixtures and parameters
    client = person(name)
    for what in ("summaries", "revisions", "postponements"):
        fields = on_item(city, answered, what, body="x", reason="x", disposition="noted", based_on="1")
        sent = send(client, url(cycle, answered, what), city, **fields, until_year="8", until_month="1")
        assert sent.status_code == 403
    marked = {"comments": marks(city, said)[1:], "disposition": "noted", "body": "x"}
    assert send(client, f"/cycles/{cycle}/answers", city, **marked).status_code == 403
    assert opinion(city, said[1]).is_open


def test_an_auditor_finds_no_form_and_the_printed_order_is_that_of_the_plan(person, city, cycle, said):
    page = person(AUDITOR).get(f"/cycles/{cycle}/opinions?show=all").text
    assert "<textarea" not in page
    assert "まとめて回答" not in page
    numbers = [page.index(f'aria-label="意見No.{n}"') for n in (1, 2, 3)]
    assert numbers == sorted(numbers)
    assert CLERK not in page
