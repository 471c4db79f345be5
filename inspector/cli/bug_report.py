"""A bug of ours ends in a report that the user can send, not in a traceback."""

import platform
import tempfile
import traceback

from inspector.version import version


def save(error: BaseException) -> str:
    """Write the report of an unexpected error to a new temporary file; the sentence that says so."""
    facts = f"Event Timeline Inspector {version()}, Python {platform.python_version()}, {platform.platform()}"
    trace = "".join(traceback.format_exception(error))
    report = f"{facts}\n\n{trace}"
    with tempfile.NamedTemporaryFile(
        "w", prefix="inspector-bug-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as file:
        file.write(report)
    return (
        f"The inspector made a mistake ({type(error).__name__}), and no event was damaged; please report it with the "
        f"text in {file.name}, which names files and code, no payloads."
    )
