// The theme changes at once; the server stores it.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.name !== "theme") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (button.value) document.documentElement.dataset.theme = button.value;
  else delete document.documentElement.dataset.theme;
  for (const each of document.querySelectorAll("button[name=theme]")) {
    if (each.value === button.value) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  fetch(button.formAction, { method: "POST", body: new FormData(event.target, button), redirect: "manual" });
}, true);
