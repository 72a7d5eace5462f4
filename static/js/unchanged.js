// data-etag="…" on an element that polls: a response with the same ETag is ignored, so that
// nothing moves, loses focus or reloads while nothing has changed.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  const known = target?.dataset?.etag;
  if (known && xhr.getResponseHeader("ETag") === known) event.detail.shouldSwap = false;
});
