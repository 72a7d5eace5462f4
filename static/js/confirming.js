// data-confirm="Delete this video? …" on a form asks first; data-confirm-action names the button.
function ask(form) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-words]").textContent = form.dataset.confirm;
  const button = dialog.querySelector("[data-confirm-yes]");
  button.textContent = form.dataset.confirmAction || "Continue";
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
}

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed || !document.getElementById("confirm")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    if (!(await ask(form))) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
    delete form.dataset.confirmed;
  },
  true,
);
