// data-copy="words" or data-copy-from="id of an element": copies the text and confirms it on the button.
import { announce } from "./announcing.js";

const SHOWN_MS = 1600;

// Copies through a selection. The field stands beside the button, because a dialog makes the rest of the page inert.
function copySelected(words, button) {
  const field = document.createElement("textarea");
  field.className = "visually-hidden";
  field.value = words;
  button.after(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  button.focus();
  return isCopied;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
  const words = source ? (source.value ?? source.textContent) : button.dataset.copy;
  const label = button.lastChild;
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(words);
    label.textContent = "Copied";
  } catch {
    // Without https the clipboard is not available.
    label.textContent = copySelected(words, button) ? "Copied" : "Press Ctrl C";
    if (source) getSelection().selectAllChildren(source);
  }
  announce(label.textContent);
  setTimeout(() => {
    label.textContent = before;
  }, SHOWN_MS);
});
