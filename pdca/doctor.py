"""What stands on this machine: versions, settings, database, read models, files; what is wrong and how to mend it."""

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import msgspec

from domain.errors import ReviewError
from domain.japanese_dates import full_instant
from pdca.bootstrap import open_engine
from pdca.engine import Engine
from pdca.mail.deliveries import Deliveries
from pdca.settings import Settings, read_settings
from pdca.store.sqlite import driver

State = Literal["ok", "note", "wrong"]
OK: State = "ok"
NOTE: State = "note"
WRONG: State = "wrong"

PYTHON = (3, 11)
EVENTSOURCING = "9.5.6"
"""The release that our recorders and their tests stand on."""

LITTLE, TOO_LITTLE = 1024**3, 100 * 1024**2
"""Free bytes on the disk of the records: worth a look, and an alarm."""

POSTGRESQL = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
SQLITE = {"journal_mode": "wal", "synchronous": 2}
_WORDS = {"synchronous": {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}}


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at, what was found, and (unless it is well) what to do."""

    name: str
    state: State
    found: str
    remedy: str = ""


def examine(environment: Mapping[str, str] | None = None) -> list[Check]:
    """All checks, in the order in which one would mend things."""
    environment = os.environ if environment is None else environment
    checks = [_python(), _library(), _sqlite()]
    try:
        settings = read_settings(environment)
    except ReviewError as error:
        return [
            *checks,
            Check("設定", WRONG, error.message, "環境変数か .env を直してください（.env.example に例があります）。"),
        ]
    checks += [_settings(settings), *_unknown(environment)]
    return [*checks, *_database(settings), _files(settings.files_folder), *_disk(settings)]


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= PYTHON:
        return Check("Python", OK, found)
    return Check("Python", WRONG, found, "Python 3.11以降を入れてください。")


def _library() -> Check:
    found = version("eventsourcing")
    if found == EVENTSOURCING:
        return Check("eventsourcing", OK, found)
    return Check(
        "eventsourcing", NOTE, found, f"確かめてあるのは {EVENTSOURCING} です。`make setup` で入れ直してください。"
    )


def _sqlite() -> Check:
    try:
        module = driver()
    except ReviewError as error:
        return Check("SQLite", WRONG, error.message, "`make setup` で入れ直してください。")
    return Check("SQLite", OK, f"{module.sqlite_version}（{module.__name__.split('.')[0]}、安全な版）")


def _settings(settings: Settings) -> Check:
    database = re.sub(r"(?<=://)([^:/@]+):[^@]*@", r"\1:***@", settings.database)
    return Check("設定", OK, f"データベース {database}、アドレス {settings.address}、ファイル {settings.files_folder}")


def _unknown(environment: Mapping[str, str]) -> Iterator[Check]:
    known = {f"PDCA_{name.upper()}" for name in Settings.__struct_fields__}
    unknown = sorted(name for name in environment if name.startswith("PDCA_") and name not in known)
    if unknown:
        remedy = f"書き間違いでないかを確かめてください（あるのは {'、'.join(sorted(known))}）。"
        yield Check("設定の名前", NOTE, f"{'、'.join(unknown)} という設定はありません。", remedy)


def _database(settings: Settings) -> Iterator[Check]:
    try:
        engine = open_engine(settings, create=False)
    except ReviewError as error:
        yield _closed(error)
        return
    try:
        yield from _store(engine, settings)
        yield _clock(engine)
        yield from _read_models(engine)
        yield _mail(engine, settings)
    finally:
        engine.close()


def _closed(error: ReviewError) -> Check:
    if error.code == "no_store":
        return Check(
            "データベース",
            NOTE,
            error.message,
            "初めてなら `pdca import FILE` で作られます。そうでなければ PDCA_DATABASE を直してください。",
        )
    return Check(
        "データベース", WRONG, error.message, "PDCA_DATABASE の値と、データベースが動いているかを確かめてください。"
    )


def _store(engine: Engine, settings: Settings) -> Iterator[Check]:
    yield Check("データベース", OK, f"つながりました（記録 {engine.head()}件）")
    read = engine.log.recorder.fetch
    missing = engine.head() - int(read("SELECT count(*) FROM events")[0][0])
    if missing:
        gone = f"記録が{missing}件欠けています（番号は{engine.head()}まであります）。"
        yield Check("記録の続き", WRONG, gone, "欠けた記録は作り直せません。バックアップから戻してください。")
    if settings.on_postgresql:
        yield Check("PostgreSQL", OK, str(read("SHOW server_version")[0][0]))
        found = {name: read(f"SHOW {name}")[0][0] for name in POSTGRESQL}
        yield _safe("書き込みの確かさ", found, POSTGRESQL, "サーバーの設定を on にしてください。")
    else:
        found = {name: read(f"PRAGMA {name}")[0][0] for name in SQLITE}
        yield _safe(
            "書き込みの確かさ",
            found,
            SQLITE,
            "データベースを置いた場所がWALを使えるか（共有フォルダーでないか）を確かめてください。",
        )


def _safe(name: str, found: Mapping[str, object], wanted: Mapping[str, object], remedy: str) -> Check:
    told = "、".join(f"{key} {_word(key, value)}" for key, value in found.items())
    return Check(name, OK, told) if found == wanted else Check(name, WRONG, told, remedy)


def _word(key: str, value: object) -> str:
    words: Mapping[object, str] = _WORDS.get(key, {})  # type: ignore[assignment]
    return words.get(value, str(value))


def _clock(engine: Engine) -> Check:
    newest = engine.log.rows(engine.head() - 1, 1) if engine.head() else []
    now, ahead = engine.now(), newest[0].recorded_at - engine.chance.now_us() if newest else 0
    if ahead > 0:
        found = f"いま {full_instant(now)}。最後の記録は、これより{ahead / 1_000_000:.0f}秒先の時刻です。"
        return Check(
            "時計", WRONG, found, "この機械の時計を合わせてください。合うまで、記録の時刻は最後の記録と同じになります。"
        )
    return Check("時計", OK, full_instant(now))


def _read_models(engine: Engine) -> Iterator[Check]:
    head, stopped = engine.head(), engine.read_models.stopped()
    for track in stopped:
        found = f"表「{track.name}」が記録{track.stopped_at}で止まっています（{track.reason}）。"
        remedy = f"プログラムを新しい版にして `pdca rebuild {track.name}` を行ってください。"
        yield Check("画面のための表", WRONG, found, remedy)
    lag = head - engine.read_models.position()
    if not stopped and lag:
        yield Check("画面のための表", WRONG, f"{lag}件遅れています。", "`pdca rebuild` を行ってください。")
    elif not stopped:
        yield Check("画面のための表", OK, f"{len(engine.read_models.tracks())}個とも記録{head}まで進んでいます")


def _files(folder: Path) -> Check:
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return Check("ファイルの置き場所", OK, f"{folder} に書けます")
    return Check(
        "ファイルの置き場所",
        WRONG,
        f"{folder} に書けません",
        "権限を直すか、PDCA_FILES で別のフォルダーを指定してください。",
    )


def _mail(engine: Engine, settings: Settings) -> Check:
    """Whether mail can go out, and whether any did not; nobody is called to find out."""
    if not settings.sends_mail:
        return Check("メール", OK, "送りません（PDCA_SMTP_HOST が空です）")
    if "@" not in settings.mail_from:
        return Check(
            "メール", WRONG, "差出人がありません。", "PDCA_MAIL_FROM に、差出人のメールアドレスを入れてください。"
        )
    waiting, stuck = Deliveries(engine).counts()
    found = f"{settings.smtp_host} から送ります（待っているもの{waiting}通、届かなかったか分からないもの{stuck}通）"
    if stuck:
        return Check("メール", NOTE, found, "事務局に「送信の記録」を見てもらってください。")
    return Check("メール", OK, found)


def _disk(settings: Settings) -> Iterator[Check]:
    folder = settings.files_folder if settings.on_postgresql else Path(settings.database).absolute().parent
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    state = WRONG if free < TOO_LITTLE else NOTE if free < LITTLE else OK
    yield Check("ディスクの空き", state, f"{free / 1024**3:.1f} GB", "" if state == OK else "空きを増やしてください。")
