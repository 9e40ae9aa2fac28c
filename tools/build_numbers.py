"""Write locales/numbers/<language>.json: how each language writes numbers.

usage: python tools/build_numbers.py

Separators, magnitude words, month names and day periods come from CLDR through Babel; spelled-out
cardinals and ordinals with their inflected forms from CLDR's rule-based number formats
(unicode-rbnf) and num2words.
"""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import num2words
from babel import Locale
from babel.localedata import exists, locale_identifiers
from rapidfuzz import fuzz
from unicode_rbnf import FormatPurpose, RbnfEngine
from unicode_rbnf.engine import NoRuleForNumberError

from transcheck.annotate.sounds import phonetic_key, romanise

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/numbers"
RBNF_NAMES = {"nb": "no", "nn": "no", "tl": "fil"}
NUM2WORDS_NAMES = {"nb": "no", "kk": "kz"}
SPELLED = [*range(101), *range(200, 1000, 100), 1000]
# CLDR's English is American and has no short word for the kilogram
MORE_UNITS = {
    **dict.fromkeys(("kilo", "kilos", "kilogramme", "kilogrammes"), "kilogram"),
    **dict.fromkeys(("metre", "metres"), "meter"),
    **dict.fromkeys(("kilometre", "kilometres", "kph", "kmh"), "kilometer"),
    **dict.fromkeys(("centimetre", "centimetres"), "centimeter"),
    **dict.fromkeys(("millimetre", "millimetres"), "millimeter"),
    **dict.fromkeys(("litre", "litres"), "liter"),
}
# the mile of Canadian and older French (“mille” alone is a thousand); 3割 and 三成, 30 per cent
MORE_UNITS_OF = {
    "fr": {"milles": "mile"},
    "ja": {"割": "tenth"},
    "zh": {"千瓦时": "kilowatt-hour", "千瓦": "kilowatt", "千米": "kilometer", "成": "tenth"},
}
# what adds a half to the number before it, written behind it
HALVES = {
    "en": ["and a half"], "de": ["einhalb"], "nl": ["eneenhalf", "en een half", "en een halve"],
    "fr": ["et demi", "et demie"], "es": ["y medio", "y media"], "pt": ["e meio", "e meia"],
    "it": ["e mezzo", "e mezza"],
    "ru": ["с половиной"], "uk": ["з половиною"], "pl": ["i pół"], "cs": ["a půl"], "sk": ["a pol"],
    "sv": ["och en halv", "och ett halvt"], "da": ["og en halv", "og et halvt"],
    "nb": ["og en halv", "og et halvt"],
    "ro": ["și jumătate"], "hr": ["i pol"], "tr": ["buçuk"], "hu": ["és fél"], "fi": ["ja puoli"],
    "ca": ["i mig", "i mitja"],
}  # fmt: skip
# what joins the parts of a number: one hundred and thirty-one, einhundertsechsunddreißig
JOINERS = {
    "en": "and", "de": "und", "nl": "en", "da": "og", "nb": "og", "nn": "og", "sv": "och",
    "es": "y", "pt": "e", "it": "e",
    "fr": "et", "ro": "și", "ca": "i", "is": "og",
}  # fmt: skip
# signs between digits and a magnitude that only say “some more”: 500多万
ABOUT = {"zh": "多余餘几幾来", "ja": "余数"}
AMBIGUOUS = {"in", "st", "c"}  # 5 in 10, the 1st
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
    "duration-decade",
]
# nouns of currencies, each with the codes of the currencies called so; the noun is what their names
# share
CURRENCIES = {
    "dollar": ("USD", "AUD", "CAD", "NZD"),
    "euro": ("EUR",),
    "pound": ("GBP", "EGP"),
    "yen": ("JPY",),
    "yuan": ("CNY",),
    "rupee": ("INR", "PKR"),
    "ruble": ("RUB", "BYN"),
    "franc": ("CHF", "XOF"),
    "won": ("KRW",),
    "krone": ("SEK", "NOK", "DKK"),
    "lira": ("TRY",),
    "peso": ("MXN", "ARS"),
    "zloty": ("PLN",),
    "hryvnia": ("UAH",),
    "shekel": ("ILS",),
    "rand": ("ZAR",),
}
SIGNS = {
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "₹": "rupee",
    "₽": "ruble",
    "₩": "won",
    "₺": "lira",
    "₴": "hryvnia",
    "₪": "shekel",
}
RESEMBLING = 0.7  # similarity of a word, romanised, to the English noun of a currency
# missing from CLDR: signs and short names of currencies, and percentage points
MORE_CURRENCIES = {
    "sv": {"kr": "krone"},
    "da": {"kr": "krone"},
    "nb": {"kr": "krone"},
    "pl": {"zł": "zloty"},
    "ru": {"руб": "ruble"},
    "vi": {"đô la": "dollar", "usd": "dollar"},
    "ja": {"円": "yen", "ユーロ": "euro", "ドル": "dollar", "ポンド": "pound", "人民元": "yuan"},
    "zh": {
        "人民币": "yuan",
        "人民幣": "yuan",
        "英鎊": "pound",
        "歐元": "euro",
        "日圓": "yen",
        "澳元": "dollar",
        "加元": "dollar",
    },
    "ko": {"엔": "yen", "위안": "yuan", "유로": "euro", "파운드": "pound"},
    "th": {"ดอลลาร์": "dollar", "ปอนด์": "pound", "เยน": "yen", "หยวน": "yuan"},
}
PERCENTAGE_POINTS = {
    "en": ("percentage point", "percentage points"),
    "nl": ("procentpunt", "procentpunten"),
    "de": ("prozentpunkt", "prozentpunkte", "prozentpunkten"),
    "fr": ("point de", "points de"),
    "es": ("punto porcentual", "puntos porcentuales"),
    "it": ("punto percentuale", "punti percentuali"),
    "pt": ("ponto percentual", "pontos percentuais"),
    "pl": ("punkt procentowy", "punkty procentowe", "punktów procentowych"),
    "cs": ("procentní bod", "procentní body", "procentních bodů"),
    "ru": ("процентный пункт", "процентных пункта", "процентных пунктов"),
    "uk": ("відсотковий пункт", "відсоткових пункти", "відсоткових пунктів"),
    "sv": ("procentenhet", "procentenheter"),
    "da": ("procentpoint",),
    "nb": ("prosentpoeng",),
    "fi": ("prosenttiyksikkö", "prosenttiyksikköä"),
    "hu": ("százalékpont", "százalékponttal"),
    "ja": ("ポイント", "パーセントポイント"),
    "zh": ("个百分点", "個百分點", "百分点"),
    "ko": ("퍼센트포인트",),
}
# CLDR has only the short forms of lakh and crore, and no traditional counting units
MORE_MAGNITUDES = {
    "en": {
        "hundred": 2,
        "lakh": 5,
        "lakhs": 5,
        "crore": 7,
        "crores": 7,
        "bn": 9,
        "tn": 12,
        "mn": 6,
        # what agencies of other countries leave in their English
        "mln": 6,
        "mio": 6,
        "bln": 9,
        "mlrd": 9,
        "mld": 9,
        "mrd": 9,
        "tln": 12,
        "trln": 12,
    },
    "is": {
        "milljarða": 9,
        "milljarði": 9,
        "milljarðs": 9,
        "milljörðum": 9,
        "milljóna": 6,
        "milljónum": 6,
    },
    "hi": {
        "मिलियन": 6,
        "बिलियन": 9,
        "ट्रिलियन": 12,
        "हज़ार": 3,
        "हजार": 3,
        "लाख": 5,
        "करोड़": 7,
        "करोड": 7,
        "अरब": 9,
        "खरब": 11,
    },
    "mr": {"दशलक्ष": 6, "मिलियन": 6, "बिलियन": 9, "लाख": 5, "कोटी": 7, "हजार": 3},
    "bn": {"মিলিয়ন": 6, "বিলিয়ন": 9, "হাজার": 3, "লাখ": 5, "লক্ষ": 5, "কোটি": 7},
    "ur": {
        "ملین": 6,
        "بلین": 9,
        "ٹریلین": 12,
        "ہزار": 3,
        "لاکھ": 5,
        "کروڑ": 7,
        "ارب": 9,
        "کھرب": 11,
    },
    "ne": {"मिलियन": 6, "बिलियन": 9, "हजार": 3, "लाख": 5, "करोड": 7, "अर्ब": 9},
    "gu": {"મિલિયન": 6, "બિલિયન": 9, "હજાર": 3, "લાખ": 5, "કરોડ": 7},
    "pa": {"ਮਿਲੀਅਨ": 6, "ਬਿਲੀਅਨ": 9, "ਲੱਖ": 5, "ਕਰੋੜ": 7, "ਹਜ਼ਾਰ": 3},
    "te": {"మిలియన్": 6, "బిలియన్": 9, "లక్షల": 5, "లక్ష": 5, "కోట్ల": 7, "కోటి": 7},
    "kn": {"ಮಿಲಿಯನ್": 6, "ಬಿಲಿಯನ್": 9, "ಲಕ್ಷ": 5, "ಕೋಟಿ": 7},
    "ml": {
        "മില്യൺ": 6,
        "മില്യന്‍": 6,
        "ദശലക്ഷം": 6,
        "ദശലക്ഷ": 6,
        "ബില്യൺ": 9,
        "ബില്യണ്‍": 9,
        "ലക്ഷം": 5,
        "കോടി": 7,
    },
    "ta": {"ஆயிரம்": 3, "லட்சம்": 5, "இலட்சம்": 5, "கோடி": 7, "மில்லியன்": 6, "பில்லியன்": 9},
    "zh": {"千": 3, "百": 2, "万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12},
    "ja": {"千": 3, "百": 2, "万": 4, "億": 8, "兆": 12},
    "ko": {"천": 3, "백": 2, "만": 4, "억": 8, "조": 12},
    "th": {"ร้อย": 2, "พัน": 3, "หมื่น": 4, "แสน": 5, "ล้าน": 6},
    "vi": {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9},
}


def main() -> None:
    """Write one file for each language of which Babel knows something."""
    TARGET.mkdir(exist_ok=True)
    for old in TARGET.glob("*.json"):
        old.unlink()
    supported = set(RbnfEngine.get_supported_languages())
    for tag in sorted(
        locale for locale in locale_identifiers() if re.fullmatch("[a-z]{2,3}", locale)
    ):
        data = language(tag, supported)
        if data["magnitudes"] or data["words"]:
            lines = (
                f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
                for key, value in data.items()
            )
            (TARGET / f"{tag}.json").write_text(
                "{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8"
            )


def language(tag: str, supported: set[str]) -> dict:
    """Return the data of one language, in all the scripts it is written in."""
    locale = Locale.parse(tag)
    symbols = locale.number_symbols.get("latn", {})
    written = [
        locale,
        *(
            Locale.parse(name)
            for name in locale_identifiers()
            if re.fullmatch(f"{tag}_[A-Z][a-z]{{3}}", name)
        ),
    ]
    words = {
        "magnitudes": MORE_MAGNITUDES.get(tag, {}),
        "months": {},
        "units": signs(tag),
        "units_before": signs(tag),
        "currency_codes": codes(tag),
        "words": num2words_words(tag) | rbnf_words(tag, supported),
    }
    for one in written:
        words["magnitudes"] = magnitudes(one) | words["magnitudes"]
        words["months"] |= months(one)
        words["units"] |= currencies(one) | percents(one, before=False) | units(one)
        words["units_before"] |= percents(one, before=True)
        words["words"] |= rbnf_words(str(one), supported) if one is not locale else {}
    return {
        "decimal": decimal_marks(locale),
        "group": str(symbols.get("group", ",")),
        "prefixed": prefixed(locale),
        **({"halves": HALVES[tag]} if tag in HALVES else {}),
        **({"joiner": JOINERS[tag]} if tag in JOINERS else {}),
        **({"about": ABOUT[tag]} if tag in ABOUT else {}),
        **{
            kind: dict(sorted(found.items())) if kind != "months" else found
            for kind, found in words.items()
        },
    }


def decimal_marks(locale: Locale) -> str:
    """Return the decimal marks of a language: those of its bare tag and of its Latin American
    variety, if it has one.
    """
    tags = (locale.language, f"{locale.language}_419")
    return "".join(
        dict.fromkeys(
            str(Locale.parse(tag).number_symbols["latn"]["decimal"]) for tag in tags if exists(tag)
        )
    )


def fold(text: str) -> str:
    """Return a form folded in the same way as transcheck.annotate.numbers folds the words of a
    text.
    """
    return unicodedata.normalize("NFC", text.casefold()).replace("\u00ad", "")


def magnitudes(locale: Locale) -> dict[str, int]:
    """Return words and abbreviations for powers of ten, with the power."""
    found: dict[str, int] = {}
    # the long forms first: if a short one is ambiguous, they take precedence
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
    """Return whether CLDR's long form of a million puts the word before the digits."""
    forms = locale.compact_decimal_formats.get("long", {}).get("other", {})
    pattern = (
        forms["1000000"].pattern.split(";")[0].strip("\u200f\u200e'") if "1000000" in forms else "0"
    )
    return not pattern.startswith("0")


def unspaced(word: str) -> bool:
    """Return whether a word is in a script in which one character may be a word."""
    return (
        bool(word)
        and not word.isascii()
        and unicodedata.name(word[0], "").split()[0] in ("CJK", "HANGUL", "THAI")
    )


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
    """Return the first words of the units that are converted in translation, with CLDR's names of
    the units.
    """
    found: dict[str, str] = (
        dict(MORE_UNITS)
        if locale.language == "en"
        else dict(MORE_UNITS_OF.get(locale.language, {}))
    )
    patterns = [
        (unit, fold(pattern.replace("{0}", "")).replace("\xa0", " ").strip(" ."))
        for unit in UNITS
        for style in ("long", "short")
        for form, pattern in locale._data["unit_patterns"].get(unit, {}).get(style, {}).items()
        if isinstance(pattern, str) and form in PLURALS
    ]
    first = Counter(text.split(" ")[0] for _, text in set(patterns))
    for unit, text in patterns:
        # Romanian puts "de" before every unit
        words = text.split(" ")[: 2 if first[text.split(" ")[0]] > len(UNITS) // 2 else 1]
        word = " ".join(words).split("/")[0]
        name = unit.partition("-")[2]
        if unit.startswith("temperature") and "°" not in word:
            name = "degree"  # a later word says of which scale
        if word and word not in AMBIGUOUS and not any(c.isdigit() for c in word):
            found.setdefault(word, name)
    return found


def percents(locale: Locale, *, before: bool) -> dict[str, str]:
    """Return the words for percent and per mille that precede or follow the digits."""
    found: dict[str, str] = {}
    for unit in ("percent", "permille"):
        for form, pattern in (
            locale._data["unit_patterns"].get(f"concentr-{unit}", {}).get("long", {}).items()
        ):
            text = fold(pattern if isinstance(pattern, str) and form in PLURALS else "").replace(
                "\xa0", " "
            )
            word = text.replace("{0}", "").strip()
            if word and word.count(" ") < 2 and before == text.endswith("{0}"):
                found[word] = unit
    if not before:
        found |= {"per cent": "percent"} if locale.language == "en" else {}
        found |= dict.fromkeys(PERCENTAGE_POINTS.get(locale.language, ()), "percentage-point")
    return found


def signs(tag: str) -> dict[str, str]:
    """Return the signs of currencies and percent, which may be on either side of the digits.

    All are in the English data.
    """
    percent = dict.fromkeys(("%", "٪", "％"), "percent") | {"‰": "permille"}
    return (
        percent | {sign: f"currency-{noun}" for sign, noun in SIGNS.items()} if tag == "en" else {}
    )


def codes(tag: str) -> dict[str, str]:
    """Return the codes of currencies (ISO 4217); all are in the English data."""
    known = {code.casefold(): noun for noun, found in CURRENCIES.items() for code in found}
    return {code: f"currency-{noun}" for code, noun in known.items()} if tag == "en" else {}


def currencies(locale: Locale) -> dict[str, str]:
    """Return the nouns of currencies: words shared by several of the same name, or similar to the
    English noun.
    """
    found: dict[str, set[str]] = {}
    for noun, codes in CURRENCIES.items():
        names = [{fold(name) for name in names_of(locale, code)} for code in codes]
        words = [{word for name in known for word in name.split()} for known in names]
        shared = set.intersection(*words) if len(words) > 1 else set()
        alike = {word for known in words for word in known if resembles(word, noun)}
        whole = {name for known in names for name in known if unspaced(name) and " " not in name}
        for word in shared | alike | whole:
            if len(word) > (1 if unspaced(word) else 2):
                found.setdefault(word, set()).add(noun)
    sure = {word: next(iter(nouns)) for word, nouns in found.items() if len(nouns) == 1}
    sure |= MORE_CURRENCIES.get(locale.language, {})
    return {word: f"currency-{noun}" for word, noun in sure.items()}


def names_of(locale: Locale, code: str) -> list[str]:
    """Return the names of a currency, in every plural form."""
    plural = locale._data["currency_names_plural"].get(code) or {}
    return [
        name for name in (locale.currencies.get(code), *plural.values()) if name and name != code
    ]


def resembles(word: str, noun: str) -> bool:
    """Return whether a word sounds like the English noun of a currency."""
    return fuzz.ratio(phonetic_key(romanise(word)), phonetic_key(noun)) >= 100 * RESEMBLING


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
            except (
                NotImplementedError,
                TypeError,
                ValueError,
                IndexError,
                KeyError,
                OverflowError,
                AttributeError,
            ):
                continue
    return found


def add(found: dict[str, int], text: str, number: int) -> None:
    """Add a form, unless it is digits or empty; the first value of a form is kept."""
    word = fold(str(text)).strip()
    if word and not any(c.isdigit() for c in word) and len(word) > (0 if unspaced(word) else 1):
        found.setdefault(word, number)


if __name__ == "__main__":
    main()
