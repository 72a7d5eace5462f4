// <details data-menu>: one is open at a time; a click elsewhere, Escape or leaving with Tab closes it; arrow keys move the focus.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.removeAttribute("open");
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const items = [...menu.querySelectorAll("a.menu__item, button.menu__item")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const from = items.indexOf(document.activeElement);
    const start = from < 0 && step < 0 ? 0 : from;
    items[(start + step + items.length) % items.length]?.focus();
    event.preventDefault();
  }
});
