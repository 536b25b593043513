"""The screen's words for every stored code and state; exactly USERS 6 where it gives them."""

from collections.abc import Mapping
from datetime import date, datetime

from domain.japanese_dates import era_year, japan_day, short_date

# --- Codes of domain/codes.py ----------------------------------------------------------------------------------------

ITEM_KIND = {
    "activity": "取組指標",
    "role": "役割分担",
    "numeric": "数値指標",
    "vision": "将来像",
    "content": "取組内容",
}
DISPOSITION = {
    "reflected": "反映しました",
    "partly_reflected": "一部反映しました",
    "already_included": "すでに盛り込まれています",
    "considering": "引き続き検討します",
    "as_proposed": "原案のとおりとします",
    "noted": "今後の参考とします",
    "forwarded": "担当部署へ伝えました",
    "answered": "ご質問への回答",
}
"""対応区分 without its month or department; `disposition` adds them for screen and paper."""
DISPOSITION_CHOICE = {
    **DISPOSITION,
    "considering": "引き続き検討します（○月まで）",
    "as_proposed": "原案のとおりとします（理由必須）",
    "forwarded": "担当部署へ伝えました（○○課）",
}
"""The same as the choices of the form, which say what else must be filled in."""
DECISION = {"approved": "承認", "entrusted": "会長に一任", "deferred": "見送り"}
MEDIUM = {
    "web": "画面",
    "paper": "紙",
    "fax": "FAX",
    "telephone": "電話",
    "mail": "メール",
    "spoken": "口頭",
}
"""受付方法; each may be followed by で."""
STANCE = {"agree": "賛成", "oppose": "反対", "reserve": "保留"}
PERCEPTION_QUESTION = "実感と合っていますか"
PERCEPTION = {"agrees": "はい", "differs_slightly": "少し違う", "differs": "違う", "unknown": "分からない"}
STAFF_ROLE = {
    "secretariat": "事務局",
    "department": "担当課",
    "auditor": "監査",
    "administrator": "システム管理者",
}
OFFICE = {"chair": "会長", "acting_chair": "職務代理", "member": "委員"}
ROLE = {**STAFF_ROLE, "member": "委員", "chair": "会長"}
"""All roles in which an event can be recorded."""
OPINION_SOURCE = {"member": "委員", "child": "こども", "group": "団体", "citizen": "市民（意見公募）"}
SUBJECT = {"item": "点検項目", "status": "状況", "draft": "たたき台", "proposal": "改善案"}
PROPOSAL_KIND = {"revise": "文の見直し", "continue": "据置き"}
EVIDENCE_KIND = {"file": "書類", "link": "リンク", "survey": "アンケート", "other": "そのほか"}
STAR_CHANGE = {"grant": "★をつける", "revoke": "★を外す"}
CARRIED = {"status": "状況", "text": "計画の文"}

# --- States, as the read models compute them -------------------------------------------------------------------------

ITEM_STATE = {
    "not_started": "未着手",
    "checking": "担当課に確認中",
    "checked": "状況を記入済み",
    "considered": "改善検討中",
    "drafting": "たたき台作成中（事務局のみ）",
    "shown": "ご意見募集中",
    "proposed": "改善案を提案中",
    "answering": "回答作成中",
    "session": "会議で審議",
    "continued": "継続審議",
    "entrusted": "会長一任",
    "decided": "決定",
    "revised": "計画に反映済み",
    "unchanged": "据置き（変更なし）",
    "rejected": "見送り",
    "retired": "取組終了（計画から外しました）",
}
"""How far the review of an item has come; `item_state` adds the deadline and hides what only staff may know."""
OPINION_STATE = {
    "received": "受け付けました",
    "answered": "回答しました",
    "reflected_in_plan": "計画に反映しました",
    "withdrawn": "取り下げ",
    "carried_over": "次の年度へ引き継ぎました",
}
PROPOSAL_STATE = {
    "open": "提案中",
    "superseded": "新しい版に改めました",
    "returned": "再検討",
    "entrusted": "会長一任",
    "adopted": "決定",
    "rejected": "見送り",
    "revised": "計画に反映済み",
}
UNRATED = "まだ確認していません"
NOT_MEASURED = "測っていない"
"""Of a figure: never to be read as zero."""
ERASED = "〔消去〕"
"""Stands where a private text was erased for ever."""


def word(words: Mapping[str, str], code: str | None, missing: str = UNRATED) -> str:
    """The word of a code; `missing` where there is no code. An unknown code is an error, never shown raw."""
    return missing if code is None else words[code]


def item_state(code: str, due: datetime | None = None, *, staff: bool) -> str:
    """The state of an item; for others than staff a draft that was not shown does not exist."""
    if code == "drafting" and not staff:
        code = "considered"
    if code == "shown" and due is not None:
        return f"{ITEM_STATE[code]}（{short_date(japan_day(due))}まで）"
    return ITEM_STATE[code]


def disposition(code: str, until: date | None = None, forwarded_to: str | None = None) -> str:
    """対応区分 on screen and paper: 引き続き検討します（令和8年6月まで）, 担当部署へ伝えました（建設課）."""
    if code == "considering" and until is not None:
        return f"{DISPOSITION[code]}（{era_year(until.year, on=until)}{until.month}月まで）"
    if code == "forwarded" and forwarded_to:
        return f"{DISPOSITION[code]}（{forwarded_to}）"
    return DISPOSITION[code]


def decision(code: str, manner: str = "") -> str:
    """E.g. 異議なしにより承認, 賛成7・反対1・保留1により承認."""
    return f"{manner.removesuffix('により')}により{DECISION[code]}" if manner else DECISION[code]


def star(session: str) -> str:
    """E.g. ★ 進んでいると確認（令和6年度第2回会議）."""
    return f"★ 進んでいると確認（{session}）"


def star_removed(session: str, reason: str = "") -> str:
    """E.g. ★を外しました（令和7年度第1回会議・休館のため）."""
    return f"★を外しました（{'・'.join(part for part in (session, reason.rstrip('。')) if part)}）"
