// Small comforts; every page works without them.
"use strict";
(() => {
  // "/" puts the cursor into the search field, as in many reading tools.
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    const at = document.activeElement;
    const typing = at && (at.matches("input, select, textarea") || at.isContentEditable);
    if (e.key === "/" && !typing) {
      const q = document.getElementById("q");
      if (q) { e.preventDefault(); q.focus(); q.select(); }
    }
    // j and k walk the cards.
    if ((e.key === "j" || e.key === "k") && !typing) {
      const cards = [...document.querySelectorAll("article.card h3 a")];
      if (!cards.length) return;
      const now = cards.indexOf(at);
      const next = Math.min(cards.length - 1, Math.max(0, now + (e.key === "j" ? 1 : -1)));
      cards[next].focus();
      cards[next].scrollIntoView({ block: "center" });
    }
  });
  // Ctrl+K opens the palette: pages by the letters typed, else a search.
  const palette = document.getElementById("palette");
  if (palette && palette.showModal) {
    const field = palette.querySelector("input");
    const rows = [...palette.querySelectorAll("li")];
    const links = () => rows.filter((r) => !r.hidden).map((r) => r.firstElementChild);
    const open = () => {
      field.value = "";
      field.dispatchEvent(new Event("input"));
      palette.showModal();
      field.focus();
    };
    field.addEventListener("input", () => {
      const typed = field.value.trim().toLowerCase();
      for (const r of rows) r.hidden = !r.textContent.toLowerCase().includes(typed);
    });
    palette.addEventListener("keydown", (e) => {
      if (e.isComposing) return;
      const all = links();
      const now = all.indexOf(document.activeElement);
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        const next = now + (e.key === "ArrowDown" ? 1 : -1);
        if (next < 0) field.focus(); else if (all[next]) all[next].focus();
      }
      // The first page that is left, unless the words find none: then they are searched for.
      if (e.key === "Enter" && document.activeElement === field && field.value.trim() && all.length) {
        e.preventDefault();
        all[0].click();
      }
    });
    palette.addEventListener("click", (e) => { if (e.target === palette) palette.close(); });
    document.addEventListener("keydown", (e) => {
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k" && !e.isComposing) {
        e.preventDefault();
        if (palette.open) palette.close(); else open();
      }
    });
    for (const b of document.querySelectorAll("[data-opens=palette]")) {
      b.hidden = false;
      b.addEventListener("click", open);
    }
  }
  // The live wire: what is new is told, and shown when asked for; nothing moves by itself.
  const news = document.querySelector("[data-live]");
  if (news && window.EventSource) {
    const known = () => new Set([...document.querySelectorAll("article.card h3 a")].map((a) => a.getAttribute("href")));
    let waiting = 0;
    const show = async () => {
      const before = known();
      const page = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!page.ok) { location.reload(); return; }
      const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-cards]");
      const old = document.querySelector("[data-cards]");
      if (!fresh || !old) { location.reload(); return; }
      for (const a of fresh.querySelectorAll("article.card h3 a")) {
        if (!before.has(a.getAttribute("href"))) a.closest("article").classList.add("new");
      }
      old.replaceWith(document.adoptNode(fresh));
      waiting = 0;
      news.replaceChildren();
      const first = document.querySelector("article.card.new h3 a");
      if (first) first.focus();
    };
    const stream = new EventSource(news.dataset.live);
    stream.addEventListener("hello", () => { news.dataset.on = ""; });
    stream.addEventListener("new", (e) => {
      const { ids } = JSON.parse(e.data);
      waiting += ids.length;
      const b = document.createElement("button");
      b.type = "button";
      b.textContent = (waiting === 1 ? news.dataset.one : news.dataset.many).replace("{n}", waiting);
      b.addEventListener("click", show);
      news.replaceChildren(b);
    });
    addEventListener("pagehide", () => stream.close());
  }
  // A filter is applied as soon as it is chosen.
  for (const s of document.querySelectorAll(".filters select")) {
    s.addEventListener("change", () => s.form.requestSubmit());
  }
  // Both columns of an article scroll to the same claim.
  for (const a of document.querySelectorAll(".found a[href^='#']")) {
    a.addEventListener("click", () => {
      for (const m of document.querySelectorAll("mark.now")) m.classList.remove("now");
      for (const m of document.querySelectorAll(`[data-claim="${CSS.escape(a.hash.slice(1))}"]`)) m.classList.add("now");
    });
  }
})();
