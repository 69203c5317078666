"""What kind of publication it is, in the words of the site's facet: article, communiqué, entretien, ...

kind_of_type("NewsArticle")                     ->  "article"
kind_of_title("Entretien avec Lucie Nguyen")    ->  ("entretien", "title")
"""

from __future__ import annotations

import re

from indexer.extract.tidy import tidy_line

DEFAULT_KIND = "article"

# Types of schema.org, og:type and Dublin Core that say more than "a page".
_TYPES = {
    "newsarticle": "article", "article": "article", "blogposting": "article", "scholarlyarticle": "article",
    "medicalscholarlyarticle": "article", "techarticle": "article", "reportagenewsarticle": "article",
    "analysisnewsarticle": "article", "opinionnewsarticle": "article",
    "report": "rapport", "pressrelease": "communiqué", "interview": "entretien",
    "event": "événement", "educationevent": "événement", "businessevent": "événement",
    "exhibitionevent": "événement", "socialevent": "événement",
    "faqpage": "faq", "qapage": "faq", "dataset": "jeu de données", "podcastepisode": "podcast",
    "videoobject": "vidéo", "video.other": "vidéo", "jobposting": "offre d'emploi", "book": "livre",
    "guide": "guide", "course": "formation", "legislation": "texte de loi",
}  # fmt: skip

# In classes, section names and kind fields: whole words, accents optional.
_WORDS = (
    ("communiqué", r"communiqu[ée]s?(?:[-_ ]de[-_ ]presse)?|press[-_ ]?releases?"),
    ("entretien", r"entretiens?|interviews?"),
    ("événement", r"[ée]v[ée]nements?|[ée]v[èe]nements?|agenda|events?|colloques?|webinaires?"),
    ("dossier", r"dossiers?(?:[-_ ]th[ée]matiques?)?"),
    ("rapport", r"rapports?|reports?"),
    ("guide", r"guides?"),
    ("fiche", r"fiches?(?:[-_ ]pratiques?)?"),
    ("tribune", r"tribunes?|[ée]ditos?|[ée]ditoria(?:l|ux)"),
    ("faq", r"faq|foire[-_ ]aux[-_ ]questions"),
    ("appel à projets", r"appels?[-_ ][àa][-_ ]projets?|aap"),
    ("décryptage", r"d[ée]cryptages?"),
    ("reportage", r"reportages?"),
    ("portrait", r"portraits?"),
    ("enquête", r"enqu[êe]tes?"),
    ("campagne", r"campagnes?"),
    ("alerte", r"alertes?"),
    ("offre d'emploi", r"offres?[-_ ]d['’ ]emploi|recrutements?"),
    ("appel à candidatures", r"appels?[-_ ][àa][-_ ]candidatures?"),
    ("brève", r"br[èe]ves?"),
    ("article", r"articles?|actualit[ée]s?|actus?|news|posts?"),
)
_WORD_PATTERNS = [(kind, re.compile(rf"(?:{pattern})$", re.IGNORECASE)) for kind, pattern in _WORDS]
# Only openings of titles: "Le rapport au travail change" is no report.
_TITLES = (
    ("communiqué", re.compile(r"^communiqu[ée] de presse\b|^communiqu[ée]\s*[:–—-]", re.IGNORECASE)),
    ("entretien", re.compile(r"^(?:grand )?entretien\s*(?:avec\b|[:–—-])|^interview\b|^rencontre avec\b"
                             r"|\b(?:entretien|interview) avec\b", re.IGNORECASE)),
    ("appel à projets", re.compile(r"^appel [àa] (?:projets?|candidatures?)\b", re.IGNORECASE)),
    ("dossier", re.compile(r"^dossier\s*[:–—-]|^dossier de presse\b", re.IGNORECASE)),
    ("événement", re.compile(r"^(?:colloque|webinaire|s[ée]minaire|save the date)\b", re.IGNORECASE)),
    ("tribune", re.compile(r"^(?:tribune|[ée]ditorial|[ée]dito)\s*[:–—-]", re.IGNORECASE)),
)  # fmt: skip


def kind_of_type(name: str) -> str | None:
    """Give the kind of a schema.org, Open Graph or Dublin Core type; None for one that says nothing."""
    return _TYPES.get(name.rsplit("/", 1)[-1].strip().lower())


def kind_of_word(text: str) -> str | None:
    """Give the kind that one class, section name or field value says; None when it says none."""
    text = tidy_line(text[:60])
    return next((kind for kind, pattern in _WORD_PATTERNS if pattern.match(text)), None)


def kind_of_title(title: str) -> tuple[str, str]:
    """Give the kind that a title's opening says and where it came from: "title" or "default"."""
    for kind, pattern in _TITLES:
        if pattern.search(title):
            return kind, "title"
    return DEFAULT_KIND, "default"
