/* Suggestions while typing: the search box becomes a combobox with a list, as the ARIA Authoring Practices describe it.
   Without this script the form is plain. Its texts are in data- attributes, in the page's language. */

const DELAY_MS = 120;
const form = document.querySelector("form[data-suggest]");
const input = form?.querySelector("[type=search]");

if (input) {
  const list = add(form, "ul", { id: "q-suggestions", class: "suggestions", role: "listbox", "aria-label": form.dataset.list });
  const status = add(form, "div", { class: "unseen", "aria-live": "polite" });
  let active = -1;
  let timer = 0;
  let request = new AbortController();

  list.hidden = true;
  set(input, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });

  function add(parent, name, attributes, text = "") {
    const element = parent.appendChild(document.createElement(name));
    element.textContent = text;
    set(element, attributes);
    return element;
  }

  function set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }

  const isOpen = () => !list.hidden;

  function show(isShown) {
    list.hidden = !isShown;
    input.setAttribute("aria-expanded", String(isShown));
    if (!isShown) status.textContent = "";
    activate(-1);
  }

  function activate(number) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function close() {
    clearTimeout(timer);
    request.abort();
    show(false);
  }

  function ask() {
    clearTimeout(timer);
    request.abort();
    const text = input.value.trim();
    if ((text.match(/[\p{L}\p{N}]/gu) ?? []).length < 2) return fill([]);
    timer = setTimeout(async () => {
      const { signal } = (request = new AbortController());
      try {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal });
        const { suggestions } = await answer.json();
        if (!signal.aborted) fill(answer.ok ? suggestions : []);
      } catch {
        if (!signal.aborted) fill([]); // suggestions are no reason to say that something is wrong
      }
    }, DELAY_MS);
  }

  function fill(suggestions) {
    list.replaceChildren();
    for (const [number, { kind, text, text_html, url, count }] of suggestions.entries()) {
      const option = add(list, "li", { id: `q-suggestion-${number}`, role: "option", "aria-selected": "false" });
      const label = add(option, "span", {});
      // Only texts are taken out of the parsed HTML, and whether they are marked.
      for (const run of new DOMParser().parseFromString(text_html, "text/html").body.childNodes) {
        add(label, run.nodeName === "MARK" ? "mark" : "span", {}, run.textContent);
      }
      const amount = kind === "publication" ? "" : ` (${count.toLocaleString(document.documentElement.lang)})`;
      add(option, "span", {}, ` ${form.dataset[kind]}${amount}`);
      option.onclick = () => choose(kind, text, url);
    }
    show(suggestions.length > 0);
    const { one, many } = form.dataset;
    if (isOpen()) status.textContent = suggestions.length === 1 ? one : many.replace("#", suggestions.length);
  }

  function choose(kind, text, url) {
    close();
    if (kind !== "word" && kind !== "search") return location.assign(url);
    input.value = text; // with the filters that the form keeps
    form.requestSubmit();
  }

  const keys = {
    ArrowDown() {
      if (!isOpen() && list.children.length) show(true);
      activate(active + 1 < list.children.length ? active + 1 : -1);
    },
    ArrowUp() {
      if (!isOpen() && list.children.length) show(true);
      activate(active < 0 ? list.children.length - 1 : active - 1);
    },
    Enter() {
      if (active < 0) return close() ?? true;
      list.children[active].click();
    },
    Escape() {
      if (!isOpen()) return true; // the browser empties the field
      close();
    },
    // The cursor is moved by the browser, and with it out of the list.
    Home: () => activate(-1) ?? true,
    End: () => activate(-1) ?? true,
    ArrowLeft: () => activate(-1) ?? true,
    ArrowRight: () => activate(-1) ?? true,
    Tab: () => close() ?? true,
  };

  input.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!act()) event.preventDefault();
  });
  input.addEventListener("input", (event) => event.isComposing || ask());
  input.addEventListener("compositionend", ask);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  addEventListener("pageshow", close);
}
