"""The office's list of opinions, a page at a time: no opinion is lost between two pages, and the filter stays."""

import re

import pytest

from tests.web.browsing_client import People, htmx, send, words
from tests.web.small_city import CLERK
from web.views.opinion_list import PAGE

NUMBERS = ("1-1-指1", "1-1-指2", "1-1-役1", None)
MANY = 2 * PAGE + 10


@pytest.fixture
def said(city, cycle):
    """The positions of so many opinions, in the order of their numbers."""
    return [city.said(cycle, NUMBERS[k % 4], body=f"{k}番目の意見です。") for k in range(MANY)]


def on_page(response):
    return [int(each) for each in re.findall(r'<article class="opinion" id="opinion-(\d+)"', response.text)]


def following(response, rel="next"):
    found = re.search(rf'rel="{rel}" href="([^"]+)"', response.text)
    return found and found[1].replace("&amp;", "&")


def walked(client, url, rel="next"):
    """Page after page."""
    while url:
        page = client.get(url)
        yield on_page(page)
        url = following(page, rel)


@pytest.mark.parametrize("shown", ["open", "all"])
def test_page_after_page_every_opinion_comes_once(clerk, cycle, said, shown):
    there = list(walked(clerk, f"/cycles/{cycle}/opinions?show={shown}"))
    assert [len(page) for page in there] == [PAGE, PAGE, 10]
    assert sorted(each for page in there for each in page) == said
    last = f"/cycles/{cycle}/opinions?show={shown}&at={there[-1][0]}"
    assert list(walked(clerk, last, "prev")) == there[::-1]


def test_the_page_says_where_it_is(clerk, cycle, said):
    page = words(clerk.get(f"/cycles/{cycle}/opinions?at={said[PAGE]}"))
    assert f"{MANY}件のうち{PAGE + 1}件目から{2 * PAGE}件目" in page
    assert f"回答を待っているもの（{MANY}件）" in page


@pytest.mark.parametrize("how", [send, htmx])
def test_after_an_answer_the_same_page_goes_on(clerk, city, cycle, said, how):
    begin = said[PAGE]
    fields = {"disposition": "noted", "body": "参考とします。", "show": "open", "at": str(begin), "indicator_id": ""}
    here = city.engine.read_models.opinions.opinion(begin)
    fields["indicator_id"] = here.indicator or ""
    response = how(clerk, f"/cycles/{cycle}/opinions/{begin}/answer", city, **fields)
    if response.status_code == 303:
        assert response.headers["location"] == f"/cycles/{cycle}/opinions?show=open&at={begin}"
        response = clerk.get(response.headers["location"])
    assert on_page(response) == said[PAGE + 1 : 2 * PAGE + 1]
    assert f'name="at" value="{begin}"' in response.text


def test_a_link_to_one_opinion_opens_its_page(clerk, cycle, said):
    assert said[40] in on_page(clerk.get(f"/cycles/{cycle}/opinions?show=all&at={said[40]}"))
    assert said[40] in on_page(clerk.get(f"/cycles/{cycle}/opinions?answer={said[40]}"))
    assert on_page(clerk.get(f"/cycles/{cycle}/opinions?at=99999999")) == said[:PAGE]


def test_what_fits_on_one_page_has_no_others(person, city, cycle):
    one = [city.said(cycle, body=f"{k}番目") for k in range(PAGE)]
    page = People(city)(CLERK).get(f"/cycles/{cycle}/opinions?at={one[3]}")
    assert on_page(page) == one
    assert following(page) is following(page, "prev") is None


def test_to_print_the_whole_list_is_on_one_page(clerk, cycle, said):
    page = clerk.get(f"/cycles/{cycle}/opinions?show=all")
    url = re.search(r'href="([^"]+)">印刷のため', page.text)[1].replace("&amp;", "&")
    whole = clerk.get(url)
    assert sorted(on_page(whole)) == said
    assert following(whole) is None
