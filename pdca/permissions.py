"""Who may do what outside any flow, and the order in which a person's roles are used; deny by default."""

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
    "disable_account": ADMINISTRATION,
    "register_council": STAFF_OFFICE,
    "fill_seat": STAFF_OFFICE,
    "vacate_seat": STAFF_OFFICE,
    "import_document": STAFF_OFFICE,
    "withdraw_import": STAFF_OFFICE,
    "assign_responsibility": SECRETARIAT,
    "rename_department": SECRETARIAT,
    "open_cycle": SECRETARIAT,
    "close_cycle": SECRETARIAT,
    "attach_file": SECRETARIAT,
    "publish_plan": SECRETARIAT,
}

REFUSALS = {
    "withdraw_import": "取り込みを取り消すのは事務局です。",
    "assign_responsibility": "担当課を決めるのは事務局です。",
    "rename_department": "担当課の名前を改めるのは事務局です。",
    "open_cycle": "年度の見直しを始めるのは事務局です。",
    "close_cycle": "年度の見直しを終えるのは事務局です。",
    "publish_plan": "公表するのは事務局です。",
    "attach_file": "書類を添えるのは事務局です。",
}


def refusal(action: str) -> str:
    """The sentence for somebody who may not do this."""
    return REFUSALS.get(action, "この操作は、いまの役割ではできません。")
