"""Where the source is not known, each version is compared with every other one for text that was
left untranslated.
"""

from __future__ import annotations

import pytest

from transcheck import check_texts

NL = """De molen van Kollum staat al twee eeuwen op de dijk bij het water.

De wethouder sprak lang over het geld. Daarna bleef het lang stil in de zaal.

In september beslist de gemeenteraad over het herstel van de wieken.
"""
PL = """Wiatrak w Kollum od dwóch stuleci stoi na grobli nad samą wodą.

Radny długo mówił o pieniądzach. Potem na sali długo panowała zupełna cisza.

We wrześniu rada gminy zdecyduje o naprawie skrzydeł starego wiatraka.
"""
UK = """Вітряк у Коллюмі вже два століття стоїть на дамбі біля самої води.

Радник довго говорив про гроші. Після цього в залі надовго запала тиша.

У вересні громадська рада вирішить, чи ремонтувати крила вітряка.
"""
LEFT = "Daarna bleef het lang stil in de zaal."
TEXTS = {
    "pl": PL.replace("Potem na sali długo panowała zupełna cisza.", LEFT),
    "uk": UK.replace("Після цього в залі надовго запала тиша.", LEFT),
}


def untranslated(texts: dict[str, str], source: str) -> list[tuple[str, str]]:
    run = check_texts(texts, source=source)
    return [
        (finding.location.lang, finding.location.text)
        for story in run.stories
        for finding in story.findings
        if finding.code.startswith("UNT")
    ]


@pytest.mark.parametrize("source", ["", "nl"])
@pytest.mark.parametrize("lang", TEXTS)
def test_a_sentence_is_found_whichever_version_the_others_are_compared_with(
    lang: str, source: str
) -> None:
    texts = {"nl": NL, "pl": PL, "uk": UK} | {lang: TEXTS[lang]}
    [(where, text)] = untranslated(texts, source)
    assert (where, text.rstrip(".")) == (lang, LEFT.rstrip("."))


def test_right_versions_have_none() -> None:
    assert untranslated({"nl": NL, "pl": PL, "uk": UK}, "") == []
