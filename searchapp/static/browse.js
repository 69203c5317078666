// Looks through a list while one types. Without it, the form asks the server for the same.
const form = document.getElementById("look");
const said = form.querySelector("[role=status]");
const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const entries = [...document.querySelectorAll(".entries li")].map(item => [item, plain(item.firstElementChild.textContent)]);
const letters = document.querySelector(".letters");

form.contains.addEventListener("input", () => {
  const words = plain(form.contains.value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  let found = 0;
  for (const [item, name] of entries) {
    const fits = words.every(word => name.includes(word));
    item.hidden = !fits;
    found += fits;
  }
  for (const group of document.querySelectorAll(".group")) group.hidden = !group.querySelector("li:not([hidden])");
  if (letters) letters.hidden = words.length > 0;
  const { none, one, many } = form.dataset;
  said.textContent = words.length ? (found > 1 ? many.replace("{n}", found) : found ? one : none) : "";
});
form.addEventListener("submit", event => event.preventDefault());
