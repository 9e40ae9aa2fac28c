"""Write locales/numbers/<language>.json: how each language writes numbers.

usage: python tools/build_numbers.py

Separators, magnitude words, month names and day periods come from CLDR through Babel; spelled-out cardinals and
ordinals with their inflected forms from CLDR's rule-based number formats (unicode-rbnf) and num2words.
"""

import json
import re
import unicodedata
from pathlib import Path

import num2words
from babel import Locale
from babel.localedata import locale_identifiers
from unicode_rbnf import FormatPurpose, RbnfEngine
from unicode_rbnf.engine import NoRuleForNumberError

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/numbers"
RBNF_NAMES = {"nb": "no", "nn": "no", "tl": "fil"}
NUM2WORDS_NAMES = {"nb": "no", "kk": "kz"}
SPELLED = [*range(101), *range(200, 1000, 100), 1000]
# CLDR's English is American, and short for the kilogram nowhere in it
MORE_UNITS = {
    **dict.fromkeys(("kilo", "kilos", "kilogramme", "kilogrammes"), "kilogram"),
    **dict.fromkeys(("metre", "metres"), "meter"),
    **dict.fromkeys(("kilometre", "kilometres", "kph", "kmh"), "kilometer"),
    **dict.fromkeys(("centimetre", "centimetres"), "centimeter"),
    **dict.fromkeys(("millimetre", "millimetres"), "millimeter"),
    **dict.fromkeys(("litre", "litres"), "liter"),
}
PLURALS = ("zero", "one", "two", "few", "many", "other")
UNITS = [
    "length-mile",
    "length-kilometer",
    "length-foot",
    "length-meter",
    "length-centimeter",
    "length-inch",
    "length-yard",
    "length-millimeter",
    "mass-pound",
    "mass-kilogram",
    "mass-ounce",
    "mass-gram",
    "mass-stone",
    "temperature-fahrenheit",
    "temperature-celsius",
    "area-acre",
    "area-hectare",
    "area-square-mile",
    "area-square-kilometer",
    "area-square-foot",
    "area-square-meter",
    "volume-gallon",
    "volume-liter",
    "speed-mile-per-hour",
    "speed-kilometer-per-hour",
]
# CLDR has the short forms of lakh and crore only, and no traditional counting units
MORE_MAGNITUDES = {
    "en": {"hundred": 2, "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7, "bn": 9, "tn": 12, "mn": 6},
    "hi": {"हज़ार": 3, "हजार": 3, "लाख": 5, "करोड़": 7, "करोड": 7, "अरब": 9, "खरब": 11},
    "mr": {"लाख": 5, "कोटी": 7, "हजार": 3},
    "bn": {"হাজার": 3, "লাখ": 5, "লক্ষ": 5, "কোটি": 7},
    "ur": {"ہزار": 3, "لاکھ": 5, "کروڑ": 7, "ارب": 9, "کھرب": 11},
    "ta": {"ஆயிரம்": 3, "லட்சம்": 5, "இலட்சம்": 5, "கோடி": 7, "மில்லியன்": 6, "பில்லியன்": 9},
    "zh": {"千": 3, "百": 2, "万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12},
    "ja": {"千": 3, "百": 2, "万": 4, "億": 8, "兆": 12},
    "ko": {"천": 3, "백": 2, "만": 4, "억": 8, "조": 12},
    "th": {"ร้อย": 2, "พัน": 3, "หมื่น": 4, "แสน": 5, "ล้าน": 6},
    "vi": {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9},
}


def main() -> None:
    """Write one file for each language that Babel knows something of."""
    TARGET.mkdir(exist_ok=True)
    for old in TARGET.glob("*.json"):
        old.unlink()
    supported = set(RbnfEngine.get_supported_languages())
    for tag in sorted(locale for locale in locale_identifiers() if re.fullmatch("[a-z]{2,3}", locale)):
        data = language(tag, supported)
        if data["magnitudes"] or data["words"]:
            lines = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items())
            (TARGET / f"{tag}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def language(tag: str, supported: set[str]) -> dict:
    """Return the data of one language."""
    locale = Locale.parse(tag)
    symbols = locale.number_symbols.get("latn", {})
    return {
        "decimal": str(symbols.get("decimal", ".")),
        "group": str(symbols.get("group", ",")),
        "prefixed": prefixed(locale),
        "magnitudes": dict(sorted((magnitudes(locale) | MORE_MAGNITUDES.get(tag, {})).items())),
        "months": months(locale),
        "units": dict(sorted(units(locale).items())),
        "words": dict(sorted((num2words_words(tag) | rbnf_words(tag, supported)).items())),
    }


def fold(text: str) -> str:
    """Return a form as transcheck.annotate.numbers folds the words of a text."""
    return unicodedata.normalize("NFC", text.casefold()).replace("\u00ad", "")


def magnitudes(locale: Locale) -> dict[str, int]:
    """Return words and abbreviations for powers of ten, with the power."""
    found: dict[str, int] = {}
    # the long forms first: where a short one is ambiguous they are right
    for style in ("long", "short"):
        for forms in locale.compact_decimal_formats.get(style, {}).values():
            for size, pattern in forms.items():
                text = pattern.pattern.split(";")[0]
                digits = text.count("0")
                word = fold(re.sub(r"[0'\u200f\u200e]", "", text).replace("\xa0", " ")).strip(" .")
                if digits and (len(word) > 1 or unspaced(word)):
                    found.setdefault(word, len(str(size)) - digits)
    return found


def prefixed(locale: Locale) -> bool:
    """Tell whether CLDR's long form of a million puts the word before the digits."""
    forms = locale.compact_decimal_formats.get("long", {}).get("other", {})
    pattern = forms["1000000"].pattern.split(";")[0].strip("\u200f\u200e'") if "1000000" in forms else "0"
    return not pattern.startswith("0")


def unspaced(word: str) -> bool:
    """Tell whether a word is in a script where one character may be a word."""
    return bool(word) and not word.isascii() and unicodedata.name(word[0], "").split()[0] in ("CJK", "HANGUL", "THAI")


def months(locale: Locale) -> dict[str, int]:
    """Return the names of the months, wide and abbreviated, with their numbers."""
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                word = fold(name).strip(".")
                if len(word) >= 3 and not any(c.isdigit() for c in word):
                    found[word] = number
    return found


def units(locale: Locale) -> dict[str, str]:
    """Return the first words of the units that are converted in translation, with CLDR's names of the units."""
    found: dict[str, str] = dict(MORE_UNITS) if locale.language == "en" else {}
    for unit in UNITS:
        for style in ("long", "short"):
            for form, pattern in locale._data["unit_patterns"].get(unit, {}).get(style, {}).items():
                text = pattern if isinstance(pattern, str) and form in PLURALS else ""
                word = fold(text.replace("{0}", "").replace("\xa0", " ")).strip(" .").split(" ")[0].split("/")[0]
                name = unit.partition("-")[2]
                if unit.startswith("temperature") and "°" not in word:
                    name = "degree"  # of which scale, a later word tells
                if word and not any(c.isdigit() for c in word):
                    found.setdefault(word, name)
    return found


def rbnf_words(tag: str, supported: set[str]) -> dict[str, int]:
    """Return spelled-out numbers of every rule set (genders, cases, ordinals)."""
    name = RBNF_NAMES.get(tag, tag)
    if name not in supported:
        return {}
    engine = RbnfEngine.for_language(name)
    found: dict[str, int] = {}
    for number in SPELLED:
        for purpose in (FormatPurpose.CARDINAL, FormatPurpose.ORDINAL, FormatPurpose.YEAR):
            try:
                texts = engine.format_number(number, purpose=purpose).text_by_ruleset
            except (ValueError, KeyError, RecursionError, NoRuleForNumberError):
                continue
            for ruleset, text in texts.items():
                if "financial" not in ruleset and "days" not in ruleset:
                    add(found, text, number)
    return found


def num2words_words(tag: str) -> dict[str, int]:
    """Return spelled-out numbers of num2words."""
    name = NUM2WORDS_NAMES.get(tag, tag)
    found: dict[str, int] = {}
    if name not in num2words.CONVERTER_CLASSES:
        return found
    for kind in ("cardinal", "ordinal"):
        for number in SPELLED:
            try:
                add(found, num2words.num2words(number, lang=name, to=kind), number)
            except (NotImplementedError, TypeError, ValueError, IndexError, KeyError, OverflowError, AttributeError):
                continue
    return found


def add(found: dict[str, int], text: str, number: int) -> None:
    """Add a form; digits and empty texts are none, and the first value of a form stays."""
    word = fold(str(text)).strip()
    if word and not any(c.isdigit() for c in word) and len(word) > (0 if unspaced(word) else 1):
        found.setdefault(word, number)


if __name__ == "__main__":
    main()
