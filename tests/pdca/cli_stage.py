"""A command line in an empty folder with a database of its own, and a small document to import."""

import json
from dataclasses import dataclass
from pathlib import Path

from pdca.cli import main

DOCUMENT = """第1期ためし市こどもプラン 重点プロジェクトの進捗状況

2. 重点プロジェクトの進捗状況の共有

令和5年度の進捗状況と、成果と課題をまとめました。
（令和3年度の会議で進んでいると確認したものに★をつけています。）

プロジェクト1：遊び場

(1) 将来像（5年後にこうなったら良いなと思う姿）

- ★雨の日も遊べる。
 - ・大人も座れる。

(2) 取組指標と役割分担の進捗状況及び成果と課題

① 公民館の開放

■ 取組内容

公民館の和室を親子に開きます。

■ 指標（5年後に目指したい姿）

【取組指標】※下記の記載内容が取り組めているのか把握するもの。

指標名\t内容
開放\t★和室を月2回開放している。 ・土曜にも開けている。

★取組指標の進捗状況及び成果と課題について

指標名\t進捗状況及び成果と課題
開放\t・計画どおり開放した。

■役割分担（指標を達成するための役割）

主体\t役割
市民\t・使った後の片付けをする。

★役割分担の取組状況及び成果と課題について

主体\t取組状況及び成果と課題
市民\t・片付けの当番を決めた。
"""


@dataclass
class Out:
    """What one command left."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


class Stage:
    """Runs `main` as the console script does; wrong usage is an exit code too."""

    def __init__(self, folder, capfd):
        self.folder = Path(folder)
        self._capfd = capfd

    def __call__(self, *argv):
        self._capfd.readouterr()
        try:
            code = main([str(each) for each in argv])
        except SystemExit as done:
            code = done.code
        out, err = self._capfd.readouterr()
        return Out(code, out, err)

    def write(self, name, content):
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
        return path

    def jsonl(self, name, *commands):
        return self.write(name, "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in commands))
