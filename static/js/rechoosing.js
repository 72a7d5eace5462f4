// Radio buttons that replace others of their group lose their choice, because both are on the page for a moment.
// Inside data-keeps-choice, the response's choice is restored.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!target.closest?.("[data-keeps-choice]")) return;
  for (const input of target.querySelectorAll("input[type=radio][checked]")) input.checked = true;
});
