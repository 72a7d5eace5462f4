// Until a worker has made the small copy, the response is a placeholder, eight times as wide as high. Retry a few times.
const WAITS_S = [2, 4, 8, 16, 32];
const isPlaceholder = (image) =>
  image.srcset.includes("/pictures/") && image.naturalWidth > 4 * image.naturalHeight;

function askAgain(image) {
  const tries = Number(image.dataset.tries ?? 0);
  if (!isPlaceholder(image) || tries >= WAITS_S.length) return;
  image.dataset.tries = tries + 1;
  setTimeout(() => {
    // A different URL, since browsers reuse a loaded image for as long as the page is open.
    image.srcset = image.srcset.replace(/\.jpg(\?\d+)?/g, `.jpg?${tries + 1}`);
  }, WAITS_S[tries] * 1000);
}

document.addEventListener(
  "load",
  (event) => {
    if (event.target instanceof HTMLImageElement) askAgain(event.target);
  },
  true,
);

for (const image of document.querySelectorAll("img[srcset]")) {
  if (image.complete) askAgain(image);
}
