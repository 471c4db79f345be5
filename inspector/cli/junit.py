"""A checkup as a JUnit XML report, as test runners and continuous integration read it."""

import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from inspector.cli.output import warn
from inspector.events.errors import InvalidData

if TYPE_CHECKING:
    from inspector.workspace.checkup import Checkup

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINNING = b"<?xml"


def write_report(path: Path, store: str, checkup: "Checkup") -> None:
    """Write the report, over an older one too. Raises `InvalidData` if the file there is anything else."""
    if path.exists() and not path.is_dir():
        with path.open("rb") as file:
            if file.read(len(_BEGINNING)) not in (_BEGINNING, b""):
                raise InvalidData(f"{path} exists already and is no report; name another file.")
    path.write_bytes(report(store, checkup))
    warn(f"Wrote the report to {path}.")


def report(store: str, checkup: "Checkup") -> bytes:
    """A test case for the folds, one for each invariant and one for the stored snapshots, each with its findings."""
    suite = ET.Element("testsuite", name=_text(store))
    cases = [("every event is folded", "error", "")]
    cases += [(name, "violation", name) for name in checkup.invariants]
    cases += [("stored snapshots agree", "disagreement", "")]
    failed = 0
    for name, kind, subject in cases:
        case = ET.SubElement(suite, "testcase", classname=_text(store), name=_text(name))
        found = [one for one in checkup.findings if (one.kind, one.subject) == (kind, subject)]
        if found:
            failed += 1
            first = found[0]
            message = f"#{first.position} {first.stream}: {first.reason}"
            failure = ET.SubElement(case, "failure", type=kind, message=_text(message))
            failure.text = _text("\n".join(f"#{one.position} {one.stream}: {one.reason}" for one in found))
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(failed))
    suite.set("errors", "0")
    written: bytes = ET.tostring(suite, encoding="utf-8", xml_declaration=True)
    return written


def _text(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return _NO_XML.sub("\ufffd", text)
