"""Hand-made results for the presenters' tests."""

from __future__ import annotations

from indexer.engines.interface import Facet, FacetValue, Hit, LinkedPublication, Marked, PassageHit, Results
from indexer.publication import PartialDate

PASSAGE = PassageHit(
    number=34,
    label="30",
    heading="2.1 Participation",
    anchor=None,
    snippet=Marked((("le ", False), ("dépistage", True), (" <b>", False))),
    words="taux de dépistage",
)

REPORT = Hit(
    id="rapports/bilan 2024.pdf",
    url="https://institut.example/bilan.pdf",
    title="Bilan du dépistage",
    marked_title=Marked((("Bilan du ", False), ("dépistage", True))),
    lead="Le chapô.",
    kind="rapport",
    language="fr",
    date=PartialDate(2024, 9),
    authors=("Claire Vasseur",),
    topics=("Prévention",),
    score=12.5,
    snippet=Marked((("Participation & ", False), ("dépistage", True))),
    passages=(PASSAGE,),
    landing_page=LinkedPublication("articles/bilan.html", "Le bilan paraît", "https://institut.example/bilan.html"),
    documents=(),
    is_pdf=True,
    has_file=True,
)

FACETS = {
    "topic": Facet((FacetValue("Prévention", 2, True), FacetValue("Cancer", 1, False)), 7),
    "author": Facet((FacetValue("Claire Vasseur", 1, False),), 1),
    "year": Facet((FacetValue("2024", 2, False),), 1),
    "kind": Facet((FacetValue("rapport", 1, False),), 1),
    "language": Facet((FacetValue("fr", 2, False),), 1),
}

RESULTS = Results(total=23, hits=(REPORT,), facets=FACETS, relaxed=True, dropped=("xyz",), took_ms=1.9)  # type: ignore[arg-type]
