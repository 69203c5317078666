"""Headings that announce other articles ("À lire aussi"): what follows is no part of this one.

Used for web pages and for plain text pasted from them.
"""

from __future__ import annotations

import re

_TEASER = re.compile(
    r"""^[\s«"“>→▶•:-]*(?:
        (?:[àaÀA]\s+)?(?:lire|voir|d[ée]couvrir|consulter)\s+(?:aussi|[ée]galement|ensuite)
      | [àaÀA]\s+(?:lire|voir|d[ée]couvrir)(?:\s+sur\s+(?:le\s+site|ce\s+sujet|le\s+m[êe]me\s+\w+))?
      | (?:d[ée]couvr(?:ez|ir)|lisez|consultez|retrouvez)\s+(?:aussi|[ée]galement)
      | (?:sur|dans)\s+l(?:e|a|es)\s+m[êe]mes?\s+
        (?:th[èe]m\w+|sujets?|rubrique|dossier|collection|s[ée]rie|cat[ée]gorie)
      | (?:articles?|actualit[ée]s?|contenus?|pages?|publications?|lectures?|sujets?|actus?)
        \s+(?:li[ée]e?s?|similaires?|associ[ée]e?s?|connexes?|recommand[ée]e?s?|en\s+lien
        |sugg[ée]r[ée]e?s?|r[ée]cente?s?)
      | (?:les?\s+)?(?:autres?|derni[èe]re?s?|plus\s+d['’e])\s*
        (?:articles?|actualit[ée]s?|publications?|actus?|contenus?|billets?|offres?|postes?|annonces?
        |rapports?|communiqu[ée]s?|dossiers?|[ée]v[ée]nements?|vid[ée]os?|num[ée]ros?)
      | (?:du|de\s+la)\s+m[êe]me\s+(?:aut\w+|journaliste|rubrique) | [àa]\s+ne\s+pas\s+manquer
      | pages?\s+(?:apparent[ée]e?s|voisines) | contenus?\s+apparent[ée]s
      | (?:nos|toutes\s+(?:nos|les))\s+(?:autres\s+|derni[èe]res\s+)?(?:actualit[ée]s?|articles?|actus?)
      | (?:[çc]a|cela|ceci|ces?\s+\w+)\s+(?:peu(?:ven)?t|pourrai(?:en)?t)\s+
        (?:aussi\s+|[ée]galement\s+)?vous\s+int[ée]resser
      | vous\s+(?:aimerez|aimeriez|pourriez)\s+(?:aussi|[ée]galement|aimer)
      | (?:les\s+)?plus\s+(?:lus?|lues|consult[ée]e?s?|r[ée]cents?)
      | related\s+(?:articles?|posts?|content|stories|news|reading|links)
      | (?:read|see)\s+also | you\s+(?:may|might)\s+also\s+like
      | more\s+(?:on\s+this|from|news|stories|like\s+this)
      | recommended\s+for\s+you | also\s+read
    )\b[\s:»"”…!.-]*(?P<rest>.*)$""",
    re.VERBOSE | re.IGNORECASE,
)
# Readers' words under an article. "Commentaires" alone is a section of many a statistical page.
_DISCUSSION = re.compile(
    r"(?:vos|les|\d+)\s+r[ée]actions?(?:\s*\(\d+\))?|r[ée]agissez(?:\s+[àa]\s+cet\s+article)?"
    r"|(?:\d+\s+commentaires?|commentaires?\s*\(\d+\)|vos\s+commentaires)"
    r"|(?:laisse[rz]|ajoute[rz]|poste[rz]|[ée]cri(?:re|vez))\s+un\s+commentaire|leave\s+a\s+(?:reply|comment)"
    r"|\d+\s+comments?|\d+\s+(?:responses?|thoughts?)\s+.{0,40}",
    re.IGNORECASE,
)
_ATTACHMENTS = re.compile(
    r"(?:documents?|fichiers?|pi[èe]ces?)\s+(?:joint|attach[ée])e?s?(?:\s+[àa]\s+(?:cet|cette|la|l['’])\s?\w+)?[\s:]*"
    r"|attachments?[\s:]*",
    re.IGNORECASE,
)
# "Articles liés à la prévention" is still such a heading; a sentence that begins with these words is none.
_LONGEST = 60


def is_teaser_heading(text: str) -> bool:
    """Tell whether `text`, standing alone, announces other articles."""
    return len(text) <= _LONGEST and bool(_TEASER.match(text))


def is_discussion_label(text: str) -> bool:
    """Tell whether `text`, standing alone, opens the comments of readers."""
    return len(text) <= _LONGEST and bool(_DISCUSSION.fullmatch(text.strip(" :")))


def is_attachments_label(text: str) -> bool:
    """Tell whether `text`, standing alone, announces the files that are attached to an article."""
    return len(text) <= _LONGEST and bool(_ATTACHMENTS.fullmatch(text))


def is_teaser_label(text: str) -> bool:
    """Tell whether a line that is no heading announces other articles, and says nothing else."""
    return teaser_rest(text) == ""


def teaser_rest(text: str) -> str | None:
    """Give what follows the announcement in "À lire aussi : Le dépistage"; None when there is none."""
    match = _TEASER.match(text[:200])
    return match["rest"] if match else None
