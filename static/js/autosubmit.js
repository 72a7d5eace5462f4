// data-autosubmit on a control sends its form when the value changes.
document.addEventListener("change", (event) => {
  const control = event.target.closest("[data-autosubmit]");
  control?.form?.requestSubmit();
});
