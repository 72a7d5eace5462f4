// Keys: data-shortcut="g d" on a link or button activates it; "/" searches, "?" lists the shortcuts.
const WAIT_MS = 1000;
let prefix = "";
let timer = 0;

const isTyping = (element) => element.closest?.("input, textarea, select, [contenteditable], [role=textbox]");
const nameOf = (event) => (event.key === " " ? "space" : event.key.toLowerCase());

function press(keys) {
  // The first match in page order wins: Studio before Shop.
  const target = document.querySelector(`[data-shortcut="${CSS.escape(keys)}"]`);
  target?.click();
  return Boolean(target);
}

function pressSingle(event) {
  const key = nameOf(event);
  if (key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) search.focus();
    else document.querySelector("[data-command-open]")?.click();
    return true;
  }
  if (key === "?") {
    document.getElementById("shortcuts")?.showModal();
    return true;
  }
  // The space bar already activates the focused element.
  if (key === "space" && event.target.closest("a, button, summary, video, audio")) return false;
  return press(key);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const sequence = prefix ? `${prefix} ${nameOf(event)}` : "";
  prefix = "";
  clearTimeout(timer);
  if (sequence ? press(sequence) : pressSingle(event)) {
    event.preventDefault();
  } else if (!sequence && event.key === "g") {
    prefix = "g";
    timer = setTimeout(() => {
      prefix = "";
    }, WAIT_MS);
  }
});
