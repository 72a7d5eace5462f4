// data-opens="key" on a radio button that shows a panel: the panel stays open when a part of the page is replaced, and those of
// other groups with the same key open with it.
const opened = new Map();

function open(choice) {
  choice.checked = true;
  opened.set(choice.name, choice.id);
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("[data-opens]")) return;
  for (const choice of document.querySelectorAll("[data-opens]")) {
    if (choice.dataset.opens === target.dataset.opens) open(choice);
  }
});

function reopen() {
  for (const id of opened.values()) {
    const choice = document.getElementById(id);
    if (choice) choice.checked = true;
  }
}

for (const kind of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.addEventListener(kind, reopen);
