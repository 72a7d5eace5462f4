// data-opens on a radio button that shows a panel: the panel stays open when a part of the page is replaced.
const opened = new Map();

document.addEventListener("change", ({ target }) => {
  if (target.matches?.("[data-opens]")) opened.set(target.name, target.id);
});

function reopen() {
  for (const id of opened.values()) {
    const choice = document.getElementById(id);
    if (choice) choice.checked = true;
  }
}

for (const kind of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.addEventListener(kind, reopen);
