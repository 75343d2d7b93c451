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
