"""How exactly `transcheck status` knows which paragraphs lag, in repositories with known edits.

usage: python bench/lag.py [--seeds N]

Twenty pages in English and three languages are edited in 200 commits: sentences, numbers and code
of the source change, paragraphs come, go and are rewrapped, pages are renamed, changes are
reverted; translations follow a page or a paragraph, or have a typing error put right. What lags in
the end is known. Half of the repositories name the source's revision in each translation, the
others do not.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tabulate import tabulate

from transcheck.config import Settings
from transcheck.engine import status
from transcheck.model import LagKind

LANGUAGES = ("de", "ja", "ru")
PAGES, COMMITS = 20, 200
SUBJECTS = {
    "en": "The old baker|A young skipper|The mayor of the town|Our neighbour|The new teacher"
    "|A tall gardener|The night watchman|My grandmother|The postman|A quiet student",
    "de": "Der alte Bäcker|Ein junger Schiffer|Der Bürgermeister|Unser Nachbar|Die neue Lehrerin"
    "|Ein großer Gärtner|Der Nachtwächter|Meine Großmutter|Der Postbote|Ein stiller Student",
    "ja": "年老いたパン屋は|若い船長は|町長は|隣人は|新しい先生は|背の高い庭師は"
    "|夜警は|祖母は|郵便配達員は|静かな学生は",
    "ru": "Старый пекарь|Молодой шкипер|Мэр города|Наш сосед|Новая учительница|Высокий садовник"
    "|Ночной сторож|Моя бабушка|Почтальон|Тихий студент",
}
ACTIONS = {
    "en": "opens the oven before dawn|counts the boats in the harbour|reads a letter on the bridge"
    "|waters the roses behind the church|sells bread at the market|repairs a clock in the tower"
    "|waits for the ferry in the rain|paints the door of the school|carries water up the hill"
    "|sings with the choir on Sundays|closes the gate of the park|writes about the flood",
    "de": "öffnet den Ofen vor dem Morgen|zählt die Boote im Hafen|liest auf der Brücke einen Brief"
    "|gießt die Rosen hinter der Kirche|verkauft Brot auf dem Markt|repariert im Turm eine Uhr"
    "|wartet im Regen auf die Fähre|streicht die Tür der Schule|trägt Wasser den Hügel hinauf"
    "|singt sonntags mit dem Chor|schließt das Tor des Parks|schreibt über das Hochwasser",
    "ja": "夜明け前にかまどを開ける|港の船を数える|橋の上で手紙を読む|教会の裏の薔薇に水をやる"
    "|市場でパンを売る|塔の時計を直す|雨の中で渡し船を待つ|学校の扉を塗る"
    "|丘の上まで水を運ぶ|日曜に合唱団と歌う|公園の門を閉める|洪水について書く",
    "ru": "открывает печь до рассвета|считает лодки в гавани|читает письмо на мосту"
    "|поливает розы за церковью|продаёт хлеб на рынке|чинит часы на башне"
    "|ждёт паром под дождём|красит дверь школы|носит воду на холм"
    "|поёт с хором по воскресеньям|закрывает ворота парка|пишет о наводнении",
}
SENTENCES = [(one, other) for one in range(10) for other in range(12)]
Fact = tuple[str, str, str, str]  # page, language, kind, first words of the paragraph
Sentence = tuple[int, int]


def sentence(pick: Sentence, lang: str) -> str:
    """Return a sentence in a language."""
    subject = SUBJECTS[lang].split("|")[pick[0]]
    action = ACTIONS[lang].split("|")[pick[1]]
    return f"{subject}{action}。" if lang == "ja" else f"{subject} {action}."


class Paragraph:
    """A paragraph of a page: sentences and perhaps a number, or code and its comment."""

    def __init__(self, name: int, picks: Iterable[Sentence], code: str = "") -> None:
        self.name = name
        self.picks = list(picks)
        self.number = 0
        self.code = code
        self.comment = "the large one"
        self.wrapped = False
        self.former: tuple[list[Sentence], int] | None = None

    @property
    def meaning(self) -> tuple[object, ...]:
        """Return what a translation must follow."""
        return tuple(self.picks), self.number, self.code

    def text(self, lang: str) -> str:
        """Return the paragraph in a language."""
        if self.code:
            return f"```sh\n{self.code} # {self.comment}\n```"
        parts = [sentence(pick, lang) for pick in self.picks]
        parts += [f"({self.number} km)"] if self.number else []
        return ("" if lang == "ja" else " ").join(parts)


Translated = list[tuple[int, str, tuple[object, ...]]]  # name, text, meaning of each paragraph


class Page:
    """A page and what its translations have: each paragraph's text, and what it translates."""

    def __init__(self, name: str, paragraphs: list[Paragraph]) -> None:
        self.name = self.title = name
        self.paragraphs = paragraphs
        self.translated: dict[str, Translated] = {}
        self.base: dict[str, str] = {}


class Simulation:
    """The repository of one seed."""

    def __init__(self, root: Path, seed: int, *, declared: bool) -> None:
        self.root = root
        self.random = random.Random(seed)
        self.declared = declared
        self.clock = 1_700_000_000
        self.count = 0
        self.git("init", "--quiet", "--initial-branch", "main")
        self.pages = [self.new_page(number) for number in range(PAGES)]
        for page in self.pages:
            self.write(page)
        head = self.commit("pages")
        for page in self.pages:
            for lang in LANGUAGES:
                page.base[lang] = head
                self.follow(page, lang)
        self.commit("translations")

    def run(self) -> None:
        """Make the edits."""
        kinds = {
            self.append: 14, self.set_number: 10, self.add: 8, self.remove: 6, self.rewrap: 8,
            self.follow_page: 16, self.follow_paragraph: 14, self.fix_typo: 12, self.revert: 4,
            self.change_code: 3, self.change_comment: 4, self.rename: 2,
        }  # fmt: skip
        for _ in range(COMMITS - 2):
            [edit] = self.random.choices(list(kinds), list(kinds.values()))
            edit(self.random.choice(self.pages))
            self.commit(edit.__name__)

    def new_page(self, number: int) -> Page:
        paragraphs = [self.new_paragraph() for _ in range(self.random.randint(6, 12))]
        if number % 3 == 0:
            self.count += 1
            paragraphs.insert(3, Paragraph(self.count, (), f"bake --oven {number + 100}"))
        return Page(f"page{number}", paragraphs)

    def new_paragraph(self) -> Paragraph:
        self.count += 1
        return Paragraph(self.count, self.random.sample(SENTENCES, self.random.randint(2, 4)))

    def prose(self, page: Page) -> Paragraph:
        return self.random.choice([part for part in page.paragraphs if not part.code])

    def append(self, page: Page) -> None:
        part = self.prose(page)
        part.former = list(part.picks), part.number
        part.picks.append(self.random.choice(SENTENCES))
        self.write(page)

    def set_number(self, page: Page) -> None:
        part = self.prose(page)
        part.former = list(part.picks), part.number
        part.number = self.random.randint(10, 99)
        self.write(page)

    def revert(self, page: Page) -> None:
        part = self.prose(page)
        if part.former:
            part.picks, part.number = part.former
            self.write(page)

    def add(self, page: Page) -> None:
        place = self.random.randint(0, len(page.paragraphs))
        page.paragraphs.insert(place, self.new_paragraph())
        self.write(page)

    def remove(self, page: Page) -> None:
        if len(page.paragraphs) > 5:
            page.paragraphs.remove(self.prose(page))
            self.write(page)

    def rewrap(self, page: Page) -> None:
        part = self.prose(page)
        part.wrapped = not part.wrapped
        self.write(page)

    def change_code(self, page: Page) -> None:
        for part in page.paragraphs:
            if part.code:
                part.code = f"bake --oven {self.random.randint(200, 900)}"
        self.write(page)

    def change_comment(self, page: Page) -> None:
        for part in page.paragraphs:
            part.comment = f"oven number {self.random.randint(1, 99)}"
        self.write(page)

    def rename(self, page: Page) -> None:
        for lang in ("en", *LANGUAGES):
            path = self.path(page, lang)
            path.rename(path.with_name(f"{page.name}x.md"))
        page.name += "x"

    def follow_page(self, page: Page) -> None:
        lang = self.random.choice(LANGUAGES)
        page.base[lang] = self.git("rev-parse", "HEAD")
        self.follow(page, lang)

    def follow(self, page: Page, lang: str) -> None:
        page.translated[lang] = [(p.name, p.text(lang), p.meaning) for p in page.paragraphs]
        self.write(page, lang)

    def follow_paragraph(self, page: Page) -> None:
        lang = self.random.choice(LANGUAGES)
        now = {part.name: part for part in page.paragraphs}
        behind = [
            index
            for index, (name, _, meaning) in enumerate(page.translated[lang])
            if name in now and now[name].meaning != meaning
        ]
        if behind:
            index = self.random.choice(behind)
            part = now[page.translated[lang][index][0]]
            page.translated[lang][index] = part.name, part.text(lang), part.meaning
            self.write(page, lang)

    def fix_typo(self, page: Page) -> None:
        lang = self.random.choice(LANGUAGES)
        index = self.random.randrange(len(page.translated[lang]))
        name, text, meaning = page.translated[lang][index]
        if not text.startswith("```"):
            place = self.random.randrange(len(text) - 2)
            page.translated[lang][index] = name, text[:place] + text[place + 1 :], meaning
            self.write(page, lang)

    def truth(self) -> Counter[Fact]:
        """Return what lags."""
        found: Counter[Fact] = Counter()
        for page in self.pages:
            now = {part.name: part for part in page.paragraphs}
            for lang in LANGUAGES:
                have = {name: meaning for name, _, meaning in page.translated[lang]}
                for part in page.paragraphs:
                    if part.name not in have:
                        found[page.name, lang, "added", part.text("en")] += 1
                    elif have[part.name] != part.meaning:
                        found[page.name, lang, "changed", part.text("en")] += 1
                for name, text, _ in page.translated[lang]:
                    if name not in now:
                        found[page.name, lang, "removed", text] += 1
        return found

    def path(self, page: Page, lang: str) -> Path:
        return self.root / "content" / lang / f"{page.name}.md"

    def write(self, page: Page, lang: str = "en") -> None:
        path = self.path(page, lang)
        path.parent.mkdir(parents=True, exist_ok=True)
        if lang == "en":
            texts = [wrapped(part) for part in page.paragraphs]
            head = ""
        else:
            texts = [text for _, text, _ in page.translated[lang]]
            head = f"---\nsourceCommit: {page.base[lang]}\n---\n\n" if self.declared else ""
        path.write_text(head + f"# {page.title}\n\n" + "\n\n".join(texts) + "\n", encoding="utf-8")

    def commit(self, message: str) -> str:
        self.clock += self.random.randint(3_600, 200_000)
        date = f"{self.clock} +0000"
        self.git("add", "--all")
        self.git(
            "-c", "user.name=x", "-c", "user.email=x@example.org",
            "commit", "--quiet", "--allow-empty", "--message", message,
            GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date,
        )  # fmt: skip
        return self.git("rev-parse", "HEAD")

    def git(self, *arguments: str, **environment: str) -> str:
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **own, **environment},
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout.strip()


def wrapped(part: Paragraph) -> str:
    """Return a paragraph of the source, on two lines if it was rewrapped."""
    words = part.text("en").split(" ")
    if not part.wrapped:
        return " ".join(words)
    half = len(words) // 2
    return " ".join(words[:half]) + "\n" + " ".join(words[half:])


def reported(root: Path) -> Counter[Fact]:
    """Return what the status says of a repository."""
    board = status([root], Settings(source="en", root=root), jobs=1)
    found: Counter[Fact] = Counter()
    for story in board.stories:
        for version in story.versions:
            for change in version.changes:
                text = change.text if change.kind is LagKind.REMOVED else change.after
                if text.startswith("bake "):
                    text = f"```sh\n{text}\n```"
                page = story.story.rpartition("/")[2]
                found[page, version.lang, change.kind.value, text] += 1
    return found


def measured(seed: int, *, declared: bool) -> tuple[int, int, int]:
    """Return how many paragraphs lag, how many are reported, and how many of these rightly."""
    with TemporaryDirectory() as folder:
        simulation = Simulation(Path(folder), seed, declared=declared)
        simulation.run()
        truth, found = simulation.truth(), reported(Path(folder))
    return truth.total(), found.total(), (truth & found).total()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = parser.parse_args().seeds
    rows = []
    for name, declared in (("named in the file", True), ("from git alone", False)):
        counts = [measured(seed, declared=declared) for seed in range(1, seeds + 1)]
        lagging, said, right = (sum(column) for column in zip(*counts, strict=True))
        rows.append([name, lagging, f"{right / lagging:.3f}", f"{right / said:.3f}"])
    print(tabulate(rows, ["base", "lagging", "recall", "precision"], disable_numparse=True))


if __name__ == "__main__":
    main()
