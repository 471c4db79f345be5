"""Importing a user's file or module, in the process that is there for it, and finding the domain in it."""

import hashlib
import importlib
import sys
from pathlib import Path
from types import ModuleType

from inspector.domain.declare import Domain
from inspector.domain.mistake import RAISED, told
from inspector.events.errors import DomainError


def find_domain(source: str, digest: str) -> Domain:
    """Import `source`, a path or (without a digest) a module's name, and return the one domain in it.

    digest: the SHA-256 of the very bytes that may be run. Raises `DomainError` with the file, the line and the reason.
    """
    path = Path(source)
    try:
        module = _import_file(path, digest) if digest else importlib.import_module(source)
    except DomainError:
        raise
    except SyntaxError as error:
        raise DomainError(f"{Path(error.filename or source).name}, line {error.lineno}: {error.msg}.") from None
    except RAISED as error:
        what = told(error, source)
        raise DomainError(what if what.startswith(path.name) else f"{path.name}: {what}") from None
    found = list({id(value): value for value in vars(module).values() if isinstance(value, Domain)}.values())
    if len(found) == 1:
        return found[0]
    what = "declares no Domain" if not found else f"declares {len(found)} domains"
    raise DomainError(f"{path.name} {what}; it must have exactly one, such as `shop = Domain('shop', initial={{}})`.")


def _import_file(path: Path, digest: str) -> ModuleType:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise DomainError(f"{path.name} has changed since it was named; load it again.")
    # Compiled from these bytes rather than by the import system, which would read the file a second time, or its cache.
    code = compile(content, path, "exec", dont_inherit=True)
    name = f"inspector_domain_{path.stem}"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    sys.path.insert(0, str(path.parent))  # so that it can import its siblings
    exec(code, module.__dict__)  # noqa: S102  this is what the process is for
    return module
