"""What is stored comes back to the letter, every field of it: `indexer migrate` copies what `get` gives."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engines.interface import Stored
from indexer.publication import PartialDate, Passage, Publication
from tests.contract.corpus import store
from tests.contract.makers import MakeEngine

# Any characters that can be written as UTF-8: a reader has taken out the halves of others.
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
some = text.filter(bool)
names = st.lists(some, max_size=2).map(tuple)
dates = st.one_of(
    st.none(),
    st.integers(1, 9999).map(PartialDate),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.dates().map(lambda day: PartialDate(day.year, day.month, day.day)),
)
PASSAGE: dict[str, st.SearchStrategy[Any]] = {
    "number": st.integers(1, 10**9),
    "text": text,
    "label": st.none() | text,
    "heading": st.none() | text,
    "anchor": st.none() | text,
    "is_contents": st.booleans(),
    "language": st.sampled_from(["", "fr", "en", "de", "pt-BR"]),
}
PUBLICATION: dict[str, st.SearchStrategy[Any]] = {
    "id": some,
    "title": text,
    "passages": st.lists(st.builds(Passage, **PASSAGE), max_size=3).map(tuple),
    "url": text,
    "lead": text,
    "kind": text,
    "language": st.sampled_from(["", "fr", "en", "eu"]),
    "date": dates,
    "updated": dates,
    "authors": names,
    "topics": names,
    "links": names,
    "file": st.none() | some,
    "digest": text,
    "manifest": st.none() | some,
    "documents": names,
    "attachment": names,
    "date_is_of_file": st.booleans(),
}
publications = st.builds(Publication, **PUBLICATION)


def test_every_field_is_drawn() -> None:
    """A field that is added must come back as well."""
    assert [field.name for field in dataclasses.fields(Publication)] == list(PUBLICATION)
    assert [field.name for field in dataclasses.fields(Passage)] == list(PASSAGE)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(items=st.lists(publications, max_size=4, unique_by=lambda item: item.id))
def test_publication_comes_back_to_the_letter(make_engine: MakeEngine, items: list[Publication]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(Path(folder))
        store(engine, items)
        assert [engine.get(item.id) for item in items] == items
        assert engine.stored() == {
            item.id: Stored(item.digest, item.file, item.manifest, item.attachment) for item in items
        }
        assert {record.id for record in engine.records()} == set(engine.stored())
