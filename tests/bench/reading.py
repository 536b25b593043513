# ruff: noqa: E501 -- the report is written as its reader sees it
"""Reading of documents: the real one where it is at hand, and made ones of growing size, in seconds of one process.

python -m tests.bench.reading     prints the table
"""

import os
import statistics
import time
from pathlib import Path

from pdca.documents import packaged_profile, read_document
from pdca.documents.words import circled_sign

SIZES = (1_250, 2_500, 5_000, 10_000, 20_000)
REAL_GOAL, LARGE_GOAL, TIMES = 0.3, 5.0, 7
PER_MEASURE = 25
HEAD = "糸瀬市の令和5年度の進み具合\n(令和3年度の会議で★を付けました。)\n"


def made(bullets):
    """A plan with so many bullets: projects of twenty measures, each with the pair of tables and the roles."""
    lines = [HEAD]
    for count in range(bullets // PER_MEASURE):
        if count % 20 == 0:
            lines += [f"プロジェクト{count // 20 + 1}：丘", "(1) 将来像", "- ★橋を歩いて渡れる。"]
        lines += [f"{circled_sign(count % 20 + 1)} 川の広場", "■取組内容", "広場を設けます。", "指標名\t内容"]
        lines += [f"見守り{k}\t★大人の目が届いている。 ・声をかける。" for k in range(5)]
        lines += ["指標名\t進捗状況及び成果と課題", *(f"見守り{k}\t・当番を{count}回決めた。" for k in range(5))]
        lines += ["主体\t役割", *(f"市民{k}\t・ごみを持ち帰る。" for k in range(5))]
        lines += ["主体\t取組状況及び成果と課題", *(f"市民{k}\t・{count}回持ち帰った。" for k in range(5))]
    return "\n".join(lines).encode()


def seconds(content):
    """The median of some readings."""
    found = []
    for _ in range(TIMES):
        began = time.process_time()
        read_document(content, "資料.txt", packaged_profile())
        found.append(time.process_time() - began)
    return statistics.median(found)


def real():
    """The bytes of the real document, if it is at hand."""
    folder = os.environ.get("REAL_DOCUMENT")
    return next((path.read_bytes() for path in Path(folder).glob("*.txt")), None) if folder else None


def section():
    """The figures as Markdown."""
    rows, content = [], real()
    if content is not None:
        took = seconds(content)
        rows.append(
            f"| the real document | ≤ {REAL_GOAL} s | {took:.3f} s | | {'met' if took <= REAL_GOAL else 'missed'} |"
        )
    for size in SIZES:
        took = seconds(made(size))
        goal = f"≤ {LARGE_GOAL:.0f} s" if size == 10_000 else ""
        verdict = ("met" if took <= LARGE_GOAL else "missed") if goal else ""
        rows.append(f"| {size:,} bullets | {goal} | {took:.3f} s | {took / size * 1e6:.1f} µs | {verdict} |")
    return "\n".join(
        [
            "## Reading of documents",
            "",
            f"Bytes of a text to the document JSON's structs, in one process; the median of {TIMES}. In a straight line: the time per bullet stays.",
            "",
            "| what | goal | time | per bullet | |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    print(section())
