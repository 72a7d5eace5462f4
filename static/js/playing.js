// data-play="id of an <audio>": plays it, or stops it; one plays at a time. data-seek="12.4" with data-seek-in="id" jumps.
function stopOthers(current) {
  for (const other of document.querySelectorAll("audio, video")) {
    if (other !== current) other.pause();
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play]");
  if (button) {
    const sound = document.getElementById(button.dataset.play);
    if (!sound) return;
    if (sound.paused) sound.play();
    else sound.pause();
    return;
  }
  const mark = event.target.closest("[data-seek]");
  const media = mark && document.getElementById(mark.dataset.seekIn);
  if (media) {
    media.currentTime = Number(mark.dataset.seek);
    media.play();
    event.preventDefault();
  }
});

// play and pause do not bubble; they are caught on the way down.
for (const kind of ["play", "pause", "ended"]) {
  document.addEventListener(
    kind,
    (event) => {
      if (kind === "play") stopOthers(event.target);
      for (const button of document.querySelectorAll(`[data-play="${CSS.escape(event.target.id)}"]`)) {
        button.setAttribute("aria-pressed", String(!event.target.paused));
      }
    },
    true,
  );
}
