"""The template environment: Japanese words and dates, phrases kept together, the macros as `ui`."""

import functools
import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from budoux import Parser, load_default_japanese_parser
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from domain import japanese_dates, numbering
from domain.event import Ref
from pdca import words
from pdca.redline import redline
from web.views.reading import asof_query

HERE = Path(__file__).parent
STATIC = HERE / "static"
NEVER_FIRST = "・、。，．）」』】〕》！？)]}々ー～〜"


@functools.cache
def environment() -> Environment:
    """The one environment; a template that names what is not there is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(_globals())
    made.filters.update(phrases=phrases, paragraphs=paragraphs, zip=zip)
    made.globals["ui"] = made.get_template("macros.html").module
    return made


def _globals() -> dict[str, Any]:
    return {
        "asof_query": asof_query,
        "asset": asset,
        "text": text,
        "redline": redline,
        "label": numbering.label,
        "circled": numbering.circled,
        "words": words,
        "fiscal": japanese_dates.fiscal,
        "era_year": japanese_dates.era_year,
        "full_date": full_date,
        "short_date": short_date,
        "full_instant": full_instant,
    }


@pass_context
def text(context: Context, ref: Ref | str | None) -> str:
    """A private text; what was erased says so."""
    if ref is None or isinstance(ref, str):
        return ref or ""
    opened: str = context["texts"].get(ref, words.ERASED)
    return opened


def _instant(when: datetime | int) -> datetime:
    return when if isinstance(when, datetime) else datetime.fromtimestamp(when / 1_000_000, UTC)


def _day(when: datetime | date | int) -> date:
    """The day in Japan of an instant (also as µs since 1970 UTC), or the day itself."""
    if isinstance(when, date) and not isinstance(when, datetime):
        return when
    return japanese_dates.japan_day(_instant(when))


def full_date(when: datetime | date | int) -> Markup:
    """令和8年12月4日（金） as a `time` element."""
    day = _day(when)
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), japanese_dates.full_date(day))


def short_date(when: datetime | date | int) -> Markup:
    """12月4日（金） as a `time` element."""
    day = _day(when)
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), japanese_dates.short_date(day))


def full_instant(when: datetime | int) -> Markup:
    """令和8年12月4日（金）14時05分 as a `time` element."""
    instant = _instant(when)
    local = instant.astimezone(japanese_dates.JAPAN).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}</time>').format(local, japanese_dates.full_instant(instant))


@functools.cache
def _parser() -> Parser:
    return load_default_japanese_parser()


@functools.lru_cache(maxsize=4096)
def phrases(words_of_heading: str) -> Markup:
    """A heading whose phrases (文節) are not broken over lines."""
    found: list[str] = []
    for phrase in _parser().parse(str(words_of_heading)):
        if found and phrase[0] in NEVER_FIRST:
            found[-1] += phrase
        else:
            found.append(phrase)
    return Markup('<span class="phrases">{}</span>').format(Markup("<wbr>").join(found))


def paragraphs(body: str) -> Markup:
    """A person's text with its line breaks, everything else escaped."""
    return Markup("<br>").join(escape(line) for line in body.split("\n"))


@functools.cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so that browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
