"""A web page as a tree, parsed without trust: no network, no entities of its own, bounded depth and size.

Not here: what the elements mean (chrome.py, masthead.py, sections.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import inf

from lxml import etree

from indexer.errors import BadDocument
from indexer.extract.tidy import tidy_line

Element = etree._Element

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# libxml2 stops there on its own (huge_tree=False); said here for the sentence.
_DEEPEST = 256
_SUBSET = re.compile(r"<!DOCTYPE[^<>\[]{0,300}\[[^\]]{0,20000}\]\s*>", re.IGNORECASE)
# It stands at the beginning or is none.
_LONGEST_HEAD = 64 * 1024
_WORD = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+")
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q"}
    | {"s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
_STRING = etree.XPath("string()", smart_strings=False)
_LONGEST_CACHED = 300
_NO_WORDS: frozenset[str] = frozenset()


def parse_html(text: str, name: str) -> Element:
    """Parse a page; raises BadDocument when it holds nothing, or more than the parser's limits."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    # libxml2 takes an internal subset for text, and nothing of it is wanted: no entity is ever defined.
    text = text.replace("\0", "")
    text = _SUBSET.sub("<!DOCTYPE html>", text[:_LONGEST_HEAD], count=1) + text[_LONGEST_HEAD:]
    data = text.encode("utf-8", "replace")
    try:
        tree = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise BadDocument(f"{name} is not a web page that can be read: {error}.") from error
    if tree is None:
        raise BadDocument(f"{name} holds no text.")
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        # The tree ends where the parser stopped: half a page, indexed in silence, would be worse than none.
        raise BadDocument(
            f"{name} is no ordinary web page: its elements are nested more than {_DEEPEST} deep, or one text "
            "in it has more than 10 million characters. Correct the template that made it."
        )
    return tree


def text_of(element: Element) -> str:
    """Give all the text in `element`, on one line."""
    if not len(element):
        return tidy_line(element.text or "")
    return tidy_line("".join(_pieces(element, ())))


def length_of(element: Element, most: float = inf) -> int:
    """Give the number of characters in `element`, every run of whitespace as one; counts little further than `most`.

    Boxes stand in boxes: where only short ones are wanted, long ones must not be counted to their end.
    """
    if not len(element):
        return len((element.text or "").strip())
    if most == inf:
        text = _STRING(element)
        return len(" ".join(text.split())) if isinstance(text, str) else 0
    length = 0
    for part in element.itertext():
        length += len(part.strip())
        if length > most:
            break
    return length


def link_share(element: Element) -> float:
    """Give the part of its characters that stand in links, 0 to 1."""
    total = length_of(element)
    return sum(length_of(link) for link in element.iter("a")) / total if total else 0.0


def short_text(element: Element, most: int) -> str:
    """Give all the text in `element`, on one line; "" when it has more than `most` characters."""
    if not len(element):
        text = element.text or ""
    else:
        parts: list[str] = []
        room = 4 * most  # most of it may be indentation
        for part in element.itertext():
            room -= len(part)
            if room < 0:
                return ""
            parts.append(str(part))
        text = " ".join(parts)
    text = text.strip()
    if not text or len(text) > 4 * most:
        return ""
    text = tidy_line(text)
    return text if len(text) <= most else ""


def class_words(element: Element) -> frozenset[str]:
    """Give the words in its class and id: "field--name-field-auteurs" -> {"field", "name", "auteurs"}."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if names == " ":
        return _NO_WORDS
    return _words_of(names) if len(names) <= _LONGEST_CACHED else _split_words(names)


def _split_words(names: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(names))


# A template repeats a few names all over its pages.
_words_of = lru_cache(maxsize=4_096)(_split_words)


def classes(element: Element) -> list[str]:
    """Give its classes as they are written."""
    return (element.get("class") or "").split()


def has_ancestor(element: Element, *tags: str) -> bool:
    """Tell whether it stands in an element with one of these tags."""
    return next(element.iterancestors(*tags), None) is not None


def is_inside(element: Element, others: Iterable[Element]) -> bool:
    """Tell whether it is one of `others` (a set) or stands in one of them."""
    return element in others or any(ancestor in others for ancestor in element.iterancestors())


def walk(root: Element, skip: Iterable[Element]) -> Iterator[tuple[str, Element]]:
    """Give ("start", element) and ("end", element) in document order, without those in `skip` (a set)."""
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start" and element in skip:
            walker.skip_subtree()
            continue
        if event == "end" and element in skip:
            continue
        yield event, element


def visible_text(root: Element, skip: Iterable[Element], most: int) -> str:
    """Give the first `most` characters of the text in `root` outside `skip`, on one line."""
    parts: list[str] = []
    count = 0
    for part in _pieces(root, skip):
        parts.append(part)
        count += len(part)
        if count > 2 * most:  # half of it may be indentation
            break
    return tidy_line("".join(parts))[:most]


def _pieces(root: Element, skip: Iterable[Element]) -> Iterator[str]:
    for event, element in walk(root, skip):
        if element.tag not in _INLINE:
            yield " "  # <br>, or the edge of a block: two words, not one
        if event == "start":
            yield element.text or ""
        elif element is not root:
            yield element.tail or ""
