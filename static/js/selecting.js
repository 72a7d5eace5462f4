// data-select-all="name": checks every box of that name in the same form. data-selected-count shows the number of checked boxes.
function update(form) {
  const count = form?.querySelectorAll('[data-selectable]:checked').length ?? 0;
  for (const output of form?.querySelectorAll("[data-selected-count]") ?? []) output.textContent = count;
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.dataset?.selectAll) {
    for (const other of box.form.querySelectorAll(`input[name="${CSS.escape(box.dataset.selectAll)}"]`)) {
      other.checked = box.checked;
    }
  }
  if (box.form) update(box.form);
});
