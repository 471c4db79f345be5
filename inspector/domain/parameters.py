"""A command's parameters: their JSON Schema, and their validation, from the function's annotations."""

import inspect
from collections.abc import Mapping
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from inspector.domain.declare import Command
from inspector.events.errors import DomainError, InvalidData


class Parameters:
    """The parameters of one command, after its first, the state. Made in the process that runs the user's code."""

    def __init__(self, command: Command) -> None:
        self.command = command
        hints = get_type_hints(command.function, include_extras=True)
        declared = list(inspect.signature(command.function).parameters.values())
        if not declared:
            raise DomainError(f"The command {command.name} takes no parameter; its first must be the state.")
        fields: dict[str, Any] = {}
        for parameter in declared[1:]:
            if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                raise DomainError(f"The command {command.name} takes *{parameter.name}, which no form can show.")
            default = ... if parameter.default is parameter.empty else parameter.default
            fields[parameter.name] = (hints.get(parameter.name, Any), default)
        self.model: type[BaseModel] = create_model(command.name, __config__=ConfigDict(extra="forbid"), **fields)

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the parameters."""
        return self.model.model_json_schema(mode="validation")

    def messages(self, params: Mapping[str, Any]) -> dict[str, str]:
        """What is wrong with the parameters, by field path (`address.city`, `items.0.qty`); empty if nothing is."""
        try:
            self.model.model_validate(params)
        except ValidationError as error:
            return {".".join(map(str, one["loc"])): one["msg"] for one in error.errors(include_url=False)}
        return {}

    def values(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The validated parameters as the function takes them. Raises `InvalidData` with what is wrong."""
        wrong = self.messages(params)
        if wrong:
            what = "; ".join(f"{path}: {message}" if path else message for path, message in wrong.items())
            raise InvalidData(f"{self.command.name} does not take these parameters: {what}.")
        model = self.model.model_validate(params)
        return {name: getattr(model, name) for name in type(model).model_fields}

    def stream(self, params: Mapping[str, Any]) -> str | None:
        """The stream that the parameters name, None if the command leaves that to the user."""
        if self.command.stream is None:
            return None
        return self.command.stream.format_map(self.values(params))
