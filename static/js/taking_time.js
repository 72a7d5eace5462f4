// data-take-time="id of a field": writes the time of the page's player (data-seekable) into the field.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take-time]");
  const player = document.querySelector("video[data-seekable]");
  if (!button || !player) return;
  const field = document.getElementById(button.dataset.takeTime);
  const seconds = Math.floor(player.currentTime * 10) / 10;
  const rest = (seconds % 60).toFixed(seconds % 1 ? 1 : 0);
  player.pause();
  field.value = `${Math.floor(seconds / 60)}:${rest.padStart(rest.includes(".") ? 4 : 2, "0")}`;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
