// data-dialog-open="id" opens a native dialog; data-dialog-close, Escape and the backdrop close it.
// A link that also carries hx-get opens its dialog when the content has arrived. Without scripts the link
// leads to a page with the same content.
const DOUBLE_CLICK_MS = 500;
const openedAt = new WeakMap();
const isJustOpened = (dialog) => performance.now() - (openedAt.get(dialog) ?? -Infinity) < DOUBLE_CLICK_MS;

export function show(dialog) {
  openedAt.set(dialog, performance.now());
  dialog.showModal();
}

function open(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) show(dialog);
  return dialog;
}

// Ignore the second press of a double click, which hits the dialog that the first one opened.
document.addEventListener(
  "click",
  (event) => {
    const dialog = event.target.closest("dialog");
    if (event.detail < 2 || !dialog || !isJustOpened(dialog)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    opener.closest("details[data-menu]")?.removeAttribute("open");
    if (opener.hasAttribute("hx-get")) return;
    if (open(opener.dataset.dialogOpen)) event.preventDefault();
    return;
  }
  if (event.target.closest("[data-dialog-close]")) {
    event.preventDefault();
    event.target.closest("dialog")?.close();
    return;
  }
  // A click on the dialog itself, not on its content, is a click on the backdrop.
  if (event.target instanceof HTMLDialogElement) {
    const box = event.target.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && !isJustOpened(event.target)) event.target.close();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const opener = event.detail.requestConfig?.elt?.closest?.("[data-dialog-open][hx-get]");
  if (opener && event.detail.xhr.status < 400) open(opener.dataset.dialogOpen);
});

for (const dialog of document.querySelectorAll("dialog[data-open]")) dialog.showModal();
