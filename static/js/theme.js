// The theme changes at once; the server remembers it.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const body = new FormData(form, event.submitter);
  const chosen = body.get("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  for (const button of form.querySelectorAll("[name=theme]")) {
    if (button.value === chosen) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  fetch(form.action, { method: "POST", body, redirect: "manual" });
}, true);
