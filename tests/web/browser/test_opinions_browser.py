"""The main story of opinions, with and without JavaScript: a summary contested, one answer for two, not enough."""

from contextlib import contextmanager

import pytest

from domain.commands import Place, SubmitComment
from tests.web.browser.harness import sign_in, tab, too_wide
from tests.web.lived_in import ASKED

CLERK, MEMBER = "藤代 まな", "三木 遥"
WORDING = "貴重なご意見をありがとうございます。今後の取組の参考とします。"


def say(town, who, number, body):
    """An opinion of a member, by its position and its number."""
    place = Place(indicator_id=town.item(number))
    command = SubmitComment(command_id=town.scene.id(), cycle_id=town.cycle, place=place, body=body)
    at = town.engine.do(command, town.account(who)).position
    return at, town.engine.read_models.opinions.opinion(at).number


class Story:
    """Two members say the same about an item; the clerk and one of them go through it on the screen."""

    def __init__(self, open_tab, town, number):
        self.open_tab = open_tab
        self.first, self.one = say(town, MEMBER, number, "換気の目安を入口に貼ってほしいです。")
        self.second, self.two = say(town, "村瀬 彩", number, "換気について書いてください。")
        self.item, self.opinions = f"/indicators/{town.item(number)}", f"/cycles/{town.cycle}/opinions"

    def the_clerk_sums_up(self):
        with self.open_tab(CLERK, 1280) as page:
            page.goto(self.opinions)
            opinion = page.locator(f"#opinion-{self.first}")
            opinion.get_by_text("資料に載せる文（意見の概要）を書く", exact=True).click()
            opinion.get_by_label("意見の概要（資料に載せる文） ※必須").fill("換気について。")
            opinion.get_by_role("button", name="資料に載せる文を記録する").click()
            page.locator(".receipt").wait_for()

    def the_member_contests(self):
        with self.open_tab(MEMBER, 390) as page:
            page.goto(self.item)
            assert page.get_by_text("資料にはこう載ります").first.is_visible()
            page.get_by_text("資料に載る文の趣旨が違うとき", exact=True).click()
            page.get_by_label("どこが違うか ※必須").fill("入口に貼ることが大事です。")
            page.get_by_role("button", name="趣旨が違います").click()
            page.locator(".receipt").wait_for()
            assert too_wide(page) <= 0

    def the_clerk_answers_both(self, *, javascript):
        with self.open_tab(CLERK, 1280) as page:
            page.goto(f"{self.opinions}?show=contested")
            assert page.locator(f"#opinion-{self.first}").get_by_text("入口に貼ることが大事です。").is_visible()
            page.goto(self.opinions)
            for number in (self.one, self.two):
                page.get_by_label(f"まとめて回答に加える（意見No.{number}）").check()
            form = page.locator("#together")
            form.get_by_label("今後の参考とします").check()
            form.get_by_label("定型文 ※任意").select_option("noted")
            assert form.get_by_label("市の考え方 ※必須").input_value() == (WORDING if javascript else "")
            form.get_by_role("button", name="まとめて回答する").click()
            page.locator(".receipt").wait_for()
            assert page.locator(f"#opinion-{self.first}").count() == 0
            page.goto(f"{self.opinions}?show=answered")
            assert page.locator(f"#opinion-{self.second} .answer .quote").inner_text() == WORDING
            assert page.get_by_text(f"意見No.{self.one}・{self.two}にまとめて回答").count() == 2

    def the_member_wants_more(self):
        with self.open_tab(MEMBER, 390) as page:
            page.goto(self.item)
            page.get_by_text("回答にご納得いただけないとき", exact=True).click()
            page.get_by_label("足りないところ ※必須").fill("いつ貼るのかが知りたいです。")
            page.get_by_role("button", name="この回答では足りない").click()
            page.locator(".receipt").wait_for()
            assert page.locator(".receipt").inner_text().startswith("「この回答では足りない」を受け付けました。")
            assert too_wide(page) <= 0

    def it_is_listed_for_the_next_meeting(self):
        with self.open_tab(CLERK, 390) as page:
            page.goto(f"{self.opinions}?show=disputed")
            opinion = page.locator(f"#opinion-{self.first}")
            assert opinion.get_by_text("いつ貼るのかが知りたいです。").is_visible()
            assert too_wide(page) <= 0


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_from_two_opinions_to_one_answer_that_is_not_enough(browser, address, town, javascript):
    @contextmanager
    def open_tab(name, width):
        with tab(browser, address, width=width, javascript=javascript) as page:
            sign_in(page, name)
            yield page

    story = Story(open_tab, town, ASKED[0] if javascript else ASKED[4])
    story.the_clerk_sums_up()
    story.the_member_contests()
    story.the_clerk_answers_both(javascript=javascript)
    story.the_member_wants_more()
    story.it_is_listed_for_the_next_meeting()
