# ruff: noqa: E501 -- the expected sentences stand in one piece
"""Each event is told in one readable sentence, and only to those for whom it exists."""

import re
from datetime import date
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.codes import STAFF
from domain.event import Actor, Ref
from domain.events import (
    ApprovalRecorded,
    FlowAdopted,
    HandoverNoted,
    HandoverNoteSettled,
    ProposalAdopted,
    SessionClosed,
    StatusChecked,
    all_events,
)
from domain.japanese_dates import japan_day
from pdca.chance import FixedChance
from pdca.sentences import RULES, Sentence, sentences
from pdca.store import Mapper
from pdca.telling.pieces import shortened
from pdca.telling.visible import PUBLIC
from pdca.viewing import CONSOLE_VIEWER, Viewer
from tests.pdca.telling import (
    CYCLE,
    FIGURES,
    FIRST,
    ITEM,
    KIRITANI,
    KITAHARA,
    MIKI,
    NEW,
    OKITA,
    OLD,
    OPEN_CYCLE,
    OTHER,
    PAPER,
    PLAN,
    SECOND,
    WRITTEN,
    Kept,
    flow_text,
)
from tests.pdca.telling import everything as tell_everything

CLERK = Viewer(KIRITANI, frozenset({"secretariat"}))
AUDITOR = Viewer("auditor", frozenset({"auditor"}))
MEMBER = {account: Viewer(account, frozenset({"member"})) for account in (MIKI, OKITA, KITAHARA)}
VIEWERS = {"clerk": CLERK, "console": CONSOLE_VIEWER, "auditor": AUDITOR, "member": MEMBER[OKITA], "public": None}
NAMES = ("桐谷", "野田", "早瀬", "北原", "三木", "沖田", "江口", "匿名")


@pytest.fixture
def everything():
    return tell_everything()


def said(story, viewer=CLERK, stream=ITEM, at=None):
    return sentences(story, story.history(stream), viewer, at)


def all_text(told):
    words = ((s.who, s.text, s.about, *(s.before or ()), *(s.after or ()), *chain(*s.details)) for s in told)
    return "\n".join(chain.from_iterable(words))


def at(told, position):
    return next(s for s in told if s.position == position)


# --- every event class


def test_every_event_class_has_a_rule_and_stands_in_the_story(everything):
    assert set(RULES) == set(all_events()) == {type(r.event) for r in everything.log}


@pytest.mark.parametrize("viewer", VIEWERS.values(), ids=VIEWERS)
def test_every_sentence_is_one_japanese_sentence(everything, viewer):
    told = sentences(everything, everything.log, viewer)
    assert told
    for sentence in told:
        assert sentence.text.endswith("。")
        assert not sentence.text.endswith("。。")
        assert sentence.who
        assert sentence.about
    text = re.sub(r"\.(pdf|docx)|https://example\.jp/days", "", all_text(told))
    assert not re.search(r"[a-z_]{2,}|[0-9a-f]{8}-|None|Ref\(|\{|\}", text)


def test_staff_are_told_every_event_in_its_order(everything):
    assert [s.position for s in sentences(everything, everything.log, CLERK)] == list(range(1, len(everything.log) + 1))


def test_the_given_order_is_kept(everything):
    newest_first = list(reversed(everything.log))
    assert [s.position for s in sentences(everything, newest_first, CLERK)] == [r.position for r in newest_first]


def test_a_page_of_the_trail_says_the_same_as_the_whole(everything):
    whole = {s.position: s for s in sentences(everything, everything.log, CLERK)}
    for start in range(0, len(everything.log), 7):
        for sentence in sentences(everything, everything.log[start : start + 7], CLERK):
            assert sentence == whole[sentence.position]


def test_all_texts_of_a_page_are_opened_at_once(everything):
    everything.reveals = 0
    sentences(everything, everything.log, CLERK)
    assert everything.reveals == 1


def test_nothing_is_told_of_nothing(everything):
    assert sentences(everything, [], CLERK) == []


# --- the story of 2-①

STORY = """\
令和7年2月10日 システム管理者（この機械で） 点検項目「2-①-指1 開放」を計画に登録しました（項目2件）。
令和7年2月10日 システム管理者（この機械で） 令和5年度の状況を「3公民館で月2回、計画どおり開放している」と記録しました。
令和7年2月13日 桐谷 進（事務局） 項目「3つの公民館の和室を月2回、親子に開放している」を「★ 進んでいると確認（令和6年度第2回会議）」としました（理由：計画どおり開放しているため）。
令和7年5月12日 桐谷 進（事務局） 令和7年度の見直しで、「状況確認」の段階に進めました。
令和7年6月6日 桐谷 進（事務局） 令和6年度の状況を据置き（変更なし）としました（理由：事業継続中で変化なし）。
令和7年7月22日 桐谷 進（事務局） 項目「3つの公民館の和室を月2回、親子に開放している」への、委員4 北原 トミさんのご意見「月2回あいとると書いてありますが、北公民館は去年の十月から雨もりで閉まったまま…」（実感と合っていますか：違う）を紙で7月18日（金）に受け付け、桐谷 進（事務局）が7月22日に入力しました（読み合わせ済）。
令和7年7月22日 桐谷 進（事務局） ご意見「月2回あいとると書いてありますが、北公民館は去年の十月から雨もりで閉まったまま…」に、ファイル「ご意見.pdf」を添えました。
令和7年7月22日 野田 学（担当課） 令和6年度の状況について、令和7年7月22日に、令和6年10月7日時点の状況として記録しました（前：「3公民館で月2回、計画どおり開放している」 後：「北公民館は令和6年10月7日から休館。2館で実施」、情報：生涯学習課 聞き取り）。
令和7年7月24日 委員3 三木 遥 この点検項目へのご意見「土曜に開けてほしい」を送りました。
令和7年7月24日 委員3 三木 遥 ご意見を直しました（前：「土曜に開けてほしい」 後：「土曜は無理でも、雨の日だけ午前に開けてほしい」）。
令和7年7月24日 桐谷 進（事務局） 項目「3つの公民館の和室を月2回、親子に開放している」の★を外しました（令和7年度第1回会議・休館のため、全員異議なし）。
令和7年11月4日 桐谷 進（事務局） 令和7年度の見直しで、「改善検討」の段階に進めました。
令和7年11月4日 桐谷 進（事務局） 令和7年度の見直しの改善検討を記録しました（評価：おおむね進んでいる、方向性：改善、理由：北地区の代わりの場所が要る）。
令和7年11月4日 桐谷 進（事務局） たたき台の第1版を保存しました（理由：休館に合わせる）。
令和7年11月4日 桐谷 進（事務局） たたき台の第2版を保存しました（理由：ご意見による）。
令和7年11月28日 桐谷 進（事務局） たたき台の第2版を委員に見せました。
令和7年11月28日 桐谷 進（事務局） 令和7年度の見直しで、「提案」の段階に進めました。
令和7年12月1日 桐谷 進（事務局） 委員6 沖田 修さんの「確認しました（意見なし）」を電話で12月1日（月）に受け付け、桐谷 進（事務局）が12月1日に入力しました。
令和7年12月1日 桐谷 進（事務局） 改善案の第1版を出しました（文の見直し、たたき台の第2版による、理由：ご意見による）。
令和7年12月1日 桐谷 進（事務局） ご意見「月2回あいとると書いてありますが、北公民館は去年の十月から雨もりで閉まったまま…」に「反映しました」と回答しました（改善案の第1版、市の考え方：北地区は水曜にわかば幼稚園で開けることとしました）。
令和7年12月1日 桐谷 進（事務局） ご意見「土曜は無理でも、雨の日だけ午前に開けてほしい」に「引き続き検討します（令和8年6月まで）」と回答しました（市の考え方：人の手配を調べます）。
令和7年12月1日 桐谷 進（事務局） 改善案の第1版を、もう一度検討することとしました（理由：換気の目安を加える）。
令和7年12月1日 桐谷 進（事務局） 令和7年度の見直しで、「改善検討」の段階に戻しました（理由：換気の目安を加える）。
令和7年12月10日 桐谷 進（事務局） 改善案を第2版に改めました（文の見直し、理由：換気を加えた）。
令和8年1月14日 桐谷 進（事務局） 「令和7年度第2回会議」で会長に一任された改善案の第2版が、令和8年1月14日（水）の会長の確認（電話）により決定しました。
令和8年3月31日 桐谷 進（事務局） 改善案の第2版のとおり、計画の文を令和8年3月31日（火）から改めました（前：「3つの公民館の和室を月2回、親子に開放している」 後：「和室の開放は東・南の2館で月2回、北地区は再開までわかば幼稚園の空き部屋で毎週…」）。
令和8年3月31日 委員3 三木 遥 状況へのご意見「家の事情を書きました」（保留）を送りました。
令和8年3月31日 委員3 三木 遥 ご意見「家の事情を書きました」を取り下げました。
令和8年3月31日 桐谷 進（事務局） 令和6年度の状況を訂正しました（前：「北公民館は令和6年10月7日から休館。2館で実施」 後：「2館で月2回」ほか1件）。
"""


def lines(told):
    days = [japan_day(s.when) for s in told]
    return [
        f"令和{day.year - 2018}年{day.month}月{day.day}日 {s.who} {s.text}" for day, s in zip(days, told, strict=True)
    ]


def test_the_story_of_the_item_reads_like_this(everything):
    assert lines(said(everything)) == STORY.splitlines()


def test_a_real_log_tells_the_same_story(everything, store):
    chance = FixedChance(1, 0)
    mapper = Mapper(chance=chance)
    mapper.register(all_events())
    kept = Kept(everything, store.open(mapper, chance), chance.set)
    assert lines(said(kept)) == STORY.splitlines()


def test_other_streams_read_like_this(everything):
    words = [s.text for s in said(everything, stream=FIRST)]
    assert words == [
        "「令和7年度第1回会議」の開催を登録しました（開催日：令和7年7月24日（木）、場所：市役所、名簿3名）。",
        "「令和7年度第1回会議」の出席を3名と記録しました（議長：会長、成立に必要な人数：2名、会議は成立しました）。",
        "「令和7年度第1回会議」の出席を訂正しました（前：3名 後：2名、成立に必要な人数：2名、会議は成立しました）。",
        "「令和7年度第1回会議」の終了を記録しました（出席2名、成立に必要な人数：2名、会議は成立しました）。",
    ]
    words = [s.text for s in said(everything, stream=CYCLE)]
    assert "「提案」の締切を改めました（前：令和7年11月28日（金）まで 後：令和7年12月5日（金）まで）。" in words


def test_figures_evidence_and_what_a_session_is_asked_read_like_this(everything):
    assert [s.text for s in said(everything, stream=FIGURES)] == [
        "点検項目「2-①-数1 利用者数」を計画に登録しました（項目1件、単位：人、根拠：計画書32ページ）。",
        "令和5年度の値を「測っていない」と記録しました。",
        "令和6年度の値を1,300人と記録しました。",
        "令和6年度の値を訂正しました（前：1,300人 後：1,310.5人「速報」、出典：利用者名簿）。",
        "令和6年度の状況を「増えた」と記録しました（裏付け：アンケート「ニーズ調査」62.5％・リンク「開放日」）。",
        "項目「のべ人数を数える」の★をつけることを、次の会議に諮ることとしました（理由：増えたため）。",
    ]


def test_the_public_is_told_figures_but_neither_evidence_nor_what_the_office_asks(everything):
    told = said(everything, None, FIGURES)
    assert "令和6年度の状況を「増えた」と記録しました。" in [s.text for s in told]
    assert not [s for s in told if "ニーズ" in all_text([s]) or "諮る" in s.text or "32ページ" in all_text([s])]


ANSWERS = """\
桐谷 進（事務局） この点検項目への、こども「ひなた」（年長）のご意見「金曜も」を紙で3月30日（月）に受け付け、桐谷 進（事務局）が3月31日に入力しました（締切の後に受け付けた理由：園から届くのが遅れたため）。
桐谷 進（事務局） ご意見「園の空き部屋は水曜だけでなく金曜も使えます」に、委員4 北原 トミさんの「同じ趣旨です」を記録しました（電話で受付）。
委員6 沖田 修 ご意見「園の空き部屋は水曜だけでなく金曜も使えます」に、「同じ趣旨です」と答えました。
桐谷 進（事務局） ご意見「園の空き部屋は水曜だけでなく金曜も使えます」の、資料に載せる文を「園を使う曜日について」としました。
委員3 三木 遥 資料に載せる文「園を使う曜日について」に、「趣旨が違います」と答えました（違うところ：金曜と書いてください）。
桐谷 進（事務局） ご意見「園の空き部屋は水曜だけでなく金曜も使えます」の、資料に載せる文を「園の空き部屋を金曜にも使うことについて」に改めました。
桐谷 進（事務局） ご意見「園の空き部屋は水曜だけでなく金曜も使えます」を、回答検討中（令和8年6月まで）のまま資料に載せることとしました（理由：園と話しているため）。
桐谷 進（事務局） ご意見「園の空き部屋は水曜だけでなく金曜も使えます」に「反映しました」と回答しました（2-①-指1 開放 改善案の第2版、まとめて回答、市の考え方：金曜も使います）。
桐谷 進（事務局） ご意見「金曜も」に「反映しました」と回答しました（2-①-指1 開放 改善案の第2版、まとめて回答、市の考え方：金曜も使います）。
委員3 三木 遥 ご意見「園の空き部屋は水曜だけでなく金曜も使えます」への回答に、「この回答では足りない」と答えました（足りないところ：いつからですか）。
桐谷 進（事務局） ご意見「園の空き部屋は水曜だけでなく金曜も使えます」への回答を「反映しました」に訂正しました（2-①-指1 開放 改善案の第2版、前：金曜も使います、後：5月から金曜も使います、理由：始まる月を加えた）。
"""


def test_what_author_and_office_say_to_each_other_reads_like_this(everything):
    told = [s for s in said(everything, stream=OTHER) if re.search("金曜|園を使う", s.text)]
    assert [f"{s.who} {s.text}" for s in told[1:]] == ANSWERS.splitlines()
    whole = [s.text for s in said(everything, stream=CYCLE) if "趣旨が違います" in s.text]
    assert whole == [
        "資料に載せる文「夜の会議を求める」に、ご本人が「趣旨が違います」と答えました（電話で受付、違うところ：求めるほどではない）。"
    ]


def test_only_the_author_and_staff_are_told_of_the_summary_and_what_is_not_enough(everything):
    own, other = said(everything, MEMBER[MIKI], OTHER), said(everything, MEMBER[OKITA], OTHER)
    assert "園を使う曜日" in all_text(own)
    assert "いつからですか" in all_text(own)
    assert not re.search("園を使う曜日|金曜と書いて|いつからですか|園から届くのが|ひなた|始まる月", all_text(other))
    assert at(other, everything.revised_answer).before is None
    assert at(own, everything.revised_answer).before == ["金曜も使います。"]


def test_a_meeting_without_quorum_is_told_without_blame(everything):
    closed = [r for r in everything.log if isinstance(r.event, SessionClosed) and not r.event.quorate]
    assert "会議は成立しなかったため、懇談会として記録しました" in sentences(everything, closed, CLERK)[0].text


def test_before_and_after_are_in_full_and_bullets_in_step(everything):
    told = said(everything)
    assert at(told, everything.draft).before == [OLD, "土曜にも1回開けている。"]
    assert at(told, everything.draft).after == [NEW, ""]
    assert at(told, everything.late).before == ["3公民館で月2回、計画どおり開放している。"]
    assert at(told, everything.late).after == ["北公民館は令和6年10月7日から休館。2館で実施。"]
    assert at(told, everything.paper).after == [PAPER]


def test_the_thing_that_it_is_about_has_its_name(everything):
    told = sentences(everything, everything.log, CLERK)
    assert {s.about for s in told} >= {"2-①-指1 開放", "令和7年度の見直し", "令和7年度第1回会議", "桐谷 進"}


# --- erased texts


def test_an_erased_text_reads_so(everything):
    everything.erased.add(Ref(everything.paper, "/data/body"))
    sentence = at(said(everything), everything.paper)
    assert "ご意見〔消去〕（実感と合っていますか：違う）を紙で7月18日（金）に受け付け" in sentence.text
    assert sentence.after == ["〔消去〕"]
    assert PAPER[:10] not in all_text(said(everything))


def test_an_erased_name_reads_so(everything):
    everything.erased.update(Ref(r.position, "/data/name") for r in everything.history(MIKI)[:1])
    assert at(said(everything), everything.rain).who == "委員3 〔消去〕"


# --- who may be told what


def test_nobody_signed_in_learns_no_name_opinion_or_draft(everything):
    told = sentences(everything, everything.log)
    text = all_text(told)
    assert not [name for name in NAMES if name in text]
    assert not re.search("ご意見|たたき台|雨の日だけ|あいとる|docx|pdf|一任となりました（", text)
    assert {type(everything.log[s.position - 1].event) for s in told} <= PUBLIC
    assert "休館のため" in text


def test_a_member_is_told_of_shown_drafts_only_and_no_number_that_counts_the_others(everything):
    told = said(everything, MEMBER[OKITA])
    assert everything.hidden not in [s.position for s in told]
    assert at(told, everything.draft).text == "たたき台を保存しました（理由：ご意見による）。"
    assert "たたき台の第" not in all_text(told)


def test_an_auditor_is_told_names_but_no_hidden_draft(everything):
    told = said(everything, AUDITOR)
    assert everything.hidden not in [s.position for s in told]
    assert "北原 トミ" in all_text(told)


def test_a_draft_does_not_yet_exist_at_a_moment_before_it_was_shown(everything):
    shown = everything.draft + 1
    assert everything.draft not in [s.position for s in said(everything, MEMBER[OKITA], at=shown - 1)]
    assert everything.draft in [s.position for s in said(everything, MEMBER[OKITA], at=shown)]
    assert everything.draft in [s.position for s in said(everything, CLERK, at=shown - 1)]


def test_a_member_knows_the_others_by_number(everything):
    text = all_text(sentences(everything, everything.log, MEMBER[OKITA]))
    assert "委員4のご意見" in text
    assert "沖田 修" in text
    assert not [name for name in ("早瀬", "北原", "三木", "江口", "匿名") if name in text]


def test_an_earlier_wording_and_its_author_s_file_are_not_for_other_members(everything):
    told = said(everything, MEMBER[OKITA])
    assert at(told, everything.rain).text == "この点検項目へのご意見を送りました。"
    assert (
        at(told, everything.rain + 1).text == "ご意見を「土曜は無理でも、雨の日だけ午前に開けてほしい」に直しました。"
    )
    assert "土曜に開けてほしい" not in all_text(told)
    assert "ご意見.pdf" not in all_text(told)
    assert "ご意見.pdf" in all_text(said(everything, MEMBER[KITAHARA]))


def test_what_was_taken_back_is_for_its_author_and_staff_only(everything):
    assert "家の事情" not in all_text(said(everything, MEMBER[OKITA]))
    assert "家の事情" not in all_text(said(everything, MEMBER[OKITA], at=everything.withdrawn))
    assert "家の事情" in all_text(said(everything, MEMBER[MIKI]))
    assert "家の事情" in all_text(said(everything))


def test_until_the_deadline_a_member_is_told_of_own_opinions_only():
    story = tell_everything()
    closing = next(r for r in story.log if r.topic == "review_cycle.cycle_closed.v1")
    del story.log[closing.position - 1 :]
    story.on(2025, 12, 4)
    own = [s.position for s in said(story, MEMBER[MIKI])]
    assert story.rain in own
    assert story.paper not in own
    assert "あいとる" not in all_text(said(story, MEMBER[MIKI]))
    story.on(2025, 12, 6)
    assert story.paper in [s.position for s in said(story, MEMBER[MIKI])]


def test_an_account_without_any_role_is_told_what_is_public(everything):
    assert sentences(everything, everything.log, Viewer(MIKI)) == sentences(everything, everything.log)


@pytest.mark.parametrize(
    ("naming", "called"), [("number", "委員4"), ("name", "委員4 北原 トミさん"), ("anonymous", "委員")]
)
def test_the_cycle_says_how_members_are_named(everything, naming, called):
    adopted = next(r for r in everything.log if isinstance(r.event, FlowAdopted))
    everything.log[adopted.position - 1] = replace(adopted, event=FlowAdopted(flow=flow_text(naming)))
    assert f"への、{called}のご意見" in at(said(everything, MEMBER[OKITA]), everything.paper).text
    assert "への、委員4 北原 トミさんのご意見" in at(said(everything), everything.paper).text


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_are_told_all_opinions(everything, role):
    assert PAPER in all_text(said(everything, Viewer("x", frozenset({role}))))


# --- quoting


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("土曜にも1回開けている。", "土曜にも1回開けている"),
        ("あ" * 40, "あ" * 40),
        ("あ" * 41, "あ" * 39 + "…"),
        ("一行目\n二行目\u3000三", "一行目 二行目 三"),
        ("あ" * 38 + "か\u3099" * 3, "あ" * 38 + "…"),
    ],
    ids=["full stop", "fits", "too long", "lines", "combining"],
)
def test_a_quoted_text_is_one_short_line(text, quoted):
    assert shortened(text) == quoted


@given(st.text())
def test_a_quoted_text_is_never_longer(text):
    short = shortened(text)
    assert len(short) <= 40
    assert "\n" not in short


def test_a_sentence_is_a_value(everything):
    assert isinstance(said(everything)[0], Sentence)
    assert said(everything) == said(everything)


# --- small print of who may be told what


def test_the_public_is_told_neither_the_office_s_reasons_nor_who_informed_it(everything):
    text = all_text(sentences(everything, everything.log))
    assert not re.search("事業継続中|変わりない|生涯学習課 聞き取り|換気の文言|了承", text)


def test_members_are_told_neither_file_names_nor_who_attended(everything):
    told = sentences(everything, everything.log, MEMBER[OKITA])
    assert "docx" not in all_text(told)
    attended = [s for s in told if "の出席を" in s.text]
    assert attended
    assert not [s for s in attended if s.before or s.after]


def test_after_the_year_is_closed_members_are_told_all_opinions():
    story = tell_everything()
    story.on(2025, 12, 4)  # the deadline is the next day, but the year is over
    assert story.paper in [s.position for s in said(story, MEMBER[MIKI])]


def test_a_corrected_status_names_the_lines_that_changed_and_not_the_first(everything):
    first, second = "2館で月2回。", "北は水曜。"
    checked = StatusChecked(fiscal_year=2024, texts=(first, "北は金曜。", "夏は休む。"), cycle=CYCLE)
    changed = everything.item(checked)
    assert "（前：「北は水曜」 後：「北は金曜」ほか1件）" in at(said(everything), changed).text
    fewer = everything.item(replace(checked, texts=(first, "夏は休む。")))
    assert "（前：「北は金曜」 後：（なし））" in at(said(everything), fewer).text
    same = everything.item(replace(checked, texts=("夏は休む。", first)))
    assert "（前：「2館で月2回」ほか1件 後：「夏は休む」ほか1件）" in at(said(everything), same).text
    assert at(said(everything), changed).before == [first, second]


def test_the_chair_s_word_is_the_chair_s_for_the_public_too(everything):
    adopted = ProposalAdopted(cycle=CYCLE, version=2, session=FIRST)
    told = sentences(everything, [everything.log[everything.item(adopted, Actor(MIKI, "chair")) - 1]], None)
    assert [s.who for s in told] == ["会長"]


def test_a_written_session_reads_like_this(everything):
    told = [s.text for s in said(everything, CLERK, WRITTEN)]
    assert told == [
        "「令和7年度書面会議」を書面で開くことを登録しました（質問の受付：令和8年2月9日（月）まで、根拠：条例第7条第4項、名簿3名、議案1件）。",
        "「令和7年度書面会議」の表決の期限を、令和8年2月16日（月）までとしました。",
        "「令和7年度書面会議」を書面で開くことに、委員3 三木 遥が同意したことを記録しました（受付方法：画面）。",
        "「令和7年度書面会議」を書面で開くことに、委員4 北原 トミが同意しないことを記録しました（受付方法：紙、到着：令和8年2月17日（火））。",
        "「令和7年度書面会議」の表決を、委員3 三木 遥から受け付けました（議案1件、受付方法：画面）。",
        "「令和7年度書面会議」の表決を、委員4 北原 トミから受け付けました（議案1件、受付方法：紙、消印：令和8年2月13日（金）、到着：令和8年2月17日（火））。",
        "「令和7年度書面会議」で、委員4 北原 トミの表決を、無効に改めました（理由：その他の事情、附記：署名がない、受付方法：紙）。",
        "「令和7年度書面会議」で、江口 直樹から届いた票を、無効と記録しました（理由：その日の委員ではない、受付方法：紙、到着：令和8年2月17日（火））。",
        "「令和7年度書面会議」の結果を確定しました（表決1名、成立に必要な人数：2名、同意1名、必要な同意：2名、書面会議は成立しませんでした）。",
    ]
    ballot = at(said(everything, CLERK, WRITTEN), everything.paper_ballot)
    assert ballot.after == ["2-①-指1 開放 第2版：反対"]
    assert ballot.details == (("2-①-指1 開放 第2版 の理由", "財源が心配です。"),)


def test_how_others_voted_and_what_was_noted_is_not_for_members_departments_and_the_public(everything):
    department = Viewer("department", frozenset({"department"}))
    for viewer in (MEMBER[OKITA], department, None):
        text = all_text(said(everything, viewer, WRITTEN))
        assert not re.search("財源|受け付けました|無効|同意した|同意しない", text)
        assert "換気の目安を書いて" not in all_text(said(everything, viewer, SECOND))
        assert "結果を確定しました" in text
    assert "財源が心配です。" in all_text(said(everything, AUDITOR, WRITTEN))


def test_a_member_is_told_of_the_own_ballot(everything):
    own = said(everything, MEMBER[KITAHARA], WRITTEN)
    assert at(own, everything.paper_ballot).after == ["2-①-指1 開放 第2版：反対"]
    assert everything.ballot not in {s.position for s in own}


def test_why_somebody_acts_for_the_chair_is_for_staff_only(everything):
    council = everything.history(next(r.stream for r in everything.log if r.kind == "council"))
    assert "会長の入院のため" in all_text(sentences(everything, council, CLERK))
    for viewer in (MEMBER[OKITA], None):
        text = all_text(sentences(everything, council, viewer))
        assert "会長の入院" not in text


# --- 決裁 and 引継ぎ


def test_an_approval_and_a_note_are_told_in_one_sentence_each(everything):
    told = [s.text for s in said(everything, stream=PLAN)]
    assert [text for text in told if "引継ぎ" in text] == [
        "引継ぎのメモ「市の保険の件は総務課へ」を書きました。",
        "引継ぎのメモ「市の保険の件は総務課へ」を済みにしました。",
    ]
    (approved,) = [text for text in told if "決裁" in text]
    assert approved.endswith("の「公表」の決裁を記録しました（令和8年3月19日（木）、子第412号、子ども課長）。")


def test_an_approval_of_an_earlier_state_says_so(everything):
    head = len(everything.log)
    paper = {"on": date(2026, 3, 19), "document_number": "子第500号", "post": "市長"}
    at_ = everything.tell("plan", PLAN, ApprovalRecorded(subject="publication", through=head - 3, **paper))
    assert "、決裁の時点より後の変更は含みません）。" in at(said(everything, stream=PLAN), at_).text


@pytest.mark.parametrize("viewer", [*MEMBER.values(), None])
def test_neither_is_told_to_members_or_the_public(everything, viewer):
    kinds = {type(everything.log[s.position - 1].event) for s in sentences(everything, everything.log, viewer)}
    assert not kinds & {ApprovalRecorded, HandoverNoted, HandoverNoteSettled}
    assert "保険の件" not in all_text(sentences(everything, everything.log, viewer))


def test_more_time_for_one_member_is_told_to_that_member_and_to_staff_only(everything):
    words = "締切（令和8年12月7日（月）まで）から令和8年12月10日（木）までに延ばしました（理由：お子さんの看病のため）"
    for viewer in (MEMBER[MIKI], CONSOLE_VIEWER):
        assert words in at(said(everything, viewer, OPEN_CYCLE), everything.own_time).text
    for viewer in (MEMBER[OKITA], None):
        assert "看病" not in all_text(sentences(everything, everything.log, viewer))


def test_a_matter_of_the_year_before_is_told_with_its_words(everything):
    told = at(said(everything, CONSOLE_VIEWER, OPEN_CYCLE), everything.taken_up).text
    assert told == ("令和7年度から引き継いだご意見「会議を夜にも開いてほしい」を、令和8年度の見直しで取り上げました。")


def test_whom_to_call_in_a_department_is_for_staff(everything):
    assert "内線233" in all_text(sentences(everything, everything.log, CONSOLE_VIEWER))
    told = all_text(sentences(everything, everything.log, MEMBER[MIKI]))
    assert "担当課を「地域学習課」としました（前：「生涯学習課」、令和8年4月1日から）" in told
    assert "内線233" not in told
    assert "地域学習課" not in all_text(sentences(everything, everything.log, None))


def test_the_year_is_opened_with_its_scope_and_what_was_left_out(everything):
    told = all_text(sentences(everything, everything.log, CONSOLE_VIEWER))
    assert "対象：点検項目1件（取組指標）、そのほか1件、対象から外した項目1件" in told
    assert "対象から外した" not in all_text(sentences(everything, everything.log, None))
