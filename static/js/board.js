// data-board="<address>": cards (data-card) in columns (data-column). Sends moves, and shows the board as it is
// after a refusal. dragging.js and roving.js move cards by pointer and keyboard. Without scripts, forms do.
import { announce } from "./announcing.js";

export const boardOf = (element) => element?.closest?.("[data-board]");
export const columnsOf = (board) => [...board.querySelectorAll("[data-column]")];
export const cardsOf = (column) => [...column.querySelectorAll(":scope > [data-cards] > [data-card]")];
export const columnOf = (card) => card.closest("[data-column]");
export const linkOf = (card) => card?.querySelector("[data-card-link]");
export const isAllowed = (card, column) => card.dataset.may.split(" ").includes(column.dataset.column);

// The card that gets the focus once the board is replaced, and the column in which it was.
let moved = null;
let isSending = false;

// While a move is sent, the board is about to be replaced, and no other one begins.
export const isBusy = () => isSending;

// Sends a card's place: its column, and the card above it. ``undo`` takes back what the page already shows.
export async function send(card, { seen, status, above = "", undo = () => {} }) {
  if (isSending) {
    undo();
    return;
  }
  isSending = true;
  moved = { id: card.id, seen };
  const board = boardOf(card);
  board.setAttribute("aria-busy", "true");
  try {
    await window.htmx.ajax("POST", `${card.dataset.moveUrl}?seen=${seen}`, {
      source: board,
      target: board,
      swap: "outerHTML",
      // A person moved the card: a failure is not that of a poll.
      event: new Event("move"),
      values: { status, above, filled_in: "status above" },
    });
  } catch {
    undo();
  } finally {
    isSending = false;
    board.removeAttribute("aria-busy");
  }
}

// The new board can be used before htmx has settled it. The event's own element may be gone.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (boardOf(detail.target)) isSending = false;
});

document.addEventListener("click", (event) => {
  const menu = event.target.closest("[data-move-menu]");
  if (!menu || !event.target.closest("button")) return;
  const card = menu.closest("[data-card]");
  moved = { id: card.id, seen: columnOf(card)?.dataset.column };
  setTimeout(() => menu.isConnected && menu.hidePopover?.());
});

// After a refusal, which is a toast, the board shows where the cards are now.
document.addEventListener("htmx:responseError", ({ detail }) => {
  const board = boardOf(detail.elt);
  if (!board || detail.requestConfig.verb !== "post") return;
  window.htmx.ajax("GET", board.dataset.board, { source: board, target: board, swap: "outerHTML" });
});

document.addEventListener("htmx:afterSettle", () => {
  const card = moved && document.getElementById(moved.id);
  const column = boardOf(card) && columnOf(card);
  if (!column) return;
  linkOf(card)?.focus();
  // A move to another column has a toast, which is announced.
  if (column.dataset.column === moved.seen) {
    const cards = cardsOf(column);
    announce(`${card.dataset.title}: place ${cards.indexOf(card) + 1} of ${cards.length} in ${column.dataset.label}`);
  }
  moved = null;
});
