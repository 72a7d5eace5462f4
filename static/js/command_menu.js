// The command menu: Ctrl K or "/" opens it, typing filters, arrow keys select, Enter opens the page. The main pages are filtered
// here; the server returns other matches by name.
import { show } from "./dialogs.js";

const menu = document.querySelector("[data-command]");
const input = menu?.querySelector("[data-command-input]");
const found = menu?.querySelector("[data-command-found]");
const mainPages = menu ? [...menu.querySelectorAll("[data-command-item]")] : [];
let isWaiting = false;
let goesWhenFound = false;

const items = () => [...menu.querySelectorAll(".command__item")];
const shown = () => items().filter((item) => !item.hidden);

function choose(item) {
  for (const each of items()) each.setAttribute("aria-selected", String(each === item));
  if (item) {
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function filter() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of mainPages) item.hidden = !words.every((word) => item.dataset.commandItem.includes(word));
  menu.querySelector("[data-command-none]").hidden = isWaiting || shown().length > 0;
  choose(shown()[0]);
}

function open() {
  if (!menu || menu.open) return;
  input.value = "";
  found.replaceChildren();
  show(menu);
  filter();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && menu) {
    event.preventDefault();
    if (menu.open) menu.close();
    else open();
  }
});

document.addEventListener("click", (event) => {
  if (!menu || event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest("[data-command-open]")) return;
  event.preventDefault();
  open();
});

input?.addEventListener("input", () => {
  isWaiting = input.value.trim() !== "";
  goesWhenFound = false;
  if (!isWaiting) found.replaceChildren();
  filter();
});
input?.addEventListener("keydown", (event) => {
  const list = shown();
  const at = list.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    choose(list[(at + step + list.length) % list.length]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (list[at]) list[at].click();
    else goesWhenFound = isWaiting;
  }
});
menu?.addEventListener("htmx:afterRequest", () => {
  isWaiting = false;
  if (input.value.trim() === "") found.replaceChildren();
  filter();
  if (goesWhenFound) shown()[0]?.click();
  goesWhenFound = false;
});
menu?.addEventListener("click", (event) => {
  if (event.target === menu) menu.close();
});
