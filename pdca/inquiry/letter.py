"""The request to one department as a Word letter, in the words of an office; its document number is left blank."""

from datetime import date, datetime

from domain.japanese_dates import fiscal, full_date
from pdca.inquiry.asked import Inquiry
from pdca.inquiry.paper import add_line, add_table, new_paper, saved

_WIDTHS = (28, 142)


def request_letter(asked: Inquiry, department: str, due: date, contact: str, made: datetime) -> bytes:
    """The .docx for one department; `contact` is whom to call."""
    items = asked.of(department)
    year = fiscal(asked.status_year)
    paper = new_paper(made)
    add_line(paper, "　　　第　　　　号", at="right")
    add_line(paper, "令和　　年　　月　　日", at="right")
    add_line(paper)
    add_line(paper, f"{department}長　様")
    add_line(paper)
    add_line(paper, f"{asked.municipality}　　　　　　　　　長", at="right")
    add_line(paper)
    add_line(paper, f"{year}進捗状況の照会について（依頼）", at="center", points=14)
    add_line(paper)
    for line in _body(due):
        add_line(paper, line)
    add_line(paper)
    add_line(paper, "記", at="center")
    add_line(paper)
    add_line(paper, f"１　回答期限　　{full_date(due)}")
    add_line(paper, f"２　回答様式　　様式_{department}.xlsx（{len(items)}件）")
    add_line(paper, "３　照会する項目")
    add_table(paper, ("整理番号", "点検項目"), [(each.label, each.name) for each in items], _WIDTHS)
    add_line(paper)
    if contact:
        add_line(paper, f"担当：{contact}", at="right")
    add_line(paper, "以上", at="right")
    return saved(paper)


def _body(due: date) -> tuple[str, ...]:
    return (
        f"　標記について、別添様式により{full_date(due)}までにご回答願います。",
        "　昨年度の回答を左の欄に入れてあります。変わりがない項目は「据置き」に○を付けてください。",
        "　色の付いた欄は、直しても取り込まれません。直したいところがあるときは、担当へお知らせください。",
    )
