/* <glane-search>: a search of this service inside another site's page. No library, no build step, nothing inline.

   <script src="https://recherche.institut.example/widget.js" defer></script>
   <glane-search><form action="https://recherche.institut.example/search">…a plain form…</form></glane-search>

   What stands inside the element is shown until this script runs, and for ever where it does not. Everything is put into a
   shadow tree by DOM methods, never as HTML, so that a strict policy of the host (trusted types included) allows it. */
(() => {
  "use strict";
  const HOME = new URL(".", document.currentScript.src);
  const WAIT_MS = 150; // after a key, before suggestions are asked for
  const SHORTEST = 2; // letters that are worth a suggestion
  const SUGGESTIONS = 6;

  const TEXTS = {
    fr: {
      label: "Rechercher dans les publications",
      button: "Rechercher",
      suggestions: "Suggestions",
      searching: "Recherche en cours…",
      none: "Aucune publication ne correspond.",
      count: (n) => `${n.toLocaleString("fr")} publication${n > 1 ? "s" : ""}`,
      suggested: (n) => `${n} suggestion${n > 1 ? "s" : ""}`,
      mean: "Vouliez-vous dire",
      relaxed: "Aucune publication ne contient tous ces mots : voici celles qui en contiennent une partie.",
      pinned: "Mis en avant",
      page: (n) => `page ${n}`,
      all: (n) => `Voir les ${n.toLocaleString("fr")} résultats`,
      failed: "La recherche ne répond pas.",
      retry: "Chercher sur la page de recherche",
      kinds: { topic: "thème", author: "auteur", publication: "publication" },
    },
    en: {
      label: "Search the publications",
      button: "Search",
      suggestions: "Suggestions",
      searching: "Searching…",
      none: "No publication matches.",
      count: (n) => `${n.toLocaleString("en")} publication${n === 1 ? "" : "s"}`,
      suggested: (n) => `${n} suggestion${n === 1 ? "" : "s"}`,
      mean: "Did you mean",
      relaxed: "No publication has all of these words: these have some of them.",
      pinned: "Featured",
      page: (n) => `page ${n}`,
      all: (n) => `See all ${n.toLocaleString("en")} results`,
      failed: "The search does not answer.",
      retry: "Search on the search page",
      kinds: { topic: "topic", author: "author", publication: "publication" },
    },
  };

  const SHEET = `
    :host { display: block; font: var(--glane-font, inherit); color: var(--glane-text, CanvasText); }
    :host([hidden]) { display: none; }
    * { box-sizing: border-box; margin: 0; padding: 0; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    form { position: relative; display: flex; }
    input, button { font: inherit; min-height: 2.75rem; padding: .3rem .8rem; border: 1px solid var(--glane-border, #767676); }
    input { flex: 1; min-width: 0; color: inherit; background: var(--glane-background, Canvas); appearance: none;
      border-radius: var(--glane-radius, .4rem) 0 0 var(--glane-radius, .4rem); border-right: 0; }
    button { cursor: pointer; font-weight: 600; color: var(--glane-on-accent, #fff); background: var(--glane-accent, #0d5c63);
      border-color: var(--glane-accent, #0d5c63); border-radius: 0 var(--glane-radius, .4rem) var(--glane-radius, .4rem) 0; }
    :focus-visible { outline: 3px solid var(--glane-focus, Highlight); outline-offset: 2px; }
    input:focus-visible { z-index: 1; }
    ol, ul { list-style: none; }
    ul { position: absolute; z-index: 10; top: 100%; left: 0; right: 0; max-height: 20rem; overflow: auto;
      background: var(--glane-background, Canvas); border: 1px solid var(--glane-border, #767676); }
    ul[hidden] { display: none; }
    [role=option] { display: flex; justify-content: space-between; gap: 1rem; min-height: 2.5rem; align-items: center;
      padding: .3rem .8rem; cursor: pointer; }
    [role=option][aria-selected=true], [role=option]:hover { text-decoration: underline; outline: 2px solid var(--glane-accent, #0d5c63);
      outline-offset: -2px; }
    .kind, .about, .count { font-size: .875em; color: var(--glane-muted, inherit); }
    .status:not(:empty) { margin-top: .75rem; }
    li.hit { padding: .75rem 0; border-bottom: 1px solid var(--glane-border, #767676); }
    a { color: var(--glane-link, LinkText); display: inline-block; min-height: 1.5rem; }
    .title { font-weight: 600; }
    mark { background: var(--glane-mark, Mark); color: var(--glane-on-mark, MarkText); }
    .more { margin-top: .75rem; font-weight: 600; }
  `;

  /** An element with attributes and children; what is null is left out. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'" };

  /** The endpoint's escaped text with <mark> as nodes: it is taken apart here, so that nothing else can become an element. */
  function marked(html) {
    return html.split(/<mark>(.*?)<\/mark>/s).map((part, index) => {
      const text = part.replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => ENTITIES[entity]);
      return index % 2 ? make("mark", { part: "mark" }, text) : document.createTextNode(text);
    });
  }

  class GlaneSearch extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open", delegatesFocus: true });
      const sheet = new CSSStyleSheet(); // not an inline style: no policy has to allow it
      sheet.replaceSync(SHEET);
      root.adoptedStyleSheets = [sheet];
      this.base = new URL((this.getAttribute("src") || HOME.href).replace(/\/?$/, "/"), document.baseURI);
      const asked = this.getAttribute("lang") || this.closest("[lang]")?.lang || navigator.language;
      this.language = asked.toLowerCase().startsWith("en") ? "en" : "fr";
      this.texts = TEXTS[this.language];
      this.options = [];
      this.active = -1;
      this.build(root);
    }

    build(root) {
      const { texts } = this;
      const label = this.getAttribute("label") || texts.label;
      this.input = make("input", {
        id: "q", type: "search", name: "q", part: "input", role: "combobox", autocomplete: "off", autocapitalize: "none",
        enterkeyhint: "search", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "list",
        placeholder: this.getAttribute("placeholder"), maxlength: "1000",
      });
      this.input.value = this.querySelector("input[name=q]")?.value || "";
      this.list = make("ul", { id: "list", role: "listbox", part: "suggestions", hidden: true, "aria-label": texts.suggestions });
      this.form = make(
        "form", { role: "search", part: "form", method: "get", action: new URL("search", this.base) },
        make("label", { for: "q", part: "label", class: this.hasAttribute("show-label") ? null : "unseen" }, label),
        this.input, make("button", { type: "submit", part: "button" }, texts.button), this.list,
      );
      this.status = make("p", { class: "status", part: "status", role: "status" });
      this.announced = make("p", { class: "unseen", role: "status" });
      this.results = make("div", { part: "results", lang: this.language });
      root.append(this.form, this.announced, this.status, this.results);
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (this.active >= 0) this.choose(this.options[this.active]);
        else this.search();
      });
      this.input.addEventListener("input", (event) => {
        if (!event.isComposing) this.suggestSoon();
      });
      this.input.addEventListener("compositionend", () => this.suggestSoon());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.close());
      this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
      this.list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.choose(this.options[[...this.list.children].indexOf(option)]);
      });
    }

    /** The address of an endpoint or page, with what is typed and the filters of the element's attribute `filters`. */
    address(path, text, more = {}) {
      const address = new URL(path, this.base);
      if (!path.endsWith("suggest")) address.search = this.getAttribute("filters") || "";
      address.searchParams.set("q", text);
      for (const [name, value] of Object.entries(more)) address.searchParams.set(name, value);
      return address;
    }

    /** An address of the endpoint as one that may be opened: only of the web. */
    link(url) {
      if (!url) return null;
      const address = new URL(url, this.base);
      return /^https?:$/.test(address.protocol) ? address.href : null;
    }

    /** Ask the endpoint. An answer that a later question has overtaken is dropped: `null`. */
    async ask(what, address) {
      this[what]?.abort();
      const own = (this[what] = new AbortController());
      try {
        const answer = await fetch(address, {
          signal: own.signal, credentials: "omit", headers: { Accept: "application/json", "Accept-Language": this.language },
        });
        const content = await answer.json();
        return own.signal.aborted ? null : { ok: answer.ok, status: answer.status, content };
      } catch (error) {
        if (own.signal.aborted) return null;
        throw error;
      }
    }

    suggestSoon() {
      clearTimeout(this.timer);
      this.suggesting?.abort();
      const text = this.input.value.trim();
      if (text.length < SHORTEST) this.close();
      else this.timer = setTimeout(() => this.suggest(text), WAIT_MS);
    }

    async suggest(text) {
      try {
        const answer = await this.ask("suggesting", this.address("api/v1/suggest", text, { limit: SUGGESTIONS }));
        if (answer?.ok && this.shadowRoot.activeElement === this.input) this.open(answer.content.suggestions);
      } catch {
        this.close(); // a help that fails is none
      }
    }

    open(suggestions) {
      this.options = suggestions;
      this.active = -1;
      this.list.replaceChildren(
        ...suggestions.map((one, index) =>
          make("li", { id: `option-${index}`, role: "option", part: "suggestion", "aria-selected": "false" },
            make("span", {}, one.text), make("span", { class: "kind" }, this.texts.kinds[one.kind] || ""))),
      );
      this.list.hidden = !suggestions.length;
      this.input.setAttribute("aria-expanded", String(!this.list.hidden));
      this.input.removeAttribute("aria-activedescendant");
      this.announced.textContent = suggestions.length ? this.texts.suggested(suggestions.length) : "";
    }

    close() {
      clearTimeout(this.timer);
      this.suggesting?.abort();
      this.open([]);
    }

    key(event) {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const last = this.options.length - 1;
      if (event.key === "Escape" && last >= 0) this.close();
      else if (event.key === "ArrowDown" && last >= 0) this.point(this.active < last ? this.active + 1 : -1);
      else if (event.key === "ArrowUp" && last >= 0) this.point(this.active < 0 ? last : this.active - 1);
      else return;
      event.preventDefault();
    }

    point(index) {
      this.active = index;
      [...this.list.children].forEach((option, at) => {
        option.setAttribute("aria-selected", String(at === index));
        if (at === index) option.scrollIntoView({ block: "nearest" });
      });
      if (index < 0) this.input.removeAttribute("aria-activedescendant");
      else this.input.setAttribute("aria-activedescendant", `option-${index}`);
    }

    choose(suggestion) {
      const address = this.link(suggestion.url);
      this.close();
      if (["publication", "topic", "author"].includes(suggestion.kind) && address) {
        location.assign(address);
      } else {
        this.input.value = suggestion.text;
        this.search();
      }
    }

    async search() {
      this.close();
      const text = this.input.value.trim();
      const { texts } = this;
      this.results.replaceChildren();
      this.status.textContent = "";
      if (!text) return;
      const slow = setTimeout(() => (this.status.textContent = texts.searching), 200);
      try {
        const more = { per_page: this.getAttribute("per-page") || "5", facet_limit: "0" };
        const answer = await this.ask("searching", this.address("api/v1/search", text, more));
        if (!answer) return;
        if (answer.ok) this.show(text, answer.content);
        else if (answer.status === 400) this.status.textContent = answer.content.errors.join(" ");
        else this.fail(text);
      } catch {
        this.fail(text);
      } finally {
        clearTimeout(slow);
      }
    }

    fail(text) {
      this.status.textContent = this.texts.failed;
      this.results.replaceChildren(
        make("p", { class: "more", part: "more" }, make("a", { href: this.address("search", text) }, this.texts.retry)),
      );
    }

    show(text, answer) {
      const { texts } = this;
      const found = answer.total ? texts.count(answer.total) : texts.none;
      this.status.textContent = answer.relaxed && answer.total ? `${found}. ${texts.relaxed}` : found;
      const parts = [];
      if (answer.did_you_mean) {
        const again = make("a", { href: this.address("search", answer.did_you_mean) }, answer.did_you_mean);
        again.addEventListener("click", (event) => {
          event.preventDefault();
          this.input.value = answer.did_you_mean;
          this.input.focus();
          this.search();
        });
        parts.push(make("p", { part: "correction" }, `${texts.mean} `, again, this.language === "fr" ? " ?" : "?"));
      }
      parts.push(make("ol", {}, ...answer.hits.map((hit) => this.hit(hit))));
      if (answer.total > answer.hits.length) {
        parts.push(make("p", { class: "more", part: "more" }, make("a", { href: this.address("search", text) }, texts.all(answer.total))));
      }
      this.results.replaceChildren(...parts);
      this.dispatchEvent(new CustomEvent("glane-results", { bubbles: true, composed: true, detail: { text, total: answer.total } }));
    }

    hit(hit) {
      const { texts } = this;
      const address = this.link(hit.passages[0]?.url || hit.url);
      const isPdf = /#page=\d+/.test(address || "");
      const about = [hit.pinned ? texts.pinned : null, hit.kind, this.day(hit.date), isPdf ? texts.page(hit.passages[0].number) : null];
      const title = marked(hit.title_html);
      return make(
        "li", { class: "hit", part: "hit" },
        make("p", { class: "title", part: "title", lang: hit.language || null },
          address ? make("a", { href: address, part: "link" }, ...title) : make("span", {}, ...title)),
        make("p", { class: "about", part: "about" }, about.filter(Boolean).join(" · ")),
        hit.snippet_html ? make("p", { part: "snippet", lang: hit.language || null }, ...marked(hit.snippet_html)) : null,
      );
    }

    /** A date in words, as exact as it is known. */
    day(date) {
      if (!date) return "";
      const parts = date.split("-").length;
      const how = parts === 3 ? { dateStyle: "long" } : parts === 2 ? { year: "numeric", month: "long" } : { year: "numeric" };
      return new Intl.DateTimeFormat(this.language, { ...how, timeZone: "UTC" }).format(new Date(date));
    }
  }

  if (!customElements.get("glane-search")) customElements.define("glane-search", GlaneSearch);
})();
