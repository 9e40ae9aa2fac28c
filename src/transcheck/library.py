"""The interface for other programs: check texts in memory, or files, without the command line.

    from transcheck import check_texts

    run = check_texts({"nl": "De brug is 148 meter lang.", "pl": "Most ma 184 metry."}, source="nl")
    for finding in run.stories[0].findings:
        print(finding.code, finding.message)

Nothing is printed or written, no signal handlers are set, and the checks may run in threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import replace
from threadpoolctl import ThreadpoolController

from transcheck import config, discover, engine, formats
from transcheck.annotate.language import detect
from transcheck.config import Settings
from transcheck.discover.advice import REMEDIES
from transcheck.locales import UNKNOWN, language_name, parse_language
from transcheck.model import Run, Story, TranscheckError, Version

_REMEDY = "paste its text, or save it as .docx, .html, .md or .txt"
_SUFFIX = ".md"  # of a text that has no name


class Text(Struct, frozen=True):
    """A version of a story.

    `content` is its text, or the bytes of its file. `lang` is a BCP 47 tag; if it is empty, the
    language is guessed from the text. The suffix of `name` gives the format; without a name it is
    Markdown, in which plain text is read alike.
    """

    content: str | bytes
    lang: str = ""
    name: str = ""


class Checker:
    """Checks stories by one set of settings, whose rules are read once.

    With `texts`, reports include the texts side by side. One object may serve several threads.
    """

    def __init__(self, settings: Settings | None = None, *, texts: bool = False) -> None:
        """Read the rules.

        Raises:
            TranscheckError: a rule or a setting is invalid.
        """
        self._settings = settings or Settings()
        self._plan = engine.prepare(self._settings, texts=texts)

    def check(self, texts: Sequence[Text], *, source: str = "", story: str = "story") -> Run:
        """Return a run of one story with these versions.

        `source` is the language that the others were translated from; empty if that is not known.

        Raises:
            TranscheckError: a language, a format or a combination of them is invalid.
        """
        named: list[Text] = []
        for text in texts:
            named.append(self._named(text, len(named), {other.name for other in named}))
        if any(formats.has_units(PurePosixPath(text.name)) for text in named):
            return self._of_units(named, source)
        versions = tuple(
            Version(text.lang, Path(text.name), text.name, data=_bytes(text.content))
            for text in named
        )
        if len(versions) == 1:
            raise TranscheckError("this is only one version; give another one to compare it with")
        langs = [version.lang for version in versions]
        _refuse_twins(langs)
        tag = _language(source) if source else ""
        if tag and tag not in langs:
            raise TranscheckError(
                f"the source {source!r} is none of the languages {', '.join(langs)}"
            )
        return self._run(Story(story, versions, langs.index(tag) if tag else None))

    def _named(self, text: Text, at: int, taken: set[str]) -> Text:
        """Return a version with its language, and a name that no other has."""
        name = PurePosixPath(text.name.replace("\\", "/")).name
        suffix = PurePosixPath(name).suffix or _SUFFIX
        if formats.format_of(PurePosixPath("text" + suffix)) is None:
            remedy = REMEDIES.get(suffix.casefold(), _REMEDY)
            raise TranscheckError(f"{name}: {suffix} files cannot be read; {remedy}")
        lang = _language(text.lang) if text.lang else _guess(text, suffix)
        name = name or f"{lang if lang != UNKNOWN else at + 1}{suffix}"
        return Text(text.content, lang, f"{at + 1}-{name}" if name in taken else name)

    def _of_units(self, texts: Sequence[Text], source: str) -> Run:
        """Return a run of files of units, whose readers need files: they are kept in a private
        folder until they are checked.
        """
        with TemporaryDirectory(prefix="transcheck-") as name:
            folder = Path(name)
            settings = replace(self._settings, root=folder, pattern=None)
            if source:
                settings = replace(settings, source=_language(source))
            shown: dict[Path, str] = {}
            for text in texts:
                # its language, if it is known, is in the name, as teams name such files
                stem = text.lang if text.lang != UNKNOWN else f"{len(shown) + 1}"
                path = folder / f"{stem}{PurePosixPath(text.name).suffix}"
                path.write_bytes(_bytes(text.content))
                shown[path] = text.name
            stories = discover.discover(list(shown), settings)
            if len(stories) != 1:
                raise TranscheckError(
                    "these files are not versions of one story; say which language each is in"
                )
            [found] = stories
            versions = tuple(
                replace(version, shown=shown.get(version.path.absolute(), version.path.name))
                for version in found.versions
            )
            return self._run(replace(found, versions=versions))

    def _run(self, story: Story) -> Run:
        with _arrays().limit(limits=1, user_api="blas"):
            return engine.check_one(story, self._plan)


def check_texts(
    texts: Mapping[str, str] | Sequence[Text],
    *,
    source: str = "",
    settings: Settings | None = None,
) -> Run:
    """Return a run of one story, given its versions as a mapping from language to text, or as
    `Text`s.

    Raises:
        TranscheckError: a language, a format or a setting is invalid.
    """
    if isinstance(texts, Mapping):
        texts = [Text(text, lang) for lang, text in texts.items()]
    return Checker(settings).check(texts, source=source)


def check_paths(
    paths: Iterable[str | Path], *, source: str = "", settings: Settings | None = None
) -> Run:
    """Return a run of the stories under or among some paths, one after another in this process.

    Without settings, those of the nearest `transcheck.toml` are used.

    Raises:
        TranscheckError: a path or a setting is invalid, or there is nothing to check.
    """
    where = [Path(path) for path in paths] or [Path()]
    file = config.find(where[0]) if settings is None else None
    found = settings or (config.load(file) if file else Settings())
    if source:
        found = replace(found, source=_language(source))
    with _arrays().limit(limits=1, user_api="blas"):
        return engine.check(where, found, jobs=1)


@cache
def _arrays() -> ThreadpoolController:
    """Return what bounds the threads that numpy starts: for arrays as small as ours, starting them
    takes five times longer than the work (measured: 60 ms an alignment, 11 ms with one thread).
    """
    import numpy as np

    assert np is not None  # it must be loaded before its threads can be bounded
    return ThreadpoolController()


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")


def _language(text: str) -> str:
    tag = parse_language(text)
    if tag is None:
        raise TranscheckError(
            f"{text!r} is not a language tag or name; write one such as en, pt-BR or Polish"
        )
    return tag


def _guess(text: Text, suffix: str) -> str:
    """Return the language of a text, UNKNOWN if it is not clear."""
    if formats.has_units(PurePosixPath("text" + suffix)):
        return UNKNOWN
    try:
        document = formats.parse(_bytes(text.content), suffix)
    except formats.UnreadableError:
        return UNKNOWN
    return detect(" ".join(block.text for block in document.blocks)) or UNKNOWN


def _refuse_twins(langs: Sequence[str]) -> None:
    for lang in langs:
        if lang == UNKNOWN and len(langs) > 1:
            raise TranscheckError(
                "the language of a text is not clear; say which language it is in"
            )
        if langs.count(lang) > 1:
            raise TranscheckError(
                f"two texts are in the same language ({language_name(lang)}); remove one, or say "
                "which language each is in"
            )
