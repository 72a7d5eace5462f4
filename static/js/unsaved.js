// data-unsaved on a form: leaving the page asks first while something typed there is not saved.
const valueOf = (form) => JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string"));
const before = new WeakMap();

for (const form of document.querySelectorAll("form[data-unsaved]")) before.set(form, valueOf(form));

document.addEventListener("submit", (event) => before.delete(event.target));

window.addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    if (before.has(form) && before.get(form) !== valueOf(form)) event.preventDefault();
  }
});
