"""Whether a title was left there by a program: the name of a file, a template's words.

is_file_name("Microsoft Word - RA_2024_vf.docx", "ra.pdf")   ->  True
is_file_name("Rapport d’activité 2024", "rapport-2024.pdf")  ->  False
"""

from __future__ import annotations

import re
from pathlib import Path

from indexer.extract.pdf.title import is_title
from indexer.extract.text import readable_name
from indexer.publication import is_pdf_address

_EXTENSION = re.compile(r"\.(?:docx?|odt|rtf|pptx?|odp|xlsx?|ods|pdf|tex|dvi|html?|txt|md|indd|qx[pd])$", re.IGNORECASE)
_PROGRAM = re.compile(r"microsoft \w+ -", re.IGNORECASE)
_MOST_WORDS = (
    6  # of a file's name; a title that ends in one, as “Comment lire le fichier LISEZMOI.txt ?”, is a sentence
)
_VERSION = re.compile(r"(?:^|[\s_-])(?:v\d+|vf|vdef|final|def|bat|\d{6,8})(?:[\s_-]|$)", re.IGNORECASE)
_JOINT = re.compile(r"[-_.+\d]")


def is_file_name(title: str, file: str) -> bool:
    """Whether a title reads as the name of a file; `file` is where the publication was read from, "" when nowhere.

    A web page is often named after its title, so that there the same words say nothing; a report seldom is.
    """
    words = title.count(" ") + 1
    if _EXTENSION.search(title) and (words <= _MOST_WORDS or _PROGRAM.match(title)):
        return True
    if words == 1 and ("_" in title or _VERSION.search(title)):
        return True
    path = Path(file)
    is_same = bool(file) and title == readable_name(path)
    if is_pdf_address(file):
        return not is_title(title) or (is_same and bool(_JOINT.search(path.stem)))
    return is_same and bool(_VERSION.search(path.stem))
