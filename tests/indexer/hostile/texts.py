"""Texts that make a careless reader take time that grows with the square of their length, or fall over their depth."""

from __future__ import annotations

from collections.abc import Callable

HEAD = "<!doctype html><html><head><title>T</title></head><body><main><h1>Titre</h1>"
FOOT = "<p>Le texte de la page.</p></main></body></html>"


def fill(pattern: str, size: int) -> str:
    """A pattern, over and over, up to a size."""
    return (pattern * (size // len(pattern) + 1))[:size]


# What stands in a document, whatever its form: each is a text of any size asked for.
ANYWHERE: dict[str, Callable[[int], str]] = {
    "one letter": lambda size: "a" * size,
    "spaces": lambda size: "x" + " " * size + "x",
    "non-breaking spaces": lambda size: "x" + "\u00a0" * size + "x",
    "tabs and spaces": lambda size: fill(" \t", size) + "x",
    "empty lines": lambda size: "x" + "\n" * size + "x",
    "lines of spaces": lambda size: fill("   \n", size) + "x",
    "short lines": lambda size: fill("a\n", size),
    "short paragraphs": lambda size: fill("a\n\n", size),
    "one long line of words": lambda size: fill("a ", size),
    "one long line of prose": lambda size: fill("Le 12 mars 2024, par Lucie Nguyen, l'étude est publiée. ", size),
    "digits": lambda size: "1" * size,
    "figures": lambda size: fill("12 ", size),
    "dates that are none": lambda size: fill("31 février ", size),
    "half dates": lambda size: fill("1/1/", size),
    "dots": lambda size: "." * size,
    "spaced dots": lambda size: fill(". ", size),
    "hyphens": lambda size: "-" * size,
    "hyphens between letters": lambda size: fill("a-", size),
    "underscores": lambda size: "_" * size,
    "stars": lambda size: "*" * size,
    "stars and letters": lambda size: fill("*a", size),
    "emphasis that never ends": lambda size: fill("**a _b ", size),
    "brackets": lambda size: "(" * size,
    "square brackets": lambda size: "[" * size,
    "links that never end": lambda size: fill("[a](", size),
    "images that never end": lambda size: fill("![", size),
    "references": lambda size: fill("[a]: <", size),
    "backticks": lambda size: "`" * size,
    "backticks of growing number": lambda size: " ".join("`" * n for n in range(1, int((2 * size) ** 0.5))),
    "less-than": lambda size: "<" * size,
    "comments that never end": lambda size: fill("<!-- ", size),
    "tags that never end": lambda size: fill("<a ", size),
    "attributes that never end": lambda size: fill('<a b="', size),
    "scripts that never end": lambda size: fill("<script>", size),
    "ampersands": lambda size: "&" * size,
    "entities that never end": lambda size: fill("&#1", size),
    "quotation marks": lambda size: fill("« » ", size),
    "apostrophes": lambda size: fill("l'", size),
    "at signs": lambda size: fill("a@", size),
    "addresses": lambda size: fill("https://a.example/", size),
    "colons": lambda size: fill("a: ", size),
    "pipes": lambda size: fill("|a", size),
    "backslashes": lambda size: "\\" * size,
    "dollars": lambda size: fill("$a", size),
    "hashes": lambda size: fill("# a\n", size),
    "combining marks": lambda size: "e" + "\u0301" * size,
    "combining marks out of order": lambda size: "e" + fill("\u0301\u0323", size),
    "combining marks apart": lambda size: "e" + fill("\u0301\u0323\u200d", size),
    "one long word, then a cut one": lambda size: f"{'a' * size} b-\nc",
    "zero-width spaces": lambda size: fill("a\u200b", size),
    "emojis": lambda size: fill("\U0001f9d1\u200d\U0001f52c", size),
    "capitals": lambda size: fill("A.B.", size),
    "letters apart": lambda size: fill("R A P P O R T ", size),
    "names": lambda size: fill("Lucie Nguyen, ", size),
    "by": lambda size: fill("Par ", size),
    "teasers": lambda size: fill("À lire aussi : ", size),
    "teasers by the line": lambda size: fill("À lire aussi\n\n", size),
    "published on": lambda size: fill("Publié le ", size),
}

# Markup of web pages.
PAGES: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda size: fill("<p>a", size),
    "headings": lambda size: fill("<h2>a</h2>", size),
    "headings with text": lambda size: fill("<h2>a</h2><p>b</p>", size),
    "teasers of other articles": lambda size: fill("<h3>À lire aussi</h3><ul><li><a href=x>a</a></ul>", size),
    "links": lambda size: fill('<a href="x.pdf">a</a> ', size),
    "links in a list": lambda size: "<ul>" + fill('<li><a href="/a/b.pdf">a</a>', size) + "</ul>",
    "rows": lambda size: "<table>" + fill("<tr><td>a<td>b", size) + "</table>",
    "one row": lambda size: "<table><tr>" + fill("<td>a", size) + "</table>",
    "breaks": lambda size: fill("a<br>", size),
    "breaks in pairs": lambda size: fill("<br><br>", size),
    "quotations": lambda size: fill("<blockquote><p>a</p><footer>b</footer></blockquote>", size),
    "one quotation": lambda size: "<blockquote>" + fill("<p>a</p>", size) + "</blockquote>",
    "a bold word in one box": lambda size: "<div>" + fill("<b>a</b> ", size) + "</div>",
    "menus": lambda size: fill("<nav>a</nav>b", size),
    "menus side by side": lambda size: fill("<nav>a</nav>", size),
    "bylines": lambda size: fill('<p class="author">Lucie Nguyen</p>', size),
    "dated lines": lambda size: fill('<p class="date">Publié le 4 mars 2024</p>', size),
    "tags": lambda size: fill('<ul class="tags"><li><a rel=tag>a</a></ul>', size),
    "times": lambda size: fill("<time datetime=2024-03-04>a</time>", size),
    "articles": lambda size: fill("<article>a</article>", size),
    "boxes named content": lambda size: fill('<div class="content">a</div>', size),
    "asides": lambda size: fill("<aside><a href=x>a</a></aside>", size),
    "figures": lambda size: fill("<figure><img alt=image><figcaption>a</figcaption></figure>", size),
    "images in one figure": lambda size: (
        "<figure>" + fill("<img alt=abcd>", size) + "<figcaption>a</figcaption></figure>"
    ),
    "notes": lambda size: fill("a<sup><a href=#n>1</a></sup>", size),
    "microdata": lambda size: fill("<span itemprop=keywords>a</span>", size),
    "one thing of microdata": lambda size: "<div itemscope itemprop=author>" + fill("<b>a</b>", size) + "</div>",
    "metadata": lambda size: fill('<meta name="keywords" content="a, b">', size),
    "classes": lambda size: f'<p class="{fill("aB-", size)}">a</p>',
    "one attribute": lambda size: f'<p data-x="{"a" * size}">a</p>',
    "a breadcrumb": lambda size: "<nav aria-label=ariane>" + fill("<a>a</a> ", size) + "</nav>",
    "breadcrumbs": lambda size: fill('<p class="breadcrumb">a</p>', size),
    "JSON-LD": lambda size: '<script type="application/ld+json">' + fill('{"@graph": [', size) + "</script>",
    "JSON-LD with commas": lambda size: '<script type="application/ld+json">[' + fill(", ", size) + "</script>",
    "JSON-LD blocks": lambda size: fill('<script type="application/ld+json">{"@type": "Article"}</script>', size),
    "languages": lambda size: fill("<p lang=en>the of and</p>", size),
    "identifiers": lambda size: fill("<h3 id=a>b</h3><p>c</p>", size),
    "sections": lambda size: fill("<section><h3>b</h3><p>c</p></section>", size),
    "menus in menus": lambda size: '<div class="menu">' * 200 + fill("<p>a", size),
    "authors in authors": lambda size: '<div class="author">' * 200 + fill("<p>a", size),
    "leads in leads": lambda size: '<div class="chapo">' * 200 + fill("<p>a", size),
    "dates in dates": lambda size: '<div class="date">Publié le ' * 200 + fill("<p>a", size),
    "articles in articles": lambda size: "<article>" * 200 + fill("<p>a", size),
    "contents in contents": lambda size: "</main>" + '<div class="content">' * 200 + fill("<p>a", size),
    "things in things": lambda size: "<div itemscope itemprop=author>" * 100 + fill("<p>a", size),
    "bold in bold": lambda size: "<b>" * 200 + fill("a ", size),
    "lists in lists": lambda size: "<ul><li>" * 100 + fill("a ", size),
    "lists in lists above the title": lambda size: (
        "<ul><li>" * 100 + fill("a ", size) + "</ul>" * 100 + "<h1>Titre</h1>"
    ),
    "asides in asides": lambda size: "<aside>" * 200 + fill("<a href=x>a</a>", size),
    "headings after paragraphs in one box": lambda size: (
        "<section>" + fill("<p>a", size // 2) + fill("<h3>b</h3>", size // 2) + "</section>"
    ),
    "captions after pictures": lambda size: f"<figure>{fill('<p><img alt=abcd></p>', size)}<figcaption>a</figcaption>",
    "doctypes": lambda size: fill("<!DOCTYPE html [", size),
    "digits of one entity in JSON-LD": lambda size: (
        f'<script type="application/ld+json">{{"@type": "Article", "headline": "&#{"1" * size}"}}</script>'
    ),
    "authors of one letter": lambda size: fill(f'<meta name="author" content="{"a" * 4_900}">', size),
    "a doctype that never ends": lambda size: "<!DOCTYPE html [" + "<!ENTITY a 'b'>" * (size // 15),
}

# Markup of Markdown.
MARKDOWN: dict[str, Callable[[int], str]] = {
    "quotations in quotations": lambda size: fill("> ", size) + "a",
    "quotations that deepen": lambda size: "\n".join("> " * n + "a" for n in range(1, int(size**0.5))),
    "lists in lists": lambda size: "\n".join("  " * n + "- a" for n in range(1, int(size**0.5))),
    "list marks on one line": lambda size: fill("- ", size) + "a",
    "items": lambda size: fill("- a\n", size),
    "headings": lambda size: fill("# a\n\nb\n\n", size),
    "underlined headings": lambda size: fill("a\n=\n", size),
    "a table of many columns": lambda size: f"{fill('|a', size)}\n{fill('|-', size)}\n{fill('|b', size)}\n",
    "a table of many rows": lambda size: "|a|b|\n|-|-|\n" + fill("|c|d|\n", size),
    "a long head above a short table": lambda size: fill("|a", size) + "\n|-\n",
    "fences": lambda size: fill("```\na\n```\n", size),
    "fences that never end": lambda size: fill("```\n", size),
    "definitions": lambda size: "".join(f"[a{n}]: b\n" for n in range(size // 10)),
    "definitions and uses": lambda size: "[a]: b\n\n" + fill("[a] ", size),
    "front matter that never ends": lambda size: "---\n" + fill("a: b\n", size),
    "anchors": lambda size: fill("# a {#b}\n", size),
    "raw HTML": lambda size: fill("<div>\n\n", size),
    "lines of HTML": lambda size: fill("<b>a</b>\n", size),
    "comments": lambda size: fill("<!-- a -->\n\n", size),
    "strikes": lambda size: fill("~~a", size),
    "links in links": lambda size: fill("[", size // 2) + fill("](a)", size // 2),
    "automatic links": lambda size: fill("<https://a.example> ", size),
}
