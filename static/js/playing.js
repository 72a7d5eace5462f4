// data-play="id of an <audio>": plays it, or stops it; one plays at a time.
// data-play-form="address": plays the response to the button's form with its current, unsaved values.
function stopOthers(current) {
  for (const other of document.querySelectorAll("audio, video")) {
    if (other !== current) other.pause();
  }
}

const said = new WeakMap();

async function fetchTyped(button, sound) {
  const form = new FormData(button.form);
  const words = form.get("narration");
  if (said.get(sound) === words) return;
  const answer = await fetch(button.dataset.playForm, { method: "POST", body: form });
  if (!answer.ok) throw new Error(`The preview failed with status ${answer.status}.`);
  if (sound.src) URL.revokeObjectURL(sound.src);
  sound.src = URL.createObjectURL(await answer.blob());
  said.set(sound, words);
}

async function play(button, sound) {
  if (!button.dataset.playForm) return sound.play();
  button.disabled = true;
  try {
    await fetchTyped(button, sound);
  } finally {
    button.disabled = false;
  }
  return sound.play();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play]");
  const sound = button && document.getElementById(button.dataset.play);
  if (!sound) return;
  if (sound.paused) play(button, sound);
  else sound.pause();
});

// play and pause do not bubble, so listen in the capture phase.
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
