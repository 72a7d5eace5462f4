// The API reference's "Try it": sends the request of a form[data-try] and shows the response.
const key = () => document.querySelector("[data-try-key] input")?.value.trim() ?? "";

function requestOf(form) {
  let path = form.dataset.tryPath;
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const [place, parameter] = name.split(":");
    if (place === "path") path = path.replace(`{${parameter}}`, encodeURIComponent(value.trim()));
    if (place === "query" && value.trim()) query.append(parameter, value.trim());
  }
  const body = form.elements.namedItem("body")?.value.trim();
  const headers = { Accept: "application/json" };
  if (key()) headers.Authorization = `Bearer ${key()}`;
  if (body) headers["Content-Type"] = "application/json";
  if (form.dataset.try !== "GET") headers["Idempotency-Key"] = crypto.randomUUID?.() ?? String(Math.random());
  return [`${path}${query.size ? `?${query}` : ""}`, { method: form.dataset.try, headers, body: body || undefined }];
}

async function wordsOf(answer) {
  const text = await answer.text();
  const head = `${answer.status} ${answer.statusText}`.trim();
  try {
    return `${head}\n\n${JSON.stringify(JSON.parse(text), null, 2)}`;
  } catch {
    return `${head}\n\n${text.slice(0, 20_000)}`;
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-try-key]")) event.preventDefault();
  if (!("try" in form.dataset)) return;
  event.preventDefault();
  const shown = form.querySelector("[data-try-answer]");
  shown.hidden = false;
  if (!key()) {
    shown.textContent = "Enter a key at the top of this page first.";
    return;
  }
  shown.textContent = "Sending…";
  try {
    shown.textContent = await wordsOf(await fetch(...requestOf(form)));
  } catch {
    shown.textContent = "The connection failed. The request may or may not have arrived.";
  }
});
