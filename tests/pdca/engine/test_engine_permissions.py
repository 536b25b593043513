"""Role × step × command of the default flow: each is sent, and nobody may do what no line of the flow or office says.

The expectation is read from the TOML itself; nothing is recorded, so every command meets the same situation.
"""

import tomllib
from datetime import date, timedelta

import pytest

from domain import commands as c
from domain.errors import ReviewError
from domain.events import AgendaEntry, ItemNumber, Source
from domain.flow_words import WITH
from domain.japanese_dates import japan_day
from pdca.flows import read_flow
from pdca.permissions import CONSOLE, OFFICE
from tests.everything import SCAN
from tests.everything_status import measured_item
from tests.review import CITIZENS, CITY, PLAIN, STARRED, Review

FLOW = tomllib.loads(read_flow("kaigi2"))
STEPS = [step["code"] for step in FLOW["steps"]]
BY_OFFICE = {
    "administrator": {"register_account", "register_council", "fill_seat", "vacate_seat", "name_acting_chair"},
    "secretariat": {"register_account", "register_council", "fill_seat", "vacate_seat", "name_acting_chair"},
}
BY_OFFICE["administrator"] |= {"grant_role", "revoke_role", "disable_account", "withdraw_import", "withdraw_document"}
BY_OFFICE["secretariat"] |= {
    "open_cycle",
    "change_flow",
    "close_cycle",
    "publish_plan",
    "make_minor_correction",
    "correct_text",
    "withdraw_import",
    "withdraw_document",
    "assign_responsibility",
    "rename_department",
}
BY_OFFICE["administrator"] |= {"record_sign_in_code", "record_office_code"}
BY_OFFICE["secretariat"] |= {"record_sign_in_code"}
BY_OFFICE["secretariat"] |= {"record_approval", "note_handover", "settle_handover_note"}
ACTION = {
    c.AnswerComments: "answer_comment",
    c.MoveSession: "call_session",
    c.CallOffSession: "call_session",
}
"""Commands that are permitted under the name of another one."""
BY_OFFICE["secretariat"] |= {"register_indicator"}
RIDERS = ItemNumber(project=1, initiative=1, ordinal=2)
NOBODY = {"nobody", "disabled", "unknown", "was seated", "will be seated", "was staff", "had the role"}


class Happened(Exception):
    """Raised in the place of recording."""


def test_the_office_is_what_this_file_says():
    named = {(role, action) for role, actions in BY_OFFICE.items() for action in actions}
    elsewhere = {"import_document", "attach_file"}
    assert {(r, action) for action, roles in OFFICE.items() for r in roles if action not in elsewhere} == named


@pytest.fixture(scope="module")
def flow_grants():
    """What the TOML's lines say: (step, role) → commands; a step's lines come on top of those for every step."""
    always = FLOW["may"]
    return {
        (step["code"], role): (set(always.get(role, ())) | set(step["may"].get(role, ()))) - set(WITH)
        for step in FLOW["steps"]
        for role in ("secretariat", "department", "member", "chair", "auditor", "administrator")
    }


@pytest.fixture
def actors(engine):
    """Accounts by what they are today, which is a day in the term of some and not of others."""
    review = Review(engine).people().seats()
    found = {
        "administrator": review.administrator, "secretariat": review.clerk, "department": review.department,
        "auditor": review.auditor, "member": review.member, "chair": review.chair, "console": CONSOLE,
        "unknown": "00000000-0000-7000-8000-00000000dead",
    }  # fmt: skip
    for name in NOBODY - {"unknown"}:
        found[name] = review.account(name)
    grant = {"role": "secretariat", "since": date(2025, 4, 1)}
    review.do(c.GrantRole, CONSOLE, account_id=found["disabled"], **grant)
    review.do(c.DisableAccount, CONSOLE, account_id=found["disabled"])
    review.do(c.GrantRole, CONSOLE, account_id=found["was staff"], **grant, until=date(2025, 6, 30))
    review.do(c.GrantRole, CONSOLE, account_id=found["had the role"], **grant)
    review.do(c.RevokeRole, CONSOLE, account_id=found["had the role"], role="secretariat")
    terms = {"was seated": (date(2025, 4, 1), date(2025, 6, 30)), "will be seated": (date(2025, 7, 2), None)}
    for seat, (name, (since, until)) in enumerate(terms.items(), 5):
        who = {"account_id": found[name], "since": since, "until": until}
        review.do(c.FillSeat, CONSOLE, seat=seat, category="公募", **who)
    assert japan_day(engine.now()) == date(2025, 7, 1)
    measured_item(review.imported())
    return review.opened(), found


def everything_possible(review, step):
    """One of each command; its fields fit somewhere, so that a permitted one gets as far as the rules."""
    item, plain = review.items[STARRED], review.items[PLAIN]
    new, someone = review.new(), review.other
    entry = AgendaEntry(indicator=item, version=1)
    comments = {who: at for at, (who, *_) in review.comments.items()}
    fields = {
        c.RegisterAccount: {"account_id": new, "name": "x"},
        c.GrantRole: {"account_id": someone, "role": "auditor", "since": date(2025, 4, 1)},
        c.RevokeRole: {"account_id": review.auditor, "role": "auditor"},
        c.RecordSignInCode: {"account_id": someone},
        c.DisableAccount: {"account_id": someone},
        c.RegisterCouncil: {"council_id": new, "name": "x"},
        c.FillSeat: {"seat": 9, "category": "x", "account_id": review.department, "since": date(2025, 7, 1)},
        c.VacateSeat: {"seat": 3, "on": date(2025, 7, 1)},
        c.WithdrawImport: {"reason": "x"},
        c.WithdrawDocument: {"document": 1, "reason": "x"},
        c.AssignResponsibility: {"indicator_ids": (item,), "department": "x"},
        c.RenameDepartment: {"department": "x", "new_name": "y"},
        c.OpenCycle: {"cycle_id": new, "fiscal_year": 2026, "flow": read_flow("kaigi2")},
        c.SetDeadline: {"step": "revision", "due": review.engine.now().replace(year=2026)},
        c.ExtendDeadline: {"step": "revision", "due": review.engine.now().replace(year=2027), "reason": "x"},
        c.EnterStep: {"step": following(step), "indicator_ids": (item,)},
        c.ChangeFlow: {
            "flow": read_flow("kaigi1"), "judged_by": 1, "judged_on": date(2025, 7, 1), "ground": "x",
        },
        c.SkipStep: {
            "step": "consideration" if step in STEPS[:2] else "status_check", "indicator_ids": (item,), "reason": "x",
        },
        c.ReturnStep: {
            "indicator_id": review.items[CITIZENS], "reason": "x",
            "step": "proposal" if step == "revision" else "consideration",
        },
        c.CloseCycle: {},
        c.CheckStatus: {"indicator_id": item, "texts": ("x",), "based_on": review.based_on},
        c.RegisterIndicator: {
            "indicator_id": new, "item_kind": "numeric", "number": RIDERS, "name": "x", "unit": "人", "ground": "x",
        },
        c.RecordMeasurement: {
            "indicator_id": review.items["1-①-数1"], "fiscal_year": 2024, "value": "1",
        },
        c.PutStarForward: {
            "indicator_id": plain, "statement": 1, "text_revision": 1, "change": "grant", "reason": "x",
        },
        c.CarryForward: {"indicator_id": plain, "of": "text", "reason": "x"},
        c.ConsiderImprovement: {"indicator_id": item, "reason": "x"},
        c.SaveDraft: {"indicator_id": item, "statements": review.bullets(), "reason": "x", "based_on": review.drafts},
        c.ShowDraft: {"indicator_id": item, "number": review.drafts},
        c.ProposeImprovement: {
            "indicator_id": item, "proposal_kind": "continue", "reason": "x", "based_on": review.versions,
            "session_id": review.session if review.versions else None,
        },
        c.TakeBackDraft: {"indicator_id": review.items[CITY], "number": 1, "reason": "x"},
        c.WithdrawProposal: {"indicator_id": review.items[CITY], "version": 1, "reason": "x"},
        c.ReturnProposal: {"indicator_id": review.items[CITY], "version": 1, "reason": "x"},
        c.MakeMinorCorrection: {
            "indicator_id": plain, "statement": 1, "text_revision": 1, "ground": "misprint", "text": "x", "note": "x",
        },
        c.CorrectText: {
            "indicator_id": plain, "statement": 1, "text_revision": 1, "text": "x", "source": Source(line=1),
        },
        c.MakeCommitment: {"indicator_id": item, "text": "x", "due": date(2025, 8, 1)},
        c.AnswerCommitment: {"indicator_id": item, "commitment": review.commitment, "result": "kept", "note": "x"},
        c.ReviseIndicator: {"indicator_id": item, "version": 1, "effective_on": date(2025, 7, 1)},
        c.SubmitComment: {"place": c.Place(indicator_id=item), "body": "x"},
        c.EditComment: {"indicator_id": item, "body": "x"},
        c.WithdrawComment: {"indicator_id": item},
        c.AnswerComment: {"indicator_id": item, "comment": comments["member"], "disposition": "noted", "body": "x"},
        c.AnswerComments: {
            "comments": (c.CommentRef(comment=comments["member"], indicator_id=item),), "disposition": "noted",
            "body": "x",
        },
        c.ReviseAnswer: {
            "indicator_id": item, "comment": review.answered["member"], "disposition": "noted", "body": "x",
            "reason": "x", "based_on": review.item().comments[review.answered["member"]].answer,
        },
        c.PostponeAnswer: {
            "indicator_id": item, "comment": comments["member"], "until": date(2025, 8, 31), "reason": "x",
        },
        c.DisputeAnswer: {"indicator_id": item, "reason": "x"},
        c.SummariseComment: {"indicator_id": item, "comment": comments["member"], "body": "x"},
        c.ContestSummary: {"indicator_id": item, "reason": "x"},
        c.EndorseComment: {"indicator_id": item},
        c.Acknowledge: {"indicator_id": item},
        c.CarryOverMatter: {
            "indicator_id": item, "comment": comments["member"], "to_fiscal_year": 2026, "reason": "x",
        },
        c.AttachFile: {
            "stream_id": item, "to": comments["member"], "name": "x", "sha256": review.engine.files.put(SCAN),
            "media_type": "application/pdf", "bytes": len(SCAN),
        },
        c.CallSession: {"session_id": new, "title": "x", "held_on": date(2025, 7, 1)},
        c.MoveSession: {"session_id": review.second, "held_on": date(2025, 7, 2), "reason": "x"},
        c.CallOffSession: {"session_id": review.second, "reason": "x"},
        c.RecordAttendance: {"present": (1, 2), "presiding": 1, "session_id": review.second},
        c.RecordDecision: {"decision": "approved", "proposals": (entry,), "manner": "x"},
        c.ConfirmEntrusted: {
            "session_id": review.entrusting, "decision": review.entrusted,
            "confirmed_on": date(2025, 7, 1), "medium": "telephone",
            "proposal": AgendaEntry(indicator=review.items["1-①-内"], version=1),
        },
        c.GrantStar: {"indicator_id": plain, "statement": 1, "text_revision": 1, "reason": "x"},
        c.RevokeStar: {"indicator_id": item, "statement": 1, "text_revision": 1, "reason": "x"},
        c.OpenRound: {"session_id": review.written, "round": "ballot", "due": review.engine.now() + timedelta(days=9)},
        c.RecordConsent: {"session_id": review.written, "given": True},
        c.CastBallot: {"session_id": review.written, "votes": (c.BallotVote(**review.asked, choice="agree"),)},
        c.RejectBallot: {"session_id": review.written, "ground": "other", "seat": 3, "note": "x"},
        c.NoteSpeech: {"seat": 2, "body": "x"},
        c.NameActingChair: {"seat": 2, "since": date(2025, 7, 1), "ground": "x"},
        c.CloseSession: {},
        c.PublishPlan: {"on": date(2025, 7, 1), "decided_by": "x"},
        c.RecordApproval: {
            "stream_id": item, "subject": "answers", "on": date(2025, 7, 1), "document_number": "x", "post": "x",
        },
        c.NoteHandover: {"body": "x"},
        c.SettleHandoverNote: {"note": review.note},
    }  # fmt: skip
    assert set(fields) == set(c.all_commands())
    return fields


def following(step):
    """Where an item goes on to; from the last step nowhere, and back nobody enters."""
    return STEPS[STEPS.index(step) + 1] if step != STEPS[-1] else STEPS[-2]


@pytest.fixture
def situation(actors):
    """Brings the review to a step, with an item that anything may happen to."""
    review, accounts = actors
    review.in_consideration()
    vision, content = review.items["1-将"], review.items["1-①-内"]
    review.propose("1-将")
    review.propose("1-①-内")
    review.meeting((vision, 1), (content, 1)).decide((vision, 1))
    review.entrusting, review.entrusted = review.session, review.decide((content, 1), decision="entrusted").position
    return review, accounts


def stand_at(review, step):
    """The first item has a status, a draft, a proposal on an agenda and opinions; all stand in the step."""
    review.consider().draft()
    review.draft(CITY)
    review.do(c.ShowDraft, indicator_id=review.items[CITY], number=1)
    if step in {"proposal", "revision"}:
        review.enter("proposal")
        review.propose(PLAIN)
        review.do(c.ReturnProposal, indicator_id=review.items[PLAIN], version=1, reason="x")
        review.enter("proposal", review.items[PLAIN])
    if step == "revision":
        review.propose()
        review.propose(CITY)
        for item in review.scope:
            if item not in (review.items[STARRED], review.items[CITY]):
                review.keep(item)
        review.due()
        review.engine.chance.advance(3_601_000_000)
        review.enter("revision")
    elif review.item().last_version(review.cycle) == 0:
        review.propose()
        review.propose(CITY)
    return open_meetings(review)


def open_meetings(review):
    if review.item().last_version(review.cycle):
        review.meeting((review.items[STARRED], 1))
    else:
        review.meeting()
    first = review.session
    review.meeting(present=())
    review.session, review.second = first, review.session
    return ask_in_writing(review)


def ask_in_writing(review):
    """A written session about the first item's proposal, or about one that no step counts."""
    number = STARRED if review.item().last_version(review.cycle) else "1-①-内"
    if number != STARRED:
        review.propose(number)
    version = review.item(number).last_version(review.cycle)
    review.asked, review.written = {"indicator": review.items[number], "version": version}, review.new()
    review.do(
        c.CallSession, session_id=review.written, title="書面会議", held_on=date(2025, 7, 1), form="written",
        agenda=(AgendaEntry(**review.asked),), due=review.engine.now() + timedelta(days=5),
    )  # fmt: skip
    return review


def note_where_it_stands(review):
    review.due(timedelta(days=300), "revision")
    review.comments = {
        review.comment(who=who): (name,)
        for name, who in {"member": review.member, "chair": review.chair}.items()
    }  # fmt: skip
    due = {"due": date(2025, 8, 1), "indicator_id": review.items[STARRED]}
    review.commitment = review.do(c.MakeCommitment, text="x", **due).position
    typed = review.comment(who=review.clerk, author=review.other, medium="telephone")
    review.comments[typed] = ("secretariat",)
    review.answered = {
        name: answered(review, who) for name, who in {"member": review.member, "chair": review.chair}.items()
    }
    review.answered["secretariat"] = answered(review, review.clerk, author=review.other, medium="telephone")
    review.note = review.do(c.NoteHandover, body="x").position
    item = review.item()
    review.based_on = item.statuses[2024].position if 2024 in item.statuses else None
    review.drafts, review.versions = item.last_draft(review.cycle), item.last_version(review.cycle)


def answered(review, who, **more):
    """An opinion that is summed up and answered."""
    said = review.comment(who=who, **more)
    review.do(c.SummariseComment, indicator_id=review.items[STARRED], comment=said, body="雨の日も開ける。")
    review.answer(said)
    return said


def own(name, cls, review):
    """What only fits this actor: the own opinion to edit, the own name or another's."""
    mine = next((at for at, (who,) in review.comments.items() if who == name), next(iter(review.comments)))
    if cls is c.EditComment:
        return {"comment": mine, "based_on": mine}
    if cls is c.WithdrawComment:
        return {"comment": mine}
    if cls in {c.ContestSummary, c.DisputeAnswer}:
        return {"comment": review.answered.get(name, review.answered["member"])}
    if cls is c.EndorseComment:
        others = next(at for at, (who,) in review.comments.items() if who != name)
        return {"comment": others} | ({"author": review.other} if name == "secretariat" else {})
    return on_behalf(cls, review) if name == "secretariat" else {}


def on_behalf(cls, review):
    """Whose word the secretariat types in."""
    if cls in {c.SubmitComment, c.Acknowledge}:
        return {"author": review.other}
    return {"seat": 3, "medium": "paper"} if cls in {c.RecordConsent, c.CastBallot} else {}


@pytest.mark.parametrize("step", STEPS)
def test_each_role_may_do_what_the_flow_says_and_nothing_else(request, step, flow_grants, store):
    review, accounts = request.getfixturevalue("actors" if step == "status_check" else "situation")
    if step == "status_check":
        review.check(review.items[CITIZENS])
        open_meetings(review)
        review.entrusting, review.entrusted = review.session, 1
    else:
        stand_at(review, step)
    note_where_it_stands(review)
    head, wrong, happened = review.engine.head(), [], set()
    review.engine._record = would_record
    for cls, fields in everything_possible(review, step).items():
        for name, who in accounts.items():
            verdict = send(review, cls, who, fields | own(name, cls, review))
            role = "administrator" if name == "console" else name
            may = ACTION.get(cls, cls.action()) in flow_grants.get((step, role), set()) | BY_OFFICE.get(role, set())
            if may == (verdict in {"not_permitted", "no_account"}):
                wrong.append((cls.action(), name, verdict))
            if verdict in {"happened", "quiet"}:
                happened.add((ACTION.get(cls, cls.action()), role))
    assert wrong == []
    assert review.engine.head() == head
    expected = {(a, r) for r in ("secretariat", "department", "member", "chair") for a in flow_grants[step, r]}
    assert expected - happened == UNFIT[step]


def test_an_item_out_of_scope_goes_by_any_step(situation):
    review, accounts = situation
    review.engine._record = would_record
    vision = {"indicator_id": review.items["1-将"], "version": 1, "effective_on": date(2025, 7, 24)}
    verdicts = {name: send(review, c.ReviseIndicator, who, vision) for name, who in accounts.items()}
    assert {name for name, verdict in verdicts.items() if verdict == "happened"} == {"secretariat"}
    assert {v for name, v in verdicts.items() if name != "secretariat"} == {"not_permitted", "no_account"}


def would_record(*_):
    raise Happened


def send(review, cls, who, fields):
    try:
        review.engine.do(review.command(cls, **fields), who)
    except ReviewError as refused:
        return refused.code
    except Happened:
        return "happened"
    return "quiet"


UNSEEN = {("endorse_comment", role) for role in ("secretariat", "member", "chair")}
"""Before the deadline nobody sees another's opinion."""
UNFIT = {
    "status_check": UNSEEN | {
        ("confirm_entrusted", "secretariat"), ("confirm_entrusted", "chair"), ("enter_step", "secretariat"),
        ("skip_step", "secretariat"),
    },
    "consideration": UNSEEN,
    "proposal": UNSEEN | {("enter_step", "secretariat")},
    "revision": UNSEEN | {("revise_indicator", "secretariat")},
}  # fmt: skip
"""What the rules refuse in the situation of a step although the role is right."""
