// <output data-counter="characters|words|seconds" for="field">: what has been typed so far.
const WORDS_PER_S = 2.5;

function describe(output, text) {
  const limit = output.dataset.counterLimit;
  const words = text.trim() ? text.trim().split(/\s+/).length : 0;
  switch (output.dataset.counter) {
    case "words":
      return `${words} ${words === 1 ? "word" : "words"}`;
    case "seconds":
      return `${words} ${words === 1 ? "word" : "words"}, about ${Math.round(words / WORDS_PER_S)} s`;
    default:
      return limit ? `${text.length} of ${limit}` : `${text.length}`;
  }
}

function update(field) {
  const output = field.id && document.querySelector(`output[data-counter][for="${CSS.escape(field.id)}"]`);
  if (output) output.textContent = describe(output, field.value);
}

function updateAll(root) {
  for (const output of root.querySelectorAll("output[data-counter]")) {
    const field = document.getElementById(output.htmlFor.toString());
    if (field) update(field);
  }
}

document.addEventListener("input", (event) => update(event.target));
document.addEventListener("htmx:afterSettle", (event) => updateAll(event.target));
updateAll(document);
