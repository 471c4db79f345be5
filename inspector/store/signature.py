"""What makes a file a native store; apart from the schema, so that recognising one imports no ORM."""

APPLICATION_ID = 0x45544C49
"""`PRAGMA application_id`, the bytes "ETLI"."""

SCHEMA_VERSION = 1
"""`PRAGMA user_version` of the stores that this program writes."""

TABLES = {
    "events": ("position", "id", "stream", "version", "type", "time_ns", "payload", "metadata"),
    "operations": (
        "number", "kind", "time_ns", "actor", "reason", "label", "stream", "after", "upto", "subject",
    ),
}  # fmt: skip
"""The columns of each table, in their order."""
