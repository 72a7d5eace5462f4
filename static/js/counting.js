// <output data-counter="characters|bytes|utf16|words|seconds" for="field">: what has been typed so far.

// Letters that voices of ordinary pace say in a second, by writing system (synthesis/assembly/speech/pace.py).
// In Japanese, a Chinese character is read as about two kana.
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}\u30fc]/gu;
const ratesOf = (text) => [
  [KANA, 7.9],
  [/\p{Script=Han}/gu, count(text, KANA) ? 7.9 / 2 : 6],
  [/\p{Script=Hangul}/gu, 5.4],
  [/[\p{Script=Arabic}\p{Script=Hebrew}]/gu, 10],
  [/\p{Script=Devanagari}/gu, 11.4],
];
const OTHER_LETTERS_PER_S = 16;
const PAUSES_S = [
  [/[.!?\u2026\u3002\u0964\u061f\uff01\uff1f]+/g, 0.3],
  [/[;:\u2014\uff1a\uff1b]/g, 0.3],
  [/[,\u060c\u3001\uff0c]/g, 0.15],
];
const LETTERS = /[\p{L}\p{N}\p{M}]/gu;
// Written without spaces between words.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

const count = (text, pattern) => text.match(pattern)?.length ?? 0;

function secondsOf(text) {
  let others = count(text, LETTERS);
  let seconds = 0;
  for (const [pattern, lettersPerS] of ratesOf(text)) {
    const letters = count(text, pattern);
    others -= letters;
    seconds += letters / lettersPerS;
  }
  for (const [marks, pause] of PAUSES_S) seconds += count(text, marks) * pause;
  return seconds + Math.max(others, 0) / OTHER_LETTERS_PER_S;
}

const spell = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

function sizeOf(text) {
  const letters = count(text, LETTERS);
  if (count(text, UNSPACED) * 2 > letters) return spell(letters, "character");
  return spell(text.trim() ? text.trim().split(/\s+/).length : 0, "word");
}

function describe(output, text) {
  const limit = output.dataset.counterLimit;
  switch (output.dataset.counter) {
    case "words":
      return sizeOf(text);
    case "seconds":
      return `${sizeOf(text)}, about ${Math.round(secondsOf(text))} s`;
    case "bytes": {
      const bytes = new TextEncoder().encode(text).length;
      return limit ? `${bytes} of ${limit} bytes` : `${bytes} bytes`;
    }
    default: {
      // The server counts code points, of which an emoji is one; UTF-16 counts two.
      const length = output.dataset.counter === "utf16" ? text.length : [...text].length;
      return limit ? `${length} of ${limit}` : `${length}`;
    }
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
