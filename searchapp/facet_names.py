"""What facets and their values are called: of one value, of all, of so many, of more.

facet_name("topic"), facet_title("topic"), value_count("topic", 2)      "Thème", "Thèmes", "2 thèmes"
value_label("language", "fr")                                           "Français"
"""

from __future__ import annotations

from indexer.engines.interface import FacetName
from searchapp.language import gettext as _
from searchapp.language import language_name, ngettext, number_in_words


def facet_name(facet: FacetName) -> str:
    """What one value is."""
    match facet:
        case "topic":
            return _("Thème")
        case "author":
            return _("Auteur")
        case "year":
            return _("Année")
        case "kind":
            return _("Type")
        case "language":
            return _("Langue")


def facet_title(facet: FacetName) -> str:
    """What stands above a list of values."""
    match facet:
        case "topic":
            return _("Thèmes")
        case "author":
            return _("Auteurs")
        case "year":
            return _("Années")
        case "kind":
            return _("Types")
        case "language":
            return _("Langues")


def more_values(facet: FacetName) -> str:
    """What leads to all values from the first ones."""
    match facet:
        case "topic":
            return _("Plus de thèmes")
        case "author":
            return _("Plus d’auteurs")
        case "year":
            return _("Plus d’années")
        case "kind":
            return _("Plus de types")
        case "language":
            return _("Plus de langues")


def value_count(facet: FacetName, number: int) -> str:
    """`2 000 auteurs`."""
    words = number_in_words(number)
    match facet:
        case "topic":
            return ngettext("%(number)s thème", "%(number)s thèmes", number, number=words)
        case "author":
            return ngettext("%(number)s auteur", "%(number)s auteurs", number, number=words)
        case "year":
            return ngettext("%(number)s année", "%(number)s années", number, number=words)
        case "kind":
            return ngettext("%(number)s type", "%(number)s types", number, number=words)
        case "language":
            return ngettext("%(number)s langue", "%(number)s langues", number, number=words)


def value_label(facet: FacetName, value: str) -> str:
    """A value as it is shown: kinds with a capital, languages by their names."""
    if facet == "language":
        value = language_name(value)
    return value[:1].upper() + value[1:] if facet in ("kind", "language") else value
