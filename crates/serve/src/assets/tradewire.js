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
