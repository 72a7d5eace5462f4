// Toasts: closed by hand, or by themselves when they only report; and one for answers that are none.
const SHOWN_MS = 6000;

function expire(toast) {
  if (!["success", "info"].includes(toast.dataset.toast)) return;
  let timer = setTimeout(() => toast.remove(), SHOWN_MS);
  // Nobody is hurried while reading.
  for (const kind of ["pointerenter", "focusin"]) toast.addEventListener(kind, () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => {
    timer = setTimeout(() => toast.remove(), SHOWN_MS);
  });
}

export function toast(words) {
  const region = document.getElementById("messages");
  const made = document.getElementById("toast-template")?.content.firstElementChild?.cloneNode(true);
  if (!region || !made) return;
  made.querySelector("p").append(words);
  region.append(made);
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest(".toast")?.remove();
});

const region = document.getElementById("messages");
if (region) {
  region.querySelectorAll(".toast").forEach(expire);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE && node.matches(".toast")) expire(node);
    }
  }).observe(region, { childList: true });
}

// A refusal arrives as a toast; a whole error page, or a proxy's, is put into words here.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400 || xhr.status === 422 || xhr.responseText.includes('class="toast')) return;
  event.detail.shouldSwap = false;
  const request = xhr.getResponseHeader("X-Request-Id");
  const words =
    xhr.status === 429
      ? "Too many requests in a short time. Wait a moment and try again."
      : "This did not work. Try again in a moment.";
  toast(request ? `${words} Request ${request}` : words);
});

document.addEventListener("htmx:sendError", () => toast("No connection to the server. Nothing was sent."));
document.addEventListener("htmx:timeout", () => toast("The server took too long to answer. Try again."));
