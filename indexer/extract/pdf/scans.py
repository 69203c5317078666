"""Which pages must be recognised to be read, and what was recognised put in its place.

    find_nonsense(pages)                  {7}          their text layer is none
    find_scans(pages)                     (3, 4)       pictures, and whatever else is drawn without text
    put_in(pages, {3: RecognisedPage(...)})            its lines are the page's

Not here: how nonsense is told from text (readability.py), a picture from a page (pictures.py), how a page is recognised
(recognition.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from indexer.extract.pdf.readability import NONSENSE, can_be_judged, is_nonsense_page, strangeness
from indexer.extract.pdf.recognition import Recognised, RecognisedPage
from indexer.extract.pdf.text import Line, PageText

# Of the shorter of two lines; what was recognised of a stamp lies on the stamp.
_SAME_PLACE = 0.5
_MOST_NAMED = 10


def find_nonsense(pages: Iterable[PageText]) -> set[int]:
    """Numbers of the pages whose text is nonsense: the document is judged, each page, and its short pages together."""
    texts = {page.number: "\n".join(line.text for line in page.lines) for page in pages if page.lines}
    if strangeness("\n".join(texts.values())) > NONSENSE:
        return set(texts)
    long = {number for number, text in texts.items() if can_be_judged(text)}
    nonsense = {number for number in long if is_nonsense_page(texts[number])}
    short = texts.keys() - long
    # Where every page that can be judged is nonsense, the cover is set in the same fonts.
    if (nonsense and nonsense == long) or strangeness("\n".join(texts[number] for number in short)) > NONSENSE:
        nonsense |= short
    return nonsense


def find_scans(pages: Iterable[PageText]) -> tuple[int, ...]:
    """Numbers of the pages on which something is drawn and no text, or only a few words over a picture."""
    return tuple(
        page.number for page in pages if page.drawn.is_picture or (page.drawn.may_hold_text and not page.lines)
    )


def put_in(pages: Iterable[PageText], recognised: Mapping[int, RecognisedPage]) -> None:
    """Give pages the lines that were recognised on them; a stamp or header of their own stays as it is."""
    for page in pages:
        found = recognised.get(page.number)
        if found is None or not found.lines:
            continue
        is_turned = (found.width > found.height) != (page.width > page.height)
        if is_turned or not page.lines:
            page.width, page.height, page.lines = found.width, found.height, list(found.lines)
        else:
            own = page.lines
            page.lines = own + [line for line in found.lines if not any(_is_on(line, other) for other in own)]


def what_was_recognised(pages: int, recognised: Recognised) -> list[str]:
    """Sentences for the editor: how many pages, how surely, and which were not."""
    read = [page for page in recognised.pages.values() if page.lines]
    problems: dict[str, list[int]] = defaultdict(list)
    for page in recognised.pages.values():
        if page.problem:
            problems[page.problem].append(page.number)
    sentences = []
    if read:
        mean = sum(page.confidence for page in read) / len(read)
        doubtful = [page.number for page in read if page.confidence < recognised.low_confidence]
        sentences.append(
            f"{len(read)} of {pages} pages were read by OCR, with a confidence of {mean:.0%} on average"
            + (f"; it is low on {name_pages(doubtful)}." if doubtful else ".")
        )
    nothing = len(recognised.pages) - len(read) - sum(map(len, problems.values()))
    if nothing:
        sentences.append(f"OCR found no text on {nothing} of {pages} pages.")
    sentences += [f"{name_pages(numbers).capitalize()} {problem}." for problem, numbers in problems.items()]
    return sentences


def name_pages(numbers: list[int]) -> str:
    """`page 3`, or `pages 3, 4, ...` with the first of them."""
    shown = ", ".join(map(str, numbers[:_MOST_NAMED])) + (", ..." if len(numbers) > _MOST_NAMED else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"


def _is_on(line: Line, other: Line) -> bool:
    """Whether two lines take the same place."""
    width = min(line.right, other.right) - max(line.left, other.left)
    height = min(line.top, other.top) - max(line.bottom, other.bottom)
    narrower = max(min(line.right - line.left, other.right - other.left), 0.1)
    return width > _SAME_PLACE * narrower and height > _SAME_PLACE * min(line.size, other.size)
