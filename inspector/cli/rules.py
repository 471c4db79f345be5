"""The verb about fold rules: what a store suggests, what is kept for its schema."""

import argparse
from pathlib import Path

import inspector
from inspector.cli import printing
from inspector.cli.arguments import Verb, add_json, add_source, reading
from inspector.cli.output import out
from inspector.cli.saving import save
from inspector.domain.rules_file import parse_rules, read_rules
from inspector.domain.rules_text import rules_text
from inspector.domain.saved_rules import SavedRules
from inspector.events.errors import NotFound, Refused
from inspector.workspace.rules_check import check_rules
from inspector.workspace.suggesting import suggested
from inspector.workspace.workspace import Workspace


def _options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("--domain", type=Path, metavar="RULES.toml", help="these rules instead of suggested ones")
    parser.add_argument("--save", type=Path, metavar="RULES.toml", help="write the rules into a new file")
    keep = parser.add_mutually_exclusive_group()
    keep.add_argument("--remember", action="store_true", help="fold every store of this schema with them from now on")
    keep.add_argument("--forget", action="store_true", help="do without what was remembered for this schema")
    add_json(parser)


def _rules(arguments: argparse.Namespace) -> int:
    # A reducer is named so that rules that were remembered and are broken keep nobody from forgetting them.
    with inspector.open(arguments.file, reading=reading(arguments), reducer="merge") as workspace:
        fingerprint = workspace.facts.fingerprint
        if (arguments.remember or arguments.forget) and not fingerprint:
            raise Refused("Native stores all have one schema, so no rules are kept for it; name them with --domain.")
        if arguments.forget:
            forgotten = SavedRules().forget(fingerprint)
            if arguments.json:
                printing.out_json({"forgotten": forgotten})
            else:
                out("Forgot the rules of this schema." if forgotten else "No rules were remembered for this schema.")
            return 0
        source, text = _found(workspace, arguments.domain)
        check = check_rules(workspace, parse_rules(text, source))
    if arguments.save is not None:
        save(arguments.save, text, "the rules")
    if arguments.remember:
        SavedRules().remember(fingerprint, text)
    if arguments.json:
        shown = {"source": source, "rules": text, "agrees": check.agrees, "snapshots": check.snapshots}
        printing.out_json(shown | {"remembered": arguments.remember})
        return 0
    for line in text.rstrip("\n").split("\n"):
        out(line)
    out(f"# {source}: {check.sentence()}")
    return 0


def _found(workspace: Workspace, named: Path | None) -> tuple[str, str]:
    """Where the rules come from, and their text: what is named, what is remembered, or what the store suggests."""
    if named is not None:
        return named.name, read_rules(named)
    saved = SavedRules().text(workspace.facts.fingerprint)
    if saved is not None:
        return "saved rules", saved
    suggestion = suggested(workspace)
    if suggestion is None:
        raise NotFound(f"{workspace.path.name} suggests no fold rules.")
    return "suggested rules", rules_text(suggestion.rules, suggestion.evidence())


VERBS = (Verb("rules", "The fold rules that a store suggests, or those remembered for its schema.", _options, _rules),)
