"""The words that a flow may use: roles, actions and conditions, with the Japanese in which a refusal names them."""

from typing import Literal

Exit = Literal["item", "all"]
Quorum = Literal["majority", "half"]
Naming = Literal["number", "name", "anonymous"]
OpinionsVisible = Literal["after_deadline", "always"]

OPENED, ENTERED = "opened", "entered"
"""From when a deadline may be counted, beside the deadline of an earlier step."""

CLIP = 40
"""How much of a word that was not understood is said back."""

ROLES: dict[str, str] = {
    "secretariat": "事務局",
    "department": "担当課",
    "member": "委員",
    "chair": "会長",
    "auditor": "監査",
    "administrator": "システム管理者",
}

ACTIONS: dict[str, str] = {
    "check_status": "『状況の記入』は{at}{who}が行います。",
    "carry_forward": "『据置き』は{at}{who}が選びます。",
    "record_measurement": "『数値の記入』は{at}{who}が行います。",
    "put_star_forward": "『★を会議に諮ること』は{at}{who}が行います。",
    "consider_improvement": "『改善の検討』は{at}{who}が行います。",
    "save_draft": "『たたき台』は{at}{who}が作ります。",
    "show_draft": "『たたき台を委員に見せること』は{at}{who}が行います。",
    "take_back_draft": "『たたき台の取り下げ』は{at}{who}が行います。",
    "propose_improvement": "『改善案』は{at}{who}が出します。",
    "return_step": "『前の段階へ戻すこと』は{at}{who}が行います。",
    "withdraw_proposal": "『改善案の取り下げ』は{at}{who}が行います。",
    "return_proposal": "『改善案の差し戻し』は{at}{who}が行います。",
    "submit_comment": "『ご意見』は{at}{who}からお受けします。",
    "edit_comment": "『ご意見の修正』は{at}{who}からお受けします。",
    "withdraw_comment": "『ご意見の取り下げ』は{at}{who}からお受けします。",
    "endorse_comment": "『同じ趣旨です』は{at}{who}からお受けします。",
    "summarise_comment": "『意見の概要』は{at}{who}が書きます。",
    "contest_summary": "『趣旨が違います』は{at}{who}からお受けします。",
    "answer_comment": "『市の考え方』は{at}{who}がお答えします。",
    "revise_answer": "『回答の訂正』は{at}{who}が行います。",
    "postpone_answer": "『回答検討中のまま資料に載せること』は{at}{who}が行います。",
    "dispute_answer": "『この回答では足りない』は{at}{who}からお受けします。",
    "acknowledge": "『確認しました（意見なし）』は{at}{who}からお受けします。",
    "carry_over_matter": "『次の年度への引継ぎ』は{at}{who}が行います。",
    "enter_step": "『次の段階へ進めること』は{at}{who}が行います。",
    "skip_step": "『段階を省くこと』は{at}{who}が行います。",
    "open_door": "『残っていることがあるまま進めること』は{at}{who}が行います。",
    "revise_indicator": "『計画への反映』は{at}{who}が行います。",
    "make_commitment": "『次回までに確認すること』は{at}{who}が記録します。",
    "answer_commitment": "『確認したことの記録』は{at}{who}が行います。",
    "call_session": "『会議の開催の登録』は{at}{who}が行います。",
    "record_attendance": "『出席の記録』は{at}{who}が行います。",
    "record_decision": "『会議の決定の記録』は{at}{who}が行います。",
    "confirm_entrusted": "『一任事項の確認』は{at}{who}が行います。",
    "grant_star": "『★を付けること』は{at}{who}が行います。",
    "revoke_star": "『★を外すこと』は{at}{who}が行います。",
    "open_round": "『書面会議の次の回を開くこと』は{at}{who}が行います。",
    "record_consent": "『書面会議への同意』は{at}{who}からお受けします。",
    "cast_ballot": "『書面での表決』は{at}{who}からお受けします。",
    "reject_ballot": "『無効票の記録』は{at}{who}が行います。",
    "note_speech": "『会議メモ』は{at}{who}が書きます。",
    "close_session": "『会議の終了の記録』は{at}{who}が行います。",
    "set_deadline": "『締切の設定』は{at}{who}が行います。",
    "extend_deadline": "『締切の延長』は{at}{who}が行います。",
    "attach_file": "『ファイルの添付』は{at}{who}が行います。",
}
"""Every action with its sentence; `at` is empty or names the steps, `who` names the roles."""

WITH: dict[str, str] = {"open_door": "enter_step"}
"""Actions that are no command of their own, with the command that they widen."""

CONDITIONS: dict[str, tuple[str, ...]] = {
    "status_checked": ("check_status", "carry_forward"),
    "considered": ("consider_improvement",),
    "proposed": ("propose_improvement", "carry_forward"),
    "comments_answered": ("answer_comment", "carry_over_matter"),
    "deadline_passed": ("set_deadline",),
    "settled": ("carry_forward", "revise_indicator"),
}
"""Every condition with the actions that fulfil it: one of them must be allowed by then."""

LEADS_TO: dict[str, tuple[str, ...]] = {
    "submit_comment": ("answer_comment",),
    "contest_summary": ("summarise_comment",),
    "dispute_answer": ("revise_answer",),
    "propose_improvement": ("record_decision",),
    "record_decision": ("revise_indicator", "confirm_entrusted"),
    "call_session": ("record_attendance", "close_session"),
    "save_draft": ("show_draft",),
    "make_commitment": ("answer_commitment",),
}
"""What an action leaves open, and the actions that must be allowed in the same step or a later one to close it."""


def thing(action: str) -> str:
    """What an action is called on the screen: 「たたき台」 of save_draft."""
    return ACTIONS[action][1:].partition("』")[0] if action in ACTIONS else action


def clip(word: str) -> str:
    """A word of the file, short enough for a sentence."""
    return word if len(word) <= CLIP else word[:CLIP] + "…"
