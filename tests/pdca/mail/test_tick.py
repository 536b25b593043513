"""`tick`: what is due goes out once, over a real SMTP server, whatever happens in between."""

from datetime import date, datetime
from threading import Barrier, Thread

import pytest

from domain import commands as c
from domain.errors import NotFound, Refused
from domain.japanese_dates import JAPAN, end_of_day
from pdca.mail.deliveries import LOST, TRIES, Wanted
from pdca.mail.due import remind_at
from pdca.mail.tick import Round, tick
from tests.pdca.mail.conftest import MINUTE
from tests.review import CITIZENS, PLAIN

DUE = date(2025, 7, 11)
"""A Friday; three business days before is Tuesday the 8th."""


def asked(office):
    """Two drafts are shown, with a deadline."""
    review = office.review.in_consideration().consider()
    for number in (PLAIN, CITIZENS):
        review.draft(number)
        review.do(c.ShowDraft, indicator_id=review.items[number], number=1)
    review.enter("proposal")
    review.do(c.SetDeadline, step="proposal", due=end_of_day(DUE))
    return review


def at(office, day, hour=9, minute=0):
    office.engine.chance.set(datetime(2025, 7, day, hour, minute, tzinfo=JAPAN))


# --- the reminder


def test_only_those_who_are_not_finished_are_reminded_three_business_days_before(office, box):
    review = asked(office)
    for number in (PLAIN, CITIZENS):
        review.do(c.Acknowledge, review.other, indicator_id=review.items[number])
    at(office, 8, 8, 59)
    assert office.tick() == Round()
    at(office, 8, 9)
    assert office.tick() == Round(planned=1, sent=1)
    (mail,) = box.mails
    assert mail.to == ["miki@example.jp"]
    assert mail.sender == "kodomo@city.example"
    assert mail.subject == "【水野市】ご意見の締切は7月11日（金）です"
    assert "行き違いでしたらお許しください。" in mail.body
    at(office, 9)
    assert office.tick() == Round()


def test_a_holiday_brings_the_reminder_forward():
    due = end_of_day(date(2025, 7, 23))
    assert remind_at(due) == datetime(2025, 7, 17, 9, tzinfo=JAPAN)  # the 21st is 海の日


def test_a_deadline_that_moved_is_reminded_of_again(office, box):
    review = asked(office)
    at(office, 8)
    office.tick()
    review.do(c.SetDeadline, step="proposal", due=end_of_day(date(2025, 7, 18)))
    assert office.tick() == Round()
    at(office, 15)
    assert office.tick().sent == 2
    assert [mail.subject for mail in box.to("miki@example.jp")] == [
        "【水野市】ご意見の締切は7月11日（金）です",
        "【水野市】ご意見の締切は7月18日（金）です",
    ]


def test_whoever_was_given_more_time_is_reminded_of_the_own_deadline(office, box):
    review = asked(office)
    more = {"due": end_of_day(date(2025, 7, 18)), "account": review.member, "reason": "出張のため"}
    review.do(c.ExtendDeadline, step="proposal", **more)
    at(office, 8)
    assert office.tick().sent == 1
    assert box.to("miki@example.jp") == []
    at(office, 15)
    assert office.tick().sent == 1
    assert [mail.subject for mail in box.to("miki@example.jp")] == ["【水野市】ご意見の締切は7月18日（金）です"]


def test_who_finishes_before_it_goes_out_is_not_written_to(office, box):
    review = asked(office)
    at(office, 8)
    assert office.tick(smtp_port=1).planned == 2
    for number in (PLAIN, CITIZENS):
        review.do(c.Acknowledge, review.member, indicator_id=review.items[number])
    assert office.tick() == Round(sent=1, dropped=1)
    assert box.to("miki@example.jp") == []


@pytest.mark.parametrize("hour", [7, 21])
def test_nobody_is_reminded_at_night(office, box, hour):
    asked(office)
    at(office, 9, hour)
    assert office.tick() == Round()


def test_after_the_deadline_nothing_is_sent_that_was_waiting(office, box):
    asked(office)
    at(office, 8)
    office.tick(smtp_port=1)
    at(office, 12)
    assert office.tick() == Round(dropped=2)
    assert box.mails == []


# --- the receipt


def test_a_receipt_comes_once_for_what_was_said_in_one_go(office, box):
    review = asked(office)
    review.comment(PLAIN)
    office.later(minutes=5)
    review.comment(None, body="会議を夜にも\n開いてください。")
    office.later(minutes=14)
    assert office.tick() == Round()
    office.later(minutes=1)
    assert office.tick() == Round(planned=1, sent=1)
    (mail,) = box.mails
    assert mail.subject == "【水野市】ご意見を受け付けました"
    assert "「雨の日も開けてほしい」\n「会議を夜にも 開いてください」" in mail.body
    review.comment(CITIZENS, body="もう一つ。")
    office.later(minutes=15)
    assert office.tick().sent == 1
    assert "「もう一つ」" in box.mails[1].body
    assert "雨の日" not in box.mails[1].body


def test_what_the_office_typed_in_and_what_was_taken_back_has_no_receipt(office, box):
    review = asked(office)
    review.comment(PLAIN, review.clerk, author=review.member, medium="telephone")
    gone = review.comment(CITIZENS)
    review.do(c.WithdrawComment, review.member, indicator_id=review.items[CITIZENS], comment=gone)
    office.later(minutes=15)
    assert office.tick() == Round()


# --- the results


def test_one_mail_when_all_answers_are_out(office, box):
    review = asked(office)
    first, second, third = review.comment(PLAIN), review.comment(PLAIN, body="もう一つ。"), review.comment(None)
    office.later(minutes=15)
    office.tick()
    review.propose(PLAIN)
    review.answer(first, PLAIN, disposition="reflected", version=1)
    review.answer(second, PLAIN, disposition="considering", until=date(2027, 6, 30))
    office.later(minutes=15)
    assert office.tick() == Round()
    review.answer(third, None, disposition="already_included")
    office.later(minutes=15)
    assert office.tick() == Round(planned=1, sent=1)
    mail = box.mails[-1]
    assert mail.subject == "【水野市】いただいたご意見の結果をお知らせします"
    assert (
        "三木 遥様からいただいた3件のうち、1件を計画（案）に反映し、1件はすでに盛り込まれており、"
        "1件は引き続き検討します（令和9年6月まで）。" in mail.body
    )
    office.later(hours=1)
    assert office.tick() == Round()


def test_an_answer_that_changes_is_told_again(office, box):
    review = asked(office)
    said = review.comment(PLAIN)
    review.propose(PLAIN)
    review.answer(said, PLAIN, disposition="reflected", version=1)
    office.later(minutes=15)
    office.tick()
    review.do(c.ReturnProposal, indicator_id=review.items[PLAIN], version=1, reason="まだ早い")
    review.answer(said, PLAIN)
    office.later(minutes=15)
    office.tick()
    results = [mail for mail in box.mails if "結果" in mail.subject]
    assert ["反映しました" in mail.body for mail in results] == [True, False]


def test_an_opinion_that_is_taken_back_brings_no_second_result(office, box):
    review = asked(office)
    first, second = review.comment(PLAIN), review.comment(PLAIN, body="もう一つ。")
    review.propose(PLAIN)
    review.answer(first, PLAIN)
    review.answer(second, PLAIN, disposition="reflected", version=1)
    office.later(minutes=15)
    office.tick()
    review.do(c.ReturnProposal, indicator_id=review.items[PLAIN], version=1, reason="まだ早い")
    review.do(c.WithdrawComment, review.member, indicator_id=review.items[PLAIN], comment=second)
    office.later(minutes=15)
    assert office.tick() == Round()
    assert sum("結果" in mail.subject for mail in box.mails) == 1


# --- once, whatever happens


def test_two_processes_at_once_send_each_mail_once(office, box, store, tmp_path):
    from tests.review import engine_on

    asked(office)
    at(office, 8)
    other = engine_on(store.url, tmp_path, office.engine.chance)
    start, rounds = Barrier(2), []

    def run(engine):
        start.wait()
        rounds.append(tick(engine, office.settings))

    threads = [Thread(target=run, args=(engine,)) for engine in (office.engine, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert sum(each.sent for each in rounds) == len(box.mails) == 2
    assert sum(each.planned for each in rounds) == 2


def test_a_process_that_dies_while_sending_leaves_an_uncertain_mail_and_nobody_sends_it_again(office, box):
    asked(office)
    at(office, 8)
    now = office.engine.now()
    wanted = Wanted(
        key="k", kind="reminder", account=office.review.member, about=office.review.cycle, not_after=end_of_day(DUE)
    )
    office.deliveries.plan([wanted], now)
    assert office.deliveries.claim("k", now).attempts == 1
    assert office.deliveries.claim("k", now) is None
    at(office, 8, 9, 14)
    office.tick()
    assert office.deliveries.delivery("k").state == "claimed"
    office.engine.chance.set(now + LOST + MINUTE)
    assert office.tick().sent == 0
    assert office.deliveries.delivery("k").state == "uncertain"


def test_a_line_that_breaks_after_the_text_is_uncertain_and_is_not_tried_again(office, box):
    asked(office)
    at(office, 8)
    box.breaks = True
    assert office.tick() == Round(planned=2, uncertain=2)
    box.breaks = False
    assert office.tick() == Round()
    assert len(box.mails) == 2


def test_a_person_may_have_an_uncertain_mail_sent_again(office, box):
    asked(office)
    at(office, 8)
    box.breaks = True
    office.tick()
    box.breaks = False
    key = office.deliveries.recent()[0].key
    office.deliveries.again(key, office.review.clerk, office.engine.now())
    assert office.tick() == Round(sent=1)
    with pytest.raises(NotFound):
        office.deliveries.again(key, office.review.clerk, office.engine.now())


def test_what_the_server_puts_off_is_tried_later_with_growing_pauses_and_not_for_ever(office, box):
    asked(office)
    at(office, 8)
    box.answers = ["451 later"] * 2
    assert office.tick() == Round(planned=2, later=2)
    assert office.tick() == Round()
    box.answers = ["451 later"] * 40
    rounds = []
    for _ in range(TRIES - 1):
        office.later(hours=6)
        at_night = office.tick()
        rounds.append((at_night.later, at_night.refused, at_night.dropped))
    assert rounds[-1] == (0, 2, 0)
    assert rounds[:-1] == [(2, 0, 0)] * (TRIES - 2)
    assert {each.problem for each in office.deliveries.recent()} == {"451"}


def test_a_mailbox_that_is_not_there_is_refused_and_the_others_get_theirs(office, box):
    wrong = [office.account("宛先 不明", "unknown@example.jp"), office.account("宛先 なし", "これはアドレスではない")]
    for seat, account in enumerate(wrong, 7):
        office.review.do(
            c.FillSeat, office.review.administrator, seat=seat, category="公募", account_id=account,
            since=date(2025, 4, 1),
        )  # fmt: skip
    asked(office)
    at(office, 8)
    assert office.tick() == Round(planned=4, sent=2, refused=2)
    problems = {each.problem for each in office.deliveries.recent() if each.state == "refused"}
    assert problems == {"550", "address"}


def test_a_server_that_cannot_be_reached_leaves_everything_waiting(office, box):
    asked(office)
    at(office, 8)
    done = office.tick(smtp_port=1)
    assert (done.planned, done.sent) == (2, 0)
    assert done.unreachable.startswith("メールサーバー（127.0.0.1）につながりません")
    assert {each.attempts for each in office.deliveries.waiting()} == {0}
    assert office.tick() == Round(sent=2)


def test_without_a_mail_server_nothing_is_noted_down(office, box):
    asked(office)
    at(office, 8)
    assert office.tick(smtp_host="") == Round(mail=False)
    assert office.deliveries.waiting() == []


def test_a_sender_is_needed(office):
    with pytest.raises(Refused, match="PDCA_MAIL_FROM"):
        office.tick(mail_from="")


def test_who_left_or_has_no_address_is_not_written_to(office, box):
    review = asked(office)
    review.do(c.VacateSeat, review.administrator, seat=2, on=date(2025, 7, 2))
    review.do(c.DisableAccount, review.administrator, account_id=review.other)
    at(office, 8)
    assert office.tick() == Round()


def test_a_closed_review_sends_nothing(office, box):
    review = office.review.whole_year()
    office.later(days=1)
    assert office.tick() == Round()
    assert review.item().statements


def test_nothing_of_a_mail_is_an_event_and_a_rebuild_sends_nothing(office, box):
    asked(office)
    at(office, 8)
    head = office.engine.head()
    office.tick()
    assert office.engine.head() == head
    office.engine.read_models.rebuild()
    assert office.tick() == Round()
    assert len(box.mails) == 2


def test_the_clock_set_back_sends_nothing_again(office, box):
    asked(office)
    at(office, 8)
    office.tick()
    at(office, 1)
    assert office.tick() == Round()
    at(office, 9)
    assert office.tick() == Round()
    assert len(box.mails) == 2
