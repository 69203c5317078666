"""What was typed, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.typed_words import ends_in_function_word, typed_words

TYPED = {
    "Le dépistage": [("le", "word"), ("depistage", "word")],
    'titre:bilan "cancer du sein" -poumon canc*': [
        ("bilan", "title"), ("cancer", "phrase"), ("du", "phrase"), ("sein", "phrase")
    ],
    'auteur:"Awa Diop" theme:tabac': [("awa", "author"), ("diop", "author"), ("tabac", "topic")],
    "Note:bilan": [("note", "word"), ("bilan", "word")],
    "rapport d’activité": [("rapport", "word"), ("activite", "word")],
    "-\"a b\" ???": [],
}  # fmt: skip


@pytest.mark.parametrize("text", TYPED)
def test_each_word_says_where_it_is_looked_for(text: str) -> None:
    assert [(word.form, word.place) for word in typed_words(text)] == TYPED[text]


@pytest.mark.parametrize(
    ("text", "is_odd"),
    [("cancer du sien", True), ("cancer du sein", False), ("sien", False), ("cancer du", False),
     ("cancer de la", False), ('"cancer du sien"', False), ("titre:cancer avec", True), ("", False)],
)  # fmt: skip
def test_a_function_word_at_the_end_is_odd(text: str, is_odd: bool) -> None:
    assert ends_in_function_word(text) == is_odd


@given(st.text(max_size=60))
def test_words_stand_where_they_are_said_to(text: str) -> None:
    """One after the other, within the text."""
    at = 0
    for word in typed_words(text):
        assert at <= word.start < word.end <= len(text)
        at = word.end
