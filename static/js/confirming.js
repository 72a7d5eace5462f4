// data-confirm="Delete this video? …" on a form, or on one of its buttons, opens a confirmation dialog; data-confirm-action is
// the label of its button. data-confirm-tone="primary" is for actions that are not destructive.
import { show } from "./dialogs.js";

function ask(asked) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-words]").textContent = asked.dataset.confirm;
  const button = dialog.querySelector("[data-confirm-yes]");
  button.textContent = asked.dataset.confirmAction || "Continue";
  const isPrimary = asked.dataset.confirmTone === "primary";
  button.classList.toggle("button--primary", isPrimary);
  button.classList.toggle("button--danger", !isPrimary);
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    show(dialog);
  });
}

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    const { submitter } = event;
    const asked = submitter?.dataset.confirm ? submitter : form;
    if (!asked.dataset.confirm || form.dataset.confirmed || !document.getElementById("confirm")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(asked))) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
    delete form.dataset.confirmed;
  },
  true,
);
