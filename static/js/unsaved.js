// Protects typed text. In every form that posts, leaving the page with unsaved changes needs a
// confirmation, and when a part of the page is replaced, the typed values are restored.
// data-unsaved="off" on a form disables this.
const edited = new Set();

const isWatched = (form) =>
  form instanceof HTMLFormElement &&
  form.method === "post" &&
  form.dataset.unsaved !== "off" &&
  form.closest(".frame, dialog") !== null;

const isTicked = (field) => ["checkbox", "radio"].includes(field.type);

function differs(field) {
  if (isTicked(field)) return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  if (field instanceof HTMLSelectElement) {
    const sent = [...field.options].findIndex((option) => option.defaultSelected);
    return field.multiple
      ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : field.selectedIndex !== Math.max(sent, 0);
  }
  return field.value !== field.defaultValue;
}

const isUnsaved = (field) => field.isConnected && isWatched(field.form) && differs(field);

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ isTrusted, target }) => {
    if (isTrusted && isWatched(target.form) && !target.closest("[data-autosubmit]")) edited.add(target);
  });
}

function settle(form) {
  for (const field of edited) if (field.form === form || !field.isConnected) edited.delete(field);
}

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) settle(event.target);
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.elt instanceof HTMLFormElement) settle(detail.elt);
});

// A refused form returns with the typed text, which is still unsaved.
const isRefused = (form) => isWatched(form) && form.querySelector('[aria-invalid="true"]') && !form.dataset.sending;

window.addEventListener("beforeunload", (event) => {
  if ([...edited].some(isUnsaved) || [...document.forms].some(isRefused)) event.preventDefault();
});

// --- a part of the page is replaced -------------------------------------------------------------------------

let kept = [];

// Boxes are known by their value, because the response may have them in another order.
const isSame = (field, other) => other.name === field.name && (!isTicked(field) || other.value === field.value);

const place = (field) => ({
  action: field.form.action,
  name: field.name,
  at: [...field.form.elements].filter((each) => isSame(field, each)).indexOf(field),
});

// The values of the form that htmx sends: what is typed after that is not in the response.
let sent = new Map();

const valueOf = (field) => (isTicked(field) ? field.checked : field.value);

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const { elt } = detail;
  if (elt instanceof HTMLFormElement) sent = new Map([...elt.elements].map((field) => [field, valueOf(field)]));
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target, shouldSwap, requestConfig } = detail;
  // The event's own element is the target.
  const source = requestConfig.elt;
  const own = source.closest("form");
  const isSent = (field) => field.form === own && (source !== own || sent.get(field) === valueOf(field));
  const isLost = (field) => target?.contains(field) && !isSent(field) && isUnsaved(field);
  kept = shouldSwap ? [...edited].filter(isLost).map((field) => ({ field, ...place(field) })) : [];
});

document.addEventListener("htmx:afterSwap", () => {
  for (const { field, action, name, at } of kept) {
    const form = [...document.forms].find((each) => each.action === action && each.elements.namedItem(name));
    const again = form && [...form.elements].filter((each) => isSame(field, each))[at];
    if (!again || again.type === "file") continue;
    if (isTicked(again)) again.checked = field.checked;
    else again.value = field.value;
    edited.add(again);
  }
  kept = [];
});
