"""Importing a user's file or module, in the process that is there for it, and finding the domain in it."""

import importlib
import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType

from inspector.domain.declare import Domain
from inspector.events.errors import DomainError


def find_domain(source: str) -> Domain:
    """Import `source`, a path or a module's name, and return the one domain in it.

    Raises `DomainError` with the file, the line and the reason if that fails.
    """
    path = Path(source)
    try:
        module = _import_file(path) if path.is_file() else importlib.import_module(source)
    except SyntaxError as error:
        raise DomainError(f"{Path(error.filename or source).name}, line {error.lineno}: {error.msg}.") from None
    except Exception as error:  # noqa: BLE001  the user's module may raise anything when it is imported
        raise DomainError(f"{path.name}{_line(error, path)}: {type(error).__name__}: {error}.") from None
    found = list({id(value): value for value in vars(module).values() if isinstance(value, Domain)}.values())
    if len(found) == 1:
        return found[0]
    what = "declares no Domain" if not found else f"declares {len(found)} domains"
    raise DomainError(f"{path.name} {what}; it must have exactly one, such as `shop = Domain('shop', initial={{}})`.")


def _import_file(path: Path) -> ModuleType:
    sys.path.insert(0, str(path.parent))  # so that it can import its siblings
    name = f"inspector_domain_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise DomainError(f"{path.name} is no Python file; a domain's name ends in .py.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _line(error: Exception, path: Path) -> str:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == path]
    return f", line {lines[-1]}" if lines else ""
