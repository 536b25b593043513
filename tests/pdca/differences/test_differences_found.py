"""What differs between a plan and its next document, and what is believed of it."""


def test_the_same_document_differs_in_nothing(year):
    found = year.found()
    assert (found.entries, found.unchanged) == ((), 6)


def test_widths_and_spaces_are_no_difference(year):
    year.row("使いやすさ")["name"] = " 使いやすさ　"
    year.goals("見守り")[0]["text"] = "大人の 目が届いている｡"
    assert year.kinds() == []


def test_a_reworded_bullet_is_asked_about(year):
    year.goals("見守り")[0]["text"] = "大人と近所の目が届いている。"
    entry = year.one("wording")
    assert (entry.number, entry.statement, entry.default) == ("1-①-指2", 1, None)
    assert (entry.before, entry.after) == (("大人の目が届いている。",), ("大人と近所の目が届いている。",))
    assert entry.choices == ("typo", "decided", "leave")


def test_the_status_of_another_year_is_taken_by_default(year):
    year.form["status_year"] = 2025
    year.row("見守り")["progress"] = ["当番を増やした。"]
    found = {entry.number: entry for entry in year.found().entries}
    assert {entry.kind for entry in found.values()} == {"status"}
    assert (found["1-①-指2"].default, found["1-①-指2"].after) == ("take", ("当番を増やした。",))


def test_the_status_of_a_year_that_is_recorded_otherwise_is_asked_about(year):
    year.row("見守り")["progress"] = ["当番を増やした。"]
    entry = year.one("status")
    assert (entry.certain, entry.default, entry.before) == (False, None, ("声かけの当番を決めた。",))


def test_a_star_of_a_newer_meeting_is_certain_where_it_is_given_and_asked_where_it_is_gone(year):
    year.form["mark_year"] = 2023
    year.goals("使いやすさ")[0]["advanced"], year.goals("使いやすさ")[1]["advanced"] = False, True
    given, gone = year.one("star_granted"), year.one("star_revoked")
    assert (given.statement, given.default, gone.statement, gone.default) == (2, "decided", 1, None)


def test_what_came_and_went_is_named(year):
    year.measure["indicators"].pop(1)
    year.measure["roles"].append(
        year.row("市民")
        | {
            "actor": "学校",
            "goals": [{"text": "校庭を開ける。", "advanced": False, "line": 90}],
            "progress": [],
            "progress_lines": [],
        }
    )
    year.goals("市民").append({"text": "落ち葉を集める。", "advanced": True, "line": 91})
    assert year.kinds() == [("item_removed", "1-①-指2"), ("bullet_added", "1-①-役1"), ("item_added", "1-①-役3")]


def test_a_star_on_new_words_is_asked_about_with_them(year):
    year.form["mark_year"] = 2023
    bullet = year.goals("見守り")[0]
    bullet["text"], bullet["advanced"] = "大人と近所の目が届いている。", True
    star = year.one("star_granted")
    assert (star.certain, star.default) == (False, None)


def test_the_status_of_a_row_that_may_have_been_split_is_asked_about(year):
    year.form["status_year"] = 2025
    row = year.row("使いやすさ")
    new = row | {"name": "日よけ", "goals": [row["goals"].pop()], "progress": [], "progress_lines": []}
    year.measure["indicators"].append(new)
    row["progress"] = ["坂を直した。"]
    kinds = {entry.kind: entry for entry in year.found().entries if entry.number == "1-①-指1"}
    assert {"item_split", "status"} <= set(kinds)
    assert (kinds["status"].certain, kinds["status"].default) == (False, None)


def test_names_that_changed_places_are_renames_where_the_bullets_say_so(year):
    one, other = year.row("使いやすさ"), year.row("見守り")
    one["name"], other["name"] = other["name"], one["name"]
    assert sorted(year.kinds()) == [("item_renamed", "1-①-指1"), ("item_renamed", "1-①-指2")]
