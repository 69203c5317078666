r"""A citation as an entry of BibTeX, in UTF-8, which LaTeX reads since 2018 and biber always.

    as_bibtex(citation)   ->   "@techreport{vasseur2024bilan,\n  title = {{Bilan du dépistage}},\n ..."

BibTeX counts braces whether or not a backslash stands before them, so none is left in a value: what LaTeX would take
for a command becomes a command that prints it. Accents stay letters. Titles and institutions stand in double braces:
a style may neither lower their capitals nor take a name apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from indexer.french import fold, is_stop_word
from indexer.languages import primary
from indexer.people import split_name
from searchapp.presenters.citations.citation import Citation

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
        **{character: f"\\{character}" for character in "&%$#_"},
        "\u00a0": "~",
        "\u202f": r"\,",
    }
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES = {"fr": "french", "en": "english", "de": "german", "es": "spanish", "it": "italian"}
# What addresses are made of; "%" stays, as what follows it is encoded already.
_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=-._~"
_KEY_WORDS = 2
_KEY_LETTERS = 12  # of each word


def as_bibtex(citation: Citation) -> str:
    """The entry."""
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(citation))
    return f"@{citation.types.bibtex}{{{_key(citation)},\n{fields}}}\n"


def latex(text: str) -> str:
    """Text that LaTeX prints as it is, without a brace that does not close."""
    return text.translate(_SPECIAL)


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    if citation.authors:
        yield "author", f"{{{' and '.join(map(_author, citation.authors))}}}"
    yield "title", f"{{{{{latex(citation.title)}}}}}"
    if citation.institution:
        name = {"techreport": "institution", "phdthesis": "school", "book": "publisher"}
        yield name.get(citation.types.bibtex, "howpublished"), f"{{{{{latex(citation.institution)}}}}}"
    if citation.kind and citation.types.bibtex in ("techreport", "phdthesis"):
        yield "type", f"{{{latex(citation.kind[:1].upper() + citation.kind[1:])}}}"
    if citation.date:
        yield "year", f"{{{citation.date.year:04d}}}"
        if citation.date.month:
            yield "month", _MONTHS[citation.date.month - 1]
        if citation.date.day:
            yield "day", f"{{{citation.date.day}}}"
    if citation.pages:
        yield "pagetotal", f"{{{citation.pages}}}"
    if language := _LANGUAGES.get(primary(citation.language)):
        yield "langid", f"{{{language}}}"
    if citation.url:
        yield "url", f"{{{quote(citation.url, safe=_IN_ADDRESSES)}}}"
    if citation.lead:
        yield "abstract", f"{{{latex(citation.lead)}}}"
    if citation.topics:
        yield "keywords", f"{{{latex(', '.join(citation.topics))}}}"


def _author(name: str) -> str:
    person = split_name(name)
    return f"{latex(person.family)}, {latex(person.given)}" if person else f"{{{latex(name)}}}"


def _key(citation: Citation) -> str:
    """Surname of the first author, year, first words of the title: letters and digits without accents."""
    first = citation.authors[0] if citation.authors else citation.institution
    person = split_name(first)
    author = _letters(person.family if person else first)[:_KEY_LETTERS]
    year = f"{citation.date.year:04d}" if citation.date else ""
    words = [word for word in re.findall(r"[a-z0-9]+", fold(citation.title)) if not is_stop_word(word)]
    title = "".join(word[:_KEY_LETTERS] for word in words[:_KEY_WORDS] if word != year)
    return f"{author}{year}{title}" or "publication"


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", fold(text))
