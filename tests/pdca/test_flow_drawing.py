"""A flow as a picture: whole, readable in black and white, and told in words to those who hear it."""

import itertools
import xml.etree.ElementTree as ET

import pytest

from domain.flow import parse_flow
from pdca.flow_drawing import LEFT, RIGHT, WIDTH, described, draw, wrapped
from pdca.flows import names, read_flow

SVG = "{http://www.w3.org/2000/svg}"


def picture(name="kaigi2", **changes):
    text = read_flow(name)
    for old, new in changes.values():
        text = text.replace(old, new)
    return ET.fromstring(draw(parse_flow(text)))


def texts(root):
    return [element.text for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", names())
def test_every_step_and_every_condition_stands_in_the_picture(name):
    flow = parse_flow(read_flow(name))
    said = "".join(texts(picture(name)))
    for rank, step in enumerate(flow.steps, 1):
        assert f"{rank}　{step.title}" in said
        assert step.explanation in said
    assert said.count("全部の項目がそろってから") == sum(step.barrier for step in flow.steps)
    assert said.count("理由を記録して省けます") == sum(step.skip for step in flow.steps)


@pytest.mark.parametrize("name", names())
def test_all_of_it_lies_inside_and_nothing_under_something_else(name):
    root = picture(name)
    height = int(root.get("height"))
    rows = [(float(t.get("x")), float(t.get("y"))) for t in root.iter(f"{SVG}text")]
    assert all(LEFT <= x < RIGHT and 0 < y < height for x, y in rows)
    ys = sorted(y for _, y in rows)
    assert all(below - above >= 15 for above, below in itertools.pairwise(ys))
    assert int(root.get("width")) == WIDTH <= 390


def test_it_is_black_on_white():
    colours = {element.get(name) for element in picture().iter() for name in ("fill", "stroke")} - {None, "none"}
    assert colours == {"#000", "#fff"}


def test_it_has_a_title_and_says_the_same_in_words():
    root = picture("iken_koubo")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [root[0].get("id"), root[1].get("id")]
    assert root[0].text == "進め方「意見公募あり」の図"
    assert root[1].text == described(parse_flow(read_flow("iken_koubo")))
    assert "4 意見公募：案を公表し、" in root[1].text
    assert "締切：段階に入ってから30日。理由を記録して省けます。戻せる先：改善検討・提案。" in root[1].text
    assert root[1].text.endswith(
        "全部の項目がそろい、見直しか据置きが決まっている、ご意見にすべて回答していると終われます。"
    )


def test_ways_back_are_dashed_and_ways_over_dotted():
    dashes = [path.get("stroke-dasharray") for path in picture("kaigi3").iter(f"{SVG}path")]
    assert (dashes.count("7 4"), dashes.count("2 3")) == (5, 2)


def test_what_a_flow_is_called_cannot_break_the_picture():
    said = texts(picture(title=('title = "改善検討"', 'title = "<script>&"')))
    assert "2　<script>&" in said


def test_lines_are_broken_before_no_closing_sign_and_after_no_opening_one():
    assert list(wrapped("あいう（え）お", 60)) == ["あいう", "（え）お"]
    assert list(wrapped("あいうえ。お", 60)) == ["あいうえ。", "お"]
