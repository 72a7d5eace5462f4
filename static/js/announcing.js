// Announces text to screen readers: announce("Scene 3 is ready"), or data-announce="…" on content that htmx loads.
export function announce(words) {
  const region = document.getElementById("announcer");
  if (!region) return;
  region.textContent = "";
  // Empty the element first: otherwise a repeated sentence is announced only once.
  setTimeout(() => {
    region.textContent = words;
  }, 60);
}

document.addEventListener("htmx:afterSettle", (event) => {
  const arrived = event.target;
  const speaking = arrived.matches?.("[data-announce]") ? arrived : arrived.querySelector?.("[data-announce]");
  if (speaking && speaking.dataset.announce !== speaking.dataset.announced) {
    speaking.dataset.announced = speaking.dataset.announce;
    announce(speaking.dataset.announce);
  }
});
