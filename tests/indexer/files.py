"""Small files for tests of runs: pages, PDFs that are whole and PDFs that are not."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
from fpdf import FPDF
from pypdf.generic import DictionaryObject, NameObject


def write_page(path: Path, title: str, body: str = "Un texte de page.", head: str = "") -> Path:
    """An HTML article with a heading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"<!doctype html><html lang=fr><head><title>{title}</title>{head}</head>"
        f"<body><main><h1>{title}</h1><p>{body}</p></main></body></html>",
        encoding="utf-8",
    )
    return path


def pdf_bytes(*pages: str, title: str = "Rapport") -> bytes:
    """A PDF with one line a page."""
    pdf = FPDF()
    pdf.set_title(title)
    pdf.set_font("helvetica", size=12)
    for text in pages or ("Une page de rapport",):
        pdf.add_page()
        pdf.cell(text=text)
    return bytes(pdf.output())


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_bytes()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_attached(data: bytes, *attached: tuple[str, bytes], is_portfolio: bool = False) -> bytes:
    """A PDF with files attached to it: name and content of each."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for name, content in attached:
        writer.add_attachment(name, content)
    if is_portfolio:
        writer.root_object[NameObject("/Collection")] = DictionaryObject()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
