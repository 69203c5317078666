"""A query year by year as JSON: what the endpoint adds to its answer with `view=years`."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from msgspec import Meta

from indexer.engines.interface import YearReport, Years
from indexer.presenters.links import Links


class MatchJson(TypedDict):
    """A page of a yearly report in which the words stand."""

    number: Annotated[
        int, Meta(description="Number of the page, from 1; of a web page, of the section.", examples=[12])
    ]
    label: Annotated[
        str | None, Meta(description="The page number as it is printed, where it is known.", examples=["x"])
    ]
    heading: Annotated[str | None, Meta(description="The nearest heading.", examples=["Prévention"])]
    url: Annotated[str | None, Meta(description="Address of the page, with the words to show there.")]


class ReportJson(TypedDict):
    """An issue of a yearly report, in the year that it is about."""

    id: Annotated[str, Meta(description="Its id.", examples=["rapports/2023.pdf"])]
    title: Annotated[str, Meta(description="Its title.", examples=["Rapport d’activité 2023"])]
    url: Annotated[str | None, Meta(description="Address of the publication.")]
    year_from: Annotated[
        Literal["title", "file", "date"],
        Meta(description="What says the year that it is about: its title, the name of its file, or its date."),
    ]
    date: Annotated[str | None, Meta(description="When it was published, as exact as is known.", examples=["2024-05"])]
    pages: Annotated[int, Meta(description="How many pages (or sections) it has.", examples=[120])]
    partial: Annotated[
        bool, Meta(description="True when no page has all the words: then those that have some of them are given.")
    ]
    marks: Annotated[
        tuple[int, ...],
        Meta(
            description="The places, from 1, of all pages in which the words stand: up to 2,000 of them.",
            examples=[[12, 13]],
        ),
    ]
    matches: Annotated[list[MatchJson], Meta(description="The best of these pages, up to 3, in their order.")]


class YearJson(TypedDict):
    """One year."""

    year: Annotated[int, Meta(description="The year, four digits.", examples=[2023])]
    count: Annotated[int, Meta(description="Publications found whose date is in this year.", examples=[12])]
    reports: Annotated[
        list[ReportJson],
        Meta(
            description="Issues of yearly reports that are about this year, whatever their date is; of a series of "
            "which an issue is found, also those that are not, with no marks."
        ),
    ]


class FirstJson(TypedDict):
    """A publication by its name."""

    id: Annotated[str, Meta(description="Its id.")]
    title: Annotated[str, Meta(description="Its title.")]
    url: Annotated[str | None, Meta(description="Address of the publication.")]


class YearsAnswer(TypedDict, total=False):
    """What `view=years` adds to the answer."""

    years: Annotated[list[YearJson], Meta(description="Newest first; years without anything are left out.")]
    undated: Annotated[int, Meta(description="Publications found that have no date, and so no year.", examples=[0])]
    first_year: Annotated[
        int | None,
        Meta(
            description="The first year in which all the words appear: of a date, or that a report which has them is "
            "about; null without words, or when no publication has all of them.",
            examples=[2016],
        ),
    ]
    first: Annotated[FirstJson | None, Meta(description="What they appear in then.")]


def years_json(years: Years, links: Links) -> YearsAnswer:
    """What the endpoint adds to its answer."""
    first = years.first
    return {
        "years": [
            {"year": row.year, "count": row.count, "reports": [_report_json(one, links) for one in row.reports]}
            for row in years.rows
        ],
        "undated": years.undated,
        "first_year": years.first_year,
        "first": {"id": first.id, "title": first.title, "url": links.hit(first)} if first else None,
    }


def _report_json(report: YearReport, links: Links) -> ReportJson:
    hit = report.hit
    return {
        "id": hit.id,
        "title": hit.title,
        "url": links.hit(hit),
        "year_from": report.year_from,
        "date": str(hit.date) if hit.date else None,
        "pages": report.pages,
        "partial": report.partial,
        "marks": tuple(place + 1 for place in report.marks),
        "matches": [
            {
                "number": passage.number,
                "label": passage.label,
                "heading": passage.heading,
                "url": links.passage(hit, passage),
            }
            for passage in hit.passages
        ],
    }
