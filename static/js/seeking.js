// data-seek="seconds": moves the page's player (data-seekable) to that time and plays it.
// data-timeline="seconds": a timeline of that length, which shows the player's position. A click on it seeks.
// A platform's player in a frame takes its commands as messages. Its own address is used without them.
function playerOf() {
  return document.querySelector("[data-seekable]");
}

function command(frame, func, args) {
  const message = JSON.stringify({ event: "command", func, args });
  frame.contentWindow.postMessage(message, new URL(frame.src).origin);
}

function seek(seconds) {
  const player = playerOf();
  if (player instanceof HTMLVideoElement) {
    player.currentTime = seconds;
    player.play().catch(() => {});
  } else {
    command(player, "seekTo", [seconds, true]);
    command(player, "playVideo", []);
  }
  const stays = player.getBoundingClientRect();
  if (stays.top < 0 || stays.bottom > innerHeight) player.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-seek]");
  if (!link || !playerOf() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  seek(Number(link.dataset.seek));
});

function showPosition(video) {
  const timeline = document.querySelector("[data-timeline]");
  const track = timeline?.querySelector("svg");
  if (!track) return;
  let head = timeline.querySelector(".timeline__head");
  if (!head) {
    head = document.createElement("span");
    head.className = "timeline__head";
    timeline.append(head);
  }
  const share = Math.min(video.currentTime / Number(timeline.dataset.timeline), 1);
  head.style.left = `${track.getBoundingClientRect().left - timeline.getBoundingClientRect().left + share * track.clientWidth}px`;
}

// timeupdate does not bubble, so listen in the capture phase.
document.addEventListener(
  "timeupdate",
  ({ target }) => {
    if (target instanceof HTMLVideoElement && target.matches("[data-seekable]")) showPosition(target);
  },
  true,
);
