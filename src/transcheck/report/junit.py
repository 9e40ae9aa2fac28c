"""JUnit XML: one test suite per story, one test case per version.

Findings at or above warning make it fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from transcheck.model import Finding, Run, Severity, StoryReport

# characters that XML 1.0 cannot contain
_INVALID = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a run as JUnit XML; findings of severity info go to the output of their case and do not
    make it fail.
    """
    root = ElementTree.Element("testsuites", name="transcheck", time=f"{run.seconds:.3f}")
    for story in run.stories:
        root.append(_suite(story))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ElementTree.indent(root)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + ElementTree.tostring(root, encoding="unicode")
        + "\n"
    )


def _suite(story: StoryReport) -> ElementTree.Element:
    places = dict.fromkeys((version.lang, version.path) for version in story.versions)
    places |= dict.fromkeys(
        (finding.location.lang, finding.location.path) for finding in story.findings
    )
    suite = ElementTree.Element(
        "testsuite", name=_clean(story.story), tests=str(len(places) + bool(story.fault))
    )
    for lang, path in places:
        found = [f for f in story.findings if (f.location.lang, f.location.path) == (lang, path)]
        suite.append(_case(story.story, lang, path, found))
    if story.fault:
        case = ElementTree.SubElement(
            suite, "testcase", classname=_clean(story.story), name="check"
        )
        ElementTree.SubElement(case, "error", message=_clean(story.fault))
    suite.set("errors", str(int(bool(story.fault))))
    suite.set("failures", str(sum(len(case.findall("failure")) > 0 for case in suite)))
    return suite


def _case(story: str, lang: str, path: str, found: list[Finding]) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase", classname=_clean(story), name=_clean(f"{lang} {path}"), file=_clean(path)
    )
    loud = [finding for finding in found if finding.severity > Severity.INFO]
    if loud:
        worst = max(loud, key=lambda finding: finding.severity)
        failure = ElementTree.SubElement(
            case, "failure", type=str(worst.severity), message=_clean(f"{len(loud)} findings")
        )
        failure.text = "\n".join(_line(finding) for finding in loud)
    quiet = [finding for finding in found if finding.severity is Severity.INFO]
    if quiet:
        ElementTree.SubElement(case, "system-out").text = "\n".join(
            _line(finding) for finding in quiet
        )
    return case


def _line(finding: Finding) -> str:
    place = finding.location
    return _clean(
        f"{place.path}:{place.line}:{place.column}: {finding.severity} {finding.code} "
        f"{finding.message}"
    )


def _clean(text: str) -> str:
    return _INVALID.sub("\ufffd", text)
