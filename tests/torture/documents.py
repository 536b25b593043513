"""Documents that no city would write: true layouts cut, shuffled, doubled and sprinkled; the reader keeps its word.

A document or a refusal with findings, in bounded time; no text that does not stand in the file; a lenient reader takes
whatever the usual one takes, and reads it the same.
"""

import random
import re
import time
from collections import Counter

from pdca.documents import Document, UnreadableDocument, packaged_profile, read_document
from pdca.documents.words import key

LAYOUTS = {
    "default": """\
糸瀬市の令和5年度の進み具合
(令和3年度の会議で★を付けました。)
プロジェクト1：丘
(1) 将来像（5年後の姿）
- ★橋を歩いて渡れる。
 - ・灯がある。
(2) 取組指標と役割分担の進捗状況及び成果と課題
① 川の広場
■ 取組内容
広場を設けます。
指標名\t内容
見守り(夕方)\t<p>★目が届く。 ・声をかける。
\t・手を貸す。</p>
歩道\t<ul class="a"> ・灯りを付ける。
★取組指標の進捗状況及び成果と課題について
指標名\t進捗状況及び成果と課題
見守り（夕方）\t・当番を決めた。・増やした。
歩道\t灯りを付けた。 ２つ付けた。
------\t--
■役割分担
主体\t役割
市民\t・拾う。
主体\t取組状況及び成果と課題
市民\t・拾った。
3. これから""",
    "kihonmokuhyo": """\
久瀬市総合計画 令和6年度
基本目標Ⅰ　育つまち
めざす姿
○声がする。
◎道が歩きやすい。
施策の方向１　遊び場
施策の概要
広場をふやします。
(1) 市の広場
(2) 町の広場
主な取組\t取組の内容\t令和6年度の実施内容\t総合評価\t次年度以降の方向性\t主管課
見守り\t目が届く。\t当番を決めた。\tA\t継続\tこども課
\t声をかける。\t－\t－\t\t土木課
資料編1""",
    "jigyou": """\
久瀬市の点検（R6年度）
施策１：預かる
ねらい
- 預けられる。
1－1 一時預かり
事業概要
預かります。
区分\t単位\t令和5年度\t\t令和6年度\t
\t\t量の見込み\t利用実績\t量の見込み\t利用実績
延べ人数\t人日\t1,200\t1,007\t1,250\t休止中
1-2．病児保育
活動指標\t年度\t実績\t備考
来た人\tR5\t1,007人\tあ
\tR6\t約1,100人
誰が\t何をするか
園\t・預かる。""",
}
SPRINKLES = [
    *"・★○●◎-－、。①②⑳ⅣR(（)）：\t\t\n\n\r<>1９▲,.％元 \u3000\f",
    *("<p>", "</p>", "<ul", "令和", "年度", "・★", "○○", "第1章", "指標名", "主体", "目標値", "実績", "取組名", "\n\n"),
]
SECONDS = 2.0


def mutated(chance: random.Random) -> tuple[str, str]:
    """A profile's name and a text near its layout."""
    name = chance.choice(list(LAYOUTS))
    lines = LAYOUTS[name].split("\n")
    for _ in range(chance.randrange(8)):
        lines = chance.choice((dropped, doubled, swapped, cut, borrowed, sprinkled, sprinkled, retabbed))(lines, chance)
    return (chance.choice(list(LAYOUTS)) if chance.random() < 0.1 else name), "\n".join(lines)


def dropped(lines, chance):
    at = chance.randrange(len(lines) + 1)
    return lines[:at] + lines[at + chance.randint(1, 4) :]


def doubled(lines, chance):
    at, count = chance.randrange(len(lines) + 1), chance.randint(1, 12)
    return lines[: at + count] + lines[at:]


def swapped(lines, chance):
    at = chance.randrange(len(lines) + 1)
    return lines[:at] + lines[at : at + 4][::-1] + lines[at + 4 :]


def cut(lines, chance):
    return lines[: chance.randint(1, max(len(lines), 1))]


def borrowed(lines, chance):
    other = chance.choice(list(LAYOUTS.values())).split("\n")
    at, start = chance.randrange(len(lines) + 1), chance.randrange(len(other))
    return lines[:at] + other[start : start + chance.randint(1, 6)] + lines[at:]


def sprinkled(lines, chance):
    text = "\n".join(lines)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(SPRINKLES) * chance.choice((1, 1, 1, 2, 40)) + text[at + chance.randrange(3) :]
    return text.split("\n")


def retabbed(lines, chance):
    return [
        line.replace("\t", chance.choice(("\t", "\t\t", " ", "\t・"))) if chance.random() < 0.3 else line
        for line in lines
    ]


def outcome(text: str, name: str, strictness: str):
    try:
        return read_document(text.encode("utf-8", "replace"), "資料.txt", packaged_profile(name), strictness)
    except UnreadableDocument as refused:
        return refused


def texts_of(document: Document):
    for project in document.projects:
        yield from (bullet.text for bullet in project.bullets())
        for measure in project.initiatives:
            yield from measure.description.split("\n")
            yield from (text for row in (*measure.indicators, *measure.roles) for text in row.progress)
            yield from (value.text for row in measure.numeric for value in row.values)


def stands(text: str, source: str) -> bool:
    """Whether a text stands in the source, in one piece or in two, as a page cuts it."""
    return text in source or any(text[:at] in source and text[at:] in source for at in range(1, len(text)))


def check(seed: int) -> str:
    """One document; what came of it. Fails with the seed in the message."""
    name, text = mutated(random.Random(seed))
    began = time.process_time()
    usual = outcome(text, name, "usual")
    assert time.process_time() - began <= SECONDS, f"seed {seed}: slow"
    lenient = outcome(text, name, "lenient")
    assert usual.findings, f"seed {seed}: no findings"
    if isinstance(usual, UnreadableDocument):
        assert {finding.level for finding in usual.findings} == {"error"}, f"seed {seed}"
    else:
        assert isinstance(lenient, Document), f"seed {seed}: lenient refuses"
        assert (lenient.projects, lenient.findings) == (usual.projects, usual.findings), f"seed {seed}: lenient differs"
    if isinstance(lenient, Document):
        source = key(re.sub(r"</?p>", "", text))
        made_up = [each for each in texts_of(lenient) if not stands(key(re.sub(r"</?p>", "", each)), source)]
        assert not made_up, f"seed {seed}: {made_up} stands nowhere"
    return "read" if isinstance(usual, Document) else "left out" if isinstance(lenient, Document) else "refused"


def campaign(runs: int, seed: int) -> Counter[str]:
    """Many documents; how many came to what."""
    return Counter(check(seed * 1_000_000_007 + run) for run in range(runs))
