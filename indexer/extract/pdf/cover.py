"""Date, authors, kind, language and abstract of a PDF, each with where it came from.

Order of trust for the date, from experience with reports:

1. a day or a month printed on the cover ("Novembre 2023"): what the publisher says
2. a year in the title or alone on the cover ("Rapport d'activité 2024"), then a date or a year in the file's name
   ("bilan-2019.pdf"); the file's own date is taken for it when it lies in that year, for it says the day
3. XMP dc:date, Info /CreationDate, XMP CreateDate: when the file was made, usually within days; a page that announces
   the report knows better
4. Info /ModDate: when it was last touched, perhaps years later by a compressor of PDFs

A cover is a first page with few words; on a page of prose only a line that is little more than a date counts,
since prose names the dates of other things.

Not here: names made uniform (people.py), dates read (dates.py), the title (title.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from indexer.extract.bylines import split_people
from indexer.extract.dates import FoundDate, find_dates, parse_date
from indexer.extract.first_names import FIRST_NAMES
from indexer.extract.language import detect_language, language_code
from indexer.extract.pdf.sections import is_slides
from indexer.extract.pdf.text import CUT, PageText
from indexer.publication import PartialDate

_COVER_WORDS = 150
_COVER_PAGES = 2
_YEAR = re.compile(r"(?<![\d-])(?:19[6-9]\d|20\d\d)(?![\d-])")
# "note_15_03_2024", "rapport_mars_2021", "20240315-note"
_EIGHT_FIGURES = re.compile(r"(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?!\d)")
_JOINT_OF_FIGURES = re.compile(r"(?<=\d)[_\s](?=\d)")
_JOINT = re.compile(r"_|(?<!\d)-|-(?!\d)")
_YEAR_LINE = re.compile(r"\W*(?:[ée]dition|ann[ée]e|version|exercice)?\W*(?P<year>(?:19|20)\d\d)\W*", re.IGNORECASE)
# PDF was published in 1993; clocks that were never set say 1970 or 1980.
_FIRST_PDF = 1993

_DATES_OF_FILE = {
    "XMP published": "XMP dc:date",
    "CreationDate": "Info /CreationDate",
    "XMP date": "XMP xmp:CreateDate",
    "ModDate": "Info /ModDate",
}

_ACCOUNTS = re.compile(
    r"\b(?:admin\w*|user|utilisateur|owner|propri[ée]taire|microsoft|office|adobe|acrobat|latex|tex|word|writer|"
    r"libreoffice|openoffice|indesign|google|canva|quark\w*|scanner|xerox|ricoh|canon|konica|pdf\w*|poste|pc|"
    r"windows|mac|apple|hp|dell|stagiaire|secr[ée]tariat|secretariat|accueil|inconnu|unknown|anonymous|author|auteur)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:minist[èe]re|direction|institut\w*|service|agence|soci[ée]t[ée]|association|universit[ée]|conseil|centre|"
    r"observatoire|[ée]quipe|groupe|d[ée]partement|mission|comit[ée]|fondation|sarl|sas|cnrs|inserm|communication|"
    r"studio|imprimerie|graphi\w+|membres?|liste|collecti\w+|project|team|laborato\w+)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:sous la direction d(?:e\s+|[’'])"
    r"|(?:par|by|auteure?(?:\(e\))?(?:·e)?s?|autrices?|authors?|(?:coordonn[ée]|r[ée]dig[ée]|[ée]crit)e? par"
    r"|r[ée]dact(?:ion|eurs?|rices?))\s*(?::\s*|\s+(?-i:(?=[A-ZÀ-Þ]))))",
    re.IGNORECASE,
)
_WITH = re.compile(r",?\s+avec\s+", re.IGNORECASE)
_KINDS = (
    ("guide", r"guide|manuel|mode d[’']emploi|tutoriel|vade-?m[ée]cum|handbook|manual"),
    ("note", r"note|fiche|m[ée]mo"),
    ("dépliant", r"d[ée]pliant|flyer|brochure|plaquette|leaflet"),
    ("présentation", r"pr[ée]sentation|diaporama|slides|support de formation"),
    ("rapport", r"rapport|bilan|report|barom[èe]tre|[ée]tude|enqu[êe]te"),
)
_KINDS_NAMED = [(kind, re.compile(rf"\b(?:{words})s?\b", re.IGNORECASE)) for kind, words in _KINDS]
_SLIDE_PROGRAMS = re.compile(r"powerpoint|impress|keynote|beamer|google slides|prezi", re.IGNORECASE)
_ABSTRACT = re.compile(
    r"^(?:r[ée]sum[ée](?: ex[ée]cutif| de l[’'][ée]tude)?|abstract|synth[èe]se|en bref|l[’']essentiel"
    r"|executive summary)\s*[:.]?$",
    re.IGNORECASE,
)
_FEWEST_ABSTRACT, _LONGEST_ABSTRACT = 120, 700


def find_date(
    info: dict[str, str], pages: list[PageText], title: str, file_name: str = ""
) -> tuple[PartialDate | None, str]:
    """The date of publication, by the order of trust above, and its source."""
    cover = _cover_lines(pages)
    if (printed := _printed_date(cover)) is not None:
        return printed.date, f"cover: « {printed.text} »"
    made, source = _file_date(info)
    years = [(title, "title")] + [
        (text, "cover") for text, is_cover in cover if is_cover and _YEAR_LINE.fullmatch(text)
    ]
    if not any(_YEAR.search(text) for text, _ in years):
        name = _JOINT.sub(" ", _JOINT_OF_FIGURES.sub("-", _EIGHT_FIGURES.sub(r"\1-\2-\3", file_name)))
        if named := find_dates(name, limit=1):
            return named[0].date, f"file name: « {named[0].text} »"
        years.append((name.replace("-", " "), "file name"))
    latest = made.year if made is not None else dt.datetime.now(tz=dt.UTC).year
    for text, where in years:
        found_years = _YEAR.findall(text)
        # "2019-2023" and "horizon 2030" name a period or an aim: only one year, not after the file, is a
        # date.
        if len(set(found_years)) == 1 and int(found_years[0]) <= latest:
            year = int(found_years[0])
            if made is not None and made.year == year:
                return made, f"{source}, in the year of the {where}"
            return PartialDate(year), f"{where}: « {year} »"
    return made, source


def is_date_of_file(source: str) -> bool:
    """Whether a date says when the file was made, and nothing on the cover or in the title says that it is right."""
    return source in _DATES_OF_FILE.values()


def _printed_date(cover: list[tuple[str, bool]]) -> FoundDate | None:
    in_prose: list[FoundDate] = []
    for at, (text, is_cover) in enumerate(cover):
        found = find_dates(text, limit=1)
        if found and is_cover:
            return found[0]
        # A line of a page of prose must be about its date ("version octobre 2018"), below the title less so.
        if found and len(found[0].text) >= (0.2 if at < 6 else 0.4) * len(text):
            in_prose.append(found[0])
    # Several are a list of events: which of them is the document's own nobody can say.
    return in_prose[0] if len({found.date for found in in_prose}) == 1 else None


def _cover_lines(pages: list[PageText]) -> list[tuple[str, bool]]:
    """Short lines of the first pages, and whether their page is a cover."""
    lines: list[tuple[str, bool]] = []
    for page in pages[:_COVER_PAGES]:
        is_cover = sum(len(line.text.split()) for line in page.lines) <= _COVER_WORDS
        lines += [(line.text.rstrip(CUT), is_cover) for line in page.lines[:60] if len(line.text) <= 120]
        if not is_cover:
            break
    return lines


def _file_date(info: dict[str, str]) -> tuple[PartialDate | None, str]:
    for key, source in _DATES_OF_FILE.items():
        date = parse_date(info.get(key, ""))
        if date is not None and date.year >= _FIRST_PDF:
            return date, source
    return None, ""


def find_authors(info: dict[str, str], pages: list[PageText]) -> tuple[tuple[str, ...], str]:
    """Names of persons: from the metadata when it holds any, else after "Par" or "Auteurs :" on the cover."""
    for key, source in (("Author", "Info /Author"), ("XMP creator", "XMP dc:creator")):
        people = persons(info.get(key, ""))
        if people:
            return people, source
    # "Par" on a page of prose is a signature only near the top; further down it may be anyone's.
    cover = _cover_lines(pages)
    lines = [text for at, (text, is_cover) in enumerate(cover) if is_cover or at < 8]
    for at, text in enumerate(lines):
        if match := _BY.match(text):
            people = _named_from(lines, at, match.end())
            if people:
                return people, f"cover: « {text[:60]} »"
    return _names_alone([text for text, is_cover in cover if is_cover])


def _names_alone(lines: list[str]) -> tuple[tuple[str, ...], str]:
    """A line of a cover that holds nothing but names, one of them with a first name that is known as one.

    Without that test "Nouvelle Aquitaine" and "Rapport Annuel" are as good as persons.
    """
    for at, text in enumerate(lines):
        if len(split_people(text, byline=True)) < len(_pieces(text)):
            continue
        people = _named_from(lines, at, 0)
        known = any(name.split()[0].lower().split("-")[0] in FIRST_NAMES for name in people)
        if people and known:
            return people, f"cover: « {text[:60]} »"
    return (), ""


def persons(text: str) -> tuple[str, ...]:
    """The persons in a metadata value; accounts, programs and organisations are no authors here."""
    names = split_people(text) if text else []
    return tuple(
        name
        for name in names
        if len(name.split()) >= 2
        and name[:1].isupper()
        and not any(map(str.isdigit, name))
        and not _ACCOUNTS.search(name)
        and not _ORGANISATION.search(name)
    )


def _named_from(lines: list[str], at: int, start: int) -> tuple[str, ...]:
    """Names after the introduction, and on the lines below while they hold nothing else."""
    people = list(split_people(_WITH.sub(", ", lines[at][start:]), byline=True))
    for text in lines[at + 1 : at + 4]:
        more = split_people(text, byline=True)
        if _BY.match(text) or len(more) < len(_pieces(text)) or any(map(str.isdigit, text)):
            break
        people += more
    return tuple(dict.fromkeys(name for name in people if not _ORGANISATION.search(name)))


def _pieces(text: str) -> list[str]:
    return [piece for piece in re.split(r",|;|\bet\b|\band\b|&", text) if piece.strip()]


def find_kind(title: str, info: dict[str, str], pages: list[PageText], file_name: str = "") -> tuple[str, str]:
    """One of rapport, note, guide, dépliant, présentation."""
    for text, source in ((title, "title"), (re.sub(r"[\W_]+", " ", file_name), "file name")):
        # Near the beginning: "Comment lire un rapport" is none.
        first = [(match.start(), kind) for kind, pattern in _KINDS_NAMED if (match := pattern.search(text))]
        if first and min(first)[0] < 20:
            return min(first)[1], source
    if _SLIDE_PROGRAMS.search(f"{info.get('Creator', '')} {info.get('Producer', '')}"):
        return "présentation", "Info /Creator"
    if is_slides(pages):
        return "présentation", "landscape pages with few words"
    return "rapport", "default"


def find_language(text: str, declared: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Two letters. The text decides: programs declare the language they were installed in.

    `declared` are what the file declares, each with where, the best first.
    """
    language = detect_language(text)
    code, source = next(((code, source) for value, source in declared if (code := language_code(value))), ("", ""))
    if language:
        return language, "words of the text" + (f" (the file declares {code})" if code not in {"", language} else "")
    return (code, source) if code else ("fr", "default")


def find_lead(pages: list[PageText], texts: dict[int, str]) -> tuple[str, str]:
    """The abstract, where one of the first pages has it under its own heading."""
    for page in pages[:4]:
        paragraphs = texts.get(page.number, "").split("\n")
        for at, paragraph in enumerate(paragraphs):
            if _ABSTRACT.match(paragraph.strip()):
                body = " ".join(_paragraphs_below(paragraphs[at + 1 :])).strip()
                if len(body) >= _FEWEST_ABSTRACT:
                    return _shortened(body), f"« {paragraph.strip(' :.')} » on page {page.number}"
    return "", ""


def _paragraphs_below(paragraphs: list[str]) -> Iterator[str]:
    length = 0
    for paragraph in paragraphs:
        # The next heading ends it: a short line without the mark that ends a sentence.
        if length and ((len(paragraph) < 80 and paragraph[-1:] not in ".!?…»") or length > _LONGEST_ABSTRACT):
            return
        length += len(paragraph)
        yield paragraph


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_ABSTRACT:
        return text
    cut = text[:_LONGEST_ABSTRACT]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: end + 1] if end > _LONGEST_ABSTRACT // 2 else cut.rsplit(" ", 1)[0] + "…"
