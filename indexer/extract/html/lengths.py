"""How much text stands in which element, for pages whose boxes stand in boxes: counted once, not once for each of them.

    elements_holding(body, 500)  ->  {body, main, article}      those with 500 characters and more

Not here: the length of one element (dom.py).
"""

from __future__ import annotations

from lxml import etree

from indexer.extract.html.dom import Element


def elements_holding(root: Element, least: float, *, within: str | None = None) -> set[Element]:
    """Give the elements in `root`, and itself, that have at least so many characters; few, if that is most of them.

    Only characters `within` elements of one tag count, when one is given.
    """
    found: set[Element] = set()
    lengths: list[int] = [0]
    counts = 0 if within else 1  # how many of those tags are open
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            counts += element.tag == within
            lengths.append(_length(element.text) if counts else 0)
            continue
        counts -= element.tag == within
        length = lengths.pop()
        if length >= least:
            found.add(element)
        lengths[-1] += length + (_length(element.tail) if counts else 0)
    return found


def _length(text: str | None) -> int:
    words = text.split() if text else []
    return sum(map(len, words)) + len(words)
