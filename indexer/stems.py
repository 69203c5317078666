"""Folded French form -> stem: Snowball, after rules for what its accents would have told it.

    stem("depistees") == stem("depister"), stem("chercheuses") == stem("chercheur")

The tables are evidence, not taste: tests/indexer/test_french.py holds which words must and must not meet.
"""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

# Snowball works on what precedes accents; on folded text these words and endings need a rule of their own first.
_EXCEPTIONS = {
    form: found
    for found, forms in {
        "travail": "travaux", "vitrail": "vitraux", "bail": "baux", "corail": "coraux", "email": "emaux",
        "soupirail": "soupiraux", "oeil": "yeux", "tuyau": "tuyaux", "noyau": "noyaux", "joyau": "joyaux",
        "ciel": "cieux", "madame": "mesdames", "monsieur": "messieurs", "deux": "deux", "leur": "leurs",
        "heure": "heure heures", "public": "publique publiques publics",
        "nouveau": "nouvel nouvelle nouvelles", "beau": "bel belle belles", "vieux": "vieil vieille vieilles",
        "blanc": "blanche blanches", "franc": "franche franches", "sec": "seche seches", "doux": "douce douces",
        "faux": "fausse fausses", "frais": "fraiche fraiches", "fou": "fol folle folles fous",
        "long": "longue longues", "gros": "grosse grosses", "leg": "legere legeres", "jalou": "jalouse jalouses",
        "loi": "lois", "roi": "rois", "emplo": "emplois", "envo": "envois", "essa": "essais", "tournoi": "tournois",
        "convoi": "convois", "paroi": "parois", "clou": "clous", "trou": "trous", "balai": "balais",
        "elu": "elus elue elues", "jeu": "jeux", "feu": "feux", "lieu": "lieux", "bleu": "bleus", "pneu": "pneus",
        "foie": "foie foies", "mars": "mars", "pays": "pays", "loisir": "loisir loisirs", "divers": "divers",
        "univers": "univers",
        "communiqu": "communique communiques communication communications",  # no commune
        "formation": "formation formations",  # no format
        "donnee": "donnee donnees",  # no gift
        # nouns and adjectives that look like verbs such as "finit"
        "petit": "petit", "credit": "credit", "conflit": "conflit", "profit": "profit", "debit": "debit",
        "recit": "recit", "esprit": "esprit", "habit": "habit", "audit": "audit", "deficit": "deficit",
        "delit": "delit", "transit": "transit", "inedit": "inedit", "appetit": "appetit", "interdit": "interdit",
    }.items()
    for form in forms.split()
}  # fmt: skip
# Of these, the ones whose stem begins with another letter.
_ELSEWHERE = {form: found for form, found in _EXCEPTIONS.items() if form[0] != found[0]}
# Words in -ent that are no verbs in the plural; those in -ment are none either.
_NO_VERBS = frozenset(
    """absent abstinent accent accident adherent adjacent adolescent affluent agent ambivalent antecedent apparent
    ardent argent astringent auvent avent cent client coefficient coherent competent concurrent confluent conscient
    content contingent continent convent couvent current decent deficient deferent dent detergent different diligent
    dissident divergent efficient eloquent emergent eminent equivalent event evident excedent excellent exigent
    expedient fervent fluorescent frequent gradient imminent impatient impertinent imprudent incandescent incident
    incoherent incompetent inconscient inconvenient indecent indifferent indigent indolent indulgent inherent
    innocent insolent intelligent intermittent latent lent mecontent negligent nutrient occident omnipresent onguent
    opulent orient parent patient pentavalent percent permanent pertinent polyvalent precedent preeminent present
    president prudent pubescent quotient recent recipient recurrent referent regent resident resurgent reticent
    senescent serpent souvent student subsequent succulent talent tangent torrent transparent trident turbulent
    urgent vent violent virulent""".split()
)
# Each with the letters it may end in, as most are settled by looking at these.
_FOLDED_ENDINGS = (
    ("t", re.compile(r"(?<=[tv])ien(?:t|nent)$"), "en"),  # contient, contiennent -> conten(ir)
    ("t", re.compile(r"(?<=..)(?<!m)(?<!ai)ent$"), "e"),  # dépistent -> dépiste
    ("s", re.compile(r"(?<=..[^fl])us$"), "u"),  # contenus, but refus and inclus
    ("s", re.compile(r"(?<=..)os$"), "o"),  # numéros
    ("s", re.compile(r"ers$"), "er"),  # cancers -> cancer, which Snowball takes for a verb
    ("es", re.compile(r"(?<=..[ts])ives?$"), "if"),  # active -> actif
    ("es", re.compile(r"ees?$"), "e"),  # publiée, publiées -> publie
    ("es", re.compile(r"ieres?$"), "ier"),  # infirmière -> infirmier
    ("es", re.compile(r"(?<=.{4})eres?$"), "er"),  # étrangère -> étranger
    ("t", re.compile(r"(?<=[dt])erent$"), "er"),  # dépistèrent
    ("es", re.compile(r"trices?$"), "teur"),  # directrice -> directeur
    (
        "esrtx",
        re.compile(r"(?<=.{3})(?:eures?|euses?|eusement|eurs?|eux)$"),
        "eu",
    ),  # chercheur, chercheuse; heureux, heureuse
    ("x", re.compile(r"(?<=[bgjln])oux$"), "ou"),  # bijoux -> bijou
    ("s", re.compile(r"(?<=x)ions$"), "ion"),  # connexions
    ("es", re.compile(r"(?<=lo)gues?$"), "g"),  # oncologue, as oncologie
    ("es", re.compile(r"(?<=..)indres?$"), "int"),  # atteindre -> atteint
    ("desu", re.compile(r"(?<=..[nr])d(?:res?|ue?s?)$"), "d"),  # vendre, vendue -> vend
    ("es", re.compile(r"(?<=..)ttres?$"), "t"),  # permettre -> permet
    ("es", re.compile(r"(?<=[uv])ivres?$"), "iv"),  # suivre -> suiv(ons)
    ("es", re.compile(r"(?<=cr|[^q]u)ires?$"), "it"),  # écrire -> écrit, produire -> produit
)

_stem_word = Stemmer.Stemmer("french", 0).stemWord  # its own cache is off: stems are cached here


@lru_cache(maxsize=50_000)
def stem(form: str) -> str:
    """The stem of a folded form. Forms with digits are their own stem.

    Snowball's French algorithm (https://snowballstem.org/algorithms/french/stemmer.html) after rules for what its
    accents would have told it, and for feminine job titles.
    """
    if len(form) < 3 or not form.isalpha():
        return form
    if form in _EXCEPTIONS:
        return _EXCEPTIONS[form]
    if len(form) > 4:
        if form not in _NO_VERBS:
            for last_letters, ending, replacement in _FOLDED_ENDINGS:
                if form[-1] in last_letters:
                    form = ending.sub(replacement, form)
        if form.endswith(("eu", "crit")):
            return form
    stemmed: str = _stem_word(form)
    if stemmed.endswith(("ay", "oy", "uy")):  # employé, as emploie; but "policy" is not "police"
        stemmed = stemmed[:-1] + "i"
    return stemmed.removesuffix("i") if len(stemmed) > 4 else stemmed  # publi(er) as publ(ie)


def stems_elsewhere(beginning: str) -> frozenset[str]:
    """The stems of words that begin so, as far as the stem begins with another letter: `yeux` has the stem `oeil`."""
    return frozenset(found for form, found in _ELSEWHERE.items() if form.startswith(beginning))
