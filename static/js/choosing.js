// data-choice-of="name" on an element: shows the data-title of the radio button that is chosen.
document.addEventListener("change", ({ target }) => {
  if (!target.matches?.('input[type="radio"][data-title]')) return;
  for (const place of document.querySelectorAll(`[data-choice-of="${CSS.escape(target.name)}"]`)) {
    place.textContent = target.dataset.title;
  }
});
