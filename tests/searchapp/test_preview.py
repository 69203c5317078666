"""A look at a PDF: covers, pages as pictures, and the page that shows one with its text."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from flask.testing import FlaskClient
from lxml import html
from PIL import Image
from pypdf import PdfWriter

from indexer.covers import SMALL_WIDTH, Covers
from indexer.engines import open_engine
from indexer.pipeline import run
from indexer.settings import PreviewSettings, Settings, SiteSettings
from searchapp import create_app
from searchapp.documents import previews
from searchapp.documents.previews import WIDTHS, current_previews
from tests.indexer.hostile import pdfs
from tests.paths import SAMPLE

REPORT = "r/rapport d'été & 1%20/bilan.pdf"
PAGE = quote(REPORT)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with an attachment under a difficult name, a scan, a page that cannot be drawn in time."""
    folder = tmp_path_factory.mktemp("site")
    path = folder / REPORT
    path.parent.mkdir(parents=True)
    writer = PdfWriter(SAMPLE / "reports" / "rapport-activite-2024.pdf")
    writer.add_attachment("annexe.pdf", (SAMPLE / "reports" / "etude-post-avc-2030.pdf").read_bytes())
    writer.add_blank_page()
    writer.write(path)
    (folder / "note.md").write_text("# Une note\n\nSur les données.\n", encoding="utf-8")
    (folder / "short.pdf").write_bytes(pdfs.one_page())
    return folder


@pytest.fixture(scope="module")
def settings(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(
        index=str(tmp_path_factory.mktemp("index")),
        site=SiteSettings(links="local"),
        preview=PreviewSettings(cache=str(tmp_path_factory.mktemp("cache")), timeout_s=15),
    )
    run(open_engine(settings), settings, [site])
    return settings


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[FlaskClient]:
    app = create_app(settings)
    app.testing = True
    yield app.test_client()
    with app.app_context():
        current_previews().close()


def image(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_page_is_a_picture_that_is_kept(client: FlaskClient) -> None:
    address = f"/preview/{PAGE}/12?q=donn%C3%A9es"
    first = client.get(address)
    assert (first.status_code, first.mimetype) == (200, "image/webp")
    assert image(first.data).width == WIDTHS[1]
    assert first.headers["Cache-Control"] == "private, max-age=600"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    begun = time.perf_counter()
    again = client.get(address)
    assert time.perf_counter() - begun < 0.2
    assert again.data == first.data
    head = client.head(address)
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(first.data))
    tag = first.headers["ETag"]
    known = client.get(address, headers={"If-None-Match": tag})
    assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", tag)


def test_what_a_picture_depends_on_is_its_tag(client: FlaskClient) -> None:
    def tag(more: str) -> str:
        return client.get(f"/preview/{PAGE}/{more}").headers["ETag"]

    plain, marked = tag("12"), tag("12?q=donn%C3%A9es")
    assert len({plain, marked, tag("13"), tag("12?width=640")}) == 4
    assert tag("12?q=DONNEES+-rien") == marked  # the same words are marked
    assert tag("12?q=auteur:vasseur") == plain
    assert tag("12?width=700") == plain  # the next size that is drawn
    assert tag("12?width=999999") == tag("12?width=1600")


def test_the_words_are_marked(client: FlaskClient) -> None:
    plain = client.get(f"/preview/{PAGE}/12").data
    marked = client.get(f"/preview/{PAGE}/12?q=donn%C3%A9es").data
    assert plain != marked


@pytest.mark.parametrize("where", ["preview", "view"])
@pytest.mark.parametrize(
    "address",
    [
        f"{PAGE}/0", f"{PAGE}/-1", f"{PAGE}/x", f"{PAGE}/1.5", f"{PAGE}/" + "9" * 5_000, f"{PAGE}/1234567",
        "note.md/1", "unknown.pdf/1", "..%2F..%2Fetc%2Fpasswd/1", f"{PAGE}/%D9%A1",
    ],
)  # fmt: skip
def test_what_is_no_page_of_a_pdf_of_the_index_is_not_found(client: FlaskClient, where: str, address: str) -> None:
    response = client.get(f"/{where}/{address}")
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.text


@pytest.mark.parametrize("where", ["preview", "view"])
def test_a_page_beyond_the_last_says_which_is_the_last(client: FlaskClient, where: str) -> None:
    response = client.get(f"/{where}/{PAGE}/900")
    assert response.status_code == 404
    assert "La page 900 n’existe pas\u00a0: ce document s’arrête à la page 62." in response.text


def test_a_page_without_text_is_shown_all_the_same(client: FlaskClient) -> None:
    assert client.get(f"/preview/{PAGE}/62").status_code == 200
    page = client.get(f"/view/{PAGE}/62")
    assert page.status_code == 200
    assert "Aucun texte n’a pu être lu sur cette page" in page.text


def test_a_page_of_an_attached_pdf(client: FlaskClient) -> None:
    response = client.get(f"/preview/{PAGE}/annexe.pdf/2?q=avc")
    assert (response.status_code, response.mimetype) == (200, "image/webp")
    page = html.fromstring(client.get(f"/view/{PAGE}/annexe.pdf/2?q=avc").text)
    assert page.xpath("//a[@class='open']/@href")[0].startswith(f"/documents/{PAGE}/annexe.pdf#page=2&search=")
    assert client.get(page.xpath("//figure/img/@src")[0]).status_code == 200


def test_the_page_shows_the_picture_the_text_and_the_way(client: FlaskClient) -> None:
    page = html.fromstring(client.get(f"/view/{PAGE}/12?q=donn%C3%A9es").text)
    picture = page.xpath("//figure/img")[0]
    assert "Page 12 (numérotée 3) de" in picture.get("alt")
    for address in (picture.get("src"), *(one.split()[0] for one in picture.get("srcset").split(","))):
        assert client.get(address).mimetype == "image/webp"
    assert 1.3 < int(picture.get("height")) / int(picture.get("width")) < 1.5
    assert "données" in page.xpath("//section[@class='text']//mark/text()")
    assert page.xpath("//p[@class='back']/a/@href") == ["/search?q=donn%C3%A9es"]
    assert page.xpath("//input[@name='q']/@value") == ["données"]
    matches = page.xpath("//ul[@aria-labelledby='matches']//a/@href")
    assert len(matches) == 2
    following = html.fromstring(client.get(matches[1]).text)
    assert following.xpath("//section[@class='text']//mark")
    assert following.xpath("//ul[@aria-labelledby='matches']//a/@href")[0] == f"/view/{PAGE}/12?q=donn%C3%A9es"


def test_the_page_without_words_has_no_marks_and_no_matches(client: FlaskClient) -> None:
    page = html.fromstring(client.get(f"/view/{PAGE}/1").text)
    assert not page.xpath("//mark | //*[@id='matches'] | //p[@class='back']/a | //a[contains(., 'précédente')]")
    assert page.xpath("//a[contains(., 'suivante')]/@href") == [f"/view/{PAGE}/2"]


def test_words_stay_text(client: FlaskClient) -> None:
    for value in ('"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "\u202e\u0000'\"&", "%", "a" * 900):
        response = client.get(f"/view/{PAGE}/12?q={quote(value)}")
        assert response.status_code in (200, 400)
        assert "<script>" not in response.text
        assert "<img src=x" not in response.text
        assert client.get(f"/preview/{PAGE}/12?q={quote(value)}").status_code in (200, 400)
    assert client.get(f"/preview/{PAGE}/12?q=" + "a" * 2_000).status_code == 400


def test_hits_of_the_endpoint_name_covers_and_pages(client: FlaskClient, settings: Settings) -> None:
    address = "/api/v1/search?q=donn%C3%A9es+recherche"
    hits = {hit["id"]: hit for hit in client.get(address).get_json()["hits"]}
    report = hits[REPORT]
    assert report["page"] == f"/publication/{PAGE}"
    assert report["cover"].startswith(f"/covers/{PAGE}?v=")
    for place in report["passages"]:
        assert place["view"] == f"/view/{PAGE}/{place['number']}?q=donn%C3%A9es+recherche"
    for path in (report["page"], report["cover"], report["cover"] + "&width=320", report["passages"][0]["view"]):
        assert client.get(path, buffered=True).status_code == 200
    note = client.get("/api/v1/search?q=donn%C3%A9es&kind=article&per_page=50").get_json()["hits"][0]
    assert (note["id"], note["page"], note["cover"]) == ("note.md", "/publication/note.md", None)
    assert {place["view"] for place in note["passages"]} == {None}
    off = msgspec.structs.replace(settings, preview=msgspec.structs.replace(settings.preview, enabled=False))
    hit = create_app(off).test_client().get(address).get_json()["hits"][0]
    assert (hit["page"].startswith("/publication/"), hit["cover"]) == (True, None)
    assert {place["view"] for place in hit["passages"]} == {None}
    (brief,) = client.get(f"{address}&fields=title,cover&per_page=1").get_json()["hits"]
    assert set(brief) == {"title", "cover"}


@pytest.mark.parametrize("path", ["/search", "/api/v1/search"])
def test_a_cover_that_is_drawn_after_the_commit_is_shown(client: FlaskClient, settings: Settings, path: str) -> None:
    address = f"{path}?q=donn%C3%A9es+recherche"
    small = Covers(Path(settings.index)).path(REPORT, SMALL_WIDTH)
    data = small.read_bytes()
    small.unlink()
    try:
        without = client.get(address)
    finally:
        small.write_bytes(data)
    assert f"/covers/{PAGE}?v=" not in without.text
    again = client.get(address, headers={"If-None-Match": without.headers["ETag"]})
    assert again.status_code == 200
    assert f"/covers/{PAGE}?v=" in again.text


def test_results_show_covers_and_lead_to_pages(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/search?q=donn%C3%A9es+recherche").text)
    cover = page.xpath("//article//img")[0]
    assert (cover.get("alt"), cover.get("loading"), cover.get("decoding")) == ("", "lazy", "async")
    assert (cover.get("width"), 200 < int(cover.get("height")) < 260) == ("160", True)
    small = client.get(cover.get("src"), buffered=True)
    large = client.get(cover.get("src") + "&width=320", buffered=True)
    assert small.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert (image(small.data).width, image(large.data).width) == (160, 320)
    previews = page.xpath("//article//a[@class='preview']")
    assert previews[0].text_content().startswith("Aperçu de la page ")
    assert previews[0].getprevious().text_content().endswith("(PDF)"), "the other link opens the file"
    assert client.get(previews[0].get("href")).status_code == 200
    assert not page.xpath("//article[.//a[text()='Une note']]//*[@class='preview']")


def test_covers_of_what_has_none_or_is_not_there_are_not_found(client: FlaskClient, settings: Settings) -> None:
    for identifier in ("note.md", "unknown.pdf", "../../etc/passwd"):
        assert client.get(f"/covers/{identifier}").status_code == 404
    unversioned = client.get(f"/covers/{PAGE}", buffered=True)
    assert unversioned.status_code == 200
    assert "no-cache" in unversioned.headers["Cache-Control"]


def test_off_by_one_setting(settings: Settings) -> None:
    off = msgspec.structs.replace(settings, preview=PreviewSettings(enabled=False))
    client = create_app(off).test_client()
    for address in (f"/preview/{PAGE}/12", f"/view/{PAGE}/12", f"/covers/{PAGE}"):
        assert client.get(address).status_code == 404
    page = client.get("/search?q=donn%C3%A9es+recherche").text
    assert "bilan.pdf" in page
    assert "<img" not in page
    assert "Aperçu" not in page
    assert "/view/" not in page


def test_a_file_that_is_gone_or_now_a_link_is_not_found(settings: Settings, site: Path) -> None:
    client = create_app(settings).test_client()
    path = site / "short.pdf"
    kept = path.read_bytes()
    path.unlink()
    try:
        assert client.get("/preview/short.pdf/1").status_code == 404
        assert client.get("/view/short.pdf/1").status_code == 404
        path.symlink_to("/etc/passwd")
        assert client.get("/preview/short.pdf/1").status_code == 404
        path.unlink()
    finally:
        path.write_bytes(kept)


def test_others_that_are_drawn_make_one_wait_and_come_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews.Drawer.draw, "__kwdefaults__", {"wait_s": 0.01})
    with client.application.app_context():
        drawing = current_previews()._drawer._drawing
    with drawing:
        response = client.get(f"/preview/{PAGE}/20")
        assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
    assert client.get(f"/preview/{PAGE}/20").status_code == 200


def test_a_page_that_takes_too_long_is_tried_once(settings: Settings, site: Path) -> None:
    """It is remembered for some minutes, whatever words are asked for."""
    quick = msgspec.structs.replace(settings, preview=msgspec.structs.replace(settings.preview, timeout_s=0.6))
    app = create_app(quick)
    client = app.test_client()
    path = site / "short.pdf"
    path.write_bytes(pdfs.drawing_without_end())
    try:
        response = client.get("/preview/short.pdf/1")
        assert response.status_code == 404
        assert "Cette page ne peut pas être montrée ici" in response.text
        begun = time.perf_counter()
        assert client.get("/preview/short.pdf/1?q=texte").status_code == 404
        assert time.perf_counter() - begun < 0.5
        path.write_bytes(pdfs.one_page())
        os.utime(path, (1, 1))
        with app.app_context():
            current_previews().close()
        slow = create_app(settings)
        assert slow.test_client().get("/preview/short.pdf/1").status_code == 200
        with slow.app_context():
            current_previews().close()
    finally:
        with app.app_context():
            current_previews().close()


def test_without_a_place_to_keep_them_pages_are_drawn_each_time(settings: Settings, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    app = create_app(msgspec.structs.replace(settings, preview=PreviewSettings(cache=str(blocked), timeout_s=15)))
    assert app.test_client().get(f"/preview/{PAGE}/1").status_code == 200
    with app.app_context():
        current_previews().close()
