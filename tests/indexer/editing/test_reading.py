"""The editors' file: what it says, and a sentence for each mistake."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.editing.checking import check_ids
from indexer.editing.reading import MAX_BYTES, read_editing
from indexer.query import parse

# (content, line, what its only sentence says)
MISTAKES: dict[str, tuple[str, int | None, str]] = {
    "no TOML": ("[[pinned]\n", None, "not valid TOML"),
    "a table twice": ("[hidden]\nid = 'a'\n[hidden]\n", None, "not valid TOML"),
    "unknown table": ("\n[[pined]]\nquery = 'a'\n", 2, "did you mean [[pinned]]"),
    "one bracket": ("# x\n[pinned]\nquery = 'a'\n", 2, "two brackets"),
    "a list of texts": ("hidden = ['a.pdf']\n", 1, "two brackets"),
    "unknown key": ("[[hidden]]\nid = 'a'\nraison = 'b'\n", 1, "the nearest is “reason”"),
    "no query": ("[[pinned]]\nids = ['a']\n", 1, "“query” is missing"),
    "empty query": ("[[pinned]]\nquery = ''\nids = ['a']\n", 1, "empty query"),
    "blank query": ("[[pinned]]\nquery = ['x', ' ']\nids = ['a']\n", 1, "empty text"),
    "query of no word": ("[[pinned]]\nquery = '???'\nids = ['a']\n", 1, "holds no word"),
    "query with quotes": ("[[pinned]]\nquery = '\"a b\"'\nids = ['a']\n", 1, "plain words"),
    "query with a field": ("[[pinned]]\nquery = 'titre:a'\nids = ['a']\n", 1, "plain words"),
    "query of a number": ("[[pinned]]\nquery = 2024\nids = ['a']\n", 1, "must be a text or a list of texts"),
    "a long query": (f"[[pinned]]\nquery = '{'mot ' * 60}'\nids = ['a']\n", 1, "more than 200 characters"),
    "one query twice": (
        "[[pinned]]\nquery = 'vaccin'\nids = ['a']\n\n[[pinned]]\nquery = 'Les vaccins'\nids = ['b']\n",
        5,
        "“Les vaccins” has pinned publications already in line 1",
    ),
    "no ids": ("[[pinned]]\nquery = 'a'\n", 1, "“ids” is missing or empty"),
    "an id twice": ("[[pinned]]\nquery = 'a'\nids = ['x', 'x']\n", 1, "“x” is given twice"),
    "too many ids": (f"[[pinned]]\nquery = 'a'\nids = {[f'x{n}' for n in range(21)]}\n", 1, "at most 20"),
    "pinned and hidden": (
        "[[hidden]]\nid = 'x'\n[[pinned]]\nquery = 'a'\nids = ['x']\n", 3, "pinned here and hidden in line 1"
    ),
    "a group of one": ("[[synonyms]]\nwords = ['IA']\n", 1, "two words at least"),
    "an empty group": ("[[synonyms]]\nwords = []\n", 1, "two words at least"),
    "nothing": ("[[synonyms]]\n", 1, "either “words”"),
    "both kinds": ("[[synonyms]]\nwords = ['a', 'b']\nto = 'c'\n", 1, "either “words”"),
    "no target": ("[[synonyms]]\nfrom = 'covid'\n", 1, "“to” is missing"),
    "function words": ("[[synonyms]]\nwords = ['IA', 'de la']\n", 1, "only function words"),
    "the same word": ("[[synonyms]]\nwords = ['voiture', 'auto', 'Voitures']\n", 1, "the same word to a search"),
    "a loop of one": ("[[synonyms]]\nfrom = ['covid', 'x']\nto = 'Covid'\n", 1, "leads to itself"),
    "a word of no word": ("[[synonyms]]\nwords = ['IA', '+']\n", 1, "holds no word"),
    "too many words": (f"[[synonyms]]\nwords = {[f'mot{n}' for n in range(21)]}\n", 1, "may have 20"),
    "no id": ("[[hidden]]\nreason = 'a'\n", 1, "“id” must be the id"),
    "hidden twice": ("[[hidden]]\nid = 'a'\n[[hidden]]\nid = 'a'\n", 3, "hidden already in line 1"),
    "a reason that is none": ("[[hidden]]\nid = 'a'\nreason = 3\n", 1, "“reason” must be a text"),
    "a line break": ('[[pinned]]\nquery = "a\\nb"\nids = ["a"]\n', 1, "line break"),
}  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_has_one_sentence_and_its_line(case: str) -> None:
    content, line, sentence = MISTAKES[case]
    (mistake,) = read_editing(content.encode()).mistakes
    assert sentence in mistake.sentence
    assert mistake.line == line
    assert str(mistake).startswith(f"line {line}: " if line else "The file")


def test_a_loop_over_several_entries_is_told_at_each() -> None:
    ways = [("rouge", "vert"), ("verts", "bleu"), ("bleu", "rouges"), ("noir", "blanc"), ("blanc", "gris")]
    content = "".join(f"[[synonyms]]\nfrom = '{one}'\nto = '{other}'\n" for one, other in ways)
    mistakes = read_editing(content.encode()).mistakes
    assert [mistake.line for mistake in mistakes] == [1, 4, 7]
    assert all("leads back to itself" in mistake.sentence for mistake in mistakes)


def test_all_mistakes_are_told_at_once_and_the_rest_is_taken() -> None:
    reading = read_editing(
        b"""
        [[pinned]]
        query = "tabac"
        ids = ["a.pdf"]
        [[pinned]]
        query = "titre:tabac"
        ids = []
        [[synonyms]]
        words = ["IA", "intelligence artificielle"]
        [[synonyms]]
        words = ["le"]
        [[hidden]]
        id = "b.pdf"
        why = "meant to be hidden all the same"
        """
    )
    assert [mistake.line for mistake in reading.mistakes] == [5, 5, 10, 12]
    assert reading.entries == (1, 1, 0)
    assert reading.editing.pinned_for(parse("le Tabac")) == ("a.pdf",)
    assert reading.editing.hidden == {"b.pdf"}
    (clause,) = reading.editing.expanded(parse("I.A."))
    assert [[term.form for term in words] for words in clause.synonyms] == [["intelligence", "artificielle"]]


def test_unknown_ids_are_told_with_the_nearest() -> None:
    reading = read_editing(b"[[pinned]]\nquery = 'a'\nids = ['rapports/bilan.pfd', 'b.pdf']\n[[hidden]]\nid = 'c'\n")
    found = list(check_ids(reading.ids, {"rapports/bilan.pdf", "b.pdf"}))
    assert [mistake.line for mistake in found] == [4, 1]
    assert "“rapports/bilan.pfd”; the nearest is “rapports/bilan.pdf”" in found[1].sentence
    assert next(mistake.sentence for mistake in check_ids(reading.ids, {})).endswith("has the id “c”.")


def test_lines_are_not_told_where_they_are_not_sure() -> None:
    """A text of several lines may look like an entry."""
    reading = read_editing(b'[[hidden]]\nid = "a"\nreason = """\n[[hidden]]\n"""\n[[hidden]]\nid = 3\n')
    (mistake,) = reading.mistakes
    assert mistake.line is None


@pytest.mark.parametrize(
    "data", [b"x" * (MAX_BYTES + 1), b"[[hidden]]\nid = '\xff'", b"a = " + b"[" * 20_000, "é".encode("utf-16")]
)
def test_what_is_no_text_or_too_much_is_one_sentence(data: bytes) -> None:
    reading = read_editing(data)
    assert len(reading.mistakes) == 1
    assert not reading.is_readable


VALUES = st.recursive(
    st.one_of(
        st.text(max_size=6), st.integers(), st.booleans(), st.sampled_from(["tabac", "de la", "a.pdf", "titre:x"])
    ),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
ENTRIES = st.dictionaries(
    st.sampled_from(["query", "ids", "words", "from", "to", "id", "reason", "x"]), VALUES, max_size=4
)


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool | int):
        return str(value).lower()
    text = "".join(f"\\U{ord(char):08x}" for char in str(value))
    return f'"{text}"'


@given(st.lists(st.tuples(st.sampled_from(["pinned", "synonyms", "hidden", "other"]), ENTRIES), max_size=5))
def test_whatever_is_in_it_is_read_or_told(entries: list[tuple[str, dict[str, object]]]) -> None:
    """As sentences on one line, and nothing else happens."""
    lines = [
        f"[[{table}]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in entry.items())
        for table, entry in entries
    ]
    reading = read_editing("".join(lines).encode())
    assert reading.is_readable
    assert all(str(mistake).isprintable() for mistake in reading.mistakes)
    assert sum(reading.entries) + len(reading.mistakes) >= len(entries) - sum(table == "other" for table, _ in entries)
