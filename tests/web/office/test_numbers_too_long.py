"""Numbers that nothing here could have, in an address or a field, are answered as any other that is unknown."""

import pytest

from tests.web.browsing_client import send, words

POSITION = 1 << 63
DIGITS = "9" * 5000


@pytest.mark.parametrize(
    "path",
    [
        "/commitments/{}/answer",
        "/comments/{}/edits",
        "/comments/{}/withdrawals",
        "/comments/{}/endorsements",
        "/comments/{}/contests",
        "/comments/{}/disputes",
    ],
)
def test_a_position_out_of_reach_is_not_found(clerk, city, path):
    assert send(clerk, path.format(POSITION), city, body="x", reason="x").status_code in {404, 422}


def test_a_number_of_thousands_of_digits_is_refused(clerk, city, cycle):
    item = f"/indicators/{city.item('1-1-指1')}"
    evidence = {
        "evidence-0-kind": "survey",
        "evidence-0-title": "調査",
        "evidence-0-value": "1",
        "evidence-0-n": DIGITS,
    }
    fields = {"cycle_id": cycle, "sent_from": "office-status", "texts": "開いた。"}
    assert send(clerk, f"{item}/status", city, **fields, **evidence).status_code == 422
    place = {"measure": f"{DIGITS}-1", "indicator_id": city.id(), "sent_from": "numeric"}
    response = send(clerk, "/plans/kawabe/numeric-items", city, **place)
    assert "取組を選んでください。" in words(response)
