// data-cover-of="<selector of a player>" on a field: a moment in seconds; typing it moves the player there (framing.js).
// data-cover-take="<id of that field>" on a button: the moment where the player stands becomes the field's value.
const playerOf = (field) => document.querySelector(field.dataset.coverOf);

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-cover-take]");
  const field = button && document.getElementById(button.dataset.coverTake);
  const player = field && playerOf(field);
  if (!player) return;
  player.pause();
  // At the end, the player may stand a little after the last frame.
  const at = Math.min(player.currentTime, Number(field.max) || Infinity);
  field.value = (Math.floor(at * 10) / 10).toFixed(1);
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
});
