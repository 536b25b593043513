"""What the reader can say: each finding's code, level and Japanese words; and the list that gathers them."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Literal, NoReturn

from pdca.documents.document import Finding, Level
from pdca.documents.formats.office_findings import OFFICE
from pdca.documents.source import Block, Place, TableRow, where

Told = Callable[[float], None]
"""Hears how far a reading has come, from 0 to 1."""

_CLIP = 30
_OF_FORMAT, _STEP = 0.7, 500
_MOST_OF_A_KIND = 1000

MESSAGES: dict[str, tuple[Level, str]] = {
    **OFFICE,
    # The file is not a text that can be read.
    "empty_file": ("error", "ファイルに文字がありません。取り込む文書を確かめて、もう一度選んでください。"),
    "not_text": (
        "error",
        "{kind}です。このままでは読めません。元のソフトで開き、テキスト（UTF-8）として保存したものを選んでください。",
    ),
    "control_character": (
        "error",
        "文字ではないデータ（{code_point}）があります。テキストのファイルかを確かめ、UTF-8で保存し直してください。",
    ),
    "undecodable": (
        "error",
        "{encoding}として読めない文字があります。元のソフトで開き、文字コードをUTF-8にして保存し直してください。",
    ),
    "encoding_unclear": (
        "error",
        "文字コードを決められません（{encoding}かもしれません）。元のソフトで開き、文字コードをUTF-8にして保存し直してください。",
    ),
    "too_many_lines": ("error", "行が多すぎます（{most}行まで）。文書をいくつかに分けてください。"),
    "html_too_many_attributes": (
        "error",
        "HTMLの一つの要素に属性が多すぎます（{most}個まで）。元のソフトで保存し直すか、Word・Excelを選んでください。",
    ),
    "markdown_too_many_signs": (
        "error",
        "一つの段落に記号（*、_、[、`など）が多すぎて、書式を読み分けられません（{most}個まで）。段落を分けてください。",
    ),
    "html_too_deep": (
        "error",
        "HTMLの要素が深く重なりすぎていて、ここから先を読めません。元のソフトで保存し直すか、Word・Excelを選んでください。",
    ),
    "markdown_too_deep": (
        "error",
        "箇条書きか引用が深く重なりすぎていて、ここから先を読めません。段を浅くしてください。",
    ),
    "table_too_wide": (
        "error",
        "表の列が多すぎるか、結合された欄が大きすぎます。表の列を減らしてください。",
    ),
    "pdf_without_text": (
        "error",
        "画像だけのPDFです。文字が入っていないので読めません。文字認識（OCR）をしたPDFか、元のWord・Excelを選んでください。",
    ),
    "pdf_encrypted": (
        "error",
        "パスワードのかかったPDFです。パスワードを外して保存し直したPDFか、元のWord・Excelを選んでください。",
    ),
    "pdf_damaged": (
        "error",
        "PDFが壊れていて読めません。もう一度入手するか、元のソフトでPDFを作り直してください。",
    ),
    "pdf_too_long": (
        "error",
        "{count}ページあります。読めるのは{most}ページまでです。計画のページだけのPDFにしてください。",
    ),
    "pdf_without_letters": (
        "error",
        "文字の形だけがあって、どの文字かの情報がないPDFです。元のWord・Excelか、別のソフトで作り直したPDFを選んでください。",
    ),
    "pdf_page_crowded": (
        "error",
        "線や文字が多すぎて読めないページです。図面などのページを除いたPDFを選んでください。",
    ),
    "pipe_in_text": (
        "error",
        "表の行に区切りの「|」が多すぎて、欄の数が合いません。文の中の「|」は「\\|」と書いてください。",
    ),
    # The text is not such a document, or does not add up.
    "not_such_document": (
        "error",
        "「{word}1：…」の形の見出しが一つも見つかりません。進捗状況の文書か、読み取りの設定が合っているかを確かめてください。",
    ),
    "heading_without_name": ("error", "番号（{number}）だけで名前のない見出しです。見出しに名前を書いてください。"),
    "project_twice": (
        "error",
        "プロジェクト{number}の見出しは{first}にもあります。番号を直すか、一つにまとめてください。",
    ),
    "measure_twice": (
        "error",
        "{place}の番号は{first}でも使われています。番号を直すか、一つにまとめてください。",
    ),
    "project_without_measure": (
        "error",
        "{place}に取組（①、②…）が一つもありません。見出しの番号が丸数字かを確かめてください。",
    ),
    "measure_without_indicators": (
        "error",
        "{place}「{name}」に指標の表（見出し「{heading}」）がありません。表が抜けていないかを確かめてください。",
    ),
    "table_unknown": (
        "error",
        "{place}の表の見出し「{read}」を読めません。使える見出しは {known} です。見出しを直してください{unknown}。",
    ),
    "table_without_heading": (
        "error",
        "{place}に見出しの行がない表があります。最初の行の前に {known} のどれかの行を入れてください。",
    ),
    "table_without_measure": (
        "error",
        "{place}で、取組（①、②…）の見出しより前に表があります。表を取組の見出しの下へ移してください。",
    ),
    "table_twice": (
        "error",
        "{place}の「{heading}」の表は{first}にもあります。一つの表にまとめるか、取組の見出しが抜けていないかを確かめてください。",
    ),
    "table_empty": (
        "error",
        "{place}の「{heading}」の表に行がありません。表の中身が抜けていないかを確かめてください。",
    ),
    "row_without_name": (
        "error",
        "{place}の「{heading}」の表で、最初の行の左の欄が空です。名前を書いてください。",
    ),
    "row_twice": (
        "error",
        "{place}の「{heading}」の表に「{name}」が{first}にもあります。名前を直すか、一つの行にまとめてください。",
    ),
    "too_many_cells": (
        "error",
        "{place}の表の行が{count}欄に分かれています。「名前」と「内容」の2欄になるように、余分なタブを除いてください。",
    ),
    "progress_without_goal": (
        "error",
        "{place}の「{heading}」の表の「{name}」は、目標の表にありません。{hint}名前をそろえてください。",
    ),
    "cell_without_heading": (
        "error",
        "{place}「{name}」の「{read}」は、見出しのない欄にあります。欄の見出しを書くか、余分な欄を除いてください。",
    ),
    "year_twice": (
        "error",
        "{place}「{name}」に、{year}年度の値が二つあります。年度の見出しを直すか、一つにしてください。",
    ),
    "document_cut": (
        "error",
        "文書が途中で切れているようです。最後の{place}に「{heading}」の表か、その終わりの行がありません。終わりまで入ったファイルを選んでください。",
    ),
    "unclosed_markup": (
        "error",
        "{place}「{name}」の欄で、書式の記号「{tag}」が閉じられていません。文が途中で切れていないかを確かめてください。",
    ),
    "reader_timed_out": (
        "error",
        "読み取りに時間がかかりすぎるため、途中でやめました。文書をいくつかに分けるか、元のソフトで保存し直してください。",
    ),
    "reader_out_of_memory": (
        "error",
        "開くと大きくなりすぎるため、読み取りをやめました。文書をいくつかに分けるか、元のソフトで保存し直してください。",
    ),
    "reader_crashed": (
        "error",
        "ファイルが壊れているか、ふつうと違う作りのため、読み取れませんでした。元のソフトで開き、保存し直してください。",
    ),
    "result_too_large": (
        "error",
        "読み取った内容が多すぎます。文書をいくつかに分けて取り込んでください。",
    ),
    # Read, but somebody should look.
    "ambiguous_split": (
        "warning",
        "{place}「{name}」の欄には行頭の記号がないので、「。」で終わる行ごとに項目を分け、ほかの行はつなぎました。区切りを確かめてください。",
    ),
    "column_unknown": (
        "warning",
        "{place}の表の「{read}」の欄は、何の欄か分からないので取り込みません。要る欄なら、読み取りの設定に言葉を加えてください。",
    ),
    "column_left": (
        "warning",
        "{place}の数値指標の表の「{read}」の欄の文は取り込みません。要る文なら、取組指標か役割分担の表に書いてください。",
    ),
    "measure_of_other_project": (
        "warning",
        "{place}の見出し「{read}」の番号は、別のプロジェクトのものです。見出しの場所と番号を確かめてください。",
    ),
    "figure_left": (
        "warning",
        "{place}「{name}」の{heading}が二つ以上あります。「{read}」を採り、ほかは取り込みません。正しいかを確かめてください。",
    ),
    "unit_differs": (
        "warning",
        "{place}「{name}」の値「{read}」は、単位が「{unit}」と違います。値と単位を確かめてください。",
    ),
    "unit_missing": (
        "warning",
        "{place}「{name}」の単位が分かりません。単位の欄を書くか、取り込んだ後に確かめてください。",
    ),
    "value_without_year": (
        "warning",
        "{place}「{name}」の値「{read}」が何年度のものか分かりません。状況の年度の値として取り込みます。年度を確かめてください。",
    ),
    "hidden_left_out": (
        "warning",
        "画面に出ない文「{read}」を除きました。必要な文なら、見えるようにしてください。",
    ),
    "struck_left_out": (
        "warning",
        "取り消し線の文「{read}」を除きました。必要な文なら、取り消し線を外してください。",
    ),
    "nested_table": (
        "warning",
        "表の欄の中に別の表があります。その行を欄の文として読みました。文が正しく分かれているかを確かめてください。",
    ),
    "page_without_text": (
        "warning",
        "画像だけで文字のないページです。このページは取り込みません。必要な文がないかを確かめてください。",
    ),
    "letter_unmapped": (
        "warning",
        "どの文字か分からない文字が{count}個あり、「〓」としました。正しい文字に置きかえてください。",
    ),
    "rotated_left_out": (
        "warning",
        "向きの違う文「{read}」を除きました。必要な文がないかを確かめてください。",
    ),
    "row_cut_by_page": (
        "warning",
        "ページの境で切れた行を、前のページの「{name}」の行の続きとして読みました。続き方を確かめてください。",
    ),
    "sentence_cut_by_page": (
        "warning",
        "ページの境で切れた文を、前のページの文に続けて読みました。続け方を確かめてください。",
    ),
    "emphasis_unclear": (
        "warning",
        "太字の記号「**」の対応が分からないので、そのまま文に残しました。記号を除くか、閉じてください。",
    ),
    "mark_lost": (
        "warning",
        "{place}「{name}」で、行頭の記号（・や★）がない文が{count}件あり、それぞれ一つの項目として読みました。区切りと★の有無を確かめてください。",
    ),
    "bullets_run_together": (
        "warning",
        "{place}「{name}」で、空白なしに続く「。・」のところ{count}か所で項目を分けました。分け方を確かめてください。",
    ),
    "star_in_text": (
        "warning",
        "{place}「{name}」で、文の途中にある「{star}」を印とせず文の一部として読みました。項目の印ではないかを確かめてください。",
    ),
    "star_in_progress": (
        "warning",
        "{place}「{name}」の進捗状況の文に「{star}」が付いています。★は目標の項目に付く印なので、取り込みません。付ける場所を確かめてください。",
    ),
    "empty_bullet": (
        "warning",
        "{place}「{name}」で、行頭の記号の後に文がない項目を除きました。文が抜けていないかを確かめてください。",
    ),
    "bullet_twice": (
        "warning",
        "{place}「{name}」に、{first}と同じ文「{read}」がもう一度あります。二つの項目として読みました。重なりでないかを確かめてください。",
    ),
    "line_joined": (
        "warning",
        "{place}で、行の途中で改行された文と見て、上の行に続けて読みました。続け方を確かめてください。",
    ),
    "row_continued": (
        "warning",
        "{place}で、左の欄が空か上と同じ名前の行を、上の「{name}」の続きとして読みました。続きで正しいかを確かめてください。",
    ),
    "blank_cell": ("warning", "{place}「{name}」の欄が空です。書き忘れでないかを確かめてください。"),
    "heading_variant": (
        "warning",
        "見出し「{read}」を「{word}」の書き間違いとして読みました。見出しが正しいかを確かめてください。",
    ),
    "table_heading_variant": (
        "warning",
        "表の見出し「{read}」を「{word}」として読みました。表の種類が正しいかを確かめてください。",
    ),
    "heading_unknown": (
        "warning",
        "{place}の見出し「{read}」は読み方が決まっていません。次の見出しまでの文は取り込みません。必要な文がないかを確かめてください。",
    ),
    "line_not_read": (
        "warning",
        "{place}の「{read}」は、どの欄の文か分からないので取り込みません。必要な文なら表か見出しの下へ移してください。",
    ),
    "progress_missing": (
        "warning",
        "{place}「{name}」には進捗状況の行がありません。空のまま読みました。行が抜けていないかを確かめてください。",
    ),
    "progress_table_missing": (
        "warning",
        "{place}に「{heading}」の表がありません。進捗状況なしで読みました。表が抜けていないかを確かめてください。",
    ),
    "roles_missing": (
        "warning",
        "{place}に「{heading}」の表がありません。役割分担なしで読みました。表が抜けていないかを確かめてください。",
    ),
    "description_missing": (
        "warning",
        "{place}「{name}」に「{heading}」の文がありません。空のまま読みました。文が抜けていないかを確かめてください。",
    ),
    "vision_missing": (
        "warning",
        "{place}に「{heading}」の項目がありません。空のまま読みました。項目が抜けていないかを確かめてください。",
    ),
    "number_gap": (
        "warning",
        "{place}は、順番では番号が{expected}になるはずの見出しです。前の見出しが抜けていないかを確かめてください。",
    ),
    "garbled_character": (
        "warning",
        "読めない文字の代わりの記号（U+FFFD）があります。文字化けしています。元の文書で文字を確かめてください。",
    ),
    "private_character": (
        "warning",
        "外字（{code_point}）があります。他の機械では表示されません。正しい文字に置きかえてください。",
    ),
    "title_missing": ("warning", "文書の題名が見つかりません。取り込むときに題名を入れてください。"),
    "municipality_missing": ("warning", "自治体の名前が見つかりません。取り込むときに入れてください。"),
    "status_year_missing": ("warning", "進捗状況の年度が見つかりません。取り込むときに年度を入れてください。"),
    "mark_year_missing": (
        "warning",
        "「{star}」がいつの年度の印かを書いた文が見つかりません。取り込むときに年度を入れてください。",
    ),
    # Read without doubt; said so that nothing happens unseen.
    "encoding_read": (
        "notice",
        "文字コードを{encoding}として読みました。文字が正しいかを見て、違うときはUTF-8で保存し直してください。",
    ),
    "running_text_left_out": (
        "notice",
        "{count}ページの同じ高さにある「{read}」を、ページの上下に繰り返す文と見て除きました。",
    ),
    "ruby_left_out": ("notice", "ふりがな「{read}」を除きました。"),
    "decomposed_text": (
        "notice",
        "「か」と「゛」のように二つに分かれた文字を、{count}か所で一つの文字にして読みました。",
    ),
    "title_read": ("notice", "題名を「{read}」と読みました。"),
    "municipality_read": ("notice", "自治体の名前を「{read}」と読みました。違うときは取り込むときに直してください。"),
    "period_read": ("notice", "計画の期間を「{read}」と読みました。違うときは取り込むときに直してください。"),
    "period_missing": ("notice", "計画の期間は文書に書かれていません。必要なら取り込むときに入れてください。"),
    "status_year_read": (
        "notice",
        "進捗状況の年度を「{read}」（{year}年度）と読みました。違うときは取り込むときに直してください。",
    ),
    "mark_year_read": (
        "notice",
        "「{star}」を「{read}」（{year}年度）の印と読みました。違うときは取り込むときに直してください。",
    ),
    "column_ignored": ("notice", "{place}の表の「{read}」の欄は取り込みません。"),
    "rating_not_recorded": (
        "notice",
        "{place}の評価と今後の方向性は、読み取った内容には示しますが、取り込んでも記録しません。見直しの中で付けてください。",
    ),
    "figure_in_words": (
        "notice",
        "{place}「{name}」の「{read}」は数字ではないので、言葉のまま取り込みます。数字があれば書き直してください。",
    ),
    "not_imported": ("notice", "{first}から{last}までは計画の中身ではないと見て、取り込みません。"),
    "heading_star": ("notice", "見出し「{read}」の「{star}」は飾りと見て、進捗の印としては数えません。"),
    "label_width": (
        "notice",
        "{place}で「{read}」を、{first}の「{name}」と同じものとして読みました（文字の幅か空白だけの違い）。名前をそろえると安心です。",
    ),
    "actor_spelling": (
        "notice",
        "{place}の「{read}」は、他の取組では「{name}」と書かれています（文字の幅か空白だけの違い）。名前をそろえると安心です。",
    ),
    "actor_absent": (
        "notice",
        "{place}の役割分担には「{name}」がありません（取組{all}件のうち{count}件にはあります）。行が抜けていないかを確かめてください。",
    ),
    "table_joined": (
        "notice",
        "{place}の「{heading}」の表が途中で切れていたので、つないで読みました。行が抜けていないかを確かめてください。",
    ),
    "rule_line": ("notice", "{place}の表の中の、線だけの行を読み飛ばしました。"),
    "bullet_end_unclear": (
        "notice",
        "{place}「{name}」で、文が「。」で終わらないまま次の記号があり、{count}か所で項目を分けました。分け方を確かめてください。",
    ),
    "bullet_mark_variant": (
        "notice",
        "{place}「{name}」の行頭の記号「{read}」を「{word}」と同じものとして読みました。",
    ),
    "mark_repeated": (
        "notice",
        "{place}「{name}」で、続けて書かれた行頭の記号を一つの記号として読みました。",
    ),
    "markup_not_closed": (
        "notice",
        "書式の記号「{tag}」が文書全体で{count}か所、閉じられないままです。文には影響しないので、そのまま読みました。",
    ),
    "progress_repeats_goal": (
        "notice",
        "{place}「{name}」の進捗状況の文「{read}」は、{first}の目標の文と同じです。書きかけでないかを確かめてください。",
    ),
}

Strictness = Literal["strict", "usual", "lenient"]
"""What is refused: warnings too, errors, or only the errors that leave nothing sensible to read."""

LEFT_OUT: dict[str, str] = {
    "measure_without_indicators": "指標なしで読みました。",
    "table_unknown": "この表は取り込みません。",
    "table_without_heading": "この表は取り込みません。",
    "table_without_measure": "この表は取り込みません。",
    "table_twice": "後の表は取り込みません。",
    "table_empty": "表がないものとして読みました。",
    "row_without_name": "この行は取り込みません。",
    "row_twice": "後の行は取り込みません。",
    "too_many_cells": "この行は取り込みません。",
    "progress_without_goal": "この行は取り込みません。",
    "cell_without_heading": "この欄は取り込みません。",
    "year_twice": "後の値は取り込みません。",
    "document_cut": "あるところまでを読みました。",
    "unclosed_markup": "あるところまでを読みました。",
}
"""The errors that a lenient reader turns into warnings, and what it does instead of refusing."""


class UnreadableDocument(ValueError):
    """Raised when a file is not a document that can be read: 「（ファイル名）を読み取れません。41行目：…」."""

    def __init__(self, file_name: str, findings: tuple[Finding, ...]) -> None:
        """Keep the name and the errors, of which there is at least one."""
        self.file_name = file_name
        self.findings = findings
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        first, *rest = self.findings
        more = f"（ほかに{len(rest)}件）" if rest else ""
        return f"「{self.file_name}」を読み取れません。{where(first.line)}：{first.message}{more}"


class Findings:
    """The findings of one document; of a kind that repeats without end only the first are kept."""

    def __init__(self, strictness: Strictness = "usual", told: Told = lambda _: None) -> None:
        """Start with none; `told` hears how far the reading has come."""
        self._strictness = strictness
        self._told = told
        self._found: list[Finding] = []
        self._counts: Counter[str] = Counter()
        self._order: dict[Place, int] = {}

    def came(self, done: int, of: int) -> None:
        """Say how far a format's reader has come: per page, sheet or some hundred paragraphs."""
        self._told(_OF_FORMAT * done / of)

    def reading(self, blocks: list[Block]) -> Iterator[Block]:
        """The blocks, while it is said how far the grammar has come in them."""
        for number, block in enumerate(blocks):
            if number % _STEP == 0:
                self._told(_OF_FORMAT + (1 - _OF_FORMAT) * number / len(blocks))
            yield block

    def keep_order(self, blocks: list[Block]) -> None:
        """Remember in which order the places of the document stand, so that findings can be read beside it."""
        for rank, block in enumerate(blocks, 1):
            self._order.setdefault(block.place, rank)
            for cell in block.cells if isinstance(block, TableRow) else ():
                self._order.setdefault(cell.place, rank)

    @property
    def lenient(self) -> bool:
        """Whether what cannot be read is left out."""
        return self._strictness == "lenient"

    def add(self, line: Place, code: str, **values: object) -> None:
        """Note the finding `code` of the catalogue on `line`; long quotations are clipped."""
        self._counts[code] += 1
        if self._counts[code] > _MOST_OF_A_KIND:
            return
        level, words = MESSAGES[code]
        said = words.format_map({key: _clipped(value) for key, value in values.items()})
        if self.lenient and code in LEFT_OUT:
            level, said = "warning", said + LEFT_OUT[code]
        if self._counts[code] == _MOST_OF_A_KIND:
            said += "（同じことがまだ続くときは、ここから先は略します。）"
        self._found.append(Finding(line=line, level=level, code=code, message=said))

    def by_line(self) -> tuple[Finding, ...]:
        """All of them by line; on one line in the order found."""
        return tuple(sorted(self._found, key=self._rank))

    def _rank(self, finding: Finding) -> int:
        return finding.line if isinstance(finding.line, int) else self._order.get(finding.line, 0)

    def stop(self, file_name: str, line: Place, code: str, **values: object) -> NoReturn:
        """Note an error behind which nothing can be read, and raise UnreadableDocument."""
        self.add(line, code, **values)
        raise UnreadableDocument(file_name, tuple(each for each in self.by_line() if each.level == "error"))

    def refuse(self, file_name: str) -> None:
        """Raise UnreadableDocument with the errors, if there are any; a strict reader refuses warnings like errors."""
        refused = {"error", "warning"} if self._strictness == "strict" else {"error"}
        errors = tuple(finding for finding in self.by_line() if finding.level in refused)
        if errors:
            raise UnreadableDocument(file_name, errors)


def _clipped(value: object) -> object:
    if isinstance(value, str) and len(value) > _CLIP * 4:
        return value[:_CLIP] + "…"
    return value
