// Toasts: closed by the user, or automatically if they need no action. Also shows failed requests.
const SHOWN_MS = 6000;
const MOST = 4;

function expire(toast) {
  if (!["success", "info"].includes(toast.dataset.toast)) return;
  let timer = setTimeout(() => toast.remove(), SHOWN_MS);
  // Hover or focus stops the timer.
  for (const kind of ["pointerenter", "focusin"]) toast.addEventListener(kind, () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => {
    timer = setTimeout(() => toast.remove(), SHOWN_MS);
  });
}

const region = document.getElementById("messages");
const shown = () => [...(region?.querySelectorAll(".toast") ?? [])];
const wordsOf = (toast) => toast.querySelector("p")?.textContent.trim();

// One toast for each key: a repeated problem updates its toast instead of adding another.
export function toast(words, key = "") {
  const known = key && shown().find((each) => each.dataset.toastKey === key);
  if (known) {
    const place = known.querySelector("[data-toast-words]") ?? known.querySelector("p");
    if (place.textContent !== words) place.textContent = words;
    return;
  }
  const made = document.getElementById("toast-template")?.content.firstElementChild?.cloneNode(true);
  if (!region || !made) return;
  if (key) made.dataset.toastKey = key;
  made.querySelector("[data-toast-words]").textContent = words;
  region.append(made);
}

function clear(key) {
  for (const each of shown()) if (each.dataset.toastKey === key) each.remove();
}

// Duplicates are shown once, and the oldest toasts are removed.
function tidy(arrived) {
  for (const each of shown()) if (each !== arrived && wordsOf(each) === wordsOf(arrived)) each.remove();
  for (const each of shown().slice(0, -MOST)) each.remove();
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest(".toast")?.remove();
});

if (region) {
  shown().forEach(expire);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE || !node.matches(".toast")) continue;
        tidy(node);
        expire(node);
      }
    }
  }).observe(region, { childList: true });
}

// --- requests that failed -----------------------------------------------------------------------------------

// A part of the page that polls. It retries soon, so its failures share one toast.
const isPoll = ({ requestConfig }) => requestConfig && !requestConfig.triggeringEvent;
const CONNECTION = "connection";
const OFFLINE = "Connection lost. This page retries automatically.";

// A refusal arrives as a toast. A full error page, ours or a proxy's, is replaced by a message here.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400) {
    clear(CONNECTION);
    return;
  }
  if (isPoll(event.detail)) {
    event.detail.shouldSwap = false;
    toast(xhr.status < 500 && xhr.status !== 429 ? "This page is out of date. Reload it." : OFFLINE, CONNECTION);
    return;
  }
  if ([412, 422].includes(xhr.status) || xhr.responseText.includes('class="toast')) return;
  event.detail.shouldSwap = false;
  const request = xhr.getResponseHeader("X-Request-Id");
  const words =
    xhr.status === 429
      ? "Too many requests. Wait a moment and try again."
      : "Something went wrong. Try again in a moment.";
  toast(request ? `${words} Request ${request}` : words);
});

document.addEventListener("htmx:sendError", ({ detail }) =>
  isPoll(detail)
    ? toast(OFFLINE, CONNECTION)
    : toast("No connection to the server. Your change was not sent. Try again.", "send"),
);
document.addEventListener("htmx:timeout", ({ detail }) =>
  isPoll(detail) ? toast(OFFLINE, CONNECTION) : toast("The server took too long to respond. Try again.", "timeout"),
);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful) return;
  clear(CONNECTION);
  clear("send");
});
window.addEventListener("online", () => {
  clear(CONNECTION);
  clear("send");
});
