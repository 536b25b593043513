"""文書のどこから: each text of an item says where it was read; the file's name is for staff."""

import hashlib

from domain import commands as c
from domain.events import Source
from tests.web.browsing_client import words
from tests.web.small_city import AUDITOR, CLERK, DOCUMENT, MEMBER

HASH = hashlib.sha256(DOCUMENT.encode()).hexdigest()


def page(person, city, who, number="1-1-指1"):
    return words(person(who).get(f"/indicators/{city.item(number)}"))


def test_staff_and_the_auditor_see_the_file_and_the_place(person, city):
    for who in (CLERK, AUDITOR):
        said = page(person, city, who)
        assert "文書のどこから3つの公民館の和室を月2回、親子に開放している。「plan.txt」の33行目" in said
        assert "進捗状況：3公民館で月2回、計画どおり開放している。「plan.txt」の39行目" in said
        assert f"SHA-256：{HASH}" in said


def test_a_member_sees_the_place_only(person, city):
    response = person(MEMBER).get(f"/indicators/{city.item('1-1-指1')}")
    assert "親子に開放している。取り込んだ文書の33行目" in words(response)
    assert "plan.txt" not in response.text
    assert HASH not in response.text


def test_the_public_reads_the_plan_without_it(person, city, cycle):
    city.do(c.PublishPlan, plan_id=city.plan, on=city.engine.now().date(), decided_by="子ども課長")
    response = person().get(f"/indicators/{city.item('1-1-指1')}")
    assert response.status_code == 200
    assert "文書のどこから" not in words(response)


def test_a_text_that_was_read_again_names_its_new_place(person, city):
    about = {"statement": 1, "text_revision": 1, "text": "3つの公民館の和室を、月2回親子に開放している。"}
    city.do(c.CorrectText, indicator_id=city.item("1-1-指1"), source=Source(line=34), **about)
    assert "月2回親子に開放している。「plan.txt」の34行目" in page(person, city, CLERK)
