"""What makes a file a native store; apart from the schema, so that recognising one imports no ORM."""

APPLICATION_ID = 0x45544C49
"""`PRAGMA application_id`, the bytes "ETLI"."""

SCHEMA_VERSION = 1
"""`PRAGMA user_version` of the stores that this program writes."""
