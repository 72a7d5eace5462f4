// data-reorder="<address>" on a list: its items (data-reorder-id) are reordered by dragging their handle
// (data-reorder-handle), or with the arrow keys while the handle has the focus. The new order is posted as
// order=id,id,id. Buttons that move one step are ordinary forms, so that it works without scripts.
import { announce } from "./announcing.js";

const itemsOf = (list) => [...list.querySelectorAll(":scope > [data-reorder-id]")];
const orderOf = (list) => itemsOf(list).map((item) => item.dataset.reorderId).join(",");

async function save(list, before) {
  const order = orderOf(list);
  if (order === before) return;
  const position = (id) => order.split(",").indexOf(id) + 1;
  const undo = () => {
    for (const id of before.split(",")) list.append(list.querySelector(`[data-reorder-id="${CSS.escape(id)}"]`));
  };
  list.addEventListener("htmx:responseError", undo, { once: true });
  await window.htmx.ajax("POST", list.dataset.reorder, {
    source: list,
    target: list,
    swap: list.dataset.reorderSwap || "none",
    values: { order, filled_in: "order" },
  });
  list.removeEventListener("htmx:responseError", undo);
  const moved = document.activeElement?.closest?.("[data-reorder-id]");
  if (moved) announce(`Moved to position ${position(moved.dataset.reorderId)} of ${itemsOf(list).length}`);
}

function moveTowards(list, item, x, y) {
  for (const other of itemsOf(list)) {
    if (other === item) continue;
    const box = other.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
    const horizontal = getComputedStyle(list).flexDirection === "row" && getComputedStyle(list).display === "flex";
    const past = horizontal ? x > box.left + box.width / 2 : y > box.top + box.height / 2;
    if (past) other.after(item);
    else other.before(item);
    return;
  }
}

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-reorder-handle]");
  const item = handle?.closest("[data-reorder-id]");
  const list = item?.closest("[data-reorder]");
  if (!list || event.button !== 0) return;
  event.preventDefault();
  const before = orderOf(list);
  item.classList.add("is-dragging");
  const move = (at) => moveTowards(list, item, at.clientX, at.clientY);
  const end = () => {
    item.classList.remove("is-dragging");
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", end);
    handle.focus();
    save(list, before);
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
});

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.("[data-reorder-handle]");
  const list = handle?.closest("[data-reorder]");
  if (!list) return;
  const back = event.key === "ArrowUp" || event.key === "ArrowLeft";
  const on = event.key === "ArrowDown" || event.key === "ArrowRight";
  if (!back && !on) return;
  event.preventDefault();
  const before = orderOf(list);
  const item = handle.closest("[data-reorder-id]");
  if (back) item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  handle.focus();
  save(list, before);
});
