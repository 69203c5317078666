"""A report, what is attached to it and an article in which every text that may be shown is dressed.

folder = write_documents(tmp_path, HOSTILE)      what must stay text stands in each
twin = write_documents(tmp_path, HARMLESS)       the same without it, to compare pages with
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

import pypdf
from reportlab.pdfgen import canvas

HARMLESS: Mapping[str, str] = {"markup": " entre deux", "formula": "Mesure", "name": "annexe"}
HOSTILE: Mapping[str, str] = {
    "markup": " <script>alert(1)</script><img src=x onerror=alert(2)>\"'",
    "formula": "=cmd|' /C calc'!A0",
    "name": "<img src=x onerror=alert(3)>",
}
PAGES = 3
MANIFEST = "articles.jsonl"


def write_documents(folder: Path, dress: Mapping[str, str]) -> Path:
    """Write the files, and a manifest beside them. Gives the folder."""
    folder.mkdir(parents=True)
    (folder / f"rapport {dress['name']}.pdf").write_bytes(_report(dress))
    markup, formula = dress["markup"], dress["formula"]
    article = {
        "id": f"articles/{dress['name']}",
        "title": f"{formula} article{markup}",
        "lead": f"{formula} chapô{markup}",
        "kind": f"note{markup}",
        "language": "fr",
        "date": "2024-05-02",
        "authors": [f"{formula} Morel{markup}", "Ada Weil"],
        "topics": [f"{formula} thème{markup}", f"Santé{markup}"],
        "passages": [{"text": f"Le dépistage en texte{markup}", "heading": f"Partie{markup}", "anchor": "partie"}],
    }
    (folder / MANIFEST).write_text(json.dumps(article) + "\n", encoding="utf-8")
    return folder


def _report(dress: Mapping[str, str]) -> bytes:
    markup = dress["markup"]
    out = io.BytesIO()
    pdf = canvas.Canvas(out)
    pdf.setTitle(f"Rapport annuel{markup}")
    pdf.setAuthor(f"Claire Morel{markup}")
    pdf.setSubject(f"Le dépistage{markup}")
    pdf.setKeywords(f"dépistage{markup}, prévention{markup}")
    for number in range(1, PAGES + 1):
        pdf.bookmarkPage(f"partie{number}")
        pdf.addOutlineEntry(f"Partie {number}{markup}", f"partie{number}")
        pdf.setFont("Helvetica", 11)
        for line in range(12):
            pdf.drawString(60, 760 - 18 * line, f"Le dépistage de la page {number}, ligne {line}, texte{markup}")
        pdf.showPage()
    pdf.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    writer.add_attachment(f"{dress['name']}.txt", f"Une note de dépistage{markup}".encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
