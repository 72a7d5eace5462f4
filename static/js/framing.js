// data-time-of="<selector of a player>" on a field: its value is where the player stands, in seconds, and a value
// that is typed moves the player. With data-cover-of instead, only typing counts. data-poster="<address>" on a part of the page: the player before it shows that poster.
const fieldsOf = (player) =>
  [...document.querySelectorAll("[data-time-of]")].filter((field) => document.querySelector(field.dataset.timeOf) === player);

// At the end, the player may stand a little after the last frame.
const timeOf = (player, field) => String(Number(Math.min(player.currentTime, Number(field.max) || Infinity).toFixed(3)));

function follow({ target }) {
  if (!(target instanceof HTMLVideoElement)) return;
  for (const field of fieldsOf(target)) {
    if (field !== document.activeElement) field.value = timeOf(target, field);
  }
}

// Events of players do not bubble, so listen in the capture phase.
for (const kind of ["timeupdate", "seeked", "pause"]) document.addEventListener(kind, follow, true);

document.addEventListener("input", ({ target }) => {
  const selector = target.dataset?.timeOf ?? target.dataset?.coverOf;
  const player = selector && document.querySelector(selector);
  if (!player || !target.validity.valid || target.value === "") return;
  player.pause();
  player.currentTime = Number(target.value);
});

document.addEventListener("htmx:afterSwap", () => {
  const made = document.querySelector("[data-poster]");
  const player = made?.closest(".video__player")?.querySelector("video");
  if (!player) return;
  if (player.getAttribute("poster") !== made.dataset.poster) player.poster = made.dataset.poster;
  for (const field of fieldsOf(player)) if (player.currentTime) field.value = timeOf(player, field);
});
