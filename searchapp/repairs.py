"""What else to try when nothing is found, each with the number of publications it finds.

    repairs(engine, query)   ->   [Repair("Sans le filtre Thème : Prévention", Query(...), 12), ...]

Nothing is offered that finds nothing. The queries are counted, never run: a repair costs no reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.engines.interface import Engine, Filters, Query, Results
from indexer.query import Clause, parse, quoted_removed
from indexer.typed_words import ends_in_function_word
from searchapp.chosen_filters import chosen_filters
from searchapp.language import gettext as _
from searchapp.narrowing import with_filters, with_text

MAX_REPAIRS = 5
_MAX_WORDS_TRIED = 8  # a count for each: a pasted paragraph must not become a hundred searches


@dataclass(frozen=True, slots=True)
class Repair:
    """Another query, what is different about it and how many publications it finds."""

    sentence: str
    query: Query
    count: int


def corrected(engine: Engine, query: Query, results: Results) -> Repair | None:
    """The query in the spelling of the corpus, where words were not found and it finds something.

    What was found as it was typed is not looked at again.
    """
    is_found = results.total and not results.relaxed and not results.dropped
    if not query.text or (is_found and not ends_in_function_word(query.text)):
        return None
    text = engine.corrected(query.text, query.filters)
    other = with_text(query, text or "")
    if not text or not (count := engine.count(other)):
        return None
    return Repair(_("Avec l’orthographe « %(text)s »", text=text), other, count)


def repairs(engine: Engine, query: Query) -> list[Repair]:
    """At most five repairs that find something, the smallest change first."""
    found: list[Repair] = []
    tried = {query}
    for sentence, other in _candidates(engine, query):
        if other in tried:
            continue
        tried.add(other)
        if count := engine.count(other):
            found.append(Repair(sentence, other, count))
        if len(found) == MAX_REPAIRS:
            break
    return found


def _candidates(engine: Engine, query: Query) -> Iterator[tuple[str, Query]]:
    """Every repair worth counting, each text with the filters before it is tried without them."""
    texts = list(_texts(engine, query.text))
    for sentence, text in texts:
        yield sentence, with_text(query, text)
    chosen = chosen_filters(query)
    if len(chosen) > 1:
        yield from ((_("Sans le filtre « %(filter)s »", filter=one.text), one.without) for one in chosen)
    if chosen:
        unfiltered = with_filters(query, Filters())
        yield _("Sans les filtres"), unfiltered
        for sentence, text in texts:
            yield _("%(repair)s et sans les filtres", repair=sentence), with_text(unfiltered, text)


def _texts(engine: Engine, text: str) -> Iterator[tuple[str, str]]:
    """The text repaired in each way, with the sentence that says so."""
    correction = engine.corrected(text) if text else None
    if correction:
        yield _("Avec l’orthographe « %(text)s »", text=correction), correction
    clauses = parse(text)
    positive = [clause for clause in clauses if not clause.is_excluded]
    if positive and len(positive) < len(clauses):
        yield _("Sans les mots exclus"), _spelled(positive)
    if any(clause.kind == "phrase" for clause in positive):
        unquoted = quoted_removed(text)
        yield _("Sans les guillemets"), unquoted
        for word, fewer in _one_less(parse(unquoted)):
            yield _("Sans les guillemets ni « %(word)s »", word=word), fewer
    for word, fewer in _one_less(clauses):
        yield _("Sans « %(word)s »", word=word), fewer


def _one_less(clauses: Sequence[Clause]) -> Iterator[tuple[str, str]]:
    """Each word or phrase that can be left out, with the text without it."""
    positive = [clause for clause in clauses if not clause.is_excluded]
    if 1 < len(positive) <= _MAX_WORDS_TRIED:
        for clause in positive:
            yield clause.text, _spelled(other for other in clauses if other is not clause)


def _spelled(clauses: Iterable[Clause]) -> str:
    """Clauses as they are typed."""
    return " ".join(
        ("-" if clause.is_excluded else "")
        + (f"{clause.field}:" if clause.field else "")
        + (f'"{clause.text}"' if clause.kind == "phrase" else clause.text)
        for clause in clauses
    )
