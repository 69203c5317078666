"""How much text stands in which element, for pages whose boxes stand in boxes: counted once, not once for each of them.

    elements_holding(body, 500)  ->  {body, main, article}      those with 500 characters and more

Not here: the length of one element (dom.py).
"""

from __future__ import annotations

from lxml import etree

from indexer.extract.html.dom import Element


def elements_holding(root: Element, least: float) -> set[Element]:
    """Give the elements in `root`, and itself, that have at least so many characters; few, if that is most of them."""
    found: set[Element] = set()
    lengths: list[int] = [0]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            lengths.append(len((element.text or "").strip()))
            continue
        length = lengths.pop()
        if length >= least:
            found.add(element)
        lengths[-1] += length + len((element.tail or "").strip())
    return found
