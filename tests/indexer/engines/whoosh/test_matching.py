"""A word's publications and amounts are the same whether they are looked up or laid out, in one segment or several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh import matching, units
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.publication import Passage, Publication
from indexer.query import parse
from tests.contract.corpus import store

pytestmark = pytest.mark.usefixtures("way")

texts = st.lists(st.sampled_from(("tabac", "tabacs", "tabagisme", "vélo")), max_size=6).map(" ".join)
runs = st.lists(st.lists(texts, min_size=1, max_size=8), min_size=1, max_size=3)
# As if looking up cost nothing, and as if it were never worth it.
ALWAYS, NEVER = -(10**9), 10**9


def found(engine: WhooshEngine, typed: str, wanted: Sequence[int], cost: int) -> list[Any]:
    """All that a word's unit says of some publications."""
    with mock.patch.object(units, "_LOOKED_UP_AS", cost):
        unit = matching.word_unit(engine.snapshot(), parse(typed)[0].terms[0])
        documents = np.array(wanted, np.intp)
        return [
            unit.amounts_at(documents).tolist(),
            unit.is_in(documents).tolist(),
            sorted(zip(*map(list, unit.occurrences(documents)), strict=True)),
            unit.frequency,
            unit.documents.tolist(),
        ]


@given(steps=runs, typed=st.sampled_from(("tabac", "tabacs", "vélo", "absent")), data=st.data())
def test_looked_up_or_laid_out(steps: list[list[str]], typed: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as name:
        engine, number = WhooshEngine(Path(name)), 0
        for step in steps:
            items = [Publication(f"p{number + n}", "Titre", (Passage(1, text),)) for n, text in enumerate(step)]
            store(engine, items, remove=["p0"] if number and data.draw(st.booleans()) else [])
            number += len(step)
        snapshot = engine.snapshot()
        wanted = sorted(data.draw(st.sets(st.sampled_from(snapshot.everything.tolist() or [0]))))
        looked_up, laid_out = (found(engine, typed, wanted, cost) for cost in (ALWAYS, NEVER))
        assert looked_up == laid_out
        amounts, is_in, _, frequency, documents = looked_up
        assert is_in == [one > 0 for one in amounts]
        assert documents == sorted(set(documents))
        assert frequency == len(documents)


@given(st.sets(st.text("abé", min_size=1, max_size=5), min_size=1, max_size=300), st.text("abé", max_size=4))
def test_terms_are_found_by_their_numbers(forms: set[str], beginning: str) -> None:
    words = sorted(forms)
    with TemporaryDirectory() as name:
        engine = WhooshEngine(Path(name))
        store(engine, [Publication("p", "Titre", (Passage(1, " ".join(words)),))])
        (view,) = engine.snapshot().views
        terms = view.vocabulary()
        assert [view.term(number) for number in range(len(terms))] == terms
        assert list(view.numbers_beginning(f"{beginning}\x1f".encode())) == [
            number for number, term in enumerate(terms) if term.startswith(f"{beginning}\x1f")
        ]
        if beginning:
            having = [term for term in terms if term.partition("\x1f")[2].startswith(beginning)]
            by_form = sorted(having, key=lambda term: term.partition("\x1f")[2].encode())
            assert list(map(view.term, view.forms_beginning(beginning).tolist())) == by_form
        for number, term in enumerate(terms):
            by_name, by_number = view.postings(term), view.postings_at(number)
            assert by_name is not None
            assert all(np.array_equal(one, other) for one, other in zip(by_name, by_number, strict=True))
        assert view.postings(f"{beginning}\x1f\x1f") is None
