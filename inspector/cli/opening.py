"""Opening the store of a verb, folded as its words say."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import inspector
from inspector.cli.arguments import domain, reading

if TYPE_CHECKING:
    from inspector.workspace.workspace import Workspace


def opened(arguments: argparse.Namespace, file: Path | None = None) -> "Workspace":
    """The store that `add_source` asked, or another one, with what `add_folds` asked to fold it; read-only."""
    path = arguments.file if file is None else file
    return inspector.open(path, reading=reading(arguments), domain=domain(arguments), reducer=arguments.reducer)
