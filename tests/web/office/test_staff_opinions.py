import pytest

from domain import commands as c
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import AUDITOR, CHAIR, CLERK, DEPARTMENT, MEMBER

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


@pytest.fixture
def said(city, cycle):
    return city.said(cycle)


def answer_url(cycle, position):
    return f"/cycles/{cycle}/opinions/{position}/answer"


def answering(city, position, **more):
    return {"indicator_id": city.item("1-1-指1"), "sent_from": f"answer-{position}", "body": "考えます。"} | more


def opinion(city, position):
    return city.engine.read_models.opinions.opinion(position)


def test_open_opinions_come_first_and_can_be_filtered(clerk, city, cycle, said):
    other = city.said(cycle, None, "北原 トミ", "資料を早くほしい。")
    city.do(c.AnswerComment, cycle_id=cycle, comment=other, disposition="noted", body="早くします。")
    page = words(clerk.get(f"/cycles/{cycle}/opinions"))
    assert "雨の日の午前に開けてほしい。" in page
    assert "資料を早くほしい。" not in page
    everything = words(clerk.get(f"/cycles/{cycle}/opinions?show=all"))
    assert everything.index("雨の日の午前") < everything.index("資料を早く")
    assert "回答したもの（1件）" in everything
    assert "計画全体" in words(clerk.get(f"/cycles/{cycle}/opinions?show=answered"))


def test_staff_read_seat_and_name(clerk, cycle, said):
    page = words(clerk.get(f"/cycles/{cycle}/opinions"))
    assert "意見No.1" in page
    assert "委員2三木遥" in page


@pytest.mark.parametrize(
    ("fields", "said_so"),
    [
        ({}, "対応区分を選んでください"),
        ({"disposition": "considering"}, "いつまでに検討するか"),
        ({"disposition": "considering", "until_year": "8", "until_month": "13"}, "いつまでに検討するか"),
        ({"disposition": "forwarded"}, "部署の名前を入れてください"),
        ({"disposition": "reflected"}, "反映した改善案の版を選んでください"),
        ({"disposition": "noted", "body": ""}, "市の考え方を入れてください"),
    ],
)
def test_an_answer_says_what_it_needs_and_keeps_the_text(clerk, city, cycle, said, fields, said_so):  # noqa: PLR0913, PLR0917 -- fixtures and parameters
    response = send(clerk, answer_url(cycle, said), city, **answering(city, said, **fields))
    assert response.status_code == 422
    assert said_so in words(response)
    assert fields.get("body", "考えます。") in response.text
    assert opinion(city, said).is_open


@pytest.mark.parametrize(
    ("fields", "words_of"),
    [
        ({"disposition": "considering", "until_year": "8", "until_month": "6"}, "引き続き検討します（令和8年6月まで）"),
        ({"disposition": "forwarded", "forwarded_to": "建設課"}, "担当部署へ伝えました（建設課）"),
        ({"disposition": "noted", "until_year": "8", "version": "1", "forwarded_to": "x"}, "今後の参考とします"),
    ],
)
def test_an_answer_is_recorded(clerk, city, cycle, said, fields, words_of):  # noqa: PLR0913, PLR0917 -- fixtures and parameters
    response = send(clerk, answer_url(cycle, said), city, **answering(city, said, **fields))
    assert response.status_code == 303
    assert words_of in words(clerk.get(f"/cycles/{cycle}/opinions?show=answered"))


def test_a_reflecting_answer_names_the_version(clerk, city, cycle):
    city.to_proposal(cycle)
    position = city.said(cycle)
    assert "「反映しました」は、改善案ができてから選べます" in words(clerk.get(f"/cycles/{cycle}/opinions"))
    city.proposed(cycle)
    assert 'value="reflected"' in clerk.get(f"/cycles/{cycle}/opinions").text
    fields = answering(city, position, disposition="reflected", version="1")
    response = htmx(clerk, answer_url(cycle, position), city, **fields)
    assert "回答を待っているご意見はありません" in words(response)
    assert opinion(city, position).answer.version == 1


def test_on_the_item_s_page_the_answer_stays_there(clerk, city, cycle, said):
    item = city.item("1-1-指1")
    assert "市の考え方を書く" in words(clerk.get(f"/indicators/{item}"))
    fields = answering(city, said, disposition="noted", item_page=item)
    assert send(clerk, answer_url(cycle, said), city, **fields).headers["location"] == f"/indicators/{item}"


def test_the_way_back_is_never_an_address_from_outside(clerk, city, cycle, said):
    fields = answering(city, said, disposition="noted", item_page="//evil.example", show="open&x=//evil")
    response = send(clerk, answer_url(cycle, said), city, **fields)
    assert response.headers["location"] == f"/cycles/{cycle}/opinions?show=open"


def test_an_open_opinion_is_carried_over_openly(clerk, city, cycle, said):
    url = f"/cycles/{cycle}/opinions/{said}/carry-over"
    fields = {"indicator_id": city.item("1-1-指1"), "sent_from": f"carry-{said}", "to_fiscal_year": "8"}
    assert send(clerk, url, city, **fields).status_code == 422
    assert send(clerk, url, city, **fields, reason="北地区の場所を探すため").status_code == 303
    assert "令和8年度へ引き継ぎました：北地区の場所を探すため" in words(clerk.get(f"/cycles/{cycle}/opinions?show=all"))


# --- on behalf


def paper(city, **more):
    given = {
        "source": "member",
        "author": city.people["北原 トミ"],
        "medium": "paper",
        "body": "孫を連れて二度帰りました。",
    }
    fields = {"sent_from": "behalf", "indicator_id": city.item("1-1-指1"), "attach_id": city.id(), "read_back": "1"}
    return fields | given | day("received_on", 7, 5, 10) | more


def on_behalf(client, city, cycle, fields, file=None):
    data = {"command_id": city.id()} | fields
    return client.post(f"/cycles/{cycle}/opinions", data=data, files={"file": file} if file else None)


def test_a_paper_is_typed_in_with_its_scan(clerk, city, cycle, person):
    response = on_behalf(clerk, city, cycle, paper(city), ("slip.png", PNG, "image/png"))
    assert response.status_code == 303
    row = city.engine.read_models.opinions.cycle_opinions(cycle)[0]
    assert (row.medium, row.read_back, row.seat) == ("paper", True, 3)
    page = clerk.get(f"/cycles/{cycle}/opinions")
    assert "紙で受付・読み合わせ済" in words(page)
    assert "slip.png" in page.text
    scan = f"/attachments/{row.attachments[0].position}"
    assert clerk.get(scan).content == PNG
    assert person(MEMBER).get(scan).status_code == 404


@pytest.mark.parametrize(
    ("more", "file", "said_so"),
    [
        ({"author": ""}, None, "どなたのご意見かを選んでください"),
        ({"medium": ""}, None, "どのように受け付けたか"),
        ({"body": ""}, None, "ご意見の文を入れてください"),
        ({"source": "group", "author": ""}, None, "お名前（団体の名前）を入れてください"),
        (day("received_on", 7, 5, 13), None, "受付日が今日より後です"),
        ({}, ("x.exe", b"MZ...", "application/pdf"), "PDF・PNG・JPEGのファイルです"),
        ({}, ("big.png", PNG + b"0" * (10 * 1024 * 1024), "image/png"), "ファイルが大きすぎます"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_recorded(clerk, city, cycle, more, file, said_so):  # noqa: PLR0913, PLR0917 -- fixtures and parameters
    response = on_behalf(clerk, city, cycle, paper(city, **more), file)
    assert response.status_code == 422
    assert said_so in words(response)
    assert city.engine.read_models.opinions.cycle_opinions(cycle) == []


@pytest.mark.parametrize("source", ["child", "group", "citizen"])
def test_others_than_members_have_a_name_instead_of_a_seat(clerk, city, cycle, source):
    fields = paper(city, source=source, author="", author_name="わかば幼稚園", indicator_id="")
    assert on_behalf(clerk, city, cycle, fields).status_code == 303
    row = city.engine.read_models.opinions.cycle_opinions(cycle)[0]
    assert (row.source, row.author, row.indicator) == (source, None, None)
    assert "わかば幼稚園" in words(clerk.get(f"/cycles/{cycle}/opinions"))


def test_an_opinion_on_a_bullet_and_an_answer_without_opinion(clerk, city, cycle):
    assert on_behalf(clerk, city, cycle, paper(city, statement="2:1")).status_code == 303
    assert city.engine.read_models.opinions.cycle_opinions(cycle)[0].statement == 2
    assert on_behalf(clerk, city, cycle, paper(city, acknowledge="1", body="")).status_code == 303
    assert len(city.engine.read_models.opinions.acknowledgements(cycle)) == 1


@pytest.mark.parametrize("name", [MEMBER, CHAIR, DEPARTMENT, AUDITOR])
def test_others_neither_answer_nor_type_in(person, city, cycle, said, name):
    client = person(name)
    fields = answering(city, said, disposition="noted")
    assert send(client, answer_url(cycle, said), city, **fields).status_code == 403
    carried = {"indicator_id": city.item("1-1-指1"), "to_fiscal_year": "8", "reason": "x"}
    assert send(client, f"/cycles/{cycle}/opinions/{said}/carry-over", city, **carried).status_code == 403
    assert on_behalf(client, city, cycle, paper(city)).status_code == 403
    assert opinion(city, said).is_open


def test_an_auditor_reads_the_list_without_forms(person, cycle, said):
    page = words(person(AUDITOR).get(f"/cycles/{cycle}/opinions"))
    assert "雨の日の午前に開けてほしい。" in page
    assert "市の考え方を書く" not in page
    assert "代理で入力する" not in page
    assert words(person(CLERK).get(f"/cycles/{cycle}/opinions"))


def test_the_history_says_a_short_wording_once_and_a_long_one_in_full(person, clerk, city, cycle):
    short = "雨の日の午前に開けてほしい。"
    longer = "雨の日の午前に、北公民館でも、予約なしで、小さな子と一緒に入れるように開けてほしい。"
    position = city.said(cycle, body=short)
    member = person(MEMBER)
    history = f"/indicators/{city.item('1-1-指1')}/history"
    for client in (clerk, member):
        assert words(client.get(history)).count("雨の日の午前に開けてほしい") == 1
    wording = "雨の日だけ開けてほしい。"
    edit = {"cycle_id": cycle, "comment": position, "indicator_id": city.item("1-1-指1")}
    first = city.do(c.EditComment, MEMBER, **edit, body=wording, based_on=position)
    page = words(clerk.get(history))
    assert "（前：「雨の日の午前に開けてほしい」後：「雨の日だけ開けてほしい」）" in page
    assert page.count("雨の日だけ開けてほしい") == 1
    city.do(c.EditComment, MEMBER, **edit, body=longer, based_on=first)
    assert "小さな子と一緒に入れるように" in words(clerk.get(history))
