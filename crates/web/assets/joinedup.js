// What a page does better with a script. Every page works without it.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Long work: the bar and the words come up to date without loading the page again.
const work = document.querySelector("[data-progress]");
if (work) {
  const bar = document.getElementById("bar");
  const words = document.getElementById("progress-words");
  const ask = async () => {
    try {
      const answer = await fetch(work.dataset.progress, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const progress = await answer.json();
      if (progress.ended) {
        window.location.reload();
        return;
      }
      if (progress.percent === null) bar.removeAttribute("value");
      else bar.value = progress.percent;
      if (words.textContent !== progress.words) words.textContent = progress.words;
      window.setTimeout(ask, 2000);
    } catch {
      words.textContent = "No answer from Joinedup just now. Asking again in a moment.";
      window.setTimeout(ask, 10000);
    }
  };
  window.setTimeout(ask, 1000);
}

// What has just been done is said again once the page stands, so that screen readers say it aloud.
const told = document.querySelector("[data-said] p");
if (told) {
  const text = told.textContent;
  told.textContent = "";
  window.setTimeout(() => { told.textContent = text; }, 200);
}

// Keys of the review page. They can be turned off, and never act while somebody writes.
const keys = document.querySelector("[data-keys]");
if (keys) {
  const button = keys.querySelector("[data-keys-switch]");
  let on = true;
  try { on = window.localStorage.getItem("joinedup-keys") !== "off"; } catch { /* not kept, then */ }
  const show = () => {
    document.documentElement.classList.toggle("has-keys", on);
    button.textContent = on ? "Keys are on" : "Keys are off";
    for (const pressed of document.querySelectorAll("[data-key]")) {
      if (on) pressed.setAttribute("aria-keyshortcuts", pressed.dataset.key);
      else pressed.removeAttribute("aria-keyshortcuts");
    }
  };
  button.addEventListener("click", () => {
    on = !on;
    try { window.localStorage.setItem("joinedup-keys", on ? "on" : "off"); } catch { /* not kept */ }
    show();
  });
  let gone = false;
  document.addEventListener("keydown", (event) => {
    const at = event.target instanceof Element ? event.target : document.body;
    const writes = at.closest("input, textarea, select, [contenteditable]");
    if (!on || gone || writes || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const pressed = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    if (!pressed) return;
    event.preventDefault();
    gone = true;
    pressed.click();
  });
  window.addEventListener("pageshow", () => { gone = false; });
  keys.hidden = false;
  show();
}
