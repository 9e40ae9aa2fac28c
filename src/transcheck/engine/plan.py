"""What every story of a run is checked by."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from transcheck import glossary, rulebook
from transcheck.checks import validate
from transcheck.config import Settings
from transcheck.git import Changes
from transcheck.model import RuleReport
from transcheck.rulebook import Rule
from transcheck.suppress import baseline, comments


class RunPlan(Struct, frozen=True):
    """The rules that are on, the codes of all rules, and the settings by which every story is
    checked.

    `changes` says what changed since the revision that a run compares with, if any. With `texts`, a
    report includes the texts of its story.
    """

    rules: tuple[Rule, ...]
    codes: frozenset[str]
    settings: Settings
    changes: Changes | None = None
    texts: bool = False

    @property
    def reported(self) -> tuple[RuleReport, ...]:
        """Return the rules in the form used in reports."""
        return tuple(
            RuleReport(rule.code, rule.name, rule.severity, rule.summary, rule.why, rule.fix)
            for rule in self.rules
        )

    @property
    def rules_able_to_fire(self) -> tuple[str, ...]:
        """Return the codes of the rules that can find something.

        Staleness needs to know what changed, a stale baseline needs a baseline, and an unused
        comment needs all the rules it may name.
        """
        idle = {"staleness": not self.changes}
        named = {
            baseline.STALE: not self.settings.baseline,
            comments.UNUSED: len(self.rules) < len(self.codes),
        }
        return tuple(
            rule.code for rule in self.rules if not (idle.get(rule.check) or named.get(rule.name))
        )


def prepare(settings: Settings, *, changes: Changes | None = None, texts: bool = False) -> RunPlan:
    """Return the plan by which every story is checked.

    Raises:
        TranscheckError: a rule or a setting is invalid.
    """
    every = rulebook.book(settings)
    validate(every)
    # errors in it are reported before the work begins
    glossary.load(settings.glossary, settings.root)
    return RunPlan(
        rulebook.apply(every, settings),
        frozenset(rule.code for rule in every),
        settings,
        changes,
        texts,
    )


def baseline_filter(plan: RunPlan) -> baseline.Filter | None:
    """Return what removes the findings in the baseline from a report, or None if there is no
    baseline.

    Raises:
        TranscheckError: the baseline cannot be read.
    """
    file = plan.settings.baseline
    return (
        baseline.Filter(baseline.load((plan.settings.root or Path()) / file), plan.reported)
        if file
        else None
    )
