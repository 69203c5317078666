"""hOCR, in which Tesseract answers: lines of words with their places, in pixels from the upper left, and confidence.

    read_hocr(answer) -> [HocrLine(words=[HocrWord("Bilan", 310, 402, 560, 455, 0.96), ...], ...)]

What is read of it:

    <span class='ocr_line' title="bbox 310 402 900 470; baseline 0.002 -15; x_size 53; x_descenders 12; ...">
      <span class='ocrx_word' title='bbox 310 402 560 455; x_wconf 96'>Bilan</span>

`baseline` is a slope and a height, from the lower left corner of the line's box.

Not here: places on the page (pdf/recognition.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

# Denser pages than newspapers have: what has more is noise.
_MOST_LINES = 2_000
_MOST_WORDS = 20_000
_LINE_CLASSES = frozenset({"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"})


@dataclass(frozen=True, slots=True)
class HocrWord:
    """A word, its box, and how sure its recognition is (0 to 1)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


@dataclass(frozen=True, slots=True)
class HocrLine:
    """A line of words.

    slope, baseline  the height of the baseline at x is baseline + slope * x, downwards from the top of the picture
    size             from the top of its ascenders to the bottom of its descenders, whether it has some or not
    """

    words: tuple[HocrWord, ...]
    slope: float
    baseline: float
    size: float


def read_hocr(answer: bytes) -> list[HocrLine]:
    """The lines that have words, as many as a page can have; none where the answer is no hOCR."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(answer, parser)
    except etree.XMLSyntaxError:
        return []
    lines: list[HocrLine] = []
    words = 0
    for element in root.iter("{*}span") if root is not None else ():
        if element.get("class") in _LINE_CLASSES and (line := _line(element)):
            words += len(line.words)
            if len(lines) >= _MOST_LINES or words > _MOST_WORDS:
                break
            lines.append(line)
    return lines


def _line(element: etree._Element) -> HocrLine | None:
    words = tuple(_words(element))
    facts = _facts(element)
    box = facts.get("bbox", ())
    if not words or len(box) != 4:
        return None
    slope, offset = (*facts.get("baseline", ()), 0.0, 0.0)[:2]
    size = next(iter(facts.get("x_size", ())), 0.0) or box[3] - box[1]
    return HocrLine(words, slope, box[3] + offset - slope * box[0], size)


def _words(line: etree._Element) -> Iterator[HocrWord]:
    for element in line.iter("{*}span"):
        if element.get("class") == "ocrx_word":
            facts = _facts(element)
            text = "".join(map(str, element.itertext())).strip()
            box = facts.get("bbox", ())
            if text and len(box) == 4:
                confidence = next(iter(facts.get("x_wconf", ())), 0.0) / 100
                yield HocrWord(text, *box, min(max(confidence, 0.0), 1.0))


def _facts(element: etree._Element) -> dict[str, tuple[float, ...]]:
    """The numbers of a title: {"bbox": (310, 402, 560, 455), "x_wconf": (96,)}; what is no number is left out."""
    facts: dict[str, tuple[float, ...]] = {}
    for fact in str(element.get("title", "")).split(";"):
        name, *values = fact.split()[:6] or [""]
        try:
            facts[name] = tuple(map(float, values))
        except ValueError:
            continue
    return facts
