// The command menu: Ctrl K or "/" opens it, typing filters, arrows choose, Enter goes.
const menu = document.querySelector("[data-command]");
const input = menu?.querySelector("[data-command-input]");
const items = menu ? [...menu.querySelectorAll("[data-command-item]")] : [];

const shown = () => items.filter((item) => !item.hidden);

function choose(item) {
  for (const each of items) each.setAttribute("aria-selected", String(each === item));
  if (item) {
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function filter() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of items) item.hidden = !words.every((word) => item.dataset.commandItem.includes(word));
  menu.querySelector("[data-command-none]").hidden = shown().length > 0;
  choose(shown()[0]);
}

function open() {
  if (!menu || menu.open) return;
  input.value = "";
  menu.showModal();
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
  if (event.target.closest("[data-command-open]")) open();
});

input?.addEventListener("input", filter);
input?.addEventListener("keydown", (event) => {
  const list = shown();
  const at = list.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    choose(list[(at + step + list.length) % list.length]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    list[at]?.click();
  }
});
menu?.addEventListener("click", (event) => {
  if (event.target === menu) menu.close();
});
