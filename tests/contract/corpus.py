"""A small institute's publications, as values: each stands there for a case of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from indexer.engines.interface import Engine
from indexer.publication import PartialDate, Passage, Publication


def publication(identifier: str, title: str, *texts: str | Passage, **fields: object) -> Publication:
    """A publication whose passages are these texts, numbered from 1; `date` may be text."""
    passages = tuple(
        text if isinstance(text, Passage) else Passage(number, text) for number, text in enumerate(texts, 1)
    )
    if isinstance(date := fields.get("date"), str):
        fields["date"] = PartialDate.parse(date)
    fields.setdefault("digest", f"digest of {identifier}")
    return Publication(identifier, title, passages, **fields)  # type: ignore[arg-type]


SEIN = publication(
    "articles/sein.html",
    "Le dépistage du cancer du sein progresse",
    "La participation au dépistage organisé atteint la moitié des femmes invitées.",
    "Les mammographies sont relues par un second radiologue.",
    url="https://institut.example/sein",
    lead="Une femme sur deux répond à l’invitation.",
    kind="article",
    date="2024-09-04",
    authors=("Nicolas Scotté", "Awa Diop"),
    topics=("Prévention", "Cancer du sein"),
)
POUMON = publication(
    "articles/poumon.html",
    "Poumon : un scanner à faible dose",
    "Un programme pilote évalue le scanner. Le dépistage du poumon vise les fumeurs.",
    kind="article",
    date="2024-03",
    authors=("N. Scotté",),
    topics=("Prévention",),
)
TABAC = publication(
    "articles/tabac.html",
    "Baromètre du tabac",
    "Le tabac recule chez les chercheurs comme chez les chercheuses. La fréquence baisse.",
    kind="article",
    date="2023",
    authors=("Claire Kerbrat",),
    topics=("Tabac",),
)
ANNONCE = publication(
    "articles/annonce.html",
    "Le rapport annuel paraît",
    "L’institut publie son rapport. Il se lit en une heure.",
    url="https://institut.example/annonce",
    kind="article",
    date="2025-01-15",
    authors=("Claire Kerbrat",),
    topics=("Vie de l’institut",),
    links=("https://institut.example/annuel.pdf",),
)
ANNUEL = publication(
    "rapports/annuel.pdf",
    "Rapport d’activité : 2024, une année de recherche",
    Passage(1, "Rapport d’activité 2024", label="i"),
    Passage(2, "Sommaire. Budget de la recherche 3. Ressources humaines 4.", label="ii", is_contents=True),
    Passage(3, "Le budget de la recherche augmente. Les équipes étudient la santé", "1", "Budget de la recherche"),
    Passage(4, "publique et le travail de nuit. Trois postes sont créés.", label="2", heading="Ressources humaines"),
    url="https://institut.example/annuel.pdf",
    kind="rapport",
)
ATLAS = publication(
    "rapports/atlas.pdf",
    "Atlas des inégalités",
    "Une carte par département.",
    "Les écarts de mortalité par cancer restent forts entre les départements.",
    kind="rapport",
    date="2023-06-30",
    topics=("Territoires", "Prévention"),
)
ENGLISH = publication(
    "reports/summary.html",
    "Annual summary",
    "Screening rates are rising.",
    kind="article",
    language="en",
    date="2022-12-31",
)
UNDATED = publication("notes/sans-date.html", "Note sans date", "Une note sur le scanner.", kind="note")

CORPUS = (SEIN, POUMON, TABAC, ANNONCE, ANNUEL, ATLAS, ENGLISH, UNDATED)


def store(engine: Engine, publications: Iterable[Publication], *, remove: Iterable[str] = ()) -> None:
    """One run: remove, add, commit."""
    with engine.writer() as writer:
        for identifier in remove:
            writer.remove(identifier)
        for item in publications:
            writer.add(engine.prepare(item))
        writer.commit()


def order_of_ties(identifier: str) -> int:
    """Publications that answer equally well come in ascending order of this."""
    return int.from_bytes(blake2b(identifier.encode(), digest_size=8).digest(), "little")
