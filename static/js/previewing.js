// data-preview="<address>" on a form: shortly after each change the form is sent there, unsaved. The answer says
// how the scene would be drawn, and a worker draws it; the picture is shown in [data-preview-picture].
// data-look="layout", "reason", "objects" and data-look-part="<field>" in the form follow the answer. A choice of
// objects begins with those that the words name: it follows them until the person picks (data-own-choice).
import { show } from "./stills.js";

const PAUSE_MS = 140;
const WAITS_MS = [60, 40, 40, 50, 50, 60, 60, 80, 100, 150, 200, 300, 500, 1000, 2000];
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

let timer = 0;
let latest = 0;

function chipOf({ title, note }) {
  const chip = document.createElement("li");
  chip.className = "chip chip--fixed";
  const name = document.createElement("span");
  name.dir = "auto";
  name.textContent = title;
  chip.append(name);
  if (note) {
    const count = document.createElement("span");
    count.className = "chip__count";
    count.dir = "auto";
    count.textContent = note;
    chip.append(count);
  }
  return chip;
}

function boxOf({ name, title }) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  label.className = "chip";
  const box = document.createElement("input");
  box.className = "chip__box";
  box.type = "checkbox";
  box.name = "object_names";
  box.value = name;
  box.defaultChecked = true;
  const words = document.createElement("span");
  words.dir = "auto";
  words.textContent = title;
  label.append(box, words);
  item.append(label);
  return item;
}

function showObjects(form, found) {
  form.querySelector('[data-look="objects"]').replaceChildren(...found.map(chipOf));
  const group = form.querySelector("[data-at-most]");
  if (group.hasAttribute("data-own-choice")) return;
  const once = [...new Map(found.map((thing) => [thing.name, thing])).values()];
  const chips = document.createElement("ul");
  chips.className = "chips";
  chips.append(...once.slice(0, Number(group.dataset.atMost)).map(boxOf));
  form.querySelector("#object-choice").replaceChildren(...(once.length ? [chips] : []));
}

function describe(form, look) {
  for (const place of form.querySelectorAll('[data-look="layout"]')) place.textContent = look.layout;
  const select = form.elements.namedItem("layout");
  select.options[0].textContent = `Automatic (${look.automatic})`;
  for (const option of select.options) {
    option.disabled = option.value !== "" && !option.selected && !look.fitting.includes(option.value);
  }
  const reason = document.getElementById(`${select.id}-hint`);
  if (reason) reason.textContent = look.reason;
  for (const note of form.querySelectorAll("[data-look-part]")) note.hidden = look.shows.includes(note.dataset.lookPart);
  const isAutomatic = form.querySelector('[name="objects_by"]:checked')?.value === "automatic";
  if (isAutomatic) showObjects(form, look.objects);
}

async function picture(form, digest, turn) {
  const url = `${form.dataset.preview}?digest=${digest}`;
  const place = document.querySelector("[data-preview-picture]");
  for (const wait of WAITS_MS) {
    const answer = await fetch(url);
    if (turn !== latest) return;
    if (answer.status === 200) {
      if (!(await show(place.firstElementChild, url)) || turn !== latest) return;
      place.hidden = false;
      document.querySelector("[data-preview-replaces]")?.setAttribute("hidden", "");
      for (const note of document.querySelectorAll("[data-preview-note]")) note.hidden = note.dataset.previewNote !== "typed";
      return;
    }
    await sleep(wait);
  }
}

async function preview(form) {
  latest += 1;
  const turn = latest;
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
    if (!answer.ok || turn !== latest) return;
    const look = await answer.json();
    describe(form, look);
    if (look.digest) await picture(form, look.digest, turn);
  } catch {
    // The preview is an extra: without it, saving shows the picture.
  }
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => {
    const form = target.form;
    if (!form?.dataset.preview || target.name === "q") return;
    if (target.name === "object_names") target.closest("[data-at-most]").toggleAttribute("data-own-choice", true);
    clearTimeout(timer);
    timer = setTimeout(preview, PAUSE_MS, form);
  });
}
document.addEventListener("submit", () => {
  clearTimeout(timer);
  latest += 1;
});
