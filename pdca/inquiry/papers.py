"""照会一式: the letters and the answer sheets of all departments in one zip file."""

import io
import re
import zipfile
from datetime import date, datetime

from domain.errors import Refused
from pdca.inquiry.asked import Inquiry
from pdca.inquiry.letter import request_letter
from pdca.inquiry.sheet import answer_sheet

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 60
_FIRST_YEAR_OF_ZIP = 1980


def papers(asked: Inquiry, due: date, contact: str, made: datetime) -> bytes:
    """The zip; refuses when nobody is asked."""
    if not asked.departments:
        msg = "照会する項目がありません。担当課を決め、項目が状況確認の段階にあることを確かめてください。"
        raise Refused(msg, code="nothing_asked")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in files(asked, due, contact, made).items():
            stamp = (max(made.year, _FIRST_YEAR_OF_ZIP), made.month, made.day, 0, 0, 0)
            parts.writestr(zipfile.ZipInfo(name, stamp), content)
    return out.getvalue()


def files(asked: Inquiry, due: date, contact: str, made: datetime) -> dict[str, bytes]:
    """Each file by its name."""
    found: dict[str, bytes] = {}
    for rank, department in enumerate(asked.departments, 1):
        name = file_name(department)
        if f"様式_{name}.xlsx" in found:  # two names that differ only in what no file may be called
            name = f"{name}_{rank}"
        found[f"依頼文_{name}.docx"] = request_letter(asked, department, due, contact, made)
        found[f"様式_{name}.xlsx"] = answer_sheet(asked, department, due, made)
    return found


def file_name(department: str) -> str:
    """A department's name as every system lets a file be called."""
    return _NOT_IN_NAMES.sub("_", department).strip(" .")[:_LONGEST_NAME] or "担当課"
