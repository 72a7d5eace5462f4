// data-at-most="<number>" on a group: when that many of its checkboxes are checked, the others are disabled.
// data-no-submit on a field: the Enter key does not send its form.
function limit(group) {
  const boxes = [...group.querySelectorAll('input[type="checkbox"]')];
  const isFull = boxes.filter((box) => box.checked).length >= Number(group.dataset.atMost);
  for (const box of boxes) box.disabled = isFull && !box.checked;
}

const limitAll = () => document.querySelectorAll("[data-at-most]").forEach(limit);

document.addEventListener("change", ({ target }) => {
  const group = target.closest("[data-at-most]");
  if (group) limit(group);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.closest?.("[data-no-submit]")) event.preventDefault();
});
document.addEventListener("htmx:afterSwap", limitAll);
limitAll();
