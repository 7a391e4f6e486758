
"use strict";
(() => {
  const tools = document.querySelector(".tools");
  const all = Array.from(document.querySelectorAll(".comment"), (element) => ({
    element,
    n: Number(element.dataset.n),
    codings: Array.from(element.querySelectorAll(".coding"), (coding) => ({ k: coding.dataset.k, c: Number(coding.dataset.c) })),
    text: element.querySelector(".said").textContent.trim(),
    words: element.querySelector(".text").textContent.trim(),
  }));
  if (!tools || all.length === 0) return;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’ʼ]/g, "'").toLowerCase();
  for (const comment of all) comment.folded = fold(comment.text);
  const collator = new Intl.Collator(document.documentElement.lang);
  const [text, stance, confidence, sort] = ["f-text", "f-stance", "f-conf", "f-sort"].map((id) => document.getElementById(id));
  const places = Array.from(stance.options, (option) => option.value);
  const place = (comment) => places.indexOf(comment.codings[0].k);
  const sure = (comment) => (comment.codings.find((coding) => coding.k === stance.value) || comment.codings[0]).c;
  const orders = {
    page: (a, b) => a.n - b.n,
    sure: (a, b) => sure(b) - sure(a) || a.n - b.n,
    unsure: (a, b) => sure(a) - sure(b) || a.n - b.n,
    stance: (a, b) => place(a) - place(b) || sure(b) - sure(a) || a.n - b.n,
    text: (a, b) => collator.compare(a.words, b.words) || a.n - b.n,
  };
  const count = new Intl.NumberFormat(document.documentElement.lang);
  let order = "page";
  const apply = () => {
    const wanted = fold(text.value.trim());
    const least = Number(confidence.value);
    let shown = 0;
    for (const comment of all) {
      const coded = comment.codings.some((coding) => (stance.value === "" || coding.k === stance.value) && coding.c >= least);
      const hit = coded && comment.folded.includes(wanted);
      comment.element.hidden = !hit;
      if (hit) shown += 1;
    }
    if (order !== sort.value || order !== "page") {
      order = sort.value;
      const parents = new Map();
      for (const comment of all.slice().sort(orders[order])) {
        const list = comment.element.parentNode;
        if (!parents.has(list)) parents.set(list, document.createDocumentFragment());
        parents.get(list).append(comment.element);
      }
      for (const [list, fragment] of parents) list.append(fragment);
    }
    const pattern = tools.dataset.shown;
    tools.querySelector("output").value = pattern.replace("{shown}", count.format(shown)).replace("{all}", count.format(all.length));
  };
  tools.addEventListener("input", apply);
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("reset", () => setTimeout(apply));
  tools.hidden = false;
  apply();
})();
