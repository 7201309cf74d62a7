// The review by keyboard. Every key presses a button or opens a panel that is there without it too.
"use strict";
(() => {
  const screen = () => document.querySelector(".review, .queue");
  if (!screen()) return;
  let shown = performance.now();
  let sending = false;

  const main = () => document.getElementById("main");
  const seen = (el) => el && el.getClientRects().length > 0;
  const pops = () => [...document.querySelectorAll("details.pop")];
  const opened = () => pops().find((d) => d.open);
  const typing = (el) => el && (el.matches("input:not([type=hidden]), select, textarea") || el.isContentEditable);

  function settle() {
    shown = performance.now();
    window.scrollTo(0, 0);
    main().focus({ preventScroll: true });
  }

  // Puts an answered page in place of this one, without loading style and script anew.
  function show(text, url) {
    const next = new DOMParser().parseFromString(text, "text/html");
    const body = next.getElementById("main");
    if (!body || !next.querySelector(".review, .queue")) { location.assign(url); return; }
    main().replaceWith(document.adoptNode(body));
    document.body.className = next.body.className;
    document.title = next.title;
    const header = next.querySelector(".masthead");
    if (header) document.querySelector(".masthead").replaceWith(document.adoptNode(header));
    history.pushState(null, "", url);
    settle();
    const open = opened();
    if (open) enter(open);
  }

  async function send(form, submitter) {
    if (sending) return;
    sending = true;
    document.querySelector(".dock")?.classList.add("sending");
    const fields = new URLSearchParams(new FormData(form, submitter));
    if (fields.has("shown")) fields.set("taken_ms", String(Math.round(performance.now() - shown)));
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields });
      show(await answer.text(), answer.url);
    } catch {
      let note = document.querySelector(".notice.offline");
      if (!note) {
        note = document.createElement("p");
        note.className = "notice bad offline";
        note.setAttribute("role", "alert");
        document.querySelector(".strip")?.after(note);
      }
      note.textContent = screen().dataset.offline || "";
    } finally {
      sending = false;
      document.querySelector(".dock")?.classList.remove("sending");
    }
  }

  document.addEventListener("submit", (e) => {
    if (!e.target.matches("form.judge")) return;
    e.preventDefault();
    send(e.target, e.submitter);
  });

  // Opens a panel; where it asks for a digit first, the panel itself has the focus.
  function enter(details) {
    for (const d of pops()) d.open = d === details;
    const panel = details.querySelector(".panel");
    panel.tabIndex = -1;
    panel.focus({ preventScroll: true });
  }

  function press(el) {
    if (el.tagName === "DETAILS") {
      if (el.open) { el.open = false; main().focus({ preventScroll: true }); } else enter(el);
    } else el.click();
  }

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || !screen()) return;
    const at = document.activeElement;
    const open = opened();
    if (e.key === "Escape" && open) {
      e.preventDefault();
      // From a field first back to its panel, then out of it.
      if (typing(at) && open.contains(at)) enter(open);
      else { open.open = false; main().focus({ preventScroll: true }); }
      return;
    }
    if (typing(at)) return;
    let key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    if (key === "Process" && /^Key[A-Z]$/.test(e.code)) key = e.code.slice(3).toLowerCase();
    if (open && /^[1-9]$/.test(key)) {
      const target = open.querySelector(`[data-digit="${key}"]`);
      if (target) {
        e.preventDefault();
        if (typing(target)) { target.focus(); target.select?.(); } else target.click();
      }
      return;
    }
    if (key === "Enter") {
      // On a link or a button Enter is theirs.
      if (at && at.matches("a, button, summary")) return;
      const go = document.querySelector('[data-key="Enter"]');
      if (go) { e.preventDefault(); go.click(); }
      return;
    }
    const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((el) => seen(el));
    if (!target) return;
    e.preventDefault();
    if (e.repeat || sending) return;
    press(target);
  });

  // A click beside an open panel closes it; one on a summary gives its panel the focus.
  document.addEventListener("click", (e) => {
    const open = opened();
    if (open && !open.contains(e.target)) open.open = false;
    const summary = e.target.closest("details.pop > summary");
    if (summary && !summary.parentElement.open) { e.preventDefault(); enter(summary.parentElement); }
  });
  window.addEventListener("popstate", () => location.reload());
  window.addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
  if (document.querySelector(".review")) settle();
})();
