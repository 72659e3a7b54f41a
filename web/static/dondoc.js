// Extras of the pages. Everything works without them.
const typing = (e) => e.target.closest?.("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("main .title a")];
const step = (by) => { const all = rows(); all[Math.min(Math.max(all.indexOf(document.activeElement) + by, 0), all.length - 1)]?.focus(); };
const find = () => { const box = document.querySelector("#tim"); if (box) box.focus(); else document.querySelector("[data-find]")?.click(); };
const keys = { "/": find, j: () => step(1), k: () => step(-1), "?": () => location.assign("/tro-giup#phim-tat") };
addEventListener("keydown", (e) => {
  if (e.key === "Escape") document.querySelectorAll("details.more[open], details.fold[open]").forEach((d) => { d.open = false; d.firstElementChild.focus(); });
  if (typing(e) || e.ctrlKey || e.metaKey || e.altKey || document.documentElement.dataset.keys === "off" || !keys[e.key]) return;
  e.preventDefault(); keys[e.key]();
});
addEventListener("click", (e) => {
  const copy = e.target.closest?.("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => { copy.textContent = "Đã chép"; });
});
let unsaved = false;
addEventListener("input", (e) => { if (e.target.form?.method === "post") unsaved = true; });
addEventListener("submit", () => { unsaved = false; });
addEventListener("beforeunload", (e) => { if (unsaved) e.preventDefault(); });
document.querySelector("[data-errors]")?.focus();
