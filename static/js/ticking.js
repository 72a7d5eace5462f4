// <time datetime="…" data-ticking>: the time since then, updated every second.
function describe(seconds) {
  const rest = String(Math.floor(seconds % 60)).padStart(2, "0");
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

function tick() {
  for (const clock of document.querySelectorAll("time[data-ticking]")) {
    const seconds = (Date.now() - Date.parse(clock.dateTime)) / 1000;
    if (seconds >= 0) clock.textContent = describe(seconds);
  }
}

setInterval(tick, 1000);
document.addEventListener("htmx:afterSettle", tick);
