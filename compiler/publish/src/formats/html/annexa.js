// The site's script: light and dark, sources, filters, the search. Everything can be read without it.
"use strict";
(() => {
  const root = document.documentElement;
  const kept = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* Not everybody lets pages keep things. */ } },
  };
  const theme = kept.get("annexa-theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (kept.get("annexa-sources") === "shown") root.classList.add("with-sources");

  const byId = (id) => document.getElementById(id);

  function themes() {
    const button = byId("_theme");
    const system = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
    const label = () => { button.textContent = isDark() ? "Light" : "Dark"; };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      kept.set("annexa-theme", root.dataset.theme);
      label();
    });
    system.addEventListener("change", label);
    button.hidden = false;
    label();
  }

  function sources() {
    const button = byId("_sources");
    const label = () => button.setAttribute("aria-pressed", String(root.classList.contains("with-sources")));
    button.addEventListener("click", () => {
      root.classList.toggle("with-sources");
      kept.set("annexa-sources", root.classList.contains("with-sources") ? "shown" : "hidden");
      label();
    });
    if (!document.querySelector(".src")) return;
    button.hidden = false;
    label();
  }

  function filters() {
    const form = document.querySelector("form.filters");
    const rows = [...document.querySelectorAll("tr[data-row]")].map((row) => ({
      row,
      of: row.dataset.of && byId(row.dataset.of),
      says: new Set(row.dataset.row.split("\n")),
      group: row.parentElement,
    }));
    if (!form || rows.length === 0) return;
    for (const one of rows) one.words = (one.row.textContent + (one.of ? one.of.textContent : "")).toLowerCase();
    const words = byId("_filter");
    const choices = [...form.querySelectorAll("select")];
    const status = form.querySelector("[role=status]");
    const apply = () => {
      const sought = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = choices.filter((c) => c.value).map((c) => `${c.dataset.by}=${c.value}`);
      const shown = new Set();
      for (const { row, of, says, words: text } of rows) {
        const fits = chosen.every((c) => says.has(c)) && sought.every((w) => text.includes(w));
        row.hidden = !fits;
        if (of) of.hidden = !fits;
        if (fits) shown.add([...row.cells].slice(0, 2).map((c) => c.textContent).join("\n"));
      }
      for (const group of new Set(rows.map((r) => r.group))) {
        const head = group.querySelector("tr.group");
        if (head) head.hidden = ![...group.rows].some((r) => r !== head && !r.hidden);
      }
      status.textContent = shown.size === 1 ? "1 row" : `${shown.size} rows`;
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (e) => e.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { columns(); apply(); }));
    const boxes = [...form.querySelectorAll("[data-column]")];
    const columns = () => {
      for (const box of boxes) {
        const cells = document.querySelectorAll(`[data-col="${CSS.escape(box.dataset.column)}"]`);
        for (const cell of cells) cell.hidden = !box.checked;
      }
    };
    for (const box of boxes) box.addEventListener("change", columns);
    form.hidden = false;
    apply();
  }

  function search() {
    const list = byId("_results");
    if (!list || !window.annexaIndex) return;
    const field = byId("_q");
    const found = byId("_found");
    const index = window.annexaIndex.map((entry) => [...entry, entry[0].toLowerCase(), entry[3].toLowerCase()]);
    const excerpt = (text, word) => {
      const at = Math.max(0, text.toLowerCase().indexOf(word) - 60);
      return (at > 0 ? "… " : "") + text.slice(at, at + 200) + (at + 200 < text.length ? " …" : "");
    };
    const run = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      list.replaceChildren();
      if (words.length === 0) { found.textContent = "What are you looking for?"; return; }
      const hits = [];
      for (const [title, url, kind, text, lowTitle, lowText] of index) {
        let points = 0;
        for (const word of words) {
          const inTitle = lowTitle.includes(word);
          if (!inTitle && !lowText.includes(word)) { points = 0; break; }
          points += inTitle ? (lowTitle.startsWith(word) ? 4 : 3) : 1;
        }
        if (points > 0) hits.push({ title, url, kind, text, points });
      }
      hits.sort((a, b) => b.points - a.points);
      const all = hits.length === 1 ? "1 result" : `${hits.length} results`;
      found.textContent = hits.length > 60 ? `${all}, of which the first 60 are shown` : all;
      for (const hit of hits.slice(0, 60)) {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = hit.url;
        link.textContent = hit.title;
        const kind = document.createElement("small");
        kind.textContent = hit.kind;
        const text = document.createElement("p");
        text.textContent = excerpt(hit.text, words[0]);
        item.append(link, " ", kind, text);
        list.append(item);
      }
    };
    field.value = new URLSearchParams(location.search).get("q") || "";
    field.addEventListener("input", run);
    run();
  }

  addEventListener("DOMContentLoaded", () => {
    themes();
    sources();
    filters();
    search();
    addEventListener("beforeprint", () => { for (const d of document.querySelectorAll("details.origin[open]")) d.open = false; });
  });
})();
