"""Makes pages: the whole one, or for htmx its main part with title and message; opens all private texts at once."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from jinja2_fragments import render_block
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.errors import ReviewError
from domain.event import Ref
from web.forms import NOTHING
from web.site import Visit
from web.templating import environment
from web.views.meanwhile import overlap

SAID = "pdca-said"
"""The cookie that carries the code of a receipt over the redirect after a plain form."""

KEPT_ON_PAGE = frozenset({409, 422})
"""Errors that the page itself shows; others have a page of their own."""

RECEIPTS: dict[str, str] = {
    "done": "記録しました。",
    "comment_sent": "ご意見を受け付けました。",
    "comment_edited": "ご意見を直しました。",
    "comment_withdrawn": "ご意見を取り下げました。",
    "endorsed": "「同じ趣旨です」を受け付けました。",
    "contested": "「趣旨が違います」を受け付けました。",
    "disputed": "「この回答では足りない」を受け付けました。次の会議で取り上げます。",
    "acknowledged": "「確認しました（意見なし）」を受け付けました。",
    "text_kept": "下書きを保存しました。まだ送っていません。",
    "text_dropped": "下書きを消しました。",
    "signed_in": "サインインしました。",
    "signed_out": "サインアウトしました。",
    # the office
    "cycle_opened": "新しい年度の見直しを始めました。",
    "practice_ended": "練習を終えて、練習の記録を捨てました。公式の記録は変わっていません。",
    "deadline_set": "締切を記録しました。",
    "deadline_extended": "締切を延ばしました。",
    "department_assigned": "担当課を記録しました。",
    "department_renamed": "担当課の名前を改めました。",
    "imported": "取り込みました。違っていたときは、最初の会議を登録するまで取り消せます。",
    "differences_imported": "文書との違いを取り込みました。経過は、それぞれの項目の履歴にあります。",
    "imported_before": "この文書は、前に取り込まれています。この計画です。新しく記録したものはありません。",
    "upload_dropped": "取りやめました。選んだファイルは消えました。",
    "corrected_by_hand": "直しました。取り込むまでは、まだ誰にも見えていません。",
    "correction_undone": "読み取ったとおりに戻しました。",
    "decided_for_import": "決めたことを保存しました。まだ取り込んでいません。",
    "import_withdrawn": "取り込みを取り消しました。資料をもう一度取り込めます。",
    "step_entered": "次の段階へ進めました。",
    "step_skipped": "段階を省いたことを記録し、次の段階へ進めました。",
    "flow_changed": "進め方の変更を記録しました。",
    "step_returned": "前の段階へ戻しました。",
    "cycle_closed": "この年度の見直しを終えました。",
    "published": "公表しました。どなたでもご覧いただけます。",
    "approval_recorded": "決裁を記録しました。",
    "status_checked": "状況を記録しました。",
    "carried_forward": "据置きを記録しました。",
    "carried_many": "選んだ項目の据置きを記録しました。",
    "word_taken": "選んだ修正を、たたき台の次の版として保存しました。まだ委員には見えません。",
    "answers_taken": "選んだ回答を記録しました。",
    "answers_dropped": "ファイルを片付けました。記録は変わっていません。",
    "advice_kept": "確認済みとしました。もう一度見るときは「確認済み」を開いてください。",
    "advice_back": "もう一度出すようにしました。",
    "item_registered": "点検項目を登録しました。",
    "measured": "値を記録しました。",
    "star_asked": "次の会議に諮ることを記録しました。",
    "considered": "改善検討を記録しました。",
    "draft_saved": "たたき台として保存しました。まだ委員には見えません。",
    "draft_shown": "たたき台を委員に見せました。",
    "proposed": "改善案を出しました。",
    "proposal_returned": "改善案を差し戻しました。",
    "draft_taken_back": "たたき台を取り下げました。委員には「取り下げ」と表示されます。",
    "proposal_withdrawn": "改善案を取り下げました。",
    "minor_corrected": "軽微な修正を記録しました。次の会議に報告します。",
    "text_corrected": "取り込んだ文を、文書のとおりに直しました。",
    "committed": "次回までに確認することを記録しました。",
    "commitment_answered": "確認したことを記録しました。",
    "revised": "計画に反映しました。",
    "answered": "回答を記録しました。",
    "answered_together": "選んだご意見に、まとめて回答しました。",
    "answer_revised": "回答を訂正しました。前の回答も記録に残ります。",
    "postponed": "回答検討中のまま資料に載せることを記録しました。",
    "summarised": "資料に載せる文を記録しました。",
    "carried_over": "次の年度へ引き継ぎました。",
    "typed_in": "代理で入力したご意見を記録しました。",
    "session_called": "会議を登録しました。",
    "session_moved": "会議の日を変えました。",
    "session_called_off": "会議を中止と記録しました。",
    "attended": "出席を記録しました。",
    "decided": "決定を記録しました。",
    "star_granted": "★をつけました。",
    "star_revoked": "★を外しました。",
    "confirmed": "会長の確認を記録しました。",
    "session_closed": "会議を終えました。",
    "voted": "表決を受け付けました。ありがとうございます。",
    "question_sent": "質問を受け付けました。",
    "ballot_typed_in": "届いた書面を記録しました。",
    "ballot_rejected": "無効票を記録しました。",
    "round_opened": "期限を記録しました。",
    "speech_noted": "会議メモに加えました。",
    "speech_became_opinion": "発言をご意見として記録しました。",
    "acting_chair_named": "会長の職務を代理する委員を記録しました。",
    "mail_planned": "送信の予定に入れました。まもなく送られます。",
    "noted": "引継ぎのメモを残しました。",
    "note_settled": "済みにしました。",
    "registered": "利用者を登録しました。",
    "role_granted": "役割を記録しました。",
    "role_revoked": "役割を終えました。",
    "account_disabled": "利用を終えました。",
    "council_registered": "会議を登録しました。",
    "seat_filled": "就任を記録しました。",
    "seat_vacated": "退任を記録しました。",
}
"""Sentences after something was done, by the code that the cookie may carry; pages add their own."""


def page(visit: Visit, template: str, **context: Any) -> Response:  # noqa: ANN401 -- whatever the template shows
    """A page, or for htmx the block `main` of it. `status` is HTTP's (200), `said` the code of a receipt.

    Private texts of all rows in the context are opened in one batch; templates ask for them by `text(ref)`.
    """
    status: int = context.pop("status", 200)
    said: str = context.pop("said", "") or visit.request.cookies.get(SAID, "")
    full: dict[str, Any] = {
        "visit": visit,
        "visitor": visit.visitor,
        "problem": None,
        "asof": None,
        "typed": visit.typed,
    }
    full |= context
    full |= {"request": visit.request, "said": RECEIPTS.get(said, ""), "said_code": said if said in RECEIPTS else ""}
    full["texts"] = visit.engine.reveal(set(refs(full.values())) | set(refs([visit.visitor.name])))
    response = HTMLResponse(_body(visit, template, full), status)
    _mark(visit, response)
    return response


def _body(visit: Visit, template: str, context: Mapping[str, Any]) -> str:
    if not visit.partial:
        return environment().get_template(template).render(context)
    title = render_block(environment(), template, "title", dict(context)).strip()
    main = render_block(environment(), template, "main", dict(context))
    return Markup('<title>{}</title>{}<div id="said" hx-swap-oob="innerHTML">{}</div>').format(
        page_title(title, context["problem"]),
        Markup(main),  # noqa: S704 -- our own templates' output
        _spoken(context),
    )


def _spoken(context: Mapping[str, Any]) -> str:
    problem = context["problem"]
    return problem.message if problem is not None else str(context["said"])


def page_title(title: str, problem: ReviewError | None = None) -> Markup:
    """The document's title; a page that refuses something says so first."""
    return Markup("{}{}｜見直し台帳").format("エラー：" if problem else "", Markup(title))  # noqa: S704 -- rendered, so escaped


def _mark(visit: Visit, response: Response) -> None:
    response.headers["Vary"] = "HX-Request-Type, Cookie"
    response.headers["Cache-Control"] = "no-store" if visit.visitor.signed_in else "no-cache"
    if SAID in visit.request.cookies:
        response.delete_cookie(SAID, path="/")


def back(visit: Visit, url: str, said: str = "done") -> Response:
    """After a plain form: 303 to a page of ours, which then says the receipt. `url` is a path from our own code."""
    response = RedirectResponse(url, 303)
    response.set_cookie(SAID, said, max_age=60, path="/", secure=visit.site.https, httponly=True, samesite="lax")
    return response


def refs(values: Any) -> Iterator[Ref]:  # noqa: ANN401 -- walks whatever a template is given
    """Every reference to a private text inside rows, views, lists and dicts."""
    for value in values:
        if isinstance(value, Ref):
            yield value
        elif isinstance(value, msgspec.Struct):
            yield from refs(getattr(value, name) for name in value.__struct_fields__)
        elif isinstance(value, dict):
            yield from refs(value.values())
        elif isinstance(value, list | tuple | set | frozenset):
            yield from refs(value)


def answer(visit: Visit, do: Callable[[], object], show: Callable[..., Response], url: str, said: str) -> Response:
    """Carries out what a form asks for and answers it in the way it came.

    Done: a plain form is sent on to `url` (303), htmx gets the page's main part with the receipt. Refused: the page
    again, `show(problem=…)`, with the error's status and everything typed.
    """
    try:
        do()
    except ReviewError as error:
        if error.status not in KEPT_ON_PAGE:
            raise
        return show(problem=overlap(visit, error), status=error.status)
    if not visit.partial:
        return back(visit, url, said)
    visit.request.state.typed = NOTHING
    return show(said=said)
