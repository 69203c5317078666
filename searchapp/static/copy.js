// The button that copies the address of the search. It is in the page from the start, unseen (glane.css), so that
// nothing moves when this arrives; one listener serves it also where a part of the page is replaced.
if (navigator.clipboard) {
  document.documentElement.classList.add("can-copy");
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".copy");
    if (!button) return;
    let told = button.dataset.copied;
    try {
      await navigator.clipboard.writeText(location.href.split("#")[0]);
      button.classList.add("done");
    } catch {
      told = button.dataset.failed;
    }
    const status = button.nextElementSibling;
    status.textContent = told;
    setTimeout(() => {
      button.classList.remove("done");
      status.textContent = "";
    }, 4000);
  });
}
