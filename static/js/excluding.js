// data-not-with="<name of a checkbox>" on a radio button: it can't be chosen while that checkbox is shown and checked.
// One that is chosen already stays, so that the page can say what is wrong with it.
function exclude(choice) {
  const other = choice.form?.elements.namedItem(choice.dataset.notWith);
  choice.disabled = Boolean(other?.checked && (other.checkVisibility?.() ?? true)) && !choice.checked;
}

const excludeAll = () => document.querySelectorAll("[data-not-with]").forEach(exclude);

document.addEventListener("change", excludeAll);
document.addEventListener("htmx:afterSettle", excludeAll);
excludeAll();
