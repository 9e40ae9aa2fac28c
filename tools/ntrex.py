"""Reads an NTREX-128 checkout (parallel news in 128 languages, CC BY-SA 4.0) for the other scripts
here.
"""

from functools import cache
from pathlib import Path

# NTREX names its files by ISO 639-3; the tags that transcheck uses are the shortest
TAGS = {
    "afr": "af", "amh": "am", "arb": "ar", "aze-Latn": "az", "bak": "ba", "bel": "be",
    "bem": "bem", "ben": "bn",
    "bod": "bo", "bos": "bs", "bul": "bg", "cat": "ca", "ces": "cs", "ckb-Arab": "ckb",
    "cym": "cy", "dan": "da",
    "deu": "de", "div": "dv", "dzo": "dz", "ell": "el", "est": "et", "eus": "eu", "ewe": "ee",
    "fao": "fo", "fas": "fa", "fij": "fj", "fil": "fil", "fin": "fi", "fra": "fr", "fuc": "ff",
    "gle": "ga",
    "glg": "gl", "guj": "gu", "hau": "ha", "heb": "he", "hin": "hi", "hmn": "hmn", "hrv": "hr",
    "hun": "hu",
    "hye": "hy", "ibo": "ig", "ind": "id", "isl": "is", "ita": "it", "jpn": "ja", "kan": "kn",
    "kat": "ka",
    "kaz": "kk", "khm": "km", "kin": "rw", "kir": "ky", "kmr": "ku", "kor": "ko", "lao": "lo",
    "lav": "lv",
    "lit": "lt", "ltz": "lb", "mal": "ml", "mar": "mr", "mey": "mey", "mkd": "mk", "mlg": "mg",
    "mlt": "mt",
    "mon": "mn", "mri": "mi", "msa": "ms", "mya": "my", "nde": "nd", "nep": "ne", "nld": "nl",
    "nno": "nn",
    "nob": "nb", "nso": "nso", "nya": "ny", "orm": "om", "pan": "pa", "pol": "pl", "por-BR": "pt",
    "prs": "fa-AF",
    "pus": "ps", "ron": "ro", "rus": "ru", "shi": "shi", "sin": "si", "slk": "sk", "slv": "sl",
    "smo": "sm",
    "sna-Latn": "sn", "snd-Arab": "sd", "som": "so", "spa": "es", "sqi": "sq", "srp-Cyrl": "sr",
    "srp-Latn": "sr-Latn", "ssw": "ss", "swa": "sw", "swe": "sv", "tah": "ty", "tam": "ta",
    "tat": "tt", "tel": "te",
    "tgk-Cyrl": "tg", "tha": "th", "tir": "ti", "ton": "to", "tsn": "tn", "tuk": "tk",
    "tur": "tr", "uig": "ug",
    "ukr": "uk", "urd": "ur", "uzb": "uz", "ven": "ve", "vie": "vi", "wol": "wo", "xho": "xh",
    "yor": "yo",
    "yue": "yue", "zho-CN": "zh", "zho-TW": "zh-Hant", "zul": "zu",
}  # fmt: skip
UNSPACED = {"zh", "zh-Hant", "yue", "ja", "th", "lo", "km", "my", "bo", "dz"}


class Ntrex:
    """The lines of an NTREX checkout by language tag, and its documents as ranges of lines."""

    def __init__(self, root: Path) -> None:
        self.root = root
        found = {tag: f"newstest2019-ref.{code}.txt" for code, tag in TAGS.items()}
        found["en"] = "newstest2019-src.eng.txt"
        self.files = {
            tag: root / "NTREX-128" / name
            for tag, name in found.items()
            if (root / "NTREX-128" / name).exists()
        }
        ids = (root / "DOCUMENT_IDS.tsv").read_text(encoding="utf-8").split("\n")
        ids = [line.split("\t")[0].strip() for line in ids if line.strip()]
        self.documents: dict[str, list[int]] = {}
        for index, document in enumerate(ids):
            self.documents.setdefault(document, []).append(index)

    @property
    def languages(self) -> list[str]:
        """Return the tags for which there is text, English first."""
        return ["en", *sorted(tag for tag in self.files if tag != "en")]

    @cache  # noqa: B019 - one object a run
    def lines(self, tag: str) -> list[str]:
        """Return every line in a language."""
        text = self.files[tag].read_text(encoding="utf-8").replace("\ufeff", "")
        return [line.strip() for line in text.split("\n")]
