"""What may be said about an item's status."""

from domain import commands as c
from domain import events as e
from domain.errors import Conflict, Refused
from domain.indicator import Indicator
from domain.status import carry_forward, check_status, consider
from tests.given import (
    COMMAND,
    CYCLE,
    ITEM,
    a_cycle,
    adopted,
    an_item,
    checked,
    decided,
    given,
    proposed,
    refused,
    registered,
)


def status(*texts, **more):
    return c.CheckStatus(command_id=COMMAND, cycle_id=CYCLE, indicator_id=ITEM, texts=texts, **more)


def carry(of="status", reason="事業継続中で変化なし"):
    return c.CarryForward(command_id=COMMAND, cycle_id=CYCLE, indicator_id=ITEM, of=of, reason=reason)


def consideration(**more):
    return c.ConsiderImprovement(command_id=COMMAND, cycle_id=CYCLE, indicator_id=ITEM, reason="声が多い", **more)


def test_a_status_is_recorded_for_the_status_year_of_the_cycle():
    expected = e.StatusChecked(fiscal_year=2024, texts=("2館で開放した。",), cycle=CYCLE)
    assert decided(check_status(an_item(), a_cycle(), status(" 2館で開放した。 ", ""))) == [expected]


def test_a_status_without_words_is_refused():
    refused(Refused, "empty", check_status, an_item(), a_cycle(), status("", "　"))


def test_a_status_that_somebody_wrote_meanwhile_is_a_conflict_not_an_overwriting():
    refused(Conflict, "stale_status", check_status, an_item(checked()), a_cycle(), status("2館で開放した。"))


def test_a_later_status_takes_the_place_of_the_one_that_its_writer_saw():
    later = check_status(an_item(checked()), a_cycle(), status("2館で開放した。", based_on=4))
    assert decided(later) == [e.StatusChecked(fiscal_year=2024, texts=("2館で開放した。",), cycle=CYCLE)]


def test_last_years_status_can_go_on_with_a_reason():
    item = an_item(checked(year=2023, cycle=None))
    expected = e.CarriedForward(cycle=CYCLE, of="status", fiscal_year=2024, reason="事業継続中で変化なし")
    assert decided(carry_forward(item, a_cycle(), carry())) == [expected]


def test_without_an_earlier_status_nothing_can_go_on():
    refused(Refused, "nothing_to_carry", carry_forward, an_item(), a_cycle(), carry())


def test_unchanged_needs_a_reason_too():
    refused(Refused, "empty", carry_forward, an_item(), a_cycle(), carry(of="text", reason=" "))


def test_an_unchanged_text_is_said_once():
    said = e.CarriedForward(cycle=CYCLE, of="text", fiscal_year=2025, reason="変わりなし")
    assert decided(carry_forward(an_item(), a_cycle(), carry(of="text", reason="変わりなし"))) == [said]
    assert carry_forward(an_item(said), a_cycle(), carry(of="text")) == []


def test_a_text_with_an_open_or_adopted_proposal_is_not_carried_forward():
    refused(Refused, "proposal_open", carry_forward, an_item(proposed()), a_cycle(), carry(of="text"))
    refused(Refused, "proposal_open", carry_forward, an_item(proposed(), adopted()), a_cycle(), carry(of="text"))


def test_rating_and_direction_are_codes_of_the_scale():
    cycle = a_cycle()
    direction = cycle.flow.scale.directions[0].code
    expected = e.ImprovementConsidered(cycle=CYCLE, reason="声が多い", direction=direction)
    assert decided(consider(an_item(), cycle, consideration(direction=direction))) == [expected]
    refused(Refused, "unknown_code", consider, an_item(), cycle, consideration(direction="upwards"))


def test_an_item_outside_the_scope_has_no_status_to_check():
    vision = given(Indicator(ITEM), registered("vision"))
    refused(Refused, "out_of_scope", check_status, vision, a_cycle(), status("2館で開放した。"))
    refused(Refused, "out_of_scope", carry_forward, vision, a_cycle(), carry())
    refused(Refused, "out_of_scope", consider, vision, a_cycle(), consideration())


def test_a_status_names_what_it_rests_on():
    survey = {"kind": "survey", "title": "ニーズ調査", "wave": "第2回", "question": "行けますか", "n": 412}
    said = check_status(an_item(), a_cycle(), status("増えた。", evidence=(c.Evidence(**survey, value="62.5％"),)))
    assert decided(said)[0].evidence == (e.Evidence(**survey, value="62.5％"),)


def test_a_survey_has_a_figure_a_link_an_address_and_each_evidence_a_name():
    def evidence(**fields):
        return status("増えた。", evidence=(c.Evidence(**fields),))

    refused(Refused, "no_figure", check_status, an_item(), a_cycle(), evidence(kind="survey", title="調査"))
    for url in (None, "file:///etc/passwd", "javascript:alert(1)"):
        link = evidence(kind="link", title="一覧", url=url)
        refused(Refused, "no_address", check_status, an_item(), a_cycle(), link)
    refused(Refused, "empty", check_status, an_item(), a_cycle(), evidence(kind="other", title=" "))
