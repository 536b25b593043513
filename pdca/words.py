"""The screen's words for every stored code and state; exactly USERS 6 where it gives them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from domain.flow import DeadlineRule, FlowDefinition
from domain.flow_words import ENTERED, OPENED
from domain.japanese_dates import era_year, full_date, japan_day, short_date

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
DECISION = {
    "approved": "承認",
    "approved_as_amended": "修正のうえ承認",
    "entrusted": "会長に一任",
    "continued": "継続審議",
    "deferred": "見送り",
}
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
ROUND = {"question": "質問の受付", "ballot": "表決"}
"""The rounds of a written session."""
INVALIDITY = {
    "late": "期限の後に届いた",
    "twice": "すでに表決が届いている",
    "not_member": "その日の委員ではない",
    "other": "その他の事情",
}
"""Why a paper does not count (無効票)."""
SESSION_FORM = {"meeting": "会議", "written": "書面会議"}
TIE = {"chair": "可否同数のときは、会長の決するところによります", "rejected": "可否同数のときは、否決とします"}
CHAIR_VOTES = {"always": "会長も表決に加わります", "tie_only": "会長は、可否同数のときだけ表決に加わります"}
WRITTEN_CONSENT = {
    "none": "書面会議に、事前の同意は要りません",
    "majority": "書面会議は、委員の過半数の同意があるときに行います",
    "all": "書面会議は、委員全員の同意があるときに行います",
}
ARRIVAL = {"arrived": "必着", "postmarked": "当日消印有効"}
SUBJECT = {"item": "点検項目", "status": "状況", "draft": "たたき台", "proposal": "改善案"}
EVIDENCE_KIND = {"file": "書類", "link": "リンク", "survey": "アンケート", "other": "そのほか"}
STAR_CHANGE = {"grant": "★をつける", "revoke": "★を外す"}
PROPOSAL_KIND = {
    "revise": "文の見直し",
    "continue": "据置き",
    "add": "項目の追加",
    "split": "分割",
    "merge": "統合",
    "move": "移動",
    "retire": "取組終了",
}
GROUND = {
    "misprint": "誤記",
    "organisation": "組織の名前の変更",
    "law": "法令の名前の変更",
    "entrusted": "会議の一任による",
}
"""軽微な修正（会議に諮らないもの）の根拠."""
KEPT = {"kept": "確認しました", "continued": "引き続き確認します", "dropped": "取りやめました"}
"""What became of 次回までに確認すること."""
APPROVAL_SUBJECT = {
    "answers": "ご意見への回答",
    "publication": "公表",
    "pack": "会議資料",
    "redaction": "本文の消去",
}
"""What a 決裁 is about."""
DELIVERY_KIND = {
    "invitation": "委員ページのご案内",
    "request": "ご意見のお願い",
    "reminder": "締切のお知らせ",
    "receipt": "受け付けのお知らせ",
    "answers": "ご意見の結果のお知らせ",
    "ballot": "書面会議のお願い",
    "ballot_reminder": "書面会議の期限のお知らせ",
    "inquiry": "進捗状況の照会",
    "publication": "公表のお知らせ",
}
DELIVERY_STATE = {
    "waiting": "これから送ります",
    "claimed": "送っています",
    "sent": "送りました",
    "refused": "受け付けられませんでした",
    "uncertain": "届いたか分かりません",
    "dropped": "送る必要がなくなりました",
}
CARRIED = {"status": "状況", "text": "計画の文"}

CONDITION = {
    "status_checked": "状況が記入されている",
    "considered": "改善検討が記入されている",
    "proposed": "改善案か据置きが記録されている",
    "comments_answered": "ご意見にすべて回答している",
    "deadline_passed": "締切が過ぎている",
    "settled": "見直しか据置きが決まっている",
}
"""What must be true before a step is left."""
NOT_MET = {
    "status_checked": "状況が未記入",
    "considered": "改善検討が未記入",
    "proposed": "改善案も据置きも未記録",
    "comments_answered": "回答を待つご意見あり",
    "deadline_passed": "締切の前",
    "settled": "見直しか据置きかが未決定",
    "all": "ほかの項目がそろう前",
}
"""What was still open when an item went on all the same."""

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
    "succeeded": "ほかの項目へ引き継ぎました",
    "retired": "取組終了（計画から外しました）",
}
"""How far the review of an item has come; `item_state` adds the deadline and hides what only staff may know."""
OPINION_STATE = {
    "received": "受け付けました",
    "summarised": "資料に載せる文を確認中",
    "postponed": "回答検討中",
    "answered": "回答しました",
    "reflected_in_plan": "計画に反映しました",
    "withdrawn": "取り下げ",
    "carried_over": "次の年度へ引き継ぎました",
}
PROPOSAL_STATE = {
    "open": "提案中",
    "superseded": "新しい版に改めました",
    "withdrawn": "取り下げ",
    "returned": "再検討",
    "entrusted": "会長一任",
    "adopted": "決定",
    "rejected": "見送り",
    "revised": "計画に反映済み",
}
UNRATED = "まだ確認していません"
BASELINE, TARGET = "基準値", "目標値"
NOT_MEASURED = "測っていない"
"""Of a figure: never to be read as zero."""
SOMEBODY = "ほかの方"
"""Who wrote meanwhile, where the reader may not know the name; messages of conflicts say it."""
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


def month(day: date) -> str:
    """E.g. 令和8年6月."""
    return f"{era_year(day.year, on=day)}{day.month}月"


def opinion_state(code: str, *, summarised: bool = False, postponed: date | None = None) -> str:
    """The state of an opinion; while it waits, what is being done about it: 回答検討中（令和8年6月まで）."""
    if code == "received" and postponed is not None:
        return f"{OPINION_STATE['postponed']}（{month(postponed)}まで）"
    return OPINION_STATE["summarised" if code == "received" and summarised else code]


def disposition(code: str, until: date | None = None, forwarded_to: str | None = None) -> str:
    """対応区分 on screen and paper: 引き続き検討します（令和8年6月まで）, 担当部署へ伝えました（建設課）."""
    if code == "considering" and until is not None:
        return f"{DISPOSITION[code]}（{month(until)}まで）"
    if code == "forwarded" and forwarded_to:
        return f"{DISPOSITION[code]}（{forwarded_to}）"
    return DISPOSITION[code]


def by_when(due: date) -> str:
    """E.g. 令和8年6月まで where the day is the last of its month, else 令和8年6月5日（金）まで."""
    if (due + timedelta(days=1)).day == 1:
        return f"{era_year(due.year, on=due)}{due.month}月まで"
    return f"{full_date(due)}まで"


def decision(code: str, manner: str = "") -> str:
    """E.g. 異議なしにより承認, 賛成7・反対1・保留1により承認."""
    return f"{manner.removesuffix('により')}により{DECISION[code]}" if manner else DECISION[code]


def deadline_rule(rule: DeadlineRule, flow: FlowDefinition) -> str:
    """E.g. 「提案」の締切から10営業日, 毎年12月4日."""
    if rule.month:
        return f"毎年{rule.month}月{rule.day}日（閉庁日なら次の開庁日）"
    starts = {OPENED: "見直しの開始から", ENTERED: "段階に入ってから"}
    start = starts.get(rule.start) or f"「{flow.title(rule.start)}」の締切から"
    return f"{start}{rule.business_days}営業日" if rule.business_days else f"{start}{rule.days}日"


def star(session: str) -> str:
    """E.g. ★ 進んでいると確認（令和6年度第2回会議）."""
    return f"★ 進んでいると確認（{session}）"


def star_removed(session: str, reason: str = "") -> str:
    """E.g. ★を外しました（令和7年度第1回会議・休館のため）."""
    return f"★を外しました（{'・'.join(part for part in (session, reason.rstrip('。')) if part)}）"
