"""A folder with everything that a stranger may drop into it, and beside it what must never be read.

make(folder, secret, address)  ->  {"page-tree-that-holds-itself.pdf": Fate.READ, ...}
"""

from __future__ import annotations

import enum
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.indexer.files import encrypted_pdf, pdf_bytes, write_page
from tests.indexer.hostile import pdfs
from tests.indexer.hostile.texts import FOOT, HEAD


class Fate(enum.Enum):
    """What must become of a file."""

    READ = "a publication"
    REFUSED = "a sentence"
    EITHER = "a publication or a sentence"
    UNSEEN = "nothing: it is no file of this folder"


def zip_bomb(megabytes: int) -> bytes:
    """An archive of zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive, archive.open("a", "w") as file:
        for _ in range(megabytes):
            file.write(bytes(2**20))
    return out.getvalue()


def _laughs(levels: int) -> str:
    return "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))


def _xhtml(subset: str, text: str) -> bytes:
    return (
        f'<?xml version="1.0"?><!DOCTYPE html [{subset}]><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        f"<title>Page</title></head><body><main><h1>Page</h1><p>Le texte. {text}</p></main></body></html>"
    ).encode()


def _page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>Page</title>{head}</head><body>{body}</body></html>".encode()


# Name -> what must become of it, and how it is made. `secret` is a file outside, `address` a server that must hear
# nothing.
Maker = Callable[[Path, str], bytes]
FILES: dict[str, tuple[Fate, Maker]] = {
    # PDF: loops, depth, numbers
    "page-tree-that-holds-itself.pdf": (Fate.EITHER, lambda *_: pdfs.page_tree_that_holds_itself()),
    "page-tree-in-a-long-chain.pdf": (Fate.EITHER, lambda *_: pdfs.page_tree_in_a_long_chain()),
    "outline-in-circles.pdf": (Fate.READ, lambda *_: pdfs.outline_in_circles()),
    "labels-in-circles.pdf": (Fate.READ, lambda *_: pdfs.labels_in_circles()),
    "content-that-draws-itself.pdf": (Fate.READ, lambda *_: pdfs.content_that_draws_itself()),
    "references-in-circles.pdf": (Fate.EITHER, lambda *_: pdfs.references_in_circles()),
    "tables-in-circles.pdf": (Fate.EITHER, lambda *_: pdfs.tables_in_circles()),
    "lists-in-lists.pdf": (Fate.EITHER, lambda *_: pdfs.lists_in_lists()),
    "dictionaries-in-dictionaries.pdf": (Fate.EITHER, lambda *_: pdfs.dictionaries_in_dictionaries()),
    "pages-that-are-not-there.pdf": (Fate.EITHER, lambda *_: pdfs.pages_that_are_not_there()),
    # PDF: bombs, passwords, actions
    "stream-bomb.pdf": (Fate.EITHER, lambda *_: pdfs.stream_bomb(1024)),
    "metadata-bomb.pdf": (Fate.EITHER, lambda *_: pdfs.metadata_bomb(1024)),
    "metadata-with-entities.pdf": (Fate.READ, lambda *_: pdfs.metadata_with_entities()),
    "actions.pdf": (Fate.READ, lambda secret, address: pdfs.with_actions(address, f"touch {secret}.touched")),
    "content-elsewhere.pdf": (Fate.READ, lambda _, address: pdfs.with_content_elsewhere(address)),
    "password.pdf": (Fate.REFUSED, lambda *_: encrypted_pdf()),
    # what is none
    "empty.pdf": (Fate.REFUSED, lambda *_: b""),
    "page.pdf": (Fate.READ, lambda *_: _page("<h1>Page</h1><p>Une page sous le nom d'un PDF.</p>")),
    "pdf.html": (Fate.READ, lambda *_: pdf_bytes("Un PDF sous le nom d'une page")),
    "archive.pdf": (Fate.REFUSED, lambda *_: zip_bomb(50)),
    "archive.html": (Fate.REFUSED, lambda *_: zip_bomb(50)),
    "program.txt": (Fate.REFUSED, lambda *_: b"\x7fELF" + bytes(range(256)) * 40),
    "noise.html": (Fate.REFUSED, lambda *_: bytes(range(256)) * 400),
    "zeros.md": (Fate.REFUSED, lambda *_: bytes(100_000)),
    # pages: depth, entities, what a browser would fetch
    "boxes-in-boxes.html": (Fate.REFUSED, lambda *_: (HEAD + "<div>" * 100_000 + FOOT).encode()),
    "bold-in-bold.html": (Fate.REFUSED, lambda *_: (HEAD + "<b>" * 100_000 + FOOT).encode()),
    "tables-in-tables.html": (Fate.REFUSED, lambda *_: (HEAD + "<table><tr><td>" * 100_000 + FOOT).encode()),
    "one-long-text.html": (Fate.REFUSED, lambda *_: (HEAD + "<p>" + "a" * 11_000_000 + FOOT).encode()),
    "laughs.xhtml": (Fate.READ, lambda *_: _xhtml('<!ENTITY l0 "lol">' + _laughs(12), "&l11;")),
    "entity-of-a-file.xhtml": (Fate.READ, lambda secret, _: _xhtml(f'<!ENTITY x SYSTEM "file://{secret}">', "&x;")),
    "entity-of-an-address.xhtml": (Fate.READ, lambda _, address: _xhtml(f'<!ENTITY x SYSTEM "{address}">', "&x;")),
    "subset-elsewhere.xhtml": (
        Fate.READ,
        lambda _, address: (
            f'<!DOCTYPE html SYSTEM "{address}/x.dtd">'.encode() + _page("<h1>Page</h1><p>Texte &x;</p>")
        ),
    ),
    "what-a-browser-would-fetch.html": (
        Fate.READ,
        lambda secret, address: _page(
            f'<h1>Page</h1><p>Le texte de cette page.</p><img src="{address}/i"><iframe src="file://{secret}"></iframe>'
            f'<object data="{address}/o"></object><a href="{address}/rapport.pdf">Rapport</a>'
            f'<a href="../{secret.name}.pdf">Autre</a><!--#include virtual="{secret}" -->',
            f'<base href="{address}"><meta http-equiv="refresh" content="0;url={address}">'
            f'<link rel="stylesheet" href="{address}/s"><script src="{address}/j"></script>'
            f'<link rel="canonical" href="{address}/page">',
        ),
    ),
    "json-in-json.html": (
        Fate.READ,
        lambda *_: _page(
            "<h1>Page</h1><p>Le texte de cette page.</p>",
            '<script type="application/ld+json">' + '{"@graph":[' * 100_000 + "</script>",
        ),
    ),
    # Markdown and text
    "laughs.md": (
        Fate.READ,
        lambda *_: (
            "---\na: &a [x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9))
            + "---\n# Titre\n\nLe texte.\n"
        ).encode(),
    ),
    "objects.md": (
        Fate.READ,
        lambda secret, _: (
            f"---\ntitle: !!python/object/apply:os.system ['touch {secret}.touched']\n---\n# Titre\n\nLe texte.\n"
        ).encode(),
    ),
    "lists-in-front.md": (
        Fate.READ,
        lambda *_: ("---\ntitle: " + "[" * 60_000 + "\n---\n# Titre\n\nTexte.\n").encode(),
    ),
    "quotations-in-quotations.md": (Fate.READ, lambda *_: ("# Titre\n\n" + "> " * 100_000 + "a\n").encode()),
    "lists-in-lists.md": (Fate.READ, lambda *_: ("# Titre\n\n" + "- " * 100_000 + "a\n").encode()),
    "brackets.md": (Fate.READ, lambda *_: ("# Titre\n\n" + "[" * 100_000 + "\n").encode()),
    "terminal.md": (
        Fate.READ,
        lambda *_: (
            b'---\ntitle: "\\e]0;pwned\\a\\e[2J\\u202Egpj"\nauthors: ["\\e[31mLucie Nguyen"]\n---\n\x1b[2JLe texte.'
        ),
    ),
    # names
    "a\nb\x1b[31m\x07.html": (Fate.READ, lambda *_: _page("<h1>Titre</h1><p>Une page au nom de deux lignes.</p>")),
    "\u202egpj.html": (Fate.READ, lambda *_: _page("<h1>Titre</h1><p>Une page au nom qui se retourne.</p>")),
    "-rf.html": (Fate.READ, lambda *_: _page("<h1>Titre</h1><p>Une page au nom d'une option.</p>")),
    "$(touch x) `touch y`.html": (Fate.READ, lambda *_: _page("<h1>Titre</h1><p>Une page au nom de commande.</p>")),
    "é" * 125 + ".html": (Fate.READ, lambda *_: _page("<h1>Titre</h1><p>Une page au nom de 255 octets.</p>")),
    "caf\udce9.html": (Fate.REFUSED, lambda *_: _page("<h1>Titre</h1><p>Une page au nom en Latin-1.</p>")),
}


def make(folder: Path, secret: Path, address: str) -> dict[str, Fate]:
    """Write everything into `folder`; what must become of each name in it."""
    folder.mkdir()
    secret.write_text("Le mot de passe est sésame.", encoding="utf-8")
    fates = {}
    for name, (fate, maker) in FILES.items():
        (folder / name).write_bytes(maker(secret, address))
        fates[name] = fate
    with (folder / "gigabyte.html").open("wb") as file:  # sparse: it takes no room
        file.truncate(2**30)
    with (folder / "gigabyte.pdf").open("wb") as file:
        file.write(pdfs.one_page())
        file.truncate(2**30 + 1)
    fates |= {"gigabyte.html": Fate.REFUSED, "gigabyte.pdf": Fate.REFUSED}
    fates |= _make_what_is_no_file(folder, secret)
    _nest(folder / "profond")
    write_page(folder / "bonne.html", "La bonne page", "Un texte que l'on doit toujours retrouver.")
    return fates | {"bonne.html": Fate.READ}


def _make_what_is_no_file(folder: Path, secret: Path) -> dict[str, Fate]:
    (folder / "link.html").symlink_to(secret)
    (folder / "link-of-a-link.html").symlink_to("link.html")
    (folder / "folder-of-a-link").symlink_to(secret.parent)
    (folder / "circle.html").symlink_to("circle.html")
    (folder / "back.html").symlink_to("forth.html")
    (folder / "forth.html").symlink_to("back.html")
    (folder / "nowhere.html").symlink_to("nothing")
    (folder / "device.html").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.html")
    (folder / "folder.html").mkdir()
    names = ("link", "link-of-a-link", "circle", "back", "forth", "nowhere", "device", "pipe", "folder")
    return dict.fromkeys((f"{name}.html" for name in names), Fate.UNSEEN)


def _nest(folder: Path, depth: int = 1_500) -> None:
    """Folders in folders, deeper than Python calls itself, as deep as a path may be long."""
    here = os.open(folder.parent, os.O_RDONLY)
    try:
        name = folder.name
        for _ in range(depth):
            os.mkdir(name, dir_fd=here)
            below = os.open(name, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here, name = below, "a"
    finally:
        os.close(here)
