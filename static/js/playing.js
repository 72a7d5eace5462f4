// data-play="id of an <audio>": plays it, or stops it; one plays at a time.
// data-play-url="address": loads the sound from there first.
// data-play-form="address": loads the response to the button's form with its current, unsaved values.
// data-play-error="id of the <audio>": shows why a sound could not be played.
// data-play-row: while a field in it has the focus, L presses the row's button.
const FAILED = "This could not be played. Try again in a moment.";

function stopOthers(current) {
  for (const other of document.querySelectorAll("audio, video")) {
    if (other !== current) other.pause();
  }
}

function showError(sound, words) {
  const place = document.querySelector(`[data-play-error="${CSS.escape(sound.id)}"]`);
  if (!place) return;
  place.querySelector("[data-play-words]").textContent = words;
  place.hidden = !words;
}

async function reasonOf(answer) {
  const isProblem = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
  return isProblem ? (await answer.json()).detail : FAILED;
}

// What each <audio> holds, so that the same words are not loaded twice.
const held = new WeakMap();

async function load(button, sound) {
  const { playUrl, playForm } = button.dataset;
  const body = playForm ? new FormData(button.form) : null;
  const key = playUrl ?? JSON.stringify([...body]);
  if (held.get(sound) === key) return;
  const headers = { Accept: "audio/wav, application/problem+json" };
  const answer = await fetch(playUrl ?? playForm, { method: body ? "POST" : "GET", body, headers });
  if (!answer.ok) throw new Error(await reasonOf(answer));
  if (sound.src) URL.revokeObjectURL(sound.src);
  sound.src = URL.createObjectURL(await answer.blob());
  held.set(sound, key);
}

async function play(button, sound) {
  showError(sound, "");
  const isLoaded = button.dataset.playUrl || button.dataset.playForm;
  button.setAttribute("aria-busy", "true");
  try {
    if (isLoaded) await load(button, sound);
    await sound.play();
  } catch (error) {
    // A second press stops the sound before it has started.
    if (error.name !== "AbortError") showError(sound, error.constructor === Error ? error.message : FAILED);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play]");
  const sound = button && document.getElementById(button.dataset.play);
  if (!sound || button.ariaBusy === "true") return;
  if (sound.paused) play(button, sound);
  else sound.pause();
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "l" || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest("[data-play-row]");
  if (!row || event.target.closest("button, a")) return;
  event.preventDefault();
  row.querySelector("[data-play]")?.click();
});

// play, pause and error do not bubble, so listen in the capture phase.
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
document.addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLAudioElement) showError(target, FAILED);
  },
  true,
);
