"""Who may do what outside any flow, and the order in which a person's roles are used; deny by default."""

from collections.abc import Iterable

CONSOLE = "00000000-0000-0000-0000-000000000000"
"""The actor of commands typed on the machine itself: an administrator without an account."""

ROLE_ORDER = ["member", "chair", "secretariat", "department", "administrator", "auditor"]
"""When several roles of a person allow something, the first of these is recorded."""

ADMINISTRATION = frozenset({"administrator"})
STAFF_OFFICE = frozenset({"administrator", "secretariat"})
SECRETARIAT = frozenset({"secretariat"})

OFFICE: dict[str, frozenset[str]] = {
    "register_account": STAFF_OFFICE,
    "grant_role": ADMINISTRATION,
    "revoke_role": ADMINISTRATION,
    "record_sign_in_code": STAFF_OFFICE,
    "record_office_code": ADMINISTRATION,
    "disable_account": ADMINISTRATION,
    "register_council": STAFF_OFFICE,
    "fill_seat": STAFF_OFFICE,
    "vacate_seat": STAFF_OFFICE,
    "name_acting_chair": STAFF_OFFICE,
    "import_document": STAFF_OFFICE,
    "withdraw_import": STAFF_OFFICE,
    "withdraw_document": STAFF_OFFICE,
    "assign_responsibility": SECRETARIAT,
    "rename_department": SECRETARIAT,
    "open_cycle": SECRETARIAT,
    "close_cycle": SECRETARIAT,
    "change_flow": SECRETARIAT,
    "attach_file": SECRETARIAT,
    "publish_plan": SECRETARIAT,
    "register_indicator": SECRETARIAT,
    "make_minor_correction": SECRETARIAT,
    "correct_text": SECRETARIAT,
    "record_approval": SECRETARIAT,
    "note_handover": SECRETARIAT,
    "settle_handover_note": SECRETARIAT,
}

REFUSALS = {
    "record_sign_in_code": "確認コードを出すのは事務局です。",
    "record_office_code": "事務局・監査・システム管理者の確認コードは、システム管理者が出します。",
    "withdraw_import": "取り込みを取り消すのは事務局です。",
    "withdraw_document": "取り込みを取り消すのは事務局です。",
    "assign_responsibility": "担当課を決めるのは事務局です。",
    "rename_department": "担当課の名前を改めるのは事務局です。",
    "open_cycle": "年度の見直しを始めるのは事務局です。",
    "change_flow": "進め方の変更を記録するのは事務局です。",
    "close_cycle": "年度の見直しを終えるのは事務局です。",
    "publish_plan": "公表するのは事務局です。",
    "register_indicator": "点検項目を登録するのは事務局です。",
    "make_minor_correction": "軽微な修正を記録するのは事務局です。",
    "correct_text": "取り込んだ文を直すのは事務局です。",
    "record_approval": "決裁を記録するのは事務局です。",
    "note_handover": "引継ぎのメモを書くのは事務局です。",
    "settle_handover_note": "引継ぎのメモを済みにするのは事務局です。",
    "attach_file": "書類を添えるのは事務局です。",
}


def code_action(roles: Iterable[str]) -> str:
    """Who holds a code can act as its person: for any office but a department's only an administrator issues one."""
    return "record_sign_in_code" if {"department"}.issuperset(roles) else "record_office_code"


def refusal(action: str) -> str:
    """The sentence for somebody who may not do this."""
    return REFUSALS.get(action, "この操作は、いまの役割ではできません。")
