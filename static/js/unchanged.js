// data-etag="…" on an element that asks for itself again: an answer with the same ETag is left out, so that
// nothing moves, loses the focus or loads anew while nothing has changed.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  const known = target?.dataset?.etag;
  if (known && xhr.getResponseHeader("ETag") === known) event.detail.shouldSwap = false;
});
