"""What a later document shows of an item: it happens, it is refused, it stays quiet when repeated."""

from domain import events as e
from domain.errors import Refused
from domain.outside import Change, Shown, StarShown, Wording, leave, take_over
from tests.given import CYCLE, DAY, MEETING, an_item, commented, proposed, refused

SOURCE = e.Source(line=7)
AFTER = "和室を毎週開放する。"


def reworded(text=AFTER):
    return Shown(changes=(Change(session=MEETING, wordings=(Wording(1, text, SOURCE),)),))


def decided(item, shown):
    return [event for _, event in take_over(item, shown, DAY)]


def test_a_bullet_reads_otherwise_and_its_star_goes_on():
    item = an_item()
    statement = e.RevisedStatement(id=1, text=AFTER, text_revision=2, advanced=True)
    revision = e.RevisionRecorded(session=MEETING, effective_on=DAY, statements=(statement,), sources=(SOURCE,))
    assert decided(item, reworded()) == [revision]


def test_a_text_that_reads_so_already_is_quiet():
    item = an_item()
    assert decided(item, reworded(item.statements[1].text)) == []


def test_a_proposal_that_waits_is_in_the_way():
    item = an_item(proposed())
    refused(Refused, "proposal_open", take_over, item, reworded(), DAY)


def test_an_item_that_has_left_takes_nothing():
    item = an_item(e.DepartureRecorded(session=MEETING, effective_on=DAY))
    refused(Refused, "retired", take_over, item, reworded(), DAY)


def test_a_slip_is_corrected_by_what_the_bullet_is():
    item = an_item()
    shown = Shown(slips=(Wording(1, AFTER, SOURCE),), note="次の文書のとおり")
    (event,) = decided(item, shown)
    assert isinstance(event, e.TextCorrected if item.statements[1].imported else e.MinorCorrectionMade)
    assert (event.text, event.text_revision) == (AFTER, 2)


def test_a_star_follows_the_wording_that_it_was_given_to():
    item = an_item()
    shown = Shown(changes=reworded().changes, stars=(StarShown(1, MEETING, given=False, reason="次の文書に★がない。"),))
    _, revoked = decided(item, shown)
    assert (type(revoked), revoked.text_revision) == (e.StarRevoked, 2)


def test_a_star_that_stands_already_is_quiet():
    given = Shown(stars=(StarShown(1, MEETING, given=True, reason="文書の凡例による。"),))
    assert decided(an_item(), given) == []


def test_an_item_leaves_and_goes_on_in_another():
    item = an_item()
    left = e.DepartureRecorded(session=MEETING, effective_on=DAY, by=(CYCLE,))
    assert leave(item, MEETING, (CYCLE,), DAY) == [(item.stream, left)]
    assert leave(an_item(left), MEETING, (CYCLE,), DAY) == []


def test_an_item_with_an_open_opinion_does_not_leave():
    refused(Refused, "in_the_way", leave, an_item(commented()), MEETING, (), DAY)
