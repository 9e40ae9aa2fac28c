"""Commands about rules and configuration: rule, init."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from transcheck.cli.options import Config, settings_for
from transcheck.cli.terminal import faults, note
from transcheck.model import TranscheckError


def rule(
    code: Annotated[
        str | None, typer.Argument(help="A rule's code or name.", show_default="all rules")
    ] = None,
    new: Annotated[
        str | None,
        typer.Option(
            "--new", metavar="CODE", help="Write a rule of your own to start from, and its fixture."
        ),
    ] = None,
    test: Annotated[
        Path | None,
        typer.Option("--test", metavar="DIR", help="Run the fixtures of the rules in a folder."),
    ] = None,
    rules: Annotated[Path, typer.Option(metavar="DIR", help="Where --new writes.")] = Path("rules"),
    config: Config = None,
) -> None:
    """Explain a rule, or list them all; write and test rules of your own."""
    with faults():
        if new is not None:
            _new_rule(new, rules)
        elif test is not None:
            _test_rules(test)
        else:
            _show_rules(code, config)


def init(
    folder: Annotated[
        Path, typer.Argument(help="Where transcheck.toml goes.", show_default="this folder")
    ] = Path(),
) -> None:
    """Write a transcheck.toml in which every setting is explained."""
    with faults():
        from transcheck import config as configuration
        from transcheck import storage

        target = folder / configuration.NAME
        if target.exists():
            raise TranscheckError(f"{target}: already exists; edit it or delete it")
        if not folder.is_dir():
            raise TranscheckError(f"{folder}: no such folder; create it first")
        storage.write(target, configuration.template())
        note(f"{target}: written")


def _new_rule(code: str, folder: Path) -> None:
    from transcheck import rule_fixtures, storage

    targets = rule_fixtures.new(code, folder)
    for target, text in zip(targets, rule_fixtures.skeleton(code), strict=True):
        storage.write(target, text)
        note(f"{target}: written")
    note(
        f"try it with `transcheck rule --test {folder}`, and use it with `rules = "
        f'["{folder.as_posix()}"]`'
    )


def _test_rules(folder: Path) -> None:
    from transcheck import rule_fixtures

    verdicts = list(rule_fixtures.run_all(folder))
    for verdict in verdicts:
        case = verdict.case
        typer.echo(
            f"{'passed' if verdict.passed else 'FAILED'}  {case.code}  {case.verdict}: {case.title}"
        )
        for lang, line, text in verdict.missing:
            typer.echo(f'        not found: {lang}:{line} "{text}"')
        for lang, line, text in verdict.extra:
            typer.echo(f'        found, and should not be: {lang}:{line} "{text}"')
    failed = sum(not verdict.passed for verdict in verdicts)
    typer.echo(f"{len(verdicts)} cases, {failed} failed")
    if failed:
        raise typer.Exit(1)


def _show_rules(code: str | None, config: Path | None) -> None:
    from tabulate import tabulate

    from transcheck import rulebook

    book = rulebook.book(settings_for([Path()], config))
    if code is None:
        table = [[item.code, item.name, str(item.severity), item.summary] for item in book]
        typer.echo(tabulate(table, ["code", "name", "severity", "summary"], "simple"))
        return
    item = next(
        (item for item in book if code.casefold() in (item.code.casefold(), item.name)), None
    )
    if item is None:
        raise TranscheckError(f"no rule {code!r}; `transcheck rule` lists them")
    typer.echo(f"{item.code} {item.name} ({item.severity})\n\n{item.summary}\n\n{item.why}")
    for name, value in item.options.items():
        typer.echo(f"\noption {name} = {value!r}")
