"""Web pages: the sample's four template families, and small pages for one rule each."""

# ruff: noqa: E501 - tables of markup read best with one case a line
from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from indexer.errors import BadDocument
from indexer.extract.files import extract_file
from indexer.extract.html import extract_html
from indexer.publication import Extraction, PartialDate, Publication
from tests.paths import SAMPLE

ARTICLES = SAMPLE / "articles"
NAMES = sorted(path.name for path in ARTICLES.glob("*.html"))
# Words that only the site around an article uses, or its teasers.
CHROME = re.compile(
    r"lire aussi|sur le même thème|read also|on the same topic|cookies|newsletter|infolettre|partager (?:cet|cette)"
    r"|linkedin|mastodon|aller (?:au|directement)|fil d’ariane|mentions légales|temps de lecture|\[\.\.\.\]|\[…\]"
    r"|publié le \d|published on|s’abonner|haut de page",
    re.IGNORECASE,
)


def sample(name: str) -> Extraction:
    return extract_file(ARTICLES / name, name, max_bytes=10_000_000)


def read(body: str, head: str = "", lang: str = "fr") -> Publication:
    return extraction(body, head, lang).publication


def extraction(body: str, head: str = "", lang: str = "fr") -> Extraction:
    text = f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>"
    return extract_html(text, Path("/site/actus/page.html"), "page.html")


def lines(body: str) -> list[str]:
    return [line for passage in read(body).passages for line in passage.text.split("\n")]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_article_is_read_whole_and_without_its_site(name: str) -> None:
    result = sample(name)
    publication = result.publication
    assert not result.warnings
    assert publication.date
    assert publication.date.day
    assert publication.topics
    assert publication.lead
    # Three pages say nothing about their address; none is made up.
    address = f"https://www.institut-vasseur.example/actualites/{name.removesuffix('.html')}"
    assert publication.url in (address, "")
    assert publication.language == ("en" if name.startswith("vasseur-institute") else "fr")
    assert len(publication.passages) >= 3
    text = "\n".join(f"{p.heading or ''}\n{p.text}" for p in publication.passages)
    assert len(text) > 1_000
    assert not CHROME.findall(text)
    assert publication.lead not in text
    assert set(result.sources) >= {"title", "date", "topics", "lead", "kind", "language"}


@pytest.mark.parametrize(
    ("name", "title", "kind", "date", "updated", "authors", "topics"),
    [
        (  # Drupal, JSON-LD, a label above the title
            "rapport-activite-2024.html",
            "Rapport d’activité 2024 — Prévenir au plus près",
            "communiqué",
            "2025-06-24",
            None,
            ["Yann Tréguier"],
            ["Vie de l’Institut", "Prévention"],
        ),
        (  # Drupal, Dublin Core, "Mis à jour le", a name written surname first
            "regal-registre-mode-emploi.html",
            "REGAL : à quoi sert un registre des affections longues ?",
            "décryptage",
            "2021-03-16",
            "2022-01-10",
            ["Thomas Œhler"],
            ["Données de santé", "Épidémiologie"],
        ),
        (  # WordPress, JSON-LD in a @graph
            "soleil-melanome-pecheurs.html",
            "Mélanome : protéger la peau de ceux qui travaillent dehors",
            "campagne",
            "2025-06-05",
            None,
            ["Baptiste Le Goff", "Yann Tréguier"],
            ["Prévention", "Santé au travail"],
        ),
        (  # WordPress, only visible text
            "covid-long-travail.html",
            "Covid long : reprendre le travail par paliers",
            "article",
            "2021-06-08",
            None,
            ["Baptiste Le Goff"],
            ["Santé au travail", "Épidémiologie"],
        ),
        (  # SPIP, no main and no article element
            "mois-sans-tabac-2022.html",
            "Novembre sans tabac : les tabacologues prennent le bus",
            "article",
            "2022-11-02",
            None,
            ["Inès Lavigne-Moreau"],
            ["Tabac et e-cigarette", "Prévention"],
        ),
        (  # own templates, microdata
            "avc-reconnaitre-les-signes.html",
            "AVC : reconnaître les signes, appeler le 15",
            "décryptage",
            "2021-10-29",
            "2025-02-14",
            ["Étienne Marchand-Vidal"],
            ["AVC et neurologie", "Prévention"],
        ),
        (
            "vasseur-institute-joins-european-prevention-network.html",
            "Institut Vasseur joins the European Rural Prevention Network",
            "article",
            "2024-06-04",
            None,
            ["Lucie Nguyen", "Malik Ferhat"],
            ["International", "Prévention"],
        ),
    ],
)
def test_metadata_of_each_template_family(
    name: str, title: str, kind: str, date: str, updated: str | None, authors: list[str], topics: list[str]
) -> None:
    publication = sample(name).publication
    assert publication.title == title
    assert publication.kind == kind
    assert str(publication.date) == date
    assert publication.updated == (PartialDate.parse(updated) if updated else None)
    assert list(publication.authors) == authors
    assert list(publication.topics) == topics


def test_sections_of_a_sample_article_have_their_headings_and_anchors() -> None:
    passages = sample("rapport-activite-2024.html").publication.passages
    assert [(p.heading, p.anchor) for p in passages] == [
        (None, None),
        ("L’année en chiffres", "chiffres"),
        ("Le dépistage va aux habitants", "temps-forts"),
        ("ARGOS passe à l’échelle", "temps-forts"),
        ("Une réponse à la dengue en Guyane", "temps-forts"),
        ("VIGIE-Santé, plateforme certifiée", "temps-forts"),
        ("Lire le rapport", "telecharger"),
    ]
    assert passages[2].text.startswith("Quatre temps forts\n")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("rapport-activite-2024.html", "qui lui est confié. » — Hélène Aubertin, directrice générale"),
        ("soleil-melanome-pecheurs.html", "pour leurs épaules. » — Dr Baptiste Le Goff, médecin du travail"),
        (
            "avc-reconnaitre-les-signes.html",
            "pour rien. » — Pr Étienne Marchand-Vidal, neurologue, filière AVC",
        ),
        ("mois-sans-tabac-2022.html", "jamais monté. » Un conducteur de ligne, rencontré à Montluçon"),
        ("mois-sans-tabac-2022.html", "Bus 1 | Montluçon, Commentry, Moulins | du 2 au 12 novembre"),
        ("mois-sans-tabac-2022.html", "Calendrier des trois bus en novembre 2022"),
    ],
)
def test_quotations_keep_their_speaker_and_rows_their_cells(name: str, line: str) -> None:
    text = "\n".join(passage.text for passage in sample(name).publication.passages)
    assert any(each.endswith(line) for each in text.split("\n"))


def test_a_link_to_a_report_gives_the_file_beside_the_page_and_its_address() -> None:
    links = sample("rapport-activite-2024.html").publication.links
    assert links == (
        str((ARTICLES / "../reports/rapport-activite-2024.pdf").resolve()),
        "https://www.institut-vasseur.example/reports/rapport-activite-2024.pdf",
    )


MAIN = "<main><h1>Titre de la page</h1>{}</main>"
TEXT = "<p>" + "Un paragraphe du texte de la page. " * 6 + "</p>"


@pytest.mark.parametrize(
    "chrome",
    [
        "<nav>DEHORS</nav>",
        "<form><p>DEHORS</p></form>",
        "<div class='share-bar'>DEHORS</div>",
        "<div id='cookie-banner'>DEHORS</div>",
        "<section class='block block-newsletter'><h2>DEHORS</h2></section>",
        "<ol class='breadcrumb'><li>DEHORS</li></ol>",
        "<section id='comments'><h2>Avis</h2><p>DEHORS</p></section>",
        "<footer>DEHORS</footer>",
        "<div hidden>DEHORS</div>",
        "<p style='display: none'>DEHORS</p>",
        "<span class='sr-only'>DEHORS</span>",
        "<script>DEHORS</script><style>DEHORS</style><noscript>DEHORS</noscript><template>DEHORS</template>",
        "<div role='dialog'>DEHORS</div>",
        "<aside><ul><li><a href='a.html'>DEHORS</a></li></ul></aside>",
        "<h2>À lire aussi</h2><ul><li><a href='a.html'>DEHORS</a></li></ul>",
        "<div><h3>Sur le même thème</h3><p>DEHORS</p></div>",
        "<div class='titre'><h2>Articles liés</h2></div><div><p>DEHORS</p></div>",
        "<p><strong>A lire aussi :</strong></p><ul><li><a href='a.html'>DEHORS</a></li></ul>",
        "<p>À lire aussi : <a href='a.html'>DEHORS en dix questions</a></p>",
        "<!-- DEHORS -->",
        "<p><a href='#haut'>Haut de page</a></p>",
        "<p><a href='print.html'>Imprimer</a></p>",
        "<div>Temps de lecture : 4 minutes</div>",
        "<p>Publicité</p>",
        "<div class='shariff'>DEHORS</div>",
        "<div><h3>Cette page vous a-t-elle été utile ?</h3><p>DEHORS</p></div>",
        "<div><h2>Documents joints à cet article</h2><p><a href='a.pdf'>DEHORS</a></p></div>",
        "<section><h2>3 commentaires</h2><p>DEHORS</p></section>",
        "<p>Dernière mise à jour : 10 juin 2024</p>",
        "<ul role='tablist'><li><button role='tab'>DEHORS</button></li></ul>",
        "<span class='note-ref'>[<a href='#n1'>1</a>]</span>",
    ],
)
def test_what_surrounds_a_text_is_left_out(chrome: str) -> None:
    found = lines(MAIN.format(TEXT + chrome + "<h2>Suite</h2>" + TEXT))
    assert len(found) == 2
    assert "DEHORS" not in " ".join(found)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("<aside><h3>À retenir</h3><p>DEDANS, douze pour cent</p></aside>", "DEDANS, douze pour cent"),
        ("<details><summary>Question</summary><p>DEDANS</p></details>", "DEDANS"),
        ("<div class='accordion' hidden><p>DEDANS</p></div>", "DEDANS"),
        (
            "<figure><img src='a.png' alt='Carte DEDANS'><figcaption>Légende</figcaption></figure>",
            "Carte DEDANS",
        ),
        ("<figure><img alt='x.png'><figcaption>Légende DEDANS</figcaption></figure>", "Légende DEDANS"),
        ("<dl><dt>IA</dt><dd>DEDANS</dd></dl>", "DEDANS"),
        ("<ul><li>un<ul><li>DEDANS</li></ul></li></ul>", "DEDANS"),
        ("<table><tr><th>a</th><td><p>b</p><p>c</p></td></tr></table>", "a | b c"),
        ("<table role='presentation'><tr><td>un</td><td>DEDANS</td></tr></table>", "DEDANS"),
        ("<p>un<br>deux</p>", "un deux"),
        ("<p>2<sup>e</sup> édition<sup><a href='#n1'>1</a></sup> DEDANS</p>", "2e édition DEDANS"),
        ("<p>sous&shy;titre&nbsp;: <b>g</b>ras\n\n et&#x200b; fin</p>", "soustitre : gras et fin"),
        (
            "<blockquote><p>« Oui. »</p><footer>— <cite>Awa Diop</cite></footer></blockquote>",
            "« Oui. » — Awa Diop",
        ),
        (
            "<figure><blockquote>« Oui. »</blockquote><figcaption>Awa Diop</figcaption></figure>",
            "« Oui. » — Awa Diop",
        ),
        ("<blockquote>« Oui. »<p class='auteur'>Awa Diop</p></blockquote>", "« Oui. » — Awa Diop"),
        ("<blockquote>« Oui. »<div class='auteur'><p>Awa Diop</p></div></blockquote>", "« Oui. » — Awa Diop"),
        ("<h4><button aria-expanded='false'>Question DEDANS ?</button></h4><p>r</p>", "Question DEDANS ?"),
        ("<div class='accordion'><div><div aria-hidden='true' style='display:none'>DEDANS</div></div></div>", "DEDANS"),
        ("<div class='transcription'><dialog><h1>Titre</h1><p>DEDANS</p></dialog></div>", "DEDANS"),
        (
            "<p role='tab' id='t'>Onglet DEDANS</p><div role='tabpanel' aria-labelledby='t' hidden>x</div>",
            "Onglet DEDANS",
        ),
        ("<footer><div class='notes'><p>DEDANS</p></div></footer>", "DEDANS"),
        ("<div class='elementor-widget'><p>DEDANS</p></div>", "DEDANS"),
        ("<p>avant<br>1. DEDANS<br>2. deux</p>", "1. DEDANS"),
        ("<p>Vous pouvez <a href='p'>imprimer</a> le DEDANS</p>", "Vous pouvez imprimer le DEDANS"),
        ("<p><img alt='https://exemple.fr/a.png'><img alt='logo'>DEDANS</p>", "DEDANS"),
        ("<nav>menu</nav>DEDANS, sans paragraphe", "DEDANS, sans paragraphe"),
        ("<p>Lire aussi entre les lignes : c'est DEDANS</p>", "Lire aussi entre les lignes : c'est DEDANS"),
    ],
)
def test_what_is_part_of_a_text_is_kept(source: str, line: str) -> None:
    assert line in lines(MAIN.format(TEXT + source + TEXT))


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("<h2 id='a'>T</h2>", "a"),
        ("<section id='a'><h2>T</h2>x</section>", "a"),
        ("<section id='a'><div><h2>T</h2></div>x</section>", "a"),
        ("<section id='a'><p>autre</p><h2>T</h2></section>", "a"),
        ("<section id='a'><h2>S</h2>s<h2>T</h2></section>", None),
        ("<h2 id='a'>T<a href='#a'>¶</a></h2>", "a"),
        ("<h2><a name='a'></a>T</h2>", "a"),
        ("<a id='a'></a><h2>T</h2>", "a"),
        ("<h2 id='a'>S</h2>s<h3>T</h3>", "a"),
        ("<p><a id='a'></a></p><h2>T</h2>", "a"),
        ("<div><div id='a'></div></div><div><div><h2>T</h2></div></div>", "a"),
        ("<a name='a'></a><p>texte</p><h2>T</h2>", None),
        ("<h2 id='a'>T <a href='#a'><span>Permalien</span></a></h2>", "a"),
        ("<h2>T</h2>", None),
    ],
)
def test_a_section_is_reached_by_the_nearest_anchor(heading: str, anchor: str | None) -> None:
    passages = read(MAIN.format(TEXT + heading + TEXT)).passages
    assert (passages[-1].heading, passages[-1].anchor) == ("T", anchor)


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("head", "field", "value", "source"),
    [
        (json_ld({"@type": "Article", "datePublished": "2024-03-01"}), "date", PartialDate(2024, 3, 1), "JSON-LD"),
        (json_ld([{"@graph": [{"@type": ["Report"], "author": {"@id": "#a"}}, {"@id": "#a", "name": "Awa Diop"}]}]),
         "authors", ("Awa Diop",), "JSON-LD author"),
        (json_ld({"@type": "Report"}), "kind", "rapport", "JSON-LD @type Report"),
        (json_ld({"@type": "Event", "startDate": "2024-05-01"}), "date", PartialDate(2024, 5, 1), "JSON-LD startDate"),
        (json_ld({"@type": "Article", "keywords": ["santé", {"name": "climat"}]}), "topics", ("santé", "climat"), "JSON-LD"),
        ('<script type="application/ld+json">{"@type": "Article", "datePublished": "2024-03-01",}</script>',
         "date", PartialDate(2024, 3, 1), "JSON-LD"),
        ('<meta property="article:published_time" content="2024-03-01T10:00:00+01:00">',
         "date", PartialDate(2024, 3, 1), "meta article:published_time"),
        ('<meta name="DC.date" content="2024-03">', "date", PartialDate(2024, 3), "meta DC.date"),
        ('<meta name="citation_publication_date" content="2024/03/01">', "date", PartialDate(2024, 3, 1), "meta citation"),
        ('<meta name="citation_author" content="Diop, Awa"><meta name="citation_author" content="Nguyen, Lucie">',
         "authors", ("Awa Diop", "Lucie Nguyen"), "meta citation_author"),
        ('<meta name="author" content="admin">', "authors", (), ""),
        ('<meta name="DC.creator" content="a.diop">', "authors", (), ""),
        ('<meta name="DC.date.created" content="2024-03-01">', "date", PartialDate(2024, 3, 1), "meta DC.date.created"),
        (json_ld({"@type": "JobPosting", "datePosted": "2024-03-01"}), "date", PartialDate(2024, 3, 1), "JSON-LD datePosted"),
        ('<meta name="DC.subject" content="Santé; Climat">', "topics", ("Santé", "Climat"), "meta DC.subject"),
        ('<meta property="article:tag" content="A1"><meta property="article:tag" content="B2">',
         "topics", ("A1", "B2"), "meta article:tag"),
        ('<meta name="keywords" content="Santé, Santé &gt; Climat">', "topics", ("Santé", "Santé > Climat"), "meta keywords"),
        ('<meta name="description" content="En bref, un résumé.">', "lead", "En bref, un résumé.", "meta description"),
        ('<link rel="canonical" href="https://x.fr/a#b">', "url", "https://x.fr/a", "link canonical"),
        ('<link rel="canonical" href="javascript:alert(1)">', "url", "", ""),
        ('<meta property="og:url" content="https://x.fr/a">', "url", "https://x.fr/a", "meta og:url"),
        ('<meta property="og:title" content="Autre">', "title", "Titre de la page", "h1"),
    ],
)  # fmt: skip
def test_a_field_is_read_from_the_head(head: str, field: str, value: object, source: str) -> None:
    result = extraction(MAIN.format(TEXT), head)
    assert getattr(result.publication, field) == value
    assert result.sources.get(field, "").startswith(source)


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        ("<p class='info'>Publié le 1er mars 2024 – Mis à jour le 4 avril 2024</p>", "date", PartialDate(2024, 3, 1)),
        ("<p class='info'>Publié le 1er mars 2024 – Mis à jour le 4 avril 2024</p>", "updated", PartialDate(2024, 4, 4)),
        ("<p>Dernière mise à jour : mars 2024</p>", "updated", PartialDate(2024, 3)),
        ("<p>Published on March 1, 2024</p>", "date", PartialDate(2024, 3, 1)),
        ("<span class='date'>01/03/2024</span>", "date", PartialDate(2024, 3, 1)),
        ("<p class='meta'><time datetime='2024-03-01T09:00'>vendredi</time> 1 mars 2024</p>", "date", PartialDate(2024, 3, 1)),
        ("<p>Le colloque du 1er mars 2024 a réuni cent personnes.</p>", "date", None),
        ("<p>Par Awa Diop, sociologue, et Lucie Nguyen</p>", "authors", ("Awa Diop", "Lucie Nguyen")),
        ("<p>Par ailleurs, Awa Diop a rappelé les chiffres.</p>", "authors", ()),
        ("<div class='auteurs'>Par Awa Diop, sociologue</div>", "authors", ("Awa Diop",)),
        ("<div class='chapo'><p>En bref, le texte dit ceci.</p></div>", "lead", "En bref, le texte dit ceci."),
        ("<p><strong>En bref, le texte dit ceci, et puis encore cela.</strong></p>", "lead",
         "En bref, le texte dit ceci, et puis encore cela."),
        ("<ul class='tags'><li><a>Santé</a></li><li><a>Climat</a></li></ul>", "topics", ("Santé", "Climat")),
        ("<p><a rel='tag' href='#'>Santé</a></p>", "topics", ("Santé",)),
        ("<ul><li><a href='/tag/sante'>Santé</a></li><li><a href='/tag/air'>Air</a></li></ul>", "topics", ("Santé", "Air")),
        ("<div class='teaser-text'><p>En bref, sans lien ni titre.</p></div>", "lead", "En bref, sans lien ni titre."),
        ("<p class='signature'>par Awa Diop, le 15 mars 2024</p>", "date", PartialDate(2024, 3, 15)),
        ("<div class='category'>Communiqués de presse</div><p class='tags'><a href='#'>Air</a></p>", "topics", ("Air",)),
    ],
)  # fmt: skip
def test_a_field_is_read_beside_the_title(body: str, field: str, value: object) -> None:
    assert getattr(read(MAIN.format(body + TEXT + TEXT)), field) == value


def test_a_bare_list_above_the_title_gives_the_topics() -> None:
    tags = "<ul><li><a href='/t/1'>Institut national du cancer</a></li><li>Épidémiologie</li></ul>"
    publication = read(f"<main>{tags}<h1>Titre</h1>{TEXT}</main>")
    assert publication.topics == ("Institut national du cancer", "Épidémiologie")
    assert "Épidémiologie" not in publication.passages[0].text


def test_lines_about_the_article_are_no_text() -> None:
    lines_above = "<p>Publié le 1er mars 2024</p><p>Par Awa Diop</p><div>Mis à jour le 4 mars 2024</div>"
    assert len(lines(MAIN.format(lines_above + TEXT))) == 1


def test_a_title_above_the_article_is_read_with_what_stands_beside_it() -> None:
    hero = "<div class='hero'><ul class='tags'><li>Santé</li></ul><h1>Bilan</h1><p class='chapo'>En bref, il va mieux.</p></div>"
    publication = read(f"<header><nav>menu</nav>{hero}</header><main>{TEXT * 2}</main>")
    assert (publication.title, publication.topics, publication.lead) == (
        "Bilan",
        ("Santé",),
        "En bref, il va mieux.",
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bilan 2024 : les chiffres | Institut", "Bilan 2024 : les chiffres"),
        ("Bilan de l'année - Actualités - Institut", "Bilan de l'année"),
        ("AVC - reconnaître les signes", "AVC - reconnaître les signes"),
        ("Bilan", "Bilan"),
    ],
)
def test_without_h1_the_title_loses_the_name_of_the_site(title: str, expected: str) -> None:
    assert read(f"<main>{TEXT}</main>", f"<title>{title}</title>").title == expected


def test_a_site_name_that_is_an_h1_is_not_the_title() -> None:
    assert read(f"<header><h1>Institut</h1></header><main><h1>Bilan</h1>{TEXT}</main>").title == "Bilan"


def test_the_words_of_a_text_overrule_a_forgotten_language() -> None:
    result = extraction(MAIN.format(TEXT * 6), lang="en")
    assert result.publication.language == "fr"
    assert "“en”" in result.warnings[-1]


def test_a_page_that_a_script_fills_is_read_from_its_json_ld() -> None:
    text = "Une phrase que le navigateur écrit. " * 5
    result = extraction(
        "<main><h1>Bilan</h1><p>Chargement…</p></main>",
        json_ld({"@type": "NewsArticle", "headline": "Bilan", "articleBody": text}),
    )
    assert [passage.text for passage in result.publication.passages] == [text.strip()]
    assert any("articleBody" in warning for warning in result.warnings)
    both = extraction(MAIN.format(TEXT), json_ld({"@type": "NewsArticle", "articleBody": "autre " * 50}))
    assert "autre" not in both.publication.passages[0].text


def test_text_after_a_box_or_an_accordion_goes_on_under_the_heading_before_it() -> None:
    box = "<aside><h3 id='b'>À retenir</h3><p>court</p></aside>"
    folded = "<div class='accordion'><h3>Question ?</h3><div><p>réponse</p></div></div>"
    passages = read(
        MAIN.format(f"{TEXT}<h2 id='a'>Partie</h2><p>avant</p>{box}<p>entre</p>{folded}<p>après</p>")
    ).passages
    assert [(p.heading, p.anchor, p.text) for p in passages[1:]] == [
        ("Partie", "a", "avant\nentre\naprès"),
        ("À retenir", "b", "court"),
        ("Question ?", "a", "réponse"),
    ]


def test_the_h1_that_the_head_names_is_the_title() -> None:
    body = f"<main><h1><a href='/'>Institut</a></h1>{TEXT}<h1>Bilan de l’année</h1>{TEXT}</main>"
    assert read(body, "<title>Bilan de l’année - Institut</title>").title == "Bilan de l’année"


@pytest.mark.parametrize(
    ("box", "is_text"),
    [
        ("<div><a href='/a'>Un autre article du site</a> <a href='/b'>Et un troisième article</a></div>", False),
        (
            "<div><h3><a href='/a'>Titre</a></h3><p>extrait</p><h3><a href='/b'>Titre</a></h3><p>extrait</p></div>",
            False,
        ),
        ("<ul><li><a href='/a'>Un lien que l’auteur a choisi</a></li><li><a href='/b'>Un autre</a></li></ul>", True),
        ("<div><a href='/a.pdf'>Le rapport complet</a> <a href='/b.pdf'>Sa synthèse</a></div>", True),
        ("<div><a href='#a'>Partie une</a> <a href='#b'>Partie deux</a></div>", True),
    ],
)
def test_a_box_of_links_to_other_pages_is_no_text_but_a_list_among_paragraphs_is(box: str, is_text: bool) -> None:
    prose = "<p>" + "Un paragraphe assez long du texte de la page. " * 16 + "</p>"
    assert (len(lines(MAIN.format(prose + box))) > 1) is is_text


def test_an_article_in_a_list_of_teasers_is_not_the_page() -> None:
    body = "<main><h1>Nos dossiers</h1>" + "<article><h2>Un</h2><p>texte un du dossier</p></article>" * 6 + "</main>"
    assert len(read(body).passages) == 6


def test_a_page_without_landmarks_is_left_to_trafilatura() -> None:
    menu = "<div>" + "".join(f"<a href='/{n}'>Rubrique {n}</a> " for n in range(30)) + "</div>"
    text = "".join(f"<h2 id='s{n}'>Partie {n}</h2><p>{'Une phrase assez longue du texte. ' * 12}</p>" for n in range(3))
    teaser = "<h2>À lire aussi</h2><p>Un autre article, dont voici le début de la première phrase [...]</p>"
    passages = read(f"<table><tr><td>{menu}</td><td><h1>Bilan</h1>{text}{teaser}</td></tr></table>").passages
    assert [(p.heading, p.anchor) for p in passages] == [(f"Partie {n}", f"s{n}") for n in range(3)]
    assert "Rubrique" not in passages[0].text


def test_a_broken_block_of_json_ld_is_reported() -> None:
    result = extraction(MAIN.format(TEXT), '<script type="application/ld+json">{"@type": oups</script>')
    assert "JSON-LD" in result.warnings[0]


def test_entities_are_not_fetched_or_expanded() -> None:
    text = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "bombe">]><html><body><p>a &x; &y; b</p></body></html>'
    (passage,) = extract_html(text, Path("page.html"), "page.html").publication.passages
    assert passage.text == "a &x; &y; b"


HOSTILE = {
    "nested": "<div>" * 100_000 + "x",
    "one huge text": "<p>" + "mot " * 5_000_000,
}
HEAVY = {
    "paragraphs": "<p>mot mot" * 30_000,
    "headings": "<h2>Titre</h2>" * 10_000,
    "teasers": "<h2>À lire aussi</h2><p>x" * 5_000,
    "labels": "<p><b>À lire aussi</b></p>" * 5_000,
    "cells": "<table><tr>" + "<td>a" * 30_000,
    "authors": "<div class=author>Lucie Nguyen</div>" * 10_000 + "x",
    "menus": "<div class=menu>a" * 100 + "</div>" * 100 + TEXT * 2_000,
    "skipped": "<nav>x</nav>" * 20_000 + TEXT,
    "classes": "<p class='" + "mot " * 300_000 + "'>x",
    "words": "<p>" + "Publié le " * 60_000,
    "json": '<script type="application/ld+json">' + "[" * 50_000 + "</script>" + TEXT,
    "folded answers": "<div class=accordion hidden>" * 100 + TEXT * 1_000,
    "links": "<div><a href=/x>Un lien vers une page</a></div>" * 15_000 + TEXT * 10,
    "deep links": "<div>" * 150 + "<a href=/x>Un lien</a> " * 15_000 + "</div>" * 150 + TEXT * 10,
    "tabs": "<div role=tabpanel aria-labelledby=t>x</div>" * 10_000 + "<p role=tab id=t>Onglet</p>",
    "anchors": "<p><a id=a></a></p><h2>Titre</h2>x" * 5_000,
    "empty anchors": "<p><a id=a></a></p>" * 20_000 + "<h2>Titre</h2>x",
    "boxes": "<aside class=callout>a" * 100 + TEXT * 1_000,
    "footers": "<footer><div class=notes>n</div></footer>" * 5_000,
    "tools": "<p><a href=/x>Imprimer</a></p>" * 10_000,
    "tools in one line": "<p>" + "<a href=/x>Imprimer</a> " * 20_000,
    "hidden in a transcript": "<div class=transcription>" + "<dialog>a" * 100 + TEXT * 1_000,
    "null characters": TEXT + "\0" * 50_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_page_beyond_the_parser_is_refused_with_a_sentence(body: str) -> None:
    with pytest.raises(BadDocument, match="no ordinary web page"):
        read(body)


@pytest.mark.parametrize("body", HEAVY.values(), ids=HEAVY.keys())
def test_a_heavy_page_is_read_in_a_time_proportional_to_it(body: str) -> None:
    start = time.process_time()
    read(MAIN.format(body))
    # Each takes 0.1 to 1 s; a quadratic loop over any of them would take minutes.
    assert time.process_time() - start < 10
