"""A publication as it is cited: as text, and as files for reference managers.

    citation = cite(hit, pages=48, institution="Institut Vasseur", url="https://institut.fr/bilan.pdf")
    as_text(citation)      "Claire Vasseur. Bilan du dépistage. Institut Vasseur, septembre 2024, 48 p. https://..."
    as_bibtex(citation)    "@techreport{vasseur2024bilan, ..."

citation.py   what is cited, and what its kind is called in each format
text.py       the sentence
bibtex.py, ris.py, csl.py   the files: small pure functions, each with the escapes of its format

Not here: where they are served (searchapp/pages/citations.py), what search engines read (presenters/metadata.py).
"""

from searchapp.presenters.citations.bibtex import as_bibtex
from searchapp.presenters.citations.citation import Citation, Types, cite
from searchapp.presenters.citations.csl import as_csl_json
from searchapp.presenters.citations.ris import as_ris
from searchapp.presenters.citations.text import as_text

__all__ = ["Citation", "Types", "as_bibtex", "as_csl_json", "as_ris", "as_text", "cite"]
