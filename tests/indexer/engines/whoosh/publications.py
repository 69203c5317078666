"""Random publications of a few words, as Hypothesis strategies: small enough to check everything about them."""

from __future__ import annotations

from hypothesis import strategies as st

from indexer.publication import PartialDate, Passage, Publication

WORDS = (
    *("cancer", "cancers", "sein", "seins", "l’été", "post-AVC", "de", "la", "2024", "1 234", "étude", "𝔘"),
    *("study", "studies", "policy", "police"),
)
TOPICS = ("Santé", "Prévention", "Cancers", "santé publique")
AUTHORS = ("Anne Kerbrat", "Élie Garcin", "Zoé Le Goff")

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
headings = st.sampled_from((None, "Titre", "Le cancer du sein"))
passages = st.lists(
    st.builds(
        Passage,
        number=st.just(1),
        text=texts,
        heading=headings,
        is_contents=st.booleans(),
        language=st.sampled_from(("", "fr", "en", "de")),
    ),
    max_size=3,
)
dates = st.one_of(st.none(), st.builds(PartialDate, st.integers(2020, 2024), st.integers(1, 12)))


def publications(identifiers: st.SearchStrategy[str]) -> st.SearchStrategy[Publication]:
    """A publication with an id of these."""
    return st.builds(
        Publication,
        id=identifiers,
        title=texts,
        passages=passages.map(tuple),
        lead=texts,
        kind=st.sampled_from(("article", "rapport", "")),
        language=st.sampled_from(("fr", "en", "pt-BR")),
        date=dates,
        authors=st.lists(st.sampled_from(AUTHORS), max_size=2, unique=True).map(tuple),
        topics=st.lists(st.sampled_from(TOPICS), max_size=3, unique=True).map(tuple),
        url=st.sampled_from(("", "https://i.example/a.pdf", "https://i.example/b")),
        links=st.lists(st.sampled_from(("https://i.example/a.pdf", "c.pdf")), max_size=2, unique=True).map(tuple),
    )


few_publications = st.lists(
    publications(st.integers(0, 999).map("p{}".format)), max_size=8, unique_by=lambda item: item.id
)
