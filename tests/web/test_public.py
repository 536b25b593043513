"""What somebody who is not signed in reads: the published edition, and nothing else."""

from urllib.parse import quote

import pytest

from pdca.documents import read_document
from tests.web.lived_in import HIDDEN, HOSTILE, OPEN_HOUSE, QUIET, SECRET, SHOWN_ONLY
from tests.web.people import said
from web.views.plan_file import seen_by
from web.views.reading import Reading


def test_the_first_page_names_the_published_plan(public):
    answer = public.get("/")
    assert answer.status_code == 200
    assert "第3期糸瀬市こども応援プラン" in said(answer)
    assert "令和8年3月31日（火）公表" in said(answer)


def test_the_plan_is_in_the_layout_of_its_document(public):
    words = said(public.get("/plans/itose"))
    for part in ("将来像", "取組内容", "取組指標", "役割分担", "進捗状況及び成果と課題", "園庭を開く日を知らせる。"):
        assert part in words
    assert "★ 進んでいると確認（令和6年度第2回会議）" in words
    assert "令和6年度の状況（令和7年度の見直しで確認）" in words
    assert "★を外しました（令和7年度第1回会議・休館のため" in words


def test_what_came_after_the_edition_is_not_in_the_page_source(public, town):
    for path in ("/", "/plans/itose", *(f"/indicators/{town.item(n)}" for n in (OPEN_HOUSE, HIDDEN, SHOWN_ONLY))):
        source = public.get(path).text
        for unpublished in (SECRET, "令和8年度", "年に1回確かめている", "月に5か所", "堀の意見", "意見No", "のべ46組"):
            assert unpublished not in source, (path, unpublished)


def test_the_public_reads_no_opinion_no_draft_and_no_name(public, town):
    for path in ("", "/history"):
        source = public.get(f"/indicators/{town.item(OPEN_HOUSE)}{path}").text
        for private in ("三木", "北原", "桐谷", "高梨", "たたき台", "孫を連れて", "意見No", "/comments"):
            assert private not in source, (path, private)


def test_the_story_of_a_sentence_is_told_oldest_first(public, town):
    words = said(public.get(f"/indicators/{town.item(OPEN_HOUSE)}/history"))
    assert "この文ができるまで" in words
    assert words.index("令和7年2月13日") < words.index("★を外しました") < words.index("令和8年3月31日")


@pytest.mark.parametrize(
    "path", ["/plans/nothing", "/indicators/00000000-0000-7000-8000-000000000000", "/indicators/x"]
)
def test_what_is_not_there_is_a_calm_404(public, path):
    answer = public.get(path)
    assert answer.status_code == 404
    assert "ページが見つかりません" in said(answer)


def test_before_the_first_edition_nothing_exists(public, town):
    words = said(public.get("/plans/itose?asof=2025-03-01"))
    assert "まだ公表されていません" in words
    assert "将来像" not in words
    assert "糸瀬市こども応援プラン" not in words
    assert public.get(f"/indicators/{town.item(OPEN_HOUSE)}?asof=2025-03-01").status_code == 404
    assert public.get(f"/indicators/{town.item(OPEN_HOUSE)}/history?asof=2025-03-01").status_code == 404


def test_a_past_moment_after_an_edition_is_that_edition(public):
    words = said(public.get("/plans/itose?asof=2026-10-01T12:00"))
    assert "令和8年10月1日（木）12時00分の状態です。" in words
    assert "第1版" in words


def test_an_unreadable_moment_is_refused_with_its_words(public):
    answer = public.get("/plans/itose?asof=yesterday")
    assert answer.status_code == 422
    assert "日時として読めません" in said(answer)


def test_hostile_text_is_text(clerk, town):
    source = clerk.get(f"/indicators/{town.item(QUIET)}").text
    assert HOSTILE not in source
    assert "<script>alert" not in source
    assert "&lt;script&gt;alert" in source
    assert "{{ 7*7 }}" in source


def test_scans_are_for_staff(public, member, clerk, town):
    item = clerk.get(f"/indicators/{town.item(OPEN_HOUSE)}").text
    (path,) = {part.split('"')[0] for part in item.split('href="')[1:] if part.startswith("/attachments/")}
    assert public.get(path).status_code == 403
    assert member.get(path).status_code == 404
    assert path not in member.get(f"/indicators/{town.item(OPEN_HOUSE)}").text
    scan = clerk.get(path)
    assert scan.status_code == 200
    assert scan.content.startswith(b"%PDF-")
    assert scan.headers["x-content-type-options"] == "nosniff"


def test_the_public_is_led_to_no_moment_that_is_not_published(public, town):
    for path in ("/plans/itose", f"/indicators/{town.item(OPEN_HOUSE)}/history"):
        assert "?asof=" not in public.get(path).text


def test_before_the_first_edition_nothing_is_promised(public):
    words = said(public.get("/plans/itose?asof=2025-03-01"))
    assert "この時点では、まだ公表されていません。" in words
    assert "公表されると" not in words


SUFFIXES = ["docx", "xlsx", "pdf", "html", "md", "txt"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_published_plan_is_written_out_in_each_format(public, suffix):
    answer = public.get(f"/plans/itose/export.{suffix}")
    assert answer.status_code == 200
    assert (
        answer.headers["content-type"].partition(";")[0]
        == {
            "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "pdf": "application/pdf",
            "html": "text/html",
            "md": "text/markdown",
            "txt": "text/plain",
        }[suffix]
    )
    said_name = f"attachment; filename=\"itose.{suffix}\"; filename*=UTF-8''{quote('第3期糸瀬市こども応援プラン')}"
    assert answer.headers["content-disposition"].startswith(said_name)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-cache"
    assert f"/plans/itose/export.{suffix}" in public.get("/plans/itose").text


def test_the_file_holds_the_edition_and_nothing_later(public, member):
    published = public.get("/plans/itose/export.txt").text
    assert "園庭を開く日を知らせる。" in published
    for unpublished in (SECRET, "令和8年度", "年に1回確かめている", "月に5か所"):
        assert unpublished not in published
    assert member.get("/plans/itose/export.txt").headers["cache-control"] == "no-store"


def test_the_file_is_read_again_as_the_plan_of_its_page(public):
    read = read_document(public.get("/plans/itose/export.txt").content, "計画.txt")
    assert read.title.startswith("第3期糸瀬市こども応援プラン")
    assert [row.name for project in read.projects for m in project.initiatives for row in m.indicators]


@pytest.mark.parametrize(
    "path", ["/plans/itose/export.txt?asof=2025-03-01", "/plans/nothing/export.pdf", "/plans/itose/export.exe"]
)
def test_a_file_that_is_not_there_is_a_404(public, path):
    assert public.get(path).status_code == 404


def test_a_past_edition_is_written_out_from_its_page(public):
    links = public.get("/plans/itose?asof=2026-10-01T12:00").text
    assert "/plans/itose/export.docx?asof=2026-10-01T12" in links
    assert public.get("/plans/itose/export.txt?asof=2026-10-01T12:00").status_code == 200


def test_a_rating_is_in_the_file_of_those_who_review_only():
    row = {"rating": "B", "rating_title": "おおむね進んでいる", "direction": "improve", "direction_title": "改善"}
    for public in (True, False):
        form = {"projects": [{"initiatives": [{"numeric": [dict(row)]}]}]}
        (shown,) = seen_by(Reading(None, public=public), form)["projects"][0]["initiatives"][0]["numeric"]
        assert any(shown.values()) is not public
