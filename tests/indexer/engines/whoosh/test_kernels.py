"""Machine code does what NumPy and Python do, on numbers that a search seldom brings together."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines import compiled
from indexer.engines.arrays.posting_sections import PostingSections
from indexer.engines.whoosh import matching, units
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.pieces import join
from indexer.publication import Passage, Publication
from indexer.query import parse
from tests.contract.corpus import store
from tests.ways import going


@pytest.fixture(scope="module", autouse=True)
def _machine_code() -> Iterator[None]:
    with going("machine code"):
        yield


def test_without_numba_searches_go_on_with_numpy() -> None:
    with mock.patch.object(compiled, "_loaded", []), mock.patch.object(compiled, "find_spec", return_value=None):
        assert not compiled.load()
        assert not compiled.is_loaded()


@given(st.sets(st.integers(0, 700)), st.integers(701, 800))
def test_bits_are_the_numbers_of_a_set(numbers: set[int], size: int) -> None:
    documents = np.array(sorted(numbers), np.int64)
    bits = compiled.kernels().bits_of(documents, size)
    assert len(bits) == -(-size // 64)
    assert compiled.kernels().count_bits(bits) == len(numbers)
    assert compiled.kernels().members(bits, len(numbers)).tolist() == sorted(numbers)


@given(st.lists(st.sets(st.integers(0, 200)), min_size=1, max_size=5))
def test_what_sets_have_in_common_is_counted(every: list[set[int]]) -> None:
    bitmaps = np.array([compiled.kernels().bits_of(np.array(sorted(one), np.int64), 201) for one in every])
    counts = np.zeros(len(every), np.int64)
    compiled.kernels().count_bitmaps(bitmaps, bitmaps[0], counts)
    assert counts.tolist() == [len(every[0] & one) for one in every]


# few different keys for many places: ties, and a guessed bound that too few or too many keys are below
@given(st.integers(0, 2**32 - 1), st.integers(0, 6_000), st.integers(0, 400), st.sampled_from((1, 2, 50, 10**6)))
def test_the_first_of_many(seed: int, size: int, count: int, different: int) -> None:
    random = np.random.default_rng(seed)
    keys = random.integers(0, different, size).astype(np.float64)
    documents = np.sort(random.permutation(2 * size)[:size])
    ties = random.permutation(2 * size).astype(np.uint64)
    expected = np.lexsort((ties[documents], keys))[:count]
    for typed in (keys, keys.astype(np.int32)):
        assert compiled.kernels().first(typed, ties, documents, count).tolist() == expected.tolist()


def test_a_bound_that_the_sample_does_not_show() -> None:
    """The smallest keys stand where no sample is taken: all are looked at once more."""
    keys = np.full(10_000, 5.0)
    keys[-300:] = np.arange(300) - 300
    documents, ties = np.arange(10_000), np.zeros(10_000, np.uint64)
    assert compiled.kernels().first(keys, ties, documents, 300).tolist() == list(range(9_700, 10_000))
    keys = np.where(np.arange(10_000) % 39 == 0, 0.0, 5.0)  # and here the sample has smaller ones than there are
    found = compiled.kernels().first(keys, ties, documents, 400)
    assert sorted(keys[found].tolist()) == sorted(keys.tolist())[:400]


forms = st.sets(st.text("abé", min_size=1, max_size=4), min_size=1, max_size=60)


@given(forms, st.text("abéz\x1f", max_size=5))
def test_the_place_of_a_term(words: set[str], wanted: str) -> None:
    with TemporaryDirectory() as name:
        engine = WhooshEngine(Path(name))
        store(engine, [Publication("p", "Titre", (Passage(1, " ".join(words)),))])
        (view,) = engine.snapshot().views
        terms = [term.encode() for term in view.vocabulary()]
        found = compiled.kernels().place_of_term(view.posting_sections, np.frombuffer(wanted.encode(), np.uint8))
        assert found == bisect_left(terms, wanted.encode())


def test_many_forms_in_one_passage_stand_in_order(tmp_path: Path) -> None:
    """More occurrences of several forms than are put in order by insertion."""
    words = ["tabac", "tabacs"] * 40 + ["tabac"] * 20
    engine = WhooshEngine(tmp_path)
    store(engine, [Publication("p", "Titre", (Passage(1, " ".join(words)),))])
    unit = units.word_unit(engine.snapshot(), parse("tabacs")[0].terms[0])
    found = unit.occurrences(np.array([0]))
    assert np.diff(found.position).tolist() == [1] * (len(words) - 1)
    assert found.factor.tolist() == [1.5 if word == "tabacs" else 1.0 for word in words]


texts = st.lists(st.sampled_from("abc"), max_size=12)


@given(
    st.lists(texts, min_size=1, max_size=6),
    st.lists(st.sampled_from("abc"), min_size=2, max_size=4),
)
def test_phrases_stand_where_python_finds_them(items: list[list[str]], phrase: list[str]) -> None:
    words = {"a": "tabac", "b": "vélo", "c": "santé"}
    expected: dict[str, int] = defaultdict(int)
    for number, text in enumerate(items):
        for begin in range(len(text) - len(phrase) + 1):
            expected[f"p{number}"] += text[begin : begin + len(phrase)] == phrase
    with TemporaryDirectory() as name:
        engine = WhooshEngine(Path(name))
        publications = [
            Publication(f"p{number}", "Titre", (Passage(1, " ".join(words[letter] for letter in text)),))
            for number, text in enumerate(items)
        ]
        store(engine, publications)
        snapshot = engine.snapshot()
        typed = '"' + " ".join(words[letter] for letter in phrase) + '"'
        unit = matching.phrase_unit(snapshot, parse(typed)[0].terms)
        found = unit.occurrences(unit.documents)
        counts = np.bincount(found.document, minlength=len(unit.documents)).tolist()
        ids = map(snapshot.id_of, unit.documents.tolist())
        assert dict(zip(ids, counts, strict=True)) == {
            identifier: count for identifier, count in expected.items() if count
        }


@pytest.mark.parametrize("value", [2**31, 2**63, 2**64 - 1])
@pytest.mark.parametrize("section", PostingSections._fields)
def test_postings_that_lead_nowhere_are_refused(tmp_path: Path, section: str, value: int) -> None:
    """Damage is an error of Python's, never a read or a write beyond the file."""
    engine = WhooshEngine(tmp_path)
    texts = ["tabac vélo tabac"] * 3 + ["tabac " * 70_000]  # numbers of several widths
    store(engine, [Publication(f"p{n}", "Titre", (Passage(1, text),)) for n, text in enumerate(texts)])
    snapshot = engine.snapshot()
    (view,) = snapshot.views
    whole = getattr(view.posting_sections, section)
    damaged = np.full_like(whole, min(value, np.iinfo(whole.dtype).max))
    damaged.flags.writeable = False
    sections = view.posting_sections._replace(**{section: damaged})
    names, starts = join([b"tabac\x1ftabac", b"velo\x1fvelo"])
    bits, sums = np.zeros_like(snapshot.live_bits), np.zeros(snapshot.size, np.float32)
    is_free = section.startswith(("weights_", "positions_", "term_")) or len(whole) == 0
    with nullcontext() if is_free else pytest.raises(ValueError, match="lead nowhere"):
        compiled.kernels().add_terms(sections, np.arange(2), np.ones(2, np.float32), 0, view.size, 0, bits, sums)
        compiled.kernels().find_phrase(sections, names, starts, np.arange(2), np.arange(2), view.size)


def test_a_wrong_installation_of_numba_is_told_and_done_without(caplog: pytest.LogCaptureFixture) -> None:
    broken = mock.patch.object(
        compiled.importlib, "import_module", side_effect=ImportError("Numba needs NumPy 2.4 or less")
    )
    with mock.patch.object(compiled, "_loaded", []), broken:
        assert not compiled.load()
    assert "without machine code, as numba cannot be used: Numba needs NumPy 2.4 or less" in caplog.text
