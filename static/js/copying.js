// data-copy="words" or data-copy-from="id of an element": copies the text and confirms it on the button.
import { announce } from "./announcing.js";

const SHOWN_MS = 1600;

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
    // Without https the clipboard is not available; the text is selected instead.
    if (source) getSelection().selectAllChildren(source);
    label.textContent = "Press Ctrl C";
  }
  announce(label.textContent);
  setTimeout(() => {
    label.textContent = before;
  }, SHOWN_MS);
});
