// data-stills="<address>" on a list of scenes: while a picture in the page is being made (data-still-wanted is
// the digest that its scene should show), the address is asked for the stored pictures, and each is shown as
// soon as it is there. A worker needs about 0.2 s for a picture, so the first pause is long and the next are short.
// After an outage it takes longer, so the pauses grow.
const WAITS_MS = [
  90, 40, 40, 40, 40, 50, 50, 60, 60, 80, 100, 150, 200, 300, 500, 800, 1200, 2000, 3000, 4000, 5000, 5000, 5000,
];

const pending = () => [...document.querySelectorAll('[data-still-wanted]:not([data-still-wanted=""])')];
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// Shows a picture in a card once it can be painted, in place of the one before or of the text.
export async function show(card, url) {
  const picture = new Image(540, 960);
  picture.className = "thumbnail__picture scene-card__picture";
  picture.alt = card.dataset.stillAlt;
  picture.src = url;
  try {
    await picture.decode();
  } catch {
    return false;
  }
  const before = card.querySelector(".scene-card__picture");
  if (before) before.replaceWith(picture);
  else card.prepend(picture);
  card.querySelector(".scene-card__stage, .thumbnail__placeholder")?.remove();
  return true;
}

function settle(card, words) {
  card.dataset.stillWanted = "";
  const state = card.querySelector(".scene-card__state");
  if (!words || !card.querySelector(".scene-card__picture")) {
    card.classList.remove("scene-card--old");
    state?.remove();
    return;
  }
  state?.querySelector(".icon")?.remove();
  if (state) state.lastElementChild.textContent = words;
}

async function place(stills) {
  const shown = pending().map(async (card) => {
    const still = stills.find((each) => each.scene === card.dataset.still);
    if (still?.digest !== card.dataset.stillWanted) return;
    if (still.url && !(await show(card, still.url))) return;
    settle(card);
    card.closest(".studio__preview")?.querySelector("video")?.setAttribute("poster", still.url);
  });
  await Promise.all(shown);
}

let isAsking = false;

async function ask(url) {
  if (isAsking) return;
  isAsking = true;
  let etag = "";
  for (const wait of WAITS_MS) {
    if (!pending().length) break;
    try {
      const answer = await fetch(url, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
      etag = answer.headers.get("ETag") ?? "";
      if (answer.status === 200) await place((await answer.json()).stills);
    } catch {
      // Without a connection, the next try may succeed.
    }
    if (pending().length) await sleep(wait);
  }
  isAsking = false;
  for (const card of pending()) settle(card, "Older version");
}

function begin() {
  const list = document.querySelector("[data-stills]");
  if (list && pending().length) ask(list.dataset.stills);
}

// On a phone the open scene may be beyond the edge of the strip.
function reveal() {
  const open = document.querySelector("[data-stills] [aria-current]")?.closest("li");
  if (open) open.parentElement.scrollLeft = open.offsetLeft - open.parentElement.offsetLeft - open.clientWidth;
}

// The strip is replaced with its scene, and stays where it was.
let scrolled = 0;
const strip = () => document.querySelector("[data-stills]");

document.addEventListener("htmx:beforeSwap", () => {
  scrolled = strip()?.scrollLeft ?? 0;
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (strip()) strip().scrollLeft = scrolled;
  if (detail.requestConfig?.elt.matches("[data-preview]") && detail.xhr.status === 200) lookAtPicture();
  begin();
});

// On a phone the picture is above the form, so that it is out of view when the scene is saved.
function lookAtPicture() {
  const place = document.querySelector(".studio__preview");
  if (place.getBoundingClientRect().bottom < 0) place.scrollIntoView({ block: "center" });
}
reveal();
begin();
