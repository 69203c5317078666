"""Marked text and dates in words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from indexer.engines.interface import Marked
from indexer.presenters.marked import marked_html
from indexer.publication import PartialDate
from searchapp.dates import date_in_words, day_in_words
from searchapp.language import language_name, valid_language_tag


@pytest.mark.parametrize(
    ("date", "french", "english"),
    [
        (PartialDate(2024), "2024", "2024"),
        (PartialDate(2024, 9), "septembre 2024", "September 2024"),
        (PartialDate(2024, 9, 4), "4 septembre 2024", "September 4, 2024"),
        (PartialDate(2024, 1, 1), "1er janvier 2024", "January 1, 2024"),
        (PartialDate(2024, 1, 11), "11 janvier 2024", "January 11, 2024"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(date: PartialDate, french: str, english: str) -> None:
    assert date_in_words(date, "fr") == french
    assert date_in_words(date, "en") == english


def test_the_first_of_a_month_is_written_so_in_french_only() -> None:
    assert day_in_words(dt.date(2021, 5, 1), "fr") == "1er mai 2021"
    assert day_in_words(dt.date(2021, 5, 1), "en") == "May 1, 2021"


@given(st.lists(st.tuples(st.text(), st.booleans())).map(tuple))
def test_marked_text_is_escaped_whatever_it_holds(runs: tuple[tuple[str, bool], ...]) -> None:
    html = str(marked_html(Marked(runs)))
    plain = html.replace("<mark>", "").replace("</mark>", "")
    assert plain == str(escape("".join(text for text, _ in runs)))
    assert html.count("<mark>") == sum(is_matched for _, is_matched in runs)


def test_marked_text_may_go_into_a_page_as_it_is() -> None:
    assert marked_html(Marked((("<b>", True), ("&", False)))) == Markup("<mark>&lt;b&gt;</mark>&amp;")


def test_an_unknown_language_keeps_its_tag_and_is_no_lang_attribute() -> None:
    assert language_name("fr") == "français"
    assert language_name("zz-nonsense") == "zz-nonsense"
    assert valid_language_tag("pt-BR") == "pt-BR"
    assert valid_language_tag('"><script>') is None
    assert valid_language_tag("zz") is None
