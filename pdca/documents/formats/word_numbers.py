"""Numbers as Word writes them before the paragraphs of a list: 1, ①, (1), 一, ア, イ, a, iv."""

from collections.abc import Callable

from pdca.documents.words import circled_sign

_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_AIUEO_HALF = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_IROHA_HALF = "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽ"
_KANJI = "〇一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LARGEST_ROMAN, _LARGEST_KANJI = 3999, 9999
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_SERIES = {
    "aiueo": _AIUEO_HALF,
    "aiueoFullWidth": _AIUEO,
    "iroha": _IROHA_HALF,
    "irohaFullWidth": _IROHA,
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}


def number_text(number: int, kind: str) -> str:
    """A number in one of Word's formats (ECMA-376 part 1, 17.18.59); a format not known here is decimal."""
    if kind in _SERIES and number > 0:
        series = _SERIES[kind]
        return series[(number - 1) % len(series)]
    if kind.startswith("decimalEnclosedCircle"):
        return circled_sign(number) if number else "0"
    return _written(number, kind)


def _written(number: int, kind: str) -> str:
    forms: dict[str, Callable[[int], str]] = {
        **dict.fromkeys(("none", "bullet"), lambda _: ""),
        **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), lambda it: str(it).translate(_WIDE)),
        **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand"), _digits),
        **dict.fromkeys(("japaneseCounting", "japaneseLegal", "chineseCounting", "chineseCountingThousand"), _kanji),
        "decimalZero": lambda it: f"{it:02}",
        "decimalEnclosedParen": lambda it: f"({it})",
        "decimalEnclosedFullstop": lambda it: f"{it}.",
        "numberInDash": lambda it: f"- {it} -",
        "lowerRoman": _roman,
        "upperRoman": lambda it: _roman(it).upper(),
    }
    return forms.get(kind, str)(number)


def _digits(number: int) -> str:
    return "".join(_KANJI[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    if not 0 < number <= _LARGEST_ROMAN:
        return str(number)
    parts = []
    for size, letters in _ROMAN:
        parts.append(letters * (number // size))
        number %= size
    return "".join(parts)


def _kanji(number: int) -> str:
    if not 0 < number <= _LARGEST_KANJI:
        return str(number)
    parts = []
    for size, unit in _UNITS:
        if count := number // size:
            parts.append((_KANJI[count] if count > 1 else "") + unit)
        number %= size
    return "".join(parts) + (_KANJI[number] if number else "")
