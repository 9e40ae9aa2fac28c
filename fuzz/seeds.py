"""Small texts of every format, which the fuzzer damages. All of them are ours."""

from __future__ import annotations

import io
import zipfile

EN = [
    "The bridge is 148 metres long and links two quarters of the old town.",
    "It cost 7.2 million euros, and Marta Kvarelidze opened it on 18 May 2024.",
    "“Nobody asked us,” said the miller, who lives next door.",
]
OTHERS = {
    "nl": [
        "De brug is 148 meter lang en verbindt twee wijken van de oude stad.",
        "Hij kostte 7,2 miljoen euro, en Marta Kvarelidze opende hem op 18 mei 2024.",
        "“Niemand heeft ons iets gevraagd”, zei de molenaar, die ernaast woont.",
    ],
    "ja": [
        "橋の長さは148メートルで、旧市街の二つの地区を結ぶ。",
        "費用は720万ユーロで、マルタ・クヴァレリゼが2024年5月18日に開通させた。",
        "「誰も私たちに聞かなかった」と隣に住む粉屋は言った。",
    ],
    "ar": [
        "يبلغ طول الجسر 148 مترا ويربط بين حيين في المدينة القديمة.",
        "وبلغت تكلفته 7.2 مليون يورو، وافتتحته مارتا كفاريليدزه في 18 مايو 2024.",
        "وقال الطحان الذي يسكن بجواره: «لم يسألنا أحد».",
    ],
    "ru": [
        "Мост длиной 148 метров соединяет два района старого города.",
        "Он стоил 7,2 миллиона евро, и 18 мая 2024 года его открыла Марта Кварелидзе.",
        "«Нас никто не спрашивал», — сказал мельник, который живёт рядом.",
    ],
}
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def text(blocks: list[str], suffix: str) -> str:
    """Return blocks as a file of a format without units."""
    if suffix in (".md", ".mdx"):
        component = '<Card title="The ferry">\n\n- open `ferry.toml`\n\n</Card>\n\n'
        component = component if suffix == ".mdx" else ""
        return (
            f"---\ntitle: {blocks[0][:20]}\n---\n\n# {blocks[0][:12]}\n\n{blocks[0]}\n\n"
            f"- [{blocks[1]}](https://ferry.example/a?b=1)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
            f"```sh\nferry --open 3\n```\n\n> {blocks[2]}[^1]\n\n[^1]: {blocks[0]}\n\n{component}"
        )
    if suffix == ".html":
        body = "".join(f"<p>{block} <a href='/a'>{block[:5]}</a></p>" for block in blocks)
        return f"<!doctype html><html><body><article><h1>x</h1>{body}</article></body></html>"
    return "\n\n".join(blocks) + "\n"


def word(document: str) -> bytes:
    """Return a Word file with the XML of a document."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return file.getvalue()


def word_xml(blocks: list[str]) -> str:
    """Return the XML of a Word document with these paragraphs."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{block}</w:t></w:r></w:p>" for block in blocks)
    return f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>'


def units(blocks: list[str], lang: str, suffix: str) -> str:
    """Return English with its translation as a file of units."""
    pairs = list(zip(EN, blocks, strict=True))
    if suffix == ".po":
        entries = "".join(f'msgid "{ours}"\nmsgstr "{theirs}"\n\n' for ours, theirs in pairs)
        return f'msgid ""\nmsgstr ""\n"Language: {lang}\\n"\n\n{entries}'
    if suffix == ".xlf":
        entries = "".join(
            f'<trans-unit id="{at}"><source>{ours} <x id="1"/></source>'
            f'<target>{theirs} <x id="1"/></target></trans-unit>'
            for at, (ours, theirs) in enumerate(pairs)
        )
        return (
            f'<xliff version="1.2"><file source-language="en" target-language="{lang}"><body>'
            f"{entries}</body></file></xliff>"
        )
    if suffix == ".tmx":
        entries = "".join(
            f'<tu><tuv xml:lang="en"><seg>{ours}</seg></tuv>'
            f'<tuv xml:lang="{lang}"><seg>{theirs}</seg></tuv></tu>'
            for ours, theirs in pairs
        )
        return f'<tmx version="1.4"><header srclang="en"/><body>{entries}</body></tmx>'
    if suffix == ".ts":
        entries = "".join(
            f"<message><source>{ours}</source><translation>{theirs}</translation></message>"
            for ours, theirs in pairs
        )
        return f'<TS language="{lang}"><context><name>x</name>{entries}</context></TS>'
    if suffix == ".xcstrings":
        entries = ", ".join(
            f'"{ours}": {{"localizations": {{"{lang}": '
            f'{{"stringUnit": {{"state": "translated", "value": "{theirs} %@"}}}}}}}}'
            for ours, theirs in pairs
        )
        return f'{{"sourceLanguage": "en", "strings": {{{entries}}}, "version": "1.0"}}'
    rows = "".join(f'{at},"{ours}","{theirs}"\n' for at, (ours, theirs) in enumerate(pairs))
    return f"key,en,{lang}\n{rows}"


def keyed(blocks: list[str], lang: str, suffix: str) -> str:
    """Return strings with keys as a file in one language."""
    named = {f"key{at}": block for at, block in enumerate(blocks)}
    if suffix == ".json":
        inside = ", ".join(f'"{key}": "{block} {{name}}"' for key, block in named.items())
        return f'{{"menu": {{{inside}}}, "n": 3}}\n'
    if suffix == ".yml":
        return f"{lang}:\n" + "".join(f'  {key}: "{block}"\n' for key, block in named.items())
    if suffix == ".properties":
        return "".join(f"{key} = {block}\n" for key, block in named.items())
    if suffix == ".strings":
        return "".join(f'"{key}" = "{block}";\n' for key, block in named.items())
    if suffix == ".stringsdict":
        inside = "".join(
            f"<key>{key}</key><dict><key>n</key><dict><key>one</key><string>{block}</string>"
            f"<key>other</key><string>%d {block}</string></dict></dict>"
            for key, block in named.items()
        )
        return f"<plist><dict>{inside}</dict></plist>"
    if suffix == ".ftl":
        return "".join(f"{key} = {block} {{ $name }}\n" for key, block in named.items())
    if suffix == ".resx":
        inside = "".join(
            f'<data name="{key}"><value>{block}</value></data>' for key, block in named.items()
        )
        return f"<root>{inside}</root>"
    inside = "".join(f'<string name="{key}">{block}</string>' for key, block in named.items())
    return f"<resources>{inside}</resources>"
