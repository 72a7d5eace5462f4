import { toast } from "./toasts.js";

// A form that changes something is sent once: its button becomes busy, and a second click does nothing.
const changes = (form) => form instanceof HTMLFormElement && form.method === "post" && !("submitMany" in form.dataset);

function busy(form, submitter) {
  form.dataset.sending = "yes";
  if (!submitter) return;
  submitter.setAttribute("aria-busy", "true");
  if (submitter.dataset.busyText) {
    submitter.dataset.restText = submitter.textContent;
    submitter.textContent = submitter.dataset.busyText;
  }
}

function rest(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll('[aria-busy="true"]')) {
    button.removeAttribute("aria-busy");
    if (button.dataset.restText) button.textContent = button.dataset.restText;
  }
}

// Without a connection the browser would replace the page and its typed text with an error page. A browser
// that reports itself as offline may still reach a server on the same machine.
async function isReachable() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (navigator.onLine || form.dataset.reachable) return;
    const { submitter } = event;
    const { confirmed } = form.dataset;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await isReachable())) {
      toast("No connection. Nothing was sent, and your text is still here. Try again.", "send");
      return;
    }
    form.dataset.reachable = "yes";
    if (confirmed) form.dataset.confirmed = confirmed;
    form.requestSubmit(submitter);
    delete form.dataset.reachable;
    delete form.dataset.confirmed;
  },
  true,
);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!changes(form)) return;
  if (form.dataset.sending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (!event.defaultPrevented || form.matches("[hx-post], [data-hx-post]")) busy(form, event.submitter);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) rest(form);
});

// The page may be restored from the browser's cache, with its button still busy.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(rest);
});
