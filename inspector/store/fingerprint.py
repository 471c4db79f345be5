"""What tells one schema from another, whatever its file is called and whatever it holds."""

import hashlib
import json

from inspector.store.schema_facts import SchemaFacts


def schema_fingerprint(facts: SchemaFacts) -> str:
    """The SHA-256, in hex, of the names of a producer's tables and columns; SQLite's tables are left out, and ours,
    which facts do not have.

    What the user said of one store is kept under it, and holds for every store of the same schema.
    """
    theirs = [
        (name, list(columns))
        for name, columns in sorted(facts.tables.items())
        if not name.casefold().startswith("sqlite_")
    ]
    # Names may hold bytes that are no UTF-8; escapes keep them apart.
    return hashlib.sha256(json.dumps(theirs).encode("ascii")).hexdigest()
