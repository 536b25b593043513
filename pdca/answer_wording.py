"""定型文: wordings from which an answer may begin, by 対応区分. None has a blank that could be forgotten."""

from domain.codes import Disposition

TEMPLATES: dict[Disposition, str] = {
    "reflected": "ご意見を踏まえて、改善案の文を改めました。",
    "partly_reflected": "ご意見のうち、今年度から取り組めることを改善案に加えました。",
    "already_included": "ご意見の内容は、いまの計画の文に盛り込まれています。着実に進めます。",
    "considering": "進め方と費用を確かめながら、引き続き検討します。",
    "as_proposed": "ほかの項目とのつり合いと現在の状況を踏まえて、原案のとおりとします。",
    "noted": "貴重なご意見をありがとうございます。今後の取組の参考とします。",
    "forwarded": "ご意見を担当の部署へお伝えしました。",
    "answered": "お尋ねをありがとうございます。担当から改めてご説明します。",
}
