"""Write the pictures of the README and the documentation: what the terminal and the pages show of
examples/.

usage: python tools/build_pictures.py [--check]

The picture of the terminal is an SVG of what the command prints; the pages are photographed in
headless Chromium, light and dark. `docs/pictures/drawn.json` has digests of what was drawn. With
--check nothing is written, and the exit status is 1 if something has changed since.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from msgspec.structs import replace

from transcheck import Checker, Text, engine, report
from transcheck.config import Settings
from transcheck.report import html

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs/pictures"
DRAWN = PICTURES / "drawn.json"
STORY = "examples/bridge"
SHOWN = ("en.md", "pl.md", "nl.md")
COLUMNS = 110
SIZE = "1280,860"
CHARACTER, LINE = 7.7, 18  # pixels
COLOURS = {"31": "#ff7b72", "33": "#e3b341", "36": "#79c0ff"}
ANSI = re.compile(r"\x1b\[(\d+)m")


def terminal() -> str:
    """Return a picture of what `transcheck check` prints about the example story."""
    paths = [Path(STORY) / name for name in SHOWN]
    run = replace(engine.check(paths, Settings(source="en"), jobs=1), seconds=0.05)
    printed = "".join(report.render("table", run, colour=True, columns=COLUMNS))
    command = " ".join(["$ transcheck check --source en", *map(str, paths)])
    lines = [command, "", *printed.splitlines()]
    height = LINE * (len(lines) + 2)
    width = round(CHARACTER * (COLUMNS + 4))
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="What transcheck prints about an example story">',
        f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>',
        '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12.8" '
        'fill="#e6edf3">',
    ]
    for number, line in enumerate(lines, 1):
        drawn.append(f'<text x="16" y="{LINE * (number + 0.5):g}">{spans(line)}</text>')
    return "\n".join([*drawn, "</g>", "</svg>"]) + "\n"


def spans(line: str) -> str:
    """Return a line's text, coloured as a terminal colours it."""
    parts = ANSI.split(line.replace(" ", "\u00a0"))  # SVG collapses blanks
    drawn = escape(parts[0])
    for code, text in zip(parts[1::2], parts[2::2], strict=True):
        colour = COLOURS.get(code)
        drawn += f'<tspan fill="{colour}">{escape(text)}</tspan>' if colour else escape(text)
    return drawn


def page() -> str:
    """Return the page of the example story, without what differs from run to run."""
    texts = [
        Text((ROOT / STORY / name).read_text(encoding="utf-8"), name[:2], name) for name in SHOWN
    ]
    run = Checker(texts=True).check(texts, source="en", story="bridge")
    return html.story_page(replace(run, begun=0.0, signature=""))


def photograph(text: str, target: Path, *, dark: bool) -> None:
    """Write a picture of a page."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Chromium is needed to photograph the pages; install it")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(text, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
        command = [chromium, *options, scheme, f"--window-size={SIZE}", f"--screenshot={target}"]
        subprocess.run([*command, file.as_uri()], check=True, capture_output=True)


def digests() -> dict[str, str]:
    """Return what each picture shows, as a digest."""
    return {
        "terminal.svg": hashlib.sha256(terminal().encode()).hexdigest(),
        "page": hashlib.sha256(page().encode()).hexdigest(),
    }


def main() -> None:
    """Write or check the pictures."""
    if "--check" in sys.argv[1:]:
        if json.loads(DRAWN.read_text(encoding="utf-8")) != digests():
            raise SystemExit("the pictures are stale; run tools/build_pictures.py")
        return
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "terminal.svg").write_text(terminal(), encoding="utf-8")
    photograph(page(), PICTURES / "page-light.png", dark=False)
    photograph(page(), PICTURES / "page-dark.png", dark=True)
    DRAWN.write_text(json.dumps(digests(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
