"""The report's texts in French and English, and how numbers and moments are written in each.

    texts = Texts("fr")
    texts("share", shown=200, count=1204)     ->  "Les 200 premières lignes sur 1 204."
    texts.plural("publication", 2)            ->  "2 publications"

A table, and not the catalogue of the search page, which the indexer does without. A text with a bar is singular and
plural. Values are escaped, texts are ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from babel.numbers import format_decimal
from markupsafe import Markup

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("Rapport d’indexation", "Indexing report"),
    "skip": ("Aller au contenu", "Skip to content"),
    "made": ("Établi le {when} sur l’index {index}.", "Made on {when} from the index {index}."),
    "contents": ("Dans ce rapport", "In this report"),
    "publication": ("{n} publication|{n} publications", "{n} publication|{n} publications"),
    "passage": ("{n} page ou section|{n} pages et sections", "{n} page or section|{n} pages and sections"),
    "word": ("{n} mot|{n} mots", "{n} word|{n} words"),
    "file": ("{n} fichier|{n} fichiers", "{n} file|{n} files"),
    "line": ("{n} ligne|{n} lignes", "{n} line|{n} lines"),
    "more": ("et {n} autre|et {n} autres", "and {n} more|and {n} more"),
    "since": ("depuis le {when}", "since {when}"),
    "share": (
        "Seules les {shown} premières lignes sur {count} sont montrées.",
        "Only the first {shown} of {count} lines are shown.",
    ),
    # What the index holds
    "index": ("Ce que contient l’index", "What the index holds"),
    "size": ("Taille sur le disque", "Size on disk"),
    "megabytes": ("{n} Mo", "{n} MB"),
    "last_commit": ("Dernière écriture", "Last written"),
    "engine": ("Moteur", "Engine"),
    "publications": ("Publications", "Publications"),
    "passages": ("Pages et sections", "Pages and sections"),
    "words": ("Mots", "Words"),
    "by_kind": ("Par type", "By kind"),
    "by_year": ("Par année", "By year"),
    "by_language": ("Par langue", "By language"),
    "kind": ("Type", "Kind"),
    "year": ("Année", "Year"),
    "language": ("Langue", "Language"),
    "none": ("(aucun)", "(none)"),
    "others": ("Toutes les autres valeurs", "All other values"),
    "nothing": ("L’index ne contient encore aucune publication.", "The index holds no publication yet."),
    # The last run
    "run": ("Le dernier passage", "The last run"),
    "run_ended": (
        "Terminé le {when}, en {took} s : {rate} pages ou sections par seconde.",
        "Ended on {when}, after {took} s: {rate} pages or sections a second.",
    ),
    "run_nothing": (
        "Terminé le {when}, en {took} s : rien n’était à lire.",
        "Ended on {when}, after {took} s: nothing was to be read.",
    ),
    "run_unknown": (
        "L’index ne garde aucune trace d’un passage de « indexer add » ou « indexer sync ».",
        "The index keeps no trace of a run of “indexer add” or “indexer sync”.",
    ),
    "outcome": ("Résultat", "Outcome"),
    "number": ("Nombre", "Number"),
    "added": ("Ajoutées", "Added"),
    "changed": ("Modifiées", "Changed"),
    "unchanged": ("Inchangées", "Unchanged"),
    "removed": ("Retirées", "Removed"),
    "failed": ("En échec", "Failed"),
    "remarks": ("Remarqué à la lecture", "Noticed while reading"),
    "remark": ("Remarque", "Remark"),
    # What could not be read
    "failures": ("Ce qui n’a pas pu être lu", "What could not be read"),
    "failures_why": (
        "Ces fichiers manquent à la recherche. Ils seront relus dès qu’ils auront changé.",
        "These files are missing from the search. They are read again as soon as they change.",
    ),
    "failures_none": ("Tout a pu être lu.", "Everything could be read."),
    "reason": ("Raison", "Reason"),
    "files": ("Fichiers", "Files"),
    # What looks odd
    "odd": ("Ce qui paraît étrange", "What looks odd"),
    "odd_none": ("Rien ne paraît étrange.", "Nothing looks odd."),
    "fine": ("Vérifié, rien à signaler", "Checked, nothing to say"),
    "todo": ("Que faire :", "What to do:"),
    "document": ("Publication", "Publication"),
    "detail": ("Détail", "Detail"),
    "same_as": ("Partagé avec", "Shared with"),
    "spelling": ("Écrit", "Written"),
    "usual": ("Le plus souvent écrit", "Mostly written"),
    "joined": ("Réunis par la recherche", "Joined by the search"),
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    "footer": (
        "Page autonome, produite par « indexer report » : elle n’appelle aucun autre site.",
        "A page that stands alone, made by “indexer report”: it calls no other site.",
    ),
    # Each oddity: its title, why it matters, what to do, and the head of its detail
    "waiting": ("Pages de PDF sans texte", "PDF pages without text"),
    "waiting.why": (
        "Des pages numérisées ou dessinées ne se trouvent par aucun mot tant qu’elles n’ont pas de couche de texte.",
        "Scanned or drawn pages are found by no word as long as they have no layer of text.",
    ),
    "waiting.todo": (
        "passer le document à la reconnaissance de caractères (OCR) puis le republier.",
        "run the document through character recognition (OCR), and publish it again.",
    ),
    "waiting.detail": ("Pages sans texte", "Pages without text"),
    "waiting.all": ("toutes", "all"),
    "no_text": ("Sans aucun texte", "Without any text"),
    "no_text.why": (
        "Seuls le titre et les métadonnées de ces publications se trouvent.",
        "Only the title and metadata of these publications are found.",
    ),
    "no_text.todo": (
        "vérifier que le texte figure bien dans la page elle-même et n’y est pas ajouté par un script.",
        "see whether the text stands in the page itself, and is not put there by a script.",
    ),
    "short_text": ("Texte très court", "Very short text"),
    "short_text.why": (
        "Avec moins de trente mots, une page se trouve mal, ou son texte n’a pas été reconnu.",
        "With fewer than thirty words a page is hard to find, or its text was not recognised.",
    ),
    "short_text.todo": (
        "comparer avec ce que montre « indexer inspect » ; compléter le texte ou le chapô.",
        "compare with what “indexer inspect” shows; complete the text or the lead.",
    ),
    "short_text.detail": ("Mots", "Words"),
    "file_name": ("Titre qui ressemble à un nom de fichier", "Title like a file name"),
    "file_name.why": (
        "Le titre est ce que le visiteur lit d’abord et ce qui pèse le plus dans le classement.",
        "The title is what visitors read first, and what weighs most in the ranking.",
    ),
    "file_name.todo": (
        "donner un vrai titre dans les propriétés du document, ou dans le manifeste.",
        "give a true title in the document’s properties, or in the manifest.",
    ),
    "no_date": ("Sans date", "Without a date"),
    "no_date.why": (
        "Sans date, une publication n’apparaît dans aucune année et se range après toutes les autres.",
        "Without a date a publication is in no year, and is sorted behind all others.",
    ),
    "no_date.todo": (
        "indiquer la date dans la page, dans le document ou dans l’article qui l’annonce.",
        "state the date in the page, in the document or in the article that announces it.",
    ),
    "odd_date": ("Date à venir ou invraisemblable", "Date in the future, or unlikely"),
    "odd_date.why": (
        "Une date future ou d’avant 1900 est presque toujours une faute de frappe, et fausse le tri par date.",
        "A date in the future or before 1900 is nearly always a slip, and sorting by date goes wrong by it.",
    ),
    "odd_date.todo": ("corriger la date à la source.", "correct the date where it was written."),
    "odd_date.detail": ("Date", "Date"),
    "no_topic": ("Sans thème", "Without a topic"),
    "no_topic.why": (
        "Le visiteur qui filtre par thème ne voit jamais ces publications.",
        "A visitor who narrows by topic never sees these publications.",
    ),
    "no_topic.todo": (
        "ajouter un thème à la page, ou un lien vers le document depuis l’article qui l’annonce.",
        "add a topic to the page, or a link to the document from the article that announces it.",
    ),
    "no_author": ("Sans auteur", "Without an author"),
    "no_author.why": (
        "Elles manquent au filtre par auteur ; c’est normal pour ce que l’institut signe lui-même.",
        "The filter by author lacks them; that is as it should be for what the institute itself signs.",
    ),
    "no_author.todo": ("nommer les auteurs dans la page ou le document.", "name the authors in the page or document."),
    "no_kind": ("Sans type", "Without a kind"),
    "no_kind.why": ("Le filtre par type les laisse de côté.", "The filter by kind leaves them out."),
    "no_kind.todo": ("indiquer le type dans la page ou le manifeste.", "state the kind in the page or manifest."),
    "no_language": ("Sans langue", "Without a language"),
    "no_language.why": (
        "Le filtre par langue les laisse de côté, et un lecteur d’écran choisit mal sa voix.",
        "The filter by language leaves them out, and a screen reader chooses the wrong voice.",
    ),
    "no_language.todo": ("déclarer la langue (attribut lang).", "declare the language (the attribute lang)."),
    "no_page": ("Document qu’aucun article n’annonce", "Document that no article announces"),
    "no_page.why": (
        "Un document reprend thèmes, auteurs et date de l’article qui y mène ; sans lui, il reste seul.",
        "A document takes topics, authors and date from the article that links to it; without one it stands alone.",
    ),
    "no_page.todo": (
        "ajouter dans un article un lien vers ce document, ou indexer cet article.",
        "link to the document from an article, or index that article.",
    ),
    "same_title": ("Même titre, même type", "Same title, same kind"),
    "same_title.why": (
        "Dans une liste de résultats, rien ou presque ne distingue ces publications.",
        "In a list of results hardly anything tells these publications apart.",
    ),
    "same_title.todo": (
        "préciser les titres (année, lieu, numéro) ou retirer les copies.",
        "make the titles say more (year, place, number), or remove the copies.",
    ),
    "same_text": ("Même texte, ou presque", "Same text, or nearly so"),
    "same_text.why": (
        "La même publication apparaît plusieurs fois dans les résultats.",
        "The same publication appears several times in the results.",
    ),
    "same_text.todo": (
        "n’en garder qu’une, ou préciser dans leurs titres ce qui les distingue.",
        "keep one of them, or let their titles say in what they differ.",
    ),
    "topics": ("Thèmes presque pareils", "Topics that are nearly the same"),
    "topics.why": (
        "Un thème écrit de deux façons répartit ses publications entre deux filtres, sauf si la recherche les réunit.",
        "A topic written in two ways divides its publications between two filters, unless the search joins them.",
    ),
    "topics.todo": ("choisir une seule écriture pour chaque thème.", "choose one spelling for each topic."),
    "authors": ("Auteurs presque pareils", "Authors that are nearly the same"),
    "authors.why": (
        "Un nom écrit de deux façons disperse les publications d’une personne, sauf si la recherche les réunit.",
        "A name written in two ways divides a person’s publications, unless the search joins them.",
    ),
    "authors.todo": ("choisir une seule écriture pour chaque nom.", "choose one spelling for each name."),
}


class Texts:
    """The texts of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._place = LANGUAGES.index(language)

    def __call__(self, key: str, **values: Any) -> Markup:
        """A text with its values filled in, escaped."""
        return Markup(TEXTS[key][self._place]).format(**values)  # noqa: S704 - ours

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in TEXTS

    def plural(self, key: str, n: int) -> Markup:
        """A text for so many: in French 0 is singular, in English plural."""
        singular, _, plural = TEXTS[key][self._place].partition("|")
        is_one = n < 2 if self.language == "fr" else n == 1
        return Markup(singular if is_one else plural).format(n=self.number(n))  # noqa: S704 - ours

    def number(self, value: float) -> str:
        """A number: `12 345,6` or `12,345.6`."""
        return str(format_decimal(value, locale=self.language))

    def language_name(self, tag: str) -> str:
        """`français`; a tag that means nothing stays as it is."""
        try:
            return Locale.parse(tag, sep="-").get_display_name(self.language) or tag
        except (ValueError, UnknownLocaleError):
            return tag

    def moment(self, when: dt.datetime | str) -> str:
        """A day and a time in words; text that is no moment stays as it is."""
        if isinstance(when, str):
            try:
                when = dt.datetime.fromisoformat(when)
            except ValueError:
                return str(when)
        return str(format_datetime(when, "d MMMM y, HH:mm", locale=self.language))
