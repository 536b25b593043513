"""The command line `pdca`: its arguments with Japanese help; the work is in `pdca.cli_groups`, imported when asked.

Exit 0: done. 1: refused, with the reason on stderr (with --json: a problem document on stdout). 2: wrong usage.
"""

import argparse
import importlib
import io
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

DONE, REFUSED, USAGE = 0, 1, 2
INTERRUPTED = 130

_ERRORS = (
    (r"the following arguments are required: (.*)", "{0} を指定してください。"),
    (r"unrecognized arguments: (.*)", "{0} という指定はありません。"),
    (r"argument (.*?): expected one argument", "{0} には値が要ります。"),
    (r"argument (.*?): expected at least one argument", "{0} には値が要ります。"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", "{0} に {1} は使えません（使えるのは {2}）。"),
    (r"argument (.*?): invalid \w+ value: (.*)", "{0} に {1} は使えません。"),
    (r"argument (.*?): ignored explicit argument (.*)", "{0} に値 {1} は付けられません。"),
    (r"ambiguous option: (.*?) could match (.*)", "{0} は {1} のどれか分かりません。"),
)
"""How argparse's messages read, and the same in Japanese."""

Option = tuple[tuple[str, ...], dict[str, Any]]


def _option(*names: str, **settings: Any) -> Option:  # noqa: ANN401 -- what argparse takes
    return names, settings


JSON = _option("--json", action="store_true", help="結果をJSONで標準出力に書く（ほかには何も書かない）")
PLAN = _option("--plan", metavar="KEY", help="計画の見出し（計画が1つなら省ける）")
AS = _option("--as", dest="actor", metavar="NAME|EMAIL", help="だれとして行うか（省くと、この機械の管理者 console）")
NAME = _option("name", metavar="NAME|EMAIL", help="利用者の氏名かメールアドレス（番号でもよい）")
ROLES = ("secretariat", "department", "auditor", "administrator")
ROLE_HELP = "役割：secretariat 事務局、department 担当課、auditor 監査、administrator システム管理者"
SINCE = _option("--since", metavar="DATE", help="役割の始まる日（省くと今日）。例：2026-04-01")
UNTIL = _option("--until", metavar="DATE", help="役割の終わる日（その日まで）")
PORT = _option("--port", type=int, metavar="N", help="待ち受けるポート番号（省くと設定 PDCA_PORT）")

PROFILE = _option(
    "--profile", metavar="NAME|FILE", help="読み取りの設定（備え付けの名前か .toml。省くと設定 PDCA_PROFILE）"
)
STRICT = _option("--strict", action="store_true", help="注意が一つでもあれば断る")
LENIENT = _option("--lenient", action="store_true", help="読めない表や行は、注意を示して除き、残りを読む")

COMMANDS: dict[str, tuple[str, str, tuple[Option, ...]]] = {
    "demo": (
        "running:demo",
        "見本の市を、記録の入った状態で作って開く（本物の記録には触れない）",
        (
            _option("--document", metavar="FILE", help="この文書で、練習用の1年分の見直しを作る"),
            _option("--flow", metavar="NAME", help="練習用の見直しの進め方（省くと kaigi2）"),
            PORT,
            _option("--no-serve", action="store_true", help="作るだけで、開かない"),
        ),
    ),
    "serve": (
        "running:serve",
        "画面を開く（Webサーバーを始める）",
        (_option("--host", metavar="ADDRESS", help="待ち受けるアドレス（省くと設定 PDCA_HOST）"), PORT),
    ),
    "parse": (
        "documents:parse",
        "文書を読み、読み取った内容と確かめるところを示す（何も保存しない）",
        (_option("file", metavar="FILE", help="進捗状況の文書（テキスト）"), PROFILE, STRICT, LENIENT, JSON),
    ),
    "import": (
        "documents:import_",
        "文書を計画として取り込む（計画がすでにあれば、次の年度の文書との差分を示す）",
        (
            _option("file", metavar="FILE", nargs="?", help="進捗状況の文書（テキスト）"),
            _option(
                "--plan", metavar="KEY", default="plan", help="計画の見出し（英小文字・数字・ハイフン。初めは plan）"
            ),
            _option("--title", metavar="TEXT", help="計画の名前（省くと文書から）"),
            _option("--municipality", metavar="TEXT", help="市町村の名前（省くと文書から）"),
            _option("--period", metavar="TEXT", help="計画の期間（省くと文書から）"),
            _option("--status-year", type=int, metavar="YEAR", help="状況が何年度のものか。西暦（省くと文書から）"),
            _option("--mark-year", type=int, metavar="YEAR", help="★が何年度の会議のものか。西暦（省くと文書から）"),
            _option("--certain", action="store_true", help="計画がすでにあるとき、確かな差分だけを取り込む"),
            _option("--decisions", metavar="FILE.json", help="計画がすでにあるとき、選んだ差分を取り込む"),
            _option("--take-back", metavar="REASON", help="いちばん新しい文書の取り込みを、理由を付けて取り消す"),
            PROFILE,
            STRICT,
            LENIENT,
            AS,
            JSON,
        ),
    ),
    "plan": (
        "documents:plan",
        "計画を示す（いま、またはある時点の）",
        (
            PLAN,
            _option("--asof", metavar="T", help="その時点の計画。例：2026-10-01（その日の終わり）、2026-10-01T12:00"),
            _option("--status-year", type=int, metavar="YEAR", help="どの年度の状況を示すか。西暦（省くと新しいもの）"),
            _option(
                "--format",
                choices=("text", "md", "html", "docx", "xlsx", "pdf", "json"),
                help="計画の文書として書き出す形式（どの形式も、取り込むともとの計画に戻る。jsonは --json と同じ）",
            ),
            _option("-o", "--out", metavar="FILE", help="書き出すファイル（省くと標準出力）"),
            JSON,
        ),
    ),
    "history": (
        "records:history",
        "一つの点検項目に起きたことを、古い順にすべて示す",
        (_option("item", metavar="ITEM", help="整理番号（2-①-指1、2-1-指1 とも）か、項目のUUID"), PLAN, JSON),
    ),
    "do": (
        "doing:do",
        "操作を1行に1つずつ書いたファイル（JSON Lines）を、上から順に行う",
        (
            _option("file", metavar="FILE.jsonl", help="操作のファイル。- は標準入力"),
            AS,
            _option("--keep-going", action="store_true", help="断られた操作があっても、次の行へ進む"),
            _option(
                "--attach",
                metavar="FILE",
                action="append",
                default=[],
                help="attach_file で添えるファイルを先に保存する",
            ),
            JSON,
        ),
    ),
    "rebuild": (
        "rebuilding:rebuild",
        "画面のための表（読み取り用の表）を、記録から作り直す",
        (
            _option("name", metavar="NAME", nargs="?", help="表の名前（省くとすべて）"),
            _option("--check", action="store_true", help="作り直したものと今の表を比べるだけで、入れ替えない"),
            JSON,
        ),
    ),
    "profile check": (
        "profiles:check",
        "読み取りの設定に直すところがないかを確かめる",
        (_option("file", metavar="NAME|FILE", help="TOMLのファイルか、備え付けの設定の名前"), JSON),
    ),
    "flow check": (
        "flows:check",
        "進め方のファイルに直すところがないかを確かめる",
        (_option("file", metavar="FILE", help="TOMLのファイルか、備え付けの進め方の名前"), JSON),
    ),
    "flow draw": (
        "flows:draw",
        "進め方を図（SVG）にする",
        (
            _option("name", metavar="NAME", help="備え付けの進め方の名前か、TOMLのファイル"),
            _option("--out", metavar="FILE", help="書き出すファイル（省くと標準出力）"),
        ),
    ),
    "inquiry out": (
        "asking:out",
        "担当課への照会一式（依頼文のWordと、課ごとの回答様式のExcel）を書き出す（何も記録しない）",
        (
            _option("--due", metavar="DATE", required=True, help="回答期限。例：2026-06-05"),
            _option("--contact", metavar="TEXT", help="依頼文に書く担当。例：子ども課 藤代（内線214）"),
            _option("--out", metavar="FOLDER", default=".", help="書き出すフォルダー（省くといまのフォルダー）"),
            PLAN,
            JSON,
        ),
    ),
    "inquiry in": (
        "asking:in_",
        "届いた回答様式を読み、どの行がどうなるかを示す（--accept を付けるまで、何も記録しない）",
        (
            _option("file", metavar="FILE", nargs="+", help="回答様式（.xlsx）。一度に何個でもよい"),
            _option("--accept", action="store_true", help="回答ありと変更なしの行を記録する"),
            PLAN,
            AS,
            JSON,
        ),
    ),
    "user add": (
        "people:add",
        "利用者を登録する",
        (
            _option("name", metavar="NAME", help="氏名"),
            _option("--email", metavar="E", help="メールアドレス（ほかの方と同じでもよい）"),
            _option("--reading", metavar="KANA", help="ふりがな"),
            _option("--role", action="append", default=[], choices=ROLES, help=ROLE_HELP),
            SINCE,
            UNTIL,
            AS,
            JSON,
        ),
    ),
    "user link": (
        "people:link",
        "サインインのリンクと確認コードを作って示す（だれが作ったかは記録に残る）",
        (NAME, AS, JSON),
    ),
    "user list": ("people:list_", "利用者の一覧", (JSON,)),
    "user role": (
        "people:role",
        "役割を付ける、または外す",
        (
            NAME,
            _option("role", choices=ROLES, help=ROLE_HELP),
            _option("--revoke", action="store_true", help="役割を外す"),
            SINCE,
            UNTIL,
            AS,
            JSON,
        ),
    ),
    "user disable": ("people:disable", "利用を終える（サインインもすべて終わる）", (NAME, AS, JSON)),
    "tick": (
        "ticking:tick",
        "締切を確かめ、送るべきメールを送る（定期的に動かす。何度動かしても、同じメールは一度だけ）",
        (JSON,),
    ),
    "doctor": ("doctor:doctor", "版・設定・データベース・遅れを調べ、直し方を示す", (JSON,)),
}
GROUPS = {
    "profile": "文書の読み取りの設定",
    "flow": "進め方（見直しの手順）",
    "inquiry": "担当課への照会",
    "user": "利用者・役割・サインイン",
}


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Japanese."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 -- what argparse takes
        super().__init__(**settings, add_help=False, allow_abbrev=False, formatter_class=_Formatter)
        self._positionals.title = "指定するもの"
        self._optionals.title = "選べるもの"
        self.add_argument("-h", "--help", action="help", help="この説明を示して終わる")

    def error(self, message: str) -> NoReturn:
        """Wrong usage: one line of how, one of what is wrong, exit 2."""
        self.print_usage(sys.stderr)
        for shape, words in _ERRORS:
            if found := re.fullmatch(shape, message, re.DOTALL):
                message = words.format(*found.groups())
        self.exit(USAGE, f"{message}\n`{self.prog} --help` で説明を示します。\n")


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401 -- argparse's own
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = _Parser(
        prog="pdca",
        description="見直し台帳：市の計画の毎年の見直しを、一つひとつの記録として残します。",
        epilog="終わり方：0 行いました、1 理由があって行いませんでした、2 使い方が違います。"
        "設定は環境変数 PDCA_… か .env から。",
    )
    top.add_argument("--version", action="store_true", help="版を示して終わる")
    commands = _subparsers(top)
    groups = {
        name: _subparsers(commands.add_parser(name, help=text, description=text)) for name, text in GROUPS.items()
    }
    for name, (target, text, options) in COMMANDS.items():
        group, _, rest = name.rpartition(" ")
        made = (groups[group] if group else commands).add_parser(rest, help=text, description=text)
        made.set_defaults(target=target)
        for names, settings in options:
            made.add_argument(*names, **settings)
    return top


def _subparsers(of: argparse.ArgumentParser) -> "argparse._SubParsersAction[Any]":
    return of.add_subparsers(title="できること", metavar="COMMAND", parser_class=_Parser)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code; argparse itself exits with 2 on wrong usage, 0 on --help."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a plain C locale could not even say why it refuses
            stream.reconfigure(encoding="utf-8", errors="replace")
    of = parser()
    arguments = of.parse_args(argv)
    if arguments.version:
        from importlib.metadata import version

        print(version("pdca"))
        return DONE
    if not hasattr(arguments, "target"):
        of.error("何を行うか（COMMAND）を指定してください。")
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # whoever read us has gone; nothing is left to say
        return REFUSED


def _run(arguments: argparse.Namespace) -> int:
    from pdca.cli_groups.saying import refused

    module, _, name = arguments.target.partition(":")
    try:
        done: int = getattr(importlib.import_module(f"pdca.cli_groups.{module}"), name)(arguments)
        sys.stdout.flush()
    except Exception as error:
        problem = refused(error, as_json=getattr(arguments, "json", False))
        if problem is None:
            raise
        return REFUSED
    return done
