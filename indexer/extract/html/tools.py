"""Short texts that work the page and say nothing: "Haut de page", "Imprimer", "Lecture : 4 minutes".

    is_page_tool("Envoyer à un ami")           ->  True
    is_reading_time("5 minutes de lecture")    ->  True
    is_feedback_label("Cette page vous a-t-elle été utile ?")  ->  True

Each tells from the whole text of an element, so that a sentence that contains such words stays.
Not here: headings that announce other articles (indexer/extract/teasers.py).
"""

from __future__ import annotations

import re

LONGEST_TOOL = 60

_PAGE_TOOL = re.compile(
    r"""[\s«»‹›<>←→↑▲•|-]*(?:
        (?:revenir\s+en\s+|retour\s+(?:en|au|vers\s+le)\s+)?haut(?:\s+de\s+(?:la\s+)?page)? | back\s+to\s+top | remonter
      | retour(?:\s+(?:[àa]|au|aux|vers|sur)\s+.{1,40})? | back(?:\s+to\s+.{1,40})?
      | imprimer(?:\s+.{1,30})? | version\s+imprimable | print(?:\s+this\s+page)?
      | (?:t[ée]l[ée]charger|enregistrer|exporter)(?:\s+(?:la\s+page|l['’]article)?\s*(?:en|au\s+format)\s+pdf)?
      | download
      | (?:envoyer|recommander|signaler|partager?z?|partagez)(?:\s+(?:[àa]\s+un\s+ami|par\s+(?:courriel|mail|e-?mail)
          |(?:cet?te?)\s+(?:page|article|contenu)|cet\s+article|sur\s+\w+))?
      | share(?:\s+this(?:\s+page)?)?(?:\s+(?:on|via)\s+\w+)?
      | r[ée]pondre(?:\s+[àa]\s+cet\s+article)? | r[ée]agir | commenter | \d*\s*commentaires?
      | ajouter\s+(?:[àa]|aux)\s+(?:mes\s+)?favoris | copier\s+le\s+lien | copy\s+link | permaliens? | permalink
      | (?:taille\s+(?:du\s+texte|des\s+caract[èe]res))?[\s:]*(?:a\s*\+\s*a\s*[-−–]?|a\s*[-−–]\s*a\s*\+?|a\s*[+−–-])
      | (?:lire|voir)\s+la\s+suite | fermer | close | agrandir | (?:article\s+)?(?:pr[ée]c[ée]dent|suivant)e?
      | (?:previous|next)(?:\s+(?:post|article))? | (?:modifier|[ée]diter)\s+(?:cette|la)\s+page | edit\s+this\s+page
      | comments\s+powered\s+by\s+.{1,20}
    )[\s«»‹›<>←→↑▲.:!…|-]*""",
    re.VERBOSE | re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"""\W*(?:(?:temps|dur[ée]e)\s+(?:estim[ée]e?\s+)?de\s+lecture|lecture|reading\s+time)\s*[:–-]?\s*(?:de\s+)?(?:environ\s+)?
        \d{1,3}\s*(?:minutes?|min|mn)\.?\W*
      | \W*\d{1,3}\s*(?:minutes?|min|mn)\.?\s+(?:de\s+lecture|read|reading)\W*""",
    re.VERBOSE | re.IGNORECASE,
)
# Beside a title, where nothing else counts minutes and words.
_MEASURE = re.compile(r"\W*\d{1,6}\s*(?:minutes?|min|mn|mots?|words?)\W*", re.IGNORECASE)
_ADVERTISEMENT = re.compile(r"\W*(?:publicit[ée]|advertisement|annonce\s+publicitaire)\W*", re.IGNORECASE)
_FEEDBACK = re.compile(
    r"""(?:cette?|cet|la|le)\s+(?:page|article|contenu|r[ée]ponse|information|fiche)\s+(?:vous\s+)?
        (?:a-t-(?:elle|il)|est-(?:elle|il|ce)|[ée]tait-(?:elle|il))\s+(?:[ée]t[ée]\s+)?(?:vraiment\s+)?utile\b.{0,20}
      | (?:ces|cette|les)\s+informations?\s+(?:vous\s+)?(?:ont|a|sont|est)-(?:t-)?elles?\s+
        (?:[ée]t[ée]\s+)?utiles?\b.{0,20}
      | avez-vous\s+trouv[ée]\s+(?:cette|ce|ces|la)\b.{1,40}
      | donnez-nous\s+votre\s+avis\b.{0,30} | votre\s+avis\s+nous\s+int[ée]resse\b.{0,20}
      | (?:was|is)\s+this\s+page\s+helpful\b.{0,10}""",
    re.VERBOSE | re.IGNORECASE,
)


def is_advertisement(text: str) -> bool:
    """Tell whether a whole line only announces an advertisement."""
    return bool(_ADVERTISEMENT.fullmatch(text))


def is_page_tool(text: str) -> bool:
    """Tell whether a whole link, or a line that holds one, only works the page."""
    return len(text) <= LONGEST_TOOL and bool(_PAGE_TOOL.fullmatch(text))


def is_reading_time(text: str, *, beside_title: bool = False) -> bool:
    """Tell whether a whole line says how long the text is."""
    if len(text) > LONGEST_TOOL:
        return False
    return bool(_READING_TIME.fullmatch(text) or (beside_title and _MEASURE.fullmatch(text)))


def is_feedback_label(text: str) -> bool:
    """Tell whether a line asks what the reader thinks of the page."""
    return len(text) <= LONGEST_TOOL and bool(_FEEDBACK.fullmatch(text))
