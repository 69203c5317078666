"""PDFs written object by object, as no program writes them.

pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: ..., 3: ...})     whole, with its table of objects
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping

_MEGABYTE = 2**20


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A file with these objects, of which 1 is the root."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n" % size)
    for number in range(size):
        place = places.get(number)
        out.write(b"%010d 00000 n \n" % place if place is not None else b"0000000000 65535 f \n")
    out.write(b"trailer << /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))
    return out.getvalue()


def stream(data: bytes, dictionary: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), dictionary, data)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
CONTENT = stream(b"BT /F1 12 Tf 72 700 Td (Le texte de la page.) Tj ET")


def page(more: bytes = b"", *, parent: int = 2, content: int = 4) -> bytes:
    """A page of one line."""
    return (
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> %b >>" % (parent, content, more)
    )


def one_page(catalog: bytes = b"", more: bytes = b"", others: Mapping[int, bytes] | None = None) -> bytes:
    """A sound file of one page, with whatever else in its catalog, in its page and among its objects."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: page(more),
            4: CONTENT,
            5: FONT,
            **(others or {}),
        }
    )


def page_tree_that_holds_itself() -> bytes:
    """Its pages are the tree itself, twice."""
    tree = b"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 3 /Parent 2 0 R >>"
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 3: page(), 4: CONTENT, 5: FONT})


def page_tree_in_a_long_chain() -> bytes:
    """Each of its nodes has one child, 20,000 times."""
    nodes = {number: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1) for number in range(6, 20_006)}
    tree = b"<< /Type /Pages /Kids [6 0 R] /Count 1 >>"
    last = {20_006: page(parent=20_005)}
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 4: CONTENT, 5: FONT, **nodes, **last})


def outline_in_circles() -> bytes:
    """The next of each title is the other one, and each holds the other."""
    return one_page(
        b"/Outlines 6 0 R",
        others={
            6: b"<< /Type /Outlines /First 7 0 R /Last 8 0 R /Count 2 >>",
            7: b"<< /Title (Un) /Parent 6 0 R /Next 8 0 R /First 8 0 R /Last 8 0 R /Dest [3 0 R /Fit] >>",
            8: b"<< /Title (Deux) /Parent 6 0 R /Next 7 0 R /First 7 0 R /Last 7 0 R /Dest [3 0 R /Fit] >>",
        },
    )


def labels_in_circles() -> bytes:
    """A number tree that is its own child."""
    return one_page(b"/PageLabels 6 0 R", others={6: b"<< /Kids [6 0 R 6 0 R] /Nums [0 << /S /D >>] >>"})


def content_that_draws_itself() -> bytes:
    """A form whose content draws the same form."""
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    form = stream(b"/X Do", kind)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: page().replace(b"/Font <<", b"/XObject << /X 6 0 R >> /Font <<"),
        4: stream(b"/X Do BT /F1 12 Tf 72 700 Td (Le texte de la page.) Tj ET"),
        5: FONT,
        6: form,
    }
    return pdf(objects)


def lists_in_lists(depth: int = 50_000) -> bytes:
    """A value of the catalog is a list in a list in a list."""
    return one_page(b"/Deep " + b"[" * depth + b"]" * depth)


def dictionaries_in_dictionaries(depth: int = 50_000) -> bytes:
    """The same with dictionaries."""
    return one_page(b"/Deep " + b"<</A " * depth + b"null" + b">>" * depth)


def references_in_circles() -> bytes:
    """The length of the text is a reference to itself, and so is the title."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: page(),
        4: b"<< /Length 6 0 R >>\nstream\nBT /F1 12 Tf 72 700 Td (Le texte de la page.) Tj ET\nendstream",
        5: FONT,
        6: b"6 0 R",
        7: b"<< /Title 7 0 R /Author 8 0 R >>",
        8: b"8 0 R",
    }
    return pdf(objects, b"/Info 7 0 R")


def tables_in_circles() -> bytes:
    """The table of objects says that the one before it is itself."""
    data = one_page()
    start = data[data.index(b"startxref") + len(b"startxref") :].split()[0]
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev " + start)


def many_pages(count: int) -> bytes:
    """So many pages, each the same."""
    kids = b" ".join(b"%d 0 R" % number for number in range(6, 6 + count))
    pages = {number: page() for number in range(6, 6 + count)}
    tree = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count)
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 4: CONTENT, 5: FONT, **pages})


def pages_that_are_not_there() -> bytes:
    """It says that it has two billion pages, and has one."""
    return one_page().replace(b"/Count 1", b"/Count 2147483647")


def zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros, deflated: the same block over and over, as it says that it needs no other."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"\0" * _MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    head, block = packed[:2], packed[2:]
    length = megabytes * _MEGABYTE
    checksum = ((length % 65521) << 16) | 1
    return head + block * megabytes + b"\x03\x00" + checksum.to_bytes(4, "big")


def stream_bomb(megabytes: int) -> bytes:
    """A page whose content is a gigabyte of zeros in a file of one megabyte."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: page(),
        4: stream(zeros(megabytes), b"/Filter /FlateDecode"),
        5: FONT,
    }
    return pdf(objects)


def metadata_bomb(megabytes: int) -> bytes:
    """The same as the file's XMP, which another library reads."""
    packed = stream(zeros(megabytes), b"/Type /Metadata /Subtype /XML /Filter /FlateDecode")
    return one_page(b"/Metadata 6 0 R", others={6: packed})


def metadata_with_entities() -> bytes:
    """XMP that is a "billion laughs", and names a file of this machine."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{levels}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        '<rdf:li xml:lang="x-default">&l11;&f;</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>'
    )
    return one_page(b"/Metadata 6 0 R", others={6: stream(xml.encode(), b"/Type /Metadata /Subtype /XML")})


def with_actions(address: str, program: str) -> bytes:
    """Whatever it may do when it is opened: run a script, start a program, call an address, read another file."""
    script = b"<< /S /JavaScript /JS (app.launchURL('%b'); this.exportDataObject('x')) >>" % address.encode()
    launch = b"<< /S /Launch /F (%b) /Unix << /F (%b) >> >>" % (program.encode(), program.encode())
    call = b"<< /S /URI /URI (%b) >>" % address.encode()
    send = b"<< /S /SubmitForm /F << /FS /URL /F (%b) >> >>" % address.encode()
    away = b"<< /S /GoToR /F (/etc/passwd) /D [0 /Fit] >>"
    objects = {
        6: script, 7: launch, 8: call, 9: send, 10: away,
        11: b"<< /Names [(a) 6 0 R (b) 7 0 R (c) 8 0 R] >>",
    }  # fmt: skip
    return one_page(
        b"/OpenAction 6 0 R /AA << /WC 7 0 R /DP 8 0 R >> /Names << /JavaScript 11 0 R >>",
        b"/AA << /O 7 0 R /C 9 0 R >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A 10 0 R >>]",
        objects,
    )


def with_content_elsewhere(address: str) -> bytes:
    """Its text is said to be in another file: on this machine, and at an address."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
        3: page(),
        4: b"<< /Length 0 /F (/etc/passwd) >>\nstream\n\nendstream",
        5: FONT,
        6: page(content=7),
        7: b"<< /Length 0 /F << /FS /URL /F (%b) >> >>\nstream\n\nendstream" % address.encode(),
    }
    return pdf(objects)


def _drawing_forms(forms: Mapping[int, bytes], first: int) -> bytes:
    """A page that draws the form of this number beside its text."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: page().replace(b"/Font <<", b"/XObject << /X %d 0 R >> /Font <<" % first),
            4: stream(b"/X Do BT /F1 12 Tf 72 700 Td (Le texte de la page.) Tj ET"),
            5: FONT,
            **forms,
        }
    )


def drawing_without_end(levels: int = 12) -> bytes:
    """A form draws another ten times, which draws another ten times: a million million rectangles."""
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
    forms = {
        number: stream(b"/X Do " * 10, kind + b"/Resources << /XObject << /X %d 0 R >> >>" % (number + 1))
        for number in range(6, 6 + levels)
    }
    forms[6 + levels] = stream(b"0 0 100 100 re f", kind)
    return _drawing_forms(forms, 6)


def picture_too_large(side: int = 30_000) -> bytes:
    """A picture in colour of a thousand million points, in a file of some megabytes."""
    kind = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 " % (
        side,
        side,
    )
    return _drawing_forms({6: stream(zeros(side * side * 3 // _MEGABYTE), kind + b"/Filter /FlateDecode")}, 6)
