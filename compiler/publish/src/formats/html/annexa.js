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

  // The rows that fit what is chosen. What is chosen stands in the address, behind `#?`, so that it can be handed on.
  function filters() {
    const form = document.querySelector("form.filters");
    const all = [...document.querySelectorAll("tr[data-row]")];
    if (!form || all.length === 0) return;
    // What one thing says in several tables is sought together.
    const things = new Map();
    for (const row of all) {
      const name = row.dataset.of || row.id || [...row.cells].slice(0, 2).map((c) => c.textContent).join("\n");
      if (!things.has(name)) things.set(name, { rows: [], says: new Set(row.dataset.row.split("\n")), words: "", columns: {} });
      const thing = things.get(name);
      const of = row.dataset.of && byId(row.dataset.of);
      thing.rows.push(row, ...(of ? [of] : []));
      thing.words += ` ${row.textContent} ${of ? of.textContent : ""}`.toLowerCase();
      for (const cell of row.cells) if (cell.dataset.col) thing.columns[cell.dataset.col] = cell.textContent.toLowerCase();
    }
    const groups = new Set(all.map((row) => row.parentElement));
    const words = byId("_filter");
    const within = byId("_filter-in");
    const choices = [...form.querySelectorAll("select[data-by]")];
    const boxes = [...form.querySelectorAll("[data-column]")];
    const status = form.querySelector("[role=status]");
    const columns = () => {
      for (const box of boxes) {
        const cells = document.querySelectorAll(`[data-col="${CSS.escape(box.dataset.column)}"]`);
        for (const cell of cells) cell.hidden = !box.checked;
      }
    };
    const rows = () => {
      const sought = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = choices.filter((c) => c.value).map((c) => `${c.dataset.by}=${c.value}`);
      let shown = 0;
      for (const { rows: of, says, words: text, columns: cells } of things.values()) {
        const searched = within && within.value ? cells[within.value] || "" : text;
        const fits = chosen.every((c) => says.has(c)) && sought.every((w) => searched.includes(w));
        for (const one of of) one.hidden = !fits;
        if (fits) shown += 1;
      }
      for (const group of groups) {
        const head = group.querySelector("tr.group");
        if (head) head.hidden = ![...group.rows].some((r) => r !== head && !r.hidden);
      }
      status.textContent = shown === 1 ? "1 row" : `${shown} rows`;
    };
    const write = () => {
      const said = new URLSearchParams();
      if (words.value) said.set("words", words.value);
      if (within && within.value) said.set("in", within.value);
      for (const c of choices) if (c.value) said.set(c.dataset.by, c.value);
      const left = boxes.filter((box) => !box.checked).map((box) => box.dataset.column);
      if (left.length > 0) said.set("without", left.join(","));
      const text = said.toString();
      if (text || location.hash.startsWith("#?")) history.replaceState(null, "", text ? `#?${text}` : "#");
    };
    const read = () => {
      if (!location.hash.startsWith("#?")) return;
      const said = new URLSearchParams(location.hash.slice(2));
      words.value = said.get("words") || "";
      if (within) within.value = said.get("in") || "";
      for (const c of choices) {
        c.value = said.get(c.dataset.by) || "";
        if (c.value && c.closest("details")) c.closest("details").open = true;
      }
      const left = (said.get("without") || "").split(",");
      for (const box of boxes) box.checked = !left.includes(box.dataset.column);
    };
    const apply = () => { columns(); rows(); };
    form.addEventListener("input", () => { apply(); write(); });
    form.addEventListener("submit", (e) => e.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { apply(); write(); }));
    addEventListener("hashchange", () => { read(); apply(); });
    form.hidden = false;
    read();
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
