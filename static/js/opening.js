// data-opens="key" on a radio button that shows a panel: the panel stays open when a part of the page is replaced, and those of
// other groups with the same key open with it.
// A link to a field in a panel that is closed opens it.
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

// A link to a field opens the panel that the field is in, and puts the focus on the field.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field?.matches("input, select, textarea")) return;
  event.preventDefault();
  const choice = field.closest(".tabset__panel")?.previousElementSibling?.control;
  if (choice && !choice.checked) choice.click();
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
