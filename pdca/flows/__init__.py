"""The flows that come with the system, ready to choose: their TOML texts by name."""

from importlib import resources
from pathlib import Path

from domain.errors import NotFound

DEFAULT = "kaigi2"
"""The flow of a cycle that names no other."""


def names() -> tuple[str, ...]:
    """The names of the flows that come with the system, the default first."""
    found = (entry.name.removesuffix(".toml") for entry in resources.files(__name__).iterdir() if _is_flow(entry.name))
    return tuple(sorted(found, key=lambda name: (name != DEFAULT, name)))


def read_flow(name: str) -> str:
    """The text of a flow that comes with the system, or of a file (a path that ends in .toml)."""
    if _is_flow(name):
        return _read_file(Path(name))
    if name not in names():
        raise NotFound(f"「{name}」という進め方はありません。選べるもの：{'、'.join(names())}", field="flow")
    return resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8")


def _is_flow(name: str) -> bool:
    return name.endswith(".toml")


def _read_file(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError:
        raise NotFound(
            f"進め方のファイル「{path}」を開けません。場所と名前を確かめてください。", field="flow"
        ) from None
    except UnicodeDecodeError:
        raise NotFound(f"「{path}」を読めません。文字コードをUTF-8にして保存し直してください。", field="flow") from None
