// Keyboard on a board: one card is in the tab order, and the arrow keys go from card to card. With Shift they move
// the card; M opens its menu "Move to".
import { announce } from "./announcing.js";
import { boardOf, cardsOf, columnOf, columnsOf, isAllowed, isBusy, linkOf, send } from "./board.js";

const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const CONTROLS = "a, button:not([data-card-handle])";

// Controls of other cards leave the tab order, so that Tab passes the board in a few steps.
function makeCurrent(board, current) {
  for (const card of board.querySelectorAll("[data-card]")) {
    for (const control of card.querySelectorAll(CONTROLS)) {
      if (!control.closest("[data-move-menu]")) control.tabIndex = card === current ? 0 : -1;
    }
  }
}

function prepare() {
  for (const board of document.querySelectorAll("[data-board]")) {
    const current = document.activeElement?.closest("[data-card]") ?? board.querySelector("[data-card]");
    makeCurrent(board, current);
  }
}

prepare();
document.addEventListener("htmx:afterSettle", prepare);
document.addEventListener("focusin", ({ target }) => {
  const card = target.closest?.("[data-card]");
  const board = boardOf(card);
  if (board) makeCurrent(board, card);
});

function neighbour(card, [side, step]) {
  const column = columnOf(card);
  const place = cardsOf(column).indexOf(card);
  if (step) return cardsOf(column)[place + step];
  const columns = columnsOf(boardOf(card));
  for (let at = columns.indexOf(column) + side; columns[at]; at += side) {
    const cards = cardsOf(columns[at]);
    if (cards.length) return cards[Math.min(place, cards.length - 1)];
  }
  return undefined;
}

function moveSideways(card, side) {
  const column = columnOf(card);
  const columns = columnsOf(boardOf(card));
  const ahead = side > 0 ? columns.slice(columns.indexOf(column) + 1) : columns.slice(0, columns.indexOf(column)).reverse();
  const next = ahead.find((each) => isAllowed(card, each));
  if (!next) {
    announce(`${card.dataset.title} can't move further ${side > 0 ? "right" : "left"} from ${column.dataset.label}`);
    return;
  }
  send(card, { seen: column.dataset.column, status: next.dataset.column });
}

function moveWithin(card, step) {
  if (card.closest("[data-board-by-time]")) {
    announce("Posts are in the order of their times. Press M to choose another time.");
    return;
  }
  const other = step < 0 ? card.previousElementSibling : card.nextElementSibling;
  if (!other) return;
  const [list, next] = [card.parentElement, card.nextElementSibling];
  if (step < 0) other.before(card);
  else other.after(card);
  const status = columnOf(card).dataset.column;
  const above = card.previousElementSibling?.dataset.card ?? "";
  linkOf(card).focus();
  send(card, { seen: status, status, above, undo: () => list.insertBefore(card, next) });
}

function inMenu(event, menu) {
  const items = [...menu.querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-board] [data-card]");
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const menu = event.target.closest("[data-move-menu]");
  const canMove = Boolean(card.closest("[data-board-moves]"));
  if (menu) {
    inMenu(event, menu);
  } else if (KEYS[event.key]) {
    event.preventDefault();
    const [side, step] = KEYS[event.key];
    if (!event.shiftKey) linkOf(neighbour(card, [side, step]))?.focus();
    else if (isBusy()) return;
    else if (canMove && side) moveSideways(card, side);
    else if (canMove) moveWithin(card, step);
  } else if (event.key.toLowerCase() === "m" && canMove) {
    event.preventDefault();
    card.querySelector("[data-card-mover]").click();
  }
});

// A popover leaves the focus on its button; a menu takes it.
document.addEventListener(
  "toggle",
  (event) => {
    if (event.newState === "open" && event.target.matches?.("[data-move-menu]")) {
      event.target.querySelector("button")?.focus();
    }
  },
  true,
);
