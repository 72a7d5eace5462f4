// Cards of a board (data-board-moves) are dragged: with a mouse anywhere, with a finger by their handle
// (data-card-handle), so that the board still scrolls. Columns that the card can't go to are marked.
import { boardOf, cardsOf, columnOf, columnsOf, isAllowed, isBusy, send } from "./board.js";

const STARTS_AFTER_PX = 6;
const EDGE_PX = 48;
const SCROLL_PX = 12;

let drag = null;

const handleOf = ({ target, pointerType }) => {
  if (target.closest("[data-move-menu]")) return null;
  const handle = target.closest("[data-card-handle]");
  if (handle || pointerType !== "mouse") return handle;
  return target.closest("button, summary, input, select") ? null : target;
};

function begin() {
  drag.isMoving = true;
  drag.card.classList.add("is-dragging");
  drag.board.classList.add("has-drag");
  window.getSelection()?.removeAllRanges();
  for (const column of columnsOf(drag.board)) {
    column.classList.toggle("is-closed", column !== drag.column && !isAllowed(drag.card, column));
  }
  scroll();
}

const restore = ({ list, card, next }) => list.insertBefore(card, next);

function place(x, y) {
  const over = document.elementFromPoint(x, y)?.closest("[data-column]");
  drag.over = over && drag.board.contains(over) ? over : drag.over;
  if (!drag.over || drag.over.classList.contains("is-closed")) {
    restore(drag);
    return;
  }
  const others = cardsOf(drag.over).filter((card) => card !== drag.card);
  const under = others.find((card) => {
    const box = card.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  drag.over.querySelector("[data-cards]").insertBefore(drag.card, under ?? null);
}

// Near its edges the board scrolls sideways, and the page up and down.
function scroll() {
  if (!drag?.isMoving) return;
  const box = drag.scroller.getBoundingClientRect();
  const side = drag.x > box.right - EDGE_PX ? 1 : drag.x < box.left + EDGE_PX ? -1 : 0;
  const way = drag.y > window.innerHeight - EDGE_PX ? 1 : drag.y < EDGE_PX ? -1 : 0;
  drag.scroller.scrollLeft += side * SCROLL_PX;
  if (way) window.scrollBy(0, way * SCROLL_PX);
  requestAnimationFrame(scroll);
}

function tidy() {
  drag.card.classList.remove("is-dragging");
  drag.board.classList.remove("has-drag");
  for (const column of columnsOf(drag.board)) column.classList.remove("is-closed");
  drag = null;
}

function drop() {
  const { card, column, over, next } = drag;
  const origin = { ...drag };
  const isClosed = over?.classList.contains("is-closed");
  const above = card.previousElementSibling?.dataset.card ?? "";
  const isUnmoved = !isClosed && columnOf(card) === column && card.nextElementSibling === next;
  tidy();
  if (isUnmoved) return;
  const status = (isClosed ? over : columnOf(card)).dataset.column;
  // A move that is not allowed is sent too: the answer says why, and where the card can go.
  send(card, { seen: column.dataset.column, status, above: isClosed ? "" : above, undo: () => restore(origin) });
}

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest?.("[data-board-moves] [data-card]");
  if (drag || isBusy() || !card || event.button !== 0 || !handleOf(event)) return;
  const board = boardOf(card);
  drag = {
    card,
    board,
    column: columnOf(card),
    list: card.parentElement,
    next: card.nextElementSibling,
    scroller: board.querySelector("[data-board-columns]"),
    pointer: event.pointerId,
    from: { x: event.clientX, y: event.clientY },
  };
});

document.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.pointer) return;
  drag.x = event.clientX;
  drag.y = event.clientY;
  if (!drag.isMoving && Math.hypot(drag.x - drag.from.x, drag.y - drag.from.y) < STARTS_AFTER_PX) return;
  if (!drag.isMoving) begin();
  place(drag.x, drag.y);
});

// The click that ends a drag must not open the card.
const ignore = (event) => {
  event.preventDefault();
  event.stopPropagation();
};

document.addEventListener("pointerup", (event) => {
  if (!drag || event.pointerId !== drag.pointer) return;
  if (!drag.isMoving) {
    drag = null;
    return;
  }
  document.addEventListener("click", ignore, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", ignore, { capture: true }));
  drop();
});

function cancel() {
  if (!drag) return;
  restore(drag);
  tidy();
}

document.addEventListener("pointercancel", cancel);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") cancel();
});
// The browser's own dragging and selecting would end ours.
for (const kind of ["dragstart", "selectstart"]) {
  document.addEventListener(kind, (event) => {
    if (drag) event.preventDefault();
  });
}
