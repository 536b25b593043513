"""The mails in words: USERS 6; plain text of at most twelve lines, no attachment, the sign-in code in the body."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec

from domain.council import Council
from domain.event import Ref
from domain.japanese_dates import fiscal, japan_day, short_date
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.credentials import MEMBER_CODE, Credentials
from pdca.engine import Engine
from pdca.mail.ballots import unvoted
from pdca.mail.deliveries import Delivery, Kind
from pdca.mail.due import members_of, unfinished
from pdca.mail.inquiries import asked
from pdca.settings import Settings
from pdca.telling.pieces import shortened
from pdca.words import ARRIVAL, ERASED, disposition
from projections.inbox import InboxRow
from projections.opinions import OpinionRow

QUOTED = 4
"""Opinions that a receipt quotes at most."""
MINUTES = 3
"""What reading one item takes; said of ten items at most."""
REPLY = "このメールへの返信でも受け付けます（事務局が入力します）。"
RESULT: Mapping[str, tuple[str, str]] = {
    "reflected": ("を計画（案）に反映し", "を計画（案）に反映しました"),
    "partly_reflected": ("を計画（案）に一部反映し", "を計画（案）に一部反映しました"),
    "already_included": ("はすでに盛り込まれており", "はすでに盛り込まれています"),
    "considering": ("は引き続き検討し", "は引き続き検討します"),
    "as_proposed": ("は原案のとおりとし", "は原案のとおりとしました"),
    "noted": ("は今後の参考とし", "は今後の参考とします"),
    "forwarded": ("は担当部署へ伝え", "は担当部署へ伝えました"),
    "answered": ("のご質問にお答えし", "のご質問にお答えしました"),
    "carried_over": ("は次の年度へ引き継ぎ", "は次の年度へ引き継ぎました"),
}
"""What became of opinions, in the middle of the sentence and at its end."""


class Letter(msgspec.Struct, frozen=True):
    """A mail in words, without its addresses."""

    subject: str
    lines: tuple[str, ...]


class Desk:
    """What every letter is written from."""

    def __init__(self, engine: Engine, settings: Settings, now: datetime) -> None:
        self.engine = engine
        self.settings = settings
        self.now = now

    def letter(self, delivery: Delivery) -> Letter | None:
        """The mail as it reads now; None where it has become needless."""
        return LETTERS[delivery.kind](self, delivery)

    def cycle(self, delivery: Delivery) -> ReviewCycle:
        """The review that a mail is about."""
        return self.engine.load(ReviewCycle, delivery.about)

    def reveal(self, refs: Iterable[Ref | None]) -> Mapping[Ref, str]:
        """Private texts, for the one who may read them."""
        return self.engine.reveal([ref for ref in refs if ref is not None])

    def name(self, account: str) -> str:
        """三木 遥."""
        row = self.engine.read_models.streams.stream(account)
        texts = self.reveal([row.name] if row else [])
        return next(iter(texts.values()), ERASED)

    def subject(self, plan: str, words: str) -> str:
        """【糸瀬市】…"""
        row = self.engine.read_models.streams.plan(plan)
        city = " ".join((row.municipality or row.title).split()) if row else "見直し台帳"
        return f"【{city}】{words}"

    def page(self, account: str) -> tuple[str, str]:
        """The two lines by which a member comes to the pages: the link, and the code to type elsewhere."""
        code = Credentials(self.engine).new_code(account, MEMBER_CODE)
        return f"ページ：{self.settings.address}/sign-in/{code.token}", f"確認コード：{code.code}（7日間有効）"

    @property
    def end(self) -> tuple[str, ...]:
        """Who writes, and how to answer."""
        return (REPLY, self.settings.mail_office) if self.settings.mail_office else (REPLY,)


def _invitation(desk: Desk, delivery: Delivery) -> Letter | None:
    council = desk.engine.load(Council, delivery.about)
    if council.seat_of(delivery.account, japan_day(desk.now)) is None:
        return None
    plans = desk.engine.read_models.streams.plans()
    return Letter(
        desk.subject(plans[0].plan if plans else "", f"{council.name} 委員ページのご案内"),
        (
            f"{desk.name(delivery.account)} 様",
            "このたびは委員をお引き受けいただき、ありがとうございます。",
            "会議の資料を読み、ご意見をいただくページをご用意しました。",
            *desk.page(delivery.account),
            "紙でのやり取りをご希望の場合も、ご遠慮なくお知らせください。",
            *desk.end,
        ),
    )


def _owed(desk: Desk, cycle: ReviewCycle, account: str) -> list[InboxRow]:
    """What the account is asked for, while it has a seat."""
    if cycle.closed or account not in members_of(desk.engine, cycle, desk.now):
        return []
    asked = desk.engine.read_models.inbox.of_cycle(cycle.id, "give_opinion")
    return [row for row in asked if account not in row.done]


def _request(desk: Desk, delivery: Delivery) -> Letter | None:
    cycle = desk.cycle(delivery)
    count = len(_owed(desk, cycle, delivery.account))
    if not count:
        return None
    owed = (each for each in unfinished(desk.engine, cycle, desk.now) if delivery.account in each.members)
    due = next((short_date(japan_day(each.due)) for each in owed), "")
    until = f"{due}まで・" if due else ""
    time = f"お読みいただく時間の目安は{count * MINUTES}分です。" if count <= 10 else ""  # noqa: PLR2004 -- see MINUTES
    return Letter(
        desk.subject(cycle.plan, f"ご意見のお願い（{until}{count}点）"),
        (
            f"{desk.name(delivery.account)} 様",
            "夜分に届きましたら失礼いたします。",
            f"{fiscal(cycle.fiscal_year)}のたたき台がまとまりました。ご意見をいただきたい点は{count}つです。{time}",
            "すべてに書いていただく必要はありません。「確認しました（意見なし）」も大切なお返事です。",
            *desk.page(delivery.account),
            *desk.end,
        ),
    )


def _reminder(desk: Desk, delivery: Delivery) -> Letter | None:
    cycle = desk.cycle(delivery)
    due = datetime.fromtimestamp(delivery.not_after / 1e6, desk.now.tzinfo)
    still = [each for each in unfinished(desk.engine, cycle, desk.now) if each.due == due]
    if cycle.closed or not any(delivery.account in each.members for each in still):
        return None
    day = short_date(japan_day(due))
    return Letter(
        desk.subject(cycle.plan, f"ご意見の締切は{day}です"),
        (
            f"{desk.name(delivery.account)} 様",
            f"ご多忙のところ恐れ入ります。{fiscal(cycle.fiscal_year)}の見直しへのご意見は、{day}までお受けしています。",
            "行き違いでしたらお許しください。お電話でも伺います。",
            "締切に間に合わない場合は、お知らせいただければお待ちできます。",
            *desk.page(delivery.account),
            *desk.end,
        ),
    )


def _receipt(desk: Desk, delivery: Delivery) -> Letter | None:
    cycle = desk.cycle(delivery)
    rows = [
        row
        for row in _own(desk, cycle, delivery.account)
        if row.cycle == cycle.id
        and delivery.since < row.position <= delivery.through
        and row.entered_by.id == delivery.account
    ]
    if not rows:
        return None
    texts = desk.reveal(row.bodies[-1] for row in rows)
    said = [f"「{shortened(texts.get(row.bodies[-1], ERASED))}」" for row in rows[:QUOTED]]
    more = (f"（ほか{len(rows) - QUOTED}件）",) if len(rows) > QUOTED else ()
    return Letter(
        desk.subject(cycle.plan, "ご意見を受け付けました"),
        (
            f"{desk.name(delivery.account)} 様",
            "いただいた文は次のとおりです。",
            *said,
            *more,
            "締切までは直すことができます。市の考え方は、会議の前にまとめてお知らせします。",
            *desk.end,
        ),
    )


def _own(desk: Desk, cycle: ReviewCycle, account: str) -> list[OpinionRow]:
    """What a member has said in a cycle or an earlier one left to it, and not taken back."""
    opinions = desk.engine.read_models.opinions
    rows = [*opinions.taken_up(cycle.id), *opinions.cycle_opinions(cycle.id)]
    return [row for row in rows if row.author == account and row.state != "withdrawn"]


def _answers(desk: Desk, delivery: Delivery) -> Letter | None:
    cycle = desk.cycle(delivery)
    rows = _own(desk, cycle, delivery.account)
    if cycle.closed or not rows or any(row.is_open for row in rows):
        return None
    name = desk.name(delivery.account)
    return Letter(
        desk.subject(cycle.plan, "いただいたご意見の結果をお知らせします"),
        (
            f"{name} 様",
            f"{name}様からいただいた{len(rows)}件のうち、{results(rows)}",
            "それぞれの理由はページでご覧いただけます。",
            *desk.page(delivery.account),
            "ご納得いただけない点がありましたら、次の会議で取り上げます。",
            *desk.end,
        ),
    )


def results(rows: Iterable[OpinionRow]) -> str:
    """E.g. 1件を計画（案）に反映し、1件は引き続き検討します（令和9年6月まで）。"""
    found = Counter(_result(row) for row in rows)
    parts = [(code, until, count) for (code, until), count in found.items()]
    parts.sort(key=lambda part: list(RESULT).index(part[0]))
    said = [f"{count}件{RESULT[code][0]}{until}" for code, until, count in parts[:-1]]
    code, until, count = parts[-1]
    return "、".join([*said, f"{count}件{RESULT[code][1]}{until}"]) + "。"


def _result(row: OpinionRow) -> tuple[str, str]:
    if row.answer is None or row.state == "carried_over":
        return "carried_over", ""
    until = disposition("considering", row.answer.until).partition("（")[2] if row.answer.until else ""
    return row.answer.disposition, f"（{until}" if until else ""


def _inquiry(desk: Desk, delivery: Delivery) -> Letter | None:
    cycle = desk.cycle(delivery)
    theirs = [each for each in asked(desk.engine, cycle, desk.now) if delivery.account in each.accounts]
    if cycle.closed or not theirs:
        return None
    due = cycle.due(cycle.flow.steps[0].code)
    items = "、".join(f"{each.department}が担当する{each.items}件" for each in theirs)
    until = f"{short_date(japan_day(due))}までに" if due else ""
    status_year = fiscal(cycle.status_year)
    return Letter(
        f"{status_year}進捗状況の照会について（依頼）",
        (
            f"{desk.name(delivery.account)} 様",
            f"標記について、{items}を、見直し台帳のページで{until}ご回答願います。",
            "昨年度の回答を左の欄に入れてあります。変わりがない項目は「据置き」を選んでください。",
            f"ページ：{desk.settings.address}/board",
            *((f"担当：{desk.settings.mail_office}",) if desk.settings.mail_office else ()),
        ),
    )


def _publication(desk: Desk, delivery: Delivery) -> Letter | None:
    cycle = desk.cycle(delivery)
    plan = desk.engine.read_models.streams.plan(cycle.plan)
    rows = [r for r in desk.engine.read_models.opinions.cycle_opinions(cycle.id) if r.state != "withdrawn"]
    reflected = sum(1 for row in rows if row.state == "reflected_in_plan")
    counted = f"委員の皆さまなどからのご意見{len(rows)}件のうち{reflected}件が計画に反映されました。" if rows else ""
    return Letter(
        desk.subject(cycle.plan, "見直した計画を公表しました"),
        tuple(
            filter(
                None,
                (
                    f"{desk.name(delivery.account)} 様",
                    counted,
                    f"ページ：{desk.settings.address}/plans/{plan.key if plan else ''}",
                    "一年間ありがとうございました。",
                    *desk.end,
                ),
            )
        ),
    )


def _voting(desk: Desk, delivery: Delivery) -> tuple[Session, ReviewCycle] | None:
    """The session that still awaits the account's ballot, and its year."""
    session = desk.engine.load(Session, delivery.about)
    if session.closed or session.cycle is None or delivery.account not in unvoted(desk.engine, session):
        return None
    return session, desk.engine.load(ReviewCycle, session.cycle)


def _ballot(desk: Desk, delivery: Delivery) -> Letter | None:
    found = _voting(desk, delivery)
    if found is None:
        return None
    session, cycle = found
    rules, until = cycle.flow.ordinance, _until(session)
    article = f"（{rules.written_article}）" if rules.written_article else ""
    return Letter(
        desk.subject(cycle.plan, f"書面による会議のお願い（{until}まで・郵送は{ARRIVAL[rules.arrival]}）"),
        (
            f"{desk.name(delivery.account)} 様",
            f"書面で会議を行います{article}。議案は{len(session.agenda)}件です。",
            "賛成・反対・保留のいずれかと、反対・保留の場合は理由をお書きください。",
            "期限までに提出がない場合は、欠席と同じ扱いになります。",
            *desk.page(delivery.account),
            *desk.end,
        ),
    )


def _ballot_reminder(desk: Desk, delivery: Delivery) -> Letter | None:
    found = _voting(desk, delivery)
    if found is None:
        return None
    session, cycle = found
    return Letter(
        desk.subject(cycle.plan, f"書面による会議の期限は{_until(session)}です"),
        (
            f"{desk.name(delivery.account)} 様",
            f"ご多忙のところ恐れ入ります。「{session.title}」の表決は、{_until(session)}までお受けしています。",
            "行き違いでしたらお許しください。",
            "期限までに提出がない場合は、欠席と同じ扱いになります。",
            *desk.page(delivery.account),
            *desk.end,
        ),
    )


def _until(session: Session) -> str:
    return short_date(japan_day(session.due)) if session.due else ""


LETTERS: Mapping[Kind, Callable[[Desk, Delivery], Letter | None]] = {
    "invitation": _invitation,
    "request": _request,
    "reminder": _reminder,
    "receipt": _receipt,
    "answers": _answers,
    "ballot": _ballot,
    "ballot_reminder": _ballot_reminder,
    "inquiry": _inquiry,
    "publication": _publication,
}
