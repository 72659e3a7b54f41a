// Extras of the pages. Everything works without them.
const typing = (e) => e.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("main .title a")];
const step = (by) => { const all = rows(); all[Math.min(Math.max(all.indexOf(document.activeElement) + by, 0), all.length - 1)]?.focus(); };
const find = () => { const box = document.querySelector("#tim"); if (box) box.focus(); else document.querySelector("[data-find]")?.click(); };
const press = (what, otherwise) => { const one = document.querySelector(what); if (one) one.click(); else otherwise?.(); };
// Whoever chooses other words writes them next: left on the choice, their letters would be keys.
const choose = (e) => { const all = document.activeElement.closest("[data-choices]") ?? document.querySelector("[data-choices]"), one = all?.querySelectorAll("[type=radio]")[Number(e.key) - 1]; if (one) { e.preventDefault(); one.checked = true; ((one.value === "khac" && all.querySelector("[type=text]")) || one).focus(); } };
const keys = { "/": find, j: () => press("[data-next]", () => step(1)), k: () => press("[data-previous]", () => step(-1)), u: () => press("[data-undo]"), "?": () => location.assign("/tro-giup#phim-tat") };
addEventListener("keydown", (e) => {
  if (e.key === "Escape") document.querySelectorAll("details.more[open], details.fold[open]").forEach((d) => { d.open = false; d.firstElementChild.focus(); });
  if (/^[1-9]$/.test(e.key) && !typing(e) && !e.ctrlKey && !e.altKey && !e.metaKey) choose(e);
  if (typing(e) || e.ctrlKey || e.metaKey || e.altKey || document.documentElement.dataset.keys === "off" || !keys[e.key]) return;
  e.preventDefault(); keys[e.key]();
});
addEventListener("click", (e) => {
  const copy = e.target.closest?.("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => { copy.textContent = "Đã chép"; });
});
// No second entry of the history for the address that is shown: Back would stay on it.
addEventListener("htmx:before:history:update", (e) => { if (e.detail.history.path === location.pathname + location.search) e.preventDefault(); });
let unsaved = false;
addEventListener("input", (e) => { if (e.target.form?.method === "post") unsaved = true; });
addEventListener("submit", () => { unsaved = false; });
addEventListener("beforeunload", (e) => { if (unsaved) e.preventDefault(); });
addEventListener("load", () => document.querySelectorAll(".origin").forEach((o) => { const at = o.querySelector(".here")?.getBoundingClientRect(); if (at) o.scrollTop += at.top - o.getBoundingClientRect().top - o.clientHeight / 3; }));
// Words typed (or put back by the browser) before the scripts were there are read as if typed now.
addEventListener("load", () => document.querySelectorAll("[hx-trigger^=input]").forEach((i) => { if (i.value !== i.defaultValue) i.dispatchEvent(new Event("input", { bubbles: true })); }));
