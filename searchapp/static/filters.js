// Narrowing without a new page: a tick, another order or another page fetches the address that the page would have led
// to and takes its parts over. Whatever fails becomes what it is without this script: a plain navigation.
// Texts come from the HTML. Not here: which values there are and what they are called; the server says that.

const PARTS = ["status", "chosen", "amount", "panel", "results"];
const desk = matchMedia("(min-width: 56rem)"); // there the panel lies beside the results, and a tick acts at once
const element = (id) => document.getElementById(id);
const path = location.pathname;
let shown = path + location.search;
let asking;
let timer;

async function ask(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** The address of a form, without what is empty. */
function addressOf(form, button) {
  const url = new URL(form.getAttribute("action"), location);
  const data = [...new FormData(form, button)].filter(([, value]) => value);
  url.search = new URLSearchParams(data);
  url.hash = "";
  return url;
}

/** The search that the panel asks for: its ticks and its dates. */
function wanted() {
  const url = addressOf(element("filters"));
  for (const { name, value } of document.querySelectorAll("#panel input[type=date]")) {
    url.searchParams.delete(name);
    if (value) url.searchParams.set(name, value);
  }
  return url;
}

/** What finds a control again once its part of the page was replaced. */
function finder(control) {
  if (control.id) return () => element(control.id);
  const part = control.closest("[id]").id;
  const isSame = (other) => ["name", "value", "textContent"].every((key) => other[key] === control[key]);
  return () => [...element(part).querySelectorAll("a, button, input")].find(isSame);
}

async function visit(url, control, isStep = true) {
  const find = control && finder(control);
  clearTimeout(timer); // a count that waits would abort this
  asking?.abort();
  const mine = (asking = new AbortController());
  const slow = setTimeout(() => element("results").setAttribute("aria-busy", true), 200);
  try {
    const page = await ask(url, mine.signal);
    const parts = PARTS.map((id) => [element(id), page.getElementById(id)]);
    const isOpen = element("several")?.open;
    for (const [old, fresh] of parts) old.replaceChildren(...fresh.childNodes);
    if (isOpen) element("several")?.setAttribute("open", "");
    for (const [around, rest] of [[".search", "[type=hidden]"], ["head", "[rel=alternate]"]]) {
      for (const old of document.querySelectorAll(`${around} ${rest}`)) old.remove();
      document.querySelector(around)?.append(...page.querySelectorAll(`${around} ${rest}`));
    }
    document.title = page.title;
    shown = url.pathname + url.search;
    if (isStep) history.pushState(null, "", url);
    prepare();
    if (isStep) {
      const heading = document.querySelector("#status h1");
      heading.tabIndex = -1;
      (find?.() ?? heading).focus({ preventScroll: true });
      if (!control) element("found").scrollIntoView();
    }
  } catch {
    if (!mine.signal.aborted) location.assign(url);
  } finally {
    clearTimeout(slow);
    if (asking === mine) element("results").removeAttribute("aria-busy");
  }
}

/** The Apply button: not needed beside the results, elsewhere with the number of results. */
function prepare() {
  const button = document.querySelector(".apply button[form=filters]");
  if (!button) return;
  button.parentElement.hidden = desk.matches;
  // Said by the server: to write its first number a browser loads what it knows of languages, 10 ms before anything is
  // shown, and four times that on a phone.
  button.textContent = button.dataset.all;
}

function tell(button, total) {
  const { none, one, many } = button.dataset;
  const number = total.toLocaleString(document.documentElement.lang);
  button.textContent = total > 1 ? many.replace("#", number) : total ? one : none;
}

async function count() {
  const button = document.querySelector(".apply button[form=filters]");
  const url = new URL(button.dataset.count, location);
  url.search = wanted().search;
  url.searchParams.set("per_page", 1);
  url.searchParams.set("facet_limit", 0);
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(url, { signal: asking.signal });
    if (answer.ok) tell(button, (await answer.json()).total);
  } catch {
    // The button goes on saying what it said: it works all the same.
  }
}

function later(action, delay) {
  clearTimeout(timer);
  timer = setTimeout(action, delay);
}

/** Take over the style sheets of another page. */
function dress(page) {
  const missing = [...page.querySelectorAll("link[rel=stylesheet]")].filter(
    ({ href }) => ![...document.styleSheets].some((sheet) => sheet.href === href),
  );
  document.head.append(...missing);
  return Promise.all(missing.map((link) => new Promise((done) => (link.onload = link.onerror = done))));
}

/** All values of a facet, in a dialog. */
async function open(link) {
  const url = new URL(link.href);
  url.search = wanted().search;
  const dialog = document.createElement("dialog");
  try {
    const page = await ask(url);
    await dress(page);
    dialog.append(element("closing").content.cloneNode(true), page.getElementById("values"));
  } catch {
    return location.assign(url);
  }
  dialog.setAttribute("aria-labelledby", "values-title");
  dialog.className = "dialog";
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("input", ({ target }) => {
    if (target.name === "contains" || target.name === "order") later(() => list(dialog), 150);
  });
  dialog.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (target.method === "dialog") return;
    event.preventDefault();
    if (submitter?.name !== "apply") return list(dialog, submitter);
    const asked = addressOf(target);
    asked.pathname = path;
    for (const name of ["contains", "order"]) asked.searchParams.delete(name);
    dialog.close();
    visit(asked, link);
  });
  dialog.showModal();
  if (desk.matches) dialog.querySelector("#contains")?.focus(); // on a phone a keyboard would cover the list
}

async function list(dialog, button) {
  const form = dialog.querySelector("#listed");
  const url = addressOf(form, button);
  asking?.abort();
  const mine = (asking = new AbortController());
  try {
    const page = await ask(url, mine.signal);
    const old = dialog.querySelector("#list");
    // The count is a live region: it stays, and its words change.
    old.querySelector("[role=status]").textContent = page.querySelector("#list [role=status]").textContent;
    page.querySelector("#list [role=status]").replaceWith(old.querySelector("[role=status]"));
    old.replaceChildren(...page.getElementById("list").childNodes);
    if (button) old.querySelector("input")?.focus();
  } catch {
    if (!mine.signal.aborted) location.assign(url);
  }
}

document.addEventListener("change", ({ target }) => {
  if (target.form?.id !== "filters") return;
  if (desk.matches) visit(wanted(), target);
  else later(count, 200);
});

document.addEventListener("submit", (event) => {
  const { target } = event;
  const panel = target.closest(".filters");
  if (!panel || !target.matches("#filters, .dates form, form.dates")) return;
  event.preventDefault();
  if (!desk.matches) panel.open = false;
  visit(wanted(), desk.matches ? event.submitter : null);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".layout a[href]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.href);
  const more = link.matches(".more");
  if (url.origin !== location.origin || (url.pathname !== path && !more)) return;
  event.preventDefault();
  if (more) return open(link);
  url.hash = "";
  // In the panel and above the results one goes on from where one is; what leads to other results leads to their head.
  visit(url, link.closest("#panel, #chosen") && link);
});

addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) visit(new URL(location), null, false);
});

desk.addEventListener("change", prepare);
prepare();
