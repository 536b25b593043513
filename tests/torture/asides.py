"""What people do beside the way of an item: words about opinions and answers, ballots, minutes, corrections."""

from datetime import timedelta

from domain import commands as c
from domain.events import AgendaEntry
from domain.indicator import Indicator
from domain.japanese_dates import japan_day
from domain.session import Session


class Asides:
    """Acts that fit the item, the cycle and the member at hand; now and then they come too early or too late."""

    def aside(self):
        """One of them."""
        self.dice.choice((
            self.summarise, self.contest, self.endorse, self.postpone, self.revise_answer, self.dispute, self.promise,
            self.keep_promise, self.approve, self.note, self.in_writing, self.vote, self.vote, self.void, self.ask_star,
            self.take_back, self.withdraw_proposal, self.correct,
        ))()  # fmt: skip

    @property
    def today(self):
        return japan_day(self.year.engine.now())

    def an_opinion(self, *states):
        """An opinion in one of these states, and where it stands."""
        known = [(at, each) for at, each in self.year.model.comments.items() if each.state in states]
        if not known:
            return None, None, {}
        at, comment = self.dice.choice(known)
        item = comment.stream if comment.stream in self.year.model.items else None
        return at, comment, {"cycle_id": comment.cycle, "comment": at, "indicator_id": item}

    def place_of(self, comment):
        return self.year.engine.streams.fresh(Indicator, comment.stream)

    # --- opinions and answers

    def summarise(self):
        _, comment, on = self.an_opinion("open", "answered")
        if comment:
            self.do(c.SummariseComment, **on, body="雨の日も開ける。")

    def contest(self):
        _, comment, on = self.an_opinion("open")
        if comment:
            self.do(c.ContestSummary, comment.author, **on, reason="趣旨が違います。")

    def endorse(self):
        _, comment, on = self.an_opinion("open", "answered")
        if comment:
            self.do(c.EndorseComment, self.member, **on)

    def postpone(self):
        _, comment, on = self.an_opinion("open")
        if comment:
            self.do(c.PostponeAnswer, **on, until=self.today + timedelta(days=60), reason="財政課と協議中")

    def revise_answer(self):
        at, comment, on = self.an_opinion("answered")
        if comment:
            seen = self.place_of(comment).comments[at].answer
            how = {"disposition": "noted", "body": "参考とします。", "reason": "言い直すため"}
            self.do(c.ReviseAnswer, **on, **how, based_on=seen or at)

    def dispute(self):
        _, comment, on = self.an_opinion("answered")
        if comment:
            self.do(c.DisputeAnswer, comment.author, **on, reason="まだ足りません。")

    # --- promises, 決裁, minutes, corrections

    def promise(self):
        self.do(c.MakeCommitment, **self.at, text="北地区の場所を確かめる", due=self.today + timedelta(days=60))

    def keep_promise(self):
        for at in list(self.item.commitments)[:1]:
            self.do(c.AnswerCommitment, **self.at, commitment=at, result="kept", note="借りられる")

    def approve(self):
        paper = {"on": self.today, "document_number": "子第1号", "post": "課長"}
        self.do(c.RecordApproval, stream_id=self.item.id, subject="answers", **paper)

    def note(self):
        for meeting in self.meetings[:1]:
            self.do(c.NoteSpeech, session_id=meeting.id, seat=1, body="雨の日だけ開けてほしい。")

    def ask_star(self):
        for statement, bullet in list(self.item.statements.items())[:1]:
            change = "revoke" if statement in self.item.stars else "grant"
            on = {"statement": statement, "text_revision": self.seen(bullet)}
            self.do(c.PutStarForward, **self.at, **on, change=change, reason="確かめてほしい")

    def take_back(self):
        self.do(c.TakeBackDraft, **self.at, number=self.item.last_draft(self.cycle.id), reason="園に聞いてから")

    def withdraw_proposal(self):
        self.do(c.WithdrawProposal, **self.at, version=self.item.last_version(self.cycle.id), reason="園に聞いてから")

    def correct(self):
        for statement, bullet in list(self.item.statements.items())[:1]:
            on = {"indicator_id": self.item.id, "statement": statement, "text_revision": self.seen(bullet)}
            self.do(c.MakeMinorCorrection, **on, ground="misprint", text=bullet.text + "。", note="点を補う")

    # --- a written session

    def in_writing(self):
        """One is called about the item's open proposal, where no other meeting has it."""
        version = self.item.last_version(self.cycle.id)
        if version and not self.meetings and self.item.proposal(self.cycle.id, version).state == "open":
            entry = AgendaEntry(indicator=self.item.id, version=version)
            due = self.year.engine.now() + timedelta(days=7)
            called = {"title": "書面会議", "held_on": self.today, "form": "written", "due": due, "agenda": (entry,)}
            self.do(c.CallSession, session_id=self.year.chance.new_id(), cycle_id=self.cycle.id, **called)

    def vote(self):
        """All members, or one of them, say yes to it and vote; in the end it is closed."""
        for meeting in (each for each in self.meetings if each.written):
            everybody = (self.review.chair, self.review.member, self.review.other)
            for who in everybody if self.dice.random() < 0.6 else (self.member,):
                self.do(c.RecordConsent, who, session_id=meeting.id, given=self.dice.random() < 0.9)
                self._ballot(meeting, who)
            if self.year.engine.load(Session, meeting.id).not_voted == ():
                self.do(c.CloseSession, session_id=meeting.id)

    def _ballot(self, meeting, who):
        choice = self.dice.choice(("agree", "agree", "oppose"))
        votes = tuple(
            c.BallotVote(indicator=entry.indicator, version=entry.version, choice=choice, reason="理由")
            for entry in meeting.agenda
        )
        self.do(c.CastBallot, who, session_id=meeting.id, votes=votes)

    def void(self):
        for meeting in (each for each in self.meetings if each.written and each.ballots):
            position, ballot = self.dice.choice(list(meeting.ballots.items()))
            why = {"ground": "other", "seat": ballot.seat, "ballot": position, "note": "署名がない"}
            self.do(c.RejectBallot, session_id=meeting.id, **why)
