"""The verb that says how a table is read as events: map. It changes nothing in the store."""

import argparse
from pathlib import Path

from inspector.cli import printing
from inspector.cli.arguments import Verb, add_json, add_source, natural
from inspector.cli.output import out, warn
from inspector.cli.saving import save
from inspector.events.errors import InvalidData, NotFound
from inspector.events.operation import Ledger
from inspector.store import native
from inspector.store.mapping import toml
from inspector.store.reading import Reading
from inspector.workspace.mapper import Mapper, Suggestion

_ROWS = 10


def _options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("--save", type=Path, metavar="TOML", help="write the mapping into a new file, to be edited")
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument("--remember", action="store_true", help="use it from now on for every store of this schema")
    kept.add_argument("--forget", action="store_true", help="use what was remembered for this schema no longer")
    parser.add_argument("--limit", type=natural, default=_ROWS, metavar="N", help=f"show so many events; {_ROWS}")
    add_json(parser)


def _map(arguments: argparse.Namespace) -> int:
    with Mapper(arguments.file) as mapper:
        if arguments.forget:
            if not mapper.forget():
                raise NotFound(f"No mapping is remembered for stores of the schema of {arguments.file}.")
            if arguments.json:
                printing.out_json({"forgotten": True})
            else:
                name = arguments.file.name
                out(f"Stores of the schema of {name} are no longer read by the mapping that was remembered.")
            return 0
        origin, suggestion = _chosen(mapper, arguments)
        mapping = suggestion.mapping
        preview = mapper.preview(mapping, arguments.limit, Reading(key=arguments.key, zone=arguments.zone))
        if arguments.save is not None:
            save(arguments.save, toml.dumps(mapping), "the mapping")
        if arguments.remember:
            if not preview.events and preview.problems:
                raise InvalidData(str(preview.problems[0]))
            mapper.remember(mapping)
    if arguments.json:
        events = [printing.event_json(event, Ledger(())) for event in preview.events]
        said = {"from": origin, "note": suggestion.note, "mapping": toml.to_builtins(mapping)}
        printing.out_json({**said, "events": events, "problems": [str(problem) for problem in preview.problems]})
        return 0
    out(f"# {suggestion.note or _ORIGINS[origin]}")
    for line in toml.dumps(mapping).splitlines():
        out(line)
    out("")
    for row in printing.event_rows(preview.events, Ledger(())):
        out(row)
    for problem in preview.problems:
        warn(str(problem))
    return 0


_ORIGINS = {
    "given": "The mapping that --mapping named.",
    "remembered": "The mapping that is remembered for stores of this schema.",
    "known": "A mapping that comes with this program.",
    "guess": "",
}


def _chosen(mapper: Mapper, arguments: argparse.Namespace) -> tuple[str, Suggestion]:
    """The mapping that is in use or would be, and where it is from."""
    if arguments.mapping is not None:
        given = toml.load(arguments.mapping)
        if arguments.table not in (None, given.table):
            raise InvalidData(f"{arguments.mapping} maps the table {given.table!r}; leave --table out.")
        return "given", Suggestion(given, "")
    table, (kept, trouble) = arguments.table, mapper.remembered()
    if trouble:
        warn(trouble)
    if kept is not None and table in (None, kept.table):
        return "remembered", Suggestion(kept, "")
    if table is None and mapper.format:
        kind = "a native store" if mapper.format == native.NAME else f"a store of {mapper.format}"
        raise InvalidData(f"{arguments.file} is {kind}, which needs no mapping; --table NAME maps a table anyway.")
    if table is not None and table not in [relation.name for relation in mapper.tables()]:
        raise NotFound(f"{arguments.file} has no table and no view {table!r}; check the name.")
    found = next(iter(mapper.suggestions(table)), None)
    if found is None:
        what = "No table" if table is None else f"Nothing in the table {table!r}"
        raise NotFound(f"{what} of {arguments.file} looks like events; write a mapping and name it with --mapping.")
    return ("guess" if found.is_guess else "known"), found


VERBS = (Verb("map", "How a table is read as events: guess it, show it, save it, remember it.", _options, _map),)
