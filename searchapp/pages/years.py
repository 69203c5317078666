"""/search?view=years: a row for each year, and in yearly reports the pages in which the words stand.

Called by results.py, which reads the parameters and knows what to say when nothing is found.
"""

from __future__ import annotations

from dataclasses import replace

from flask import render_template

from indexer.engines.interface import Query, Results
from searchapp.narrowing import paged
from searchapp.presenters.addresses import Addresses
from searchapp.presenters.results import Form, present_page, present_sorts
from searchapp.presenters.years import present_years
from searchapp.service import current_service


def years_page(query: Query, results: Results, form: Form, path: str, by_year: str) -> str:
    """The page; links to filters stay in it (`by_year`), all others lead to results (`path`)."""
    service = current_service()
    years = service.engine.years(query)
    view = present_page(query, results, service.links, by_year)
    return render_template(
        "years.html",
        form=form,
        query=query,
        results=results,
        view=replace(view, sorts=present_sorts(query, path)),
        years=present_years(query, years, service.links, path),
        by_year=Addresses(by_year).of(paged(query, 1)),
    )
