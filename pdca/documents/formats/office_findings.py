"""What the readers of Word and Excel can say; a part of the catalogue in `pdca/documents/findings.py`."""

from pdca.documents.document import Level

OFFICE: dict[str, tuple[Level, str]] = {
    # The file cannot be opened.
    "office_encrypted": (
        "error",
        "パスワードのかかったWordかExcelのファイルです。パスワードを外して保存し直したものを選んでください。",
    ),
    "office_old": (
        "error",
        "{kind}です。元のソフトで開き、「名前を付けて保存」で{wanted}に保存し直したものを選んでください。",
    ),
    "office_other": ("error", "{kind}です。このままでは読めません。{wanted}に保存し直したものを選んでください。"),
    "file_damaged": (
        "error",
        "名前は{named}のファイルですが、中身が壊れているか{named}ではありません。もう一度入手するか、元のソフトで保存し直してください。",
    ),
    "zip_damaged": (
        "error",
        "ファイルが壊れていて開けません。もう一度入手するか、元のソフトで保存し直してください。",
    ),
    "zip_empty": ("error", "中身のない圧縮ファイル（ZIP）です。取り込む文書を確かめて、もう一度選んでください。"),
    "zip_too_many_parts": (
        "error",
        "ファイルの中の部品が多すぎます（{most}個まで）。画像を減らすか、文書をいくつかに分けてください。",
    ),
    "zip_too_large": (
        "error",
        "ファイルを開くと大きくなりすぎます（{most}MBまで）。画像を減らすか、文書をいくつかに分けてください。",
    ),
    "zip_ratio": (
        "error",
        "ファイルの中の「{name}」は、開くと100倍より大きくなります。安全のため読みません。元のソフトで保存し直してください。",
    ),
    "zip_encrypted": ("error", "パスワードのかかった圧縮ファイルです。パスワードを外したものを選んでください。"),
    "zip_unsafe_name": (
        "error",
        "ファイルの中に、外を指す名前の部品「{name}」があります。安全のため読みません。元のソフトで保存し直してください。",
    ),
    "zip_name_twice": (
        "error",
        "ファイルの中に、同じ名前の部品「{name}」が二つあります。どちらが正しいか分かりません。元のソフトで保存し直してください。",
    ),
    "xml_with_entities": (
        "error",
        "ファイルの中の「{part}」に、WordやExcelが書かない命令（DOCTYPE）があります。安全のため読みません。元のソフトで保存し直してください。",
    ),
    "xml_damaged": (
        "error",
        "ファイルの中の「{part}」が壊れていて読めません。元のソフトで開き、保存し直してください。",
    ),
    "office_without_text": (
        "error",
        "ファイルの中に本文（{part}）がありません。元のソフトで開き、保存し直してください。",
    ),
    "too_many_table_cells": (
        "error",
        "表の欄が多すぎます（{most}個まで）。使っていない行と列を削除するか、文書をいくつかに分けてください。",
    ),
    "too_much_text": (
        "error",
        "文が多すぎます（{most}字まで）。文書をいくつかに分けてください。",
    ),
    "too_many_sheets": (
        "error",
        "シートが{count}枚あります。読めるのは{most}枚までです。計画のシートだけのファイルにしてください。",
    ),
    "formula_without_value": (
        "error",
        "計算式の結果が保存されていない欄が{count}個あります。Excelで開いて保存し直すか、値に置きかえてください。",
    ),
    # Read, but somebody should look.
    "text_box_left_out": (
        "warning",
        "図形やテキストボックスの中の文{count}件（「{read}」など）は取り込みません。必要な文なら、本文か表に書いてください。",
    ),
    "tracked_changes": (
        "warning",
        "確定していない変更履歴が{count}か所あります。追加された文は読み、削除された文は除きました。確定してから取り込むと安心です。",
    ),
    "embedded_left_out": (
        "warning",
        "別の文書が埋め込まれたところは取り込みません。必要な文なら、本文に写してください。",
    ),
    "hidden_sheet_left_out": (
        "warning",
        "表示されていないシート「{name}」は取り込みません。必要なシートなら、再表示してください。",
    ),
    "hidden_cells_left_out": (
        "warning",
        "表示されていない{what}にある文{count}件（「{read}」など）は取り込みません。必要な文なら、再表示してください。",
    ),
    "cell_error": (
        "warning",
        "欄の値が「{read}」で、計算式が誤っています。空の欄として読みました。式を直すか、値に置きかえてください。",
    ),
    # Said so that nothing happens unseen.
    "renamed_file": (
        "notice",
        "名前は{named}のファイルですが、中身は{kind}です。中身のとおりに読みました。正しいファイルかを確かめてください。",
    ),
    "notes_left_out": (
        "notice",
        "コメント・メモ・脚注{count}件は取り込みません。必要な文なら、本文か表に書いてください。",
    ),
    "contents_left_out": ("notice", "目次は取り込みません。"),
}
