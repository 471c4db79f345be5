"""What a domain's commands look like from outside: name, help, form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector.events.errors import InspectorError, InvalidData
from inspector.events.json_value import JsonValue, decode


@dataclass(frozen=True, slots=True)
class CommandInfo:
    """A command as declared. help: its docstring. schema: the JSON Schema of its parameters, as pydantic writes it.

    stream_template: names the stream from the parameters; None where the user names it.
    """

    name: str
    help: str
    schema: dict[str, Any]
    stream_template: str | None

    def parse(self, texts: Mapping[str, str]) -> dict[str, JsonValue]:
        """Parameters from `KEY=VALUE` texts: JSON where the text is JSON and no text is wanted, else text.

        Raises `InvalidData` for a key that the command does not take.
        """
        known = self.schema.get("properties", {})
        for key in texts:
            if key not in known:
                there = ", ".join(known) or "none"
                raise InvalidData(f"{self.name} takes no parameter {key!r}; it takes {there}.")
        return {key: text if self._wants_text(known[key]) else _value(text) for key, text in texts.items()}

    def _wants_text(self, schema: Mapping[str, Any]) -> bool:
        if "$ref" in schema:
            return self._wants_text(self.schema["$defs"][schema["$ref"].rpartition("/")[2]])
        options = [option for option in schema.get("anyOf", (schema,)) if option.get("type") != "null"]
        return bool(options) and all(
            option.get("type") == "string" if "$ref" not in option else self._wants_text(option) for option in options
        )


def _value(text: str) -> JsonValue:
    try:
        return decode(text)
    except InspectorError:
        return text
