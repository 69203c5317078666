"""English words: folded form -> stem, and what a chunk says that is written otherwise than in French.

    stem("studies") == stem("study"), stem("tumours") == stem("tumor")

Snowball's English algorithm (https://snowballstem.org/algorithms/english/stemmer.html), after rules for the two
spellings of English and for words that it takes for others. The tables are evidence, not taste:
tests/indexer/test_languages.py holds which words must and must not meet.

Not here: how texts are cut and folded, which is the same in every language (chunks.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

from indexer.chunks import Token, analyse_chunk

_EXCEPTIONS = {
    form: found
    for found, forms in {
        # plurals of their own; a possessive is written with its s: women's, womens
        "woman": "woman womans women womens", "man": "man mans men mens", "child": "child childs children childrens",
        "foot": "foot feet", "tooth": "tooth teeth", "mouse": "mouse mice", "criterion": "criterion criteria",
        "bacteria": "bacterium bacteria", "crise": "crisis crises", "life": "life lives", "leaf": "leaf leaves",
        # British and American
        "center": "centre centres center centers", "fiber": "fibre fibres fiber fibers",
        "liter": "litre litres liter liters", "meter": "metre metres meter meters",
        "program": "programme programmes program programs", "defens": "defence defences defense defenses",
        "practic": "practise practises practised practising practice practices practiced practicing",
        # not what the algorithm takes them for: an import, an experiment, something severe, an author, a hospital, ...
        "important": "important importantly", "importance": "importance",
        "experience": "experience experiences experienced",
        "experiment": "experiment experiments experimental experimentally experimentation",
        "several": "several", "authority": "authority authorities", "university": "university universities",
        "international": "international internationally", "emergency": "emergency emergencies",
        "incidence": "incidence incidences", "hospitality": "hospitality", "animal": "animal animals",
        "publication": "publication publications", "generation": "generation generations", "organ": "organ organs",
        "organic": "organic organically", "organism": "organism organisms",
    }.items()
    for form in forms.split()
}  # fmt: skip
_ISE = "(?:e[drs]?|ers|ing|ation(?:s|al|ally)?)"
# British and American spellings made one; the others of a family follow, as all of it is written with these letters.
_SPELLINGS = (
    (re.compile(rf"(?<=.{{4}})(?<!al)iz(?={_ISE}$)"), "is"),  # organization
    (re.compile(rf"(?<=.{{2}}al)is(?={_ISE}$)"), "iz"),  # hospitalised, as the algorithm leads it back to hospital
    (re.compile(r"(?<=.{3})yz(?=(?:e[drs]?|ers|ing)$)"), "ys"),  # analyze
    (re.compile(r"(?<=.{3})our(?=(?:s|ed|ing|al|ally|able)?$)"), "or"),  # tumour, behavioural
    (re.compile(r"(?<=.{4})sis$"), "se"),  # analysis, as analyses
    (
        re.compile(r"(?<=h)ae(?=m)|(?<=[nk])ae(?=mi)|(?<=p)ae(?=di)|(?<=n)ae(?=(?:sth|co))|(?<=f)ae(?=c)"),
        "e",
    ),  # haemorrhage, leukaemia, paediatric, anaesthesia, gynaecology, faeces
    (re.compile(r"^oe(?=s|d)|(?<=f)oe(?=t)|(?<=rh)oe(?=a)|(?<=c)oe(?=lia)"), "e"),  # oesophagus, foetus, diarrhoea
)
_THOUSANDS = re.compile(r"[0-9]{1,3},[0-9]{3}")
_stem_word = Stemmer.Stemmer("english", 0).stemWord  # its own cache is off: stems are cached here


@lru_cache(maxsize=50_000)
def stem(form: str) -> str:
    """The stem of a folded form. Forms with digits are their own stem."""
    if len(form) < 3 or not form.isalpha():
        return form
    if form in _EXCEPTIONS:
        return _EXCEPTIONS[form]
    for spelling, replacement in _SPELLINGS:
        form = spelling.sub(replacement, form)
    stemmed: str = _stem_word(form)
    return stemmed


def tokens(chunk: str) -> Iterator[Token]:
    """The tokens of a chunk, with English stems; `12,000` is found as 12000 too."""
    for token in analyse_chunk(chunk):
        yield token._replace(stem=stem(token.form))
        if not token.is_alternative and _THOUSANDS.fullmatch(chunk, token.start, token.end):
            form = token.form.replace(".", "")
            yield token._replace(form=form, stem=form, is_alternative=True)
