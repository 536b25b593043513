"""Settings: from the environment (prefix PDCA_) or a `.env` file beside it; `.env.example` lists them all."""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec
from dotenv import dotenv_values

from domain.errors import Refused


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the records are, where the web answers, where files stand, how documents are read and mail goes out."""

    database: str = "pdca.sqlite3"
    host: str = "127.0.0.1"
    port: int = 8000
    origin: str = ""
    trusted_proxy: str = ""
    files: str = ""
    profile: str = "default"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = ""
    mail_office: str = ""

    @property
    def trusted_proxies(self) -> list[str]:
        """Addresses or networks of the proxies whose X-Forwarded-For is believed; refuses what is none."""
        named = [each.strip() for each in self.trusted_proxy.split(",") if each.strip()]
        for each in named:
            try:
                ipaddress.ip_network(each)
            except ValueError:
                msg = (
                    f"設定 PDCA_TRUSTED_PROXY の「{each}」は、IPアドレスとして読めません（例：127.0.0.1、10.0.0.0/8）。"
                )
                raise Refused(msg, code="setting", field="PDCA_TRUSTED_PROXY") from None
        return named

    @property
    def on_postgresql(self) -> bool:
        """Whether the log is in PostgreSQL."""
        return self.database.startswith(("postgresql://", "postgres://"))

    @property
    def sends_mail(self) -> bool:
        """Whether there is a mail server; without one nothing is ever sent."""
        return bool(self.smtp_host)

    @property
    def files_folder(self) -> Path:
        """The folder of attached files; by default beside the database."""
        if self.files:
            return Path(self.files)
        return Path("pdca-files") if self.on_postgresql else Path(self.database).with_suffix(".files")

    @property
    def address(self) -> str:
        """The address that people type, for links."""
        return self.origin or f"http://{self.host}:{self.port}"


def read_settings(environment: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
    """The settings; the environment wins over the file; refuses a value of the wrong type by its name."""
    given: dict[str, str | None] = dict(dotenv_values(dotenv or Path(".env")))
    given.update(os.environ if environment is None else environment)
    values = {name: given.get(f"PDCA_{name.upper()}") for name in Settings.__struct_fields__}
    try:
        return msgspec.convert({k: v for k, v in values.items() if v}, Settings, strict=False)
    except msgspec.ValidationError as error:
        name = str(error).partition("$.")[2].rstrip("`").upper()
        msg = f"設定 PDCA_{name} の値が正しくありません（{error}）。"
        raise Refused(msg, code="setting", field=f"PDCA_{name}") from error
