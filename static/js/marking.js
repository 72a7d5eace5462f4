// A link with data-marks-read="URL" marks its notification as read when it is followed, also in a new tab.
function mark(event) {
  const link = event.target.closest?.("a[data-marks-read]");
  if (!link || (event.type === "auxclick" && event.button !== 1)) return;
  const token = document.querySelector("#frame-form [name=csrfmiddlewaretoken]")?.value;
  if (!token) return;
  // keepalive: the request outlives this page.
  fetch(link.dataset.marksRead, { method: "POST", headers: { "X-CSRFToken": token }, keepalive: true, redirect: "manual" });
  link.removeAttribute("data-marks-read");
}

document.addEventListener("click", mark);
document.addEventListener("auxclick", mark);
