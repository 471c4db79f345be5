"""A command's parameters: their JSON Schema, and their validation, from the function's annotations."""

import inspect
import string
import warnings
from collections.abc import Mapping
from enum import Enum
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from inspector.domain.declare import Command
from inspector.domain.mistake import RAISED
from inspector.events.errors import DomainError, InvalidData


class Parameters:
    """The parameters of one command, after its first, the state. Made in the process that runs the user's code.

    Raises `DomainError` for a declaration that no form can be made of.
    """

    def __init__(self, command: Command) -> None:
        self.command = command
        try:
            with warnings.catch_warnings():
                # A parameter may be called `schema` or `copy`; nobody uses the model's methods of these names.
                warnings.simplefilter("ignore", UserWarning)
                self.model = _model(command)
                self._schema = self.model.model_json_schema(mode="validation")
        except DomainError:
            raise
        except RAISED as error:
            # pydantic's advice is for those who write models.
            reason = str(error).partition("\n")[0].partition(". ")[0]
            raise DomainError(f"No form can be made for the command {command.name}: {reason}.") from None
        if command.stream is not None:
            _check_template(command, command.stream, set(self.model.model_fields))

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the parameters."""
        return self._schema

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
        values = self.values(params)
        plain = {name: value.value if isinstance(value, Enum) else value for name, value in values.items()}
        return self.command.stream.format_map(plain)


def _model(command: Command) -> type[BaseModel]:
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
    return create_model(command.name, __config__=ConfigDict(extra="forbid"), **fields)


def _check_template(command: Command, template: str, known: set[str]) -> None:
    try:
        named = [name.partition(".")[0].partition("[")[0] for _, name, _, _ in _parts(template) if name is not None]
    except ValueError as error:
        raise DomainError(f"The stream {template!r} of the command {command.name} is no template: {error}.") from None
    unknown = [name for name in named if name not in known]
    if unknown:
        there = ", ".join(sorted(known)) or "none"
        raise DomainError(
            f"The stream {template!r} of the command {command.name} names {{{unknown[0]}}}, "
            f"which is none of its parameters; it has {there}."
        )


def _parts(template: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return list(string.Formatter().parse(template))
