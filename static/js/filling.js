// data-fills="id" on a list of texts: a button (data-fill) puts its row's text (data-fill-text) into that field.
// The text that it replaces moves to the row data-fill-replaced. Without scripts the buttons send the form.
import { announce } from "./announcing.js";

function put(field, text) {
  field.focus();
  field.select();
  // Inserted as if typed: Ctrl+Z takes it back, and the page knows that there is unsaved text.
  if (!document.execCommand("insertText", false, text)) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  const list = button?.closest("[data-fills]");
  const field = list && document.getElementById(list.dataset.fills);
  if (!field) return;
  event.preventDefault();
  const texts = [...list.querySelectorAll("[data-fill-text]")].map((each) => each.textContent);
  const text = button.parentElement.querySelector("[data-fill-text]").textContent;
  const before = field.value.trim();
  const replaced = list.querySelector("[data-fill-replaced]");
  if (before && !texts.includes(before)) {
    replaced.querySelector("[data-fill-text]").textContent = before;
    replaced.hidden = false;
  }
  put(field, text);
  announce("The hook has changed. It is not saved yet.");
});
