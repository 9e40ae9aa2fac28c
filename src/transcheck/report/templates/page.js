"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const form = document.querySelector(".filters");
  if (!form) return;
  const cards = all(".card"), marks = all("mark"), count = form.querySelector("output");
  const numbers = (mark) => mark.dataset.f.split(" ");
  let current = -1;

  const visible = () => cards.filter((card) => !card.hidden);
  const say = () => { count.textContent = `${current < 0 ? 0 : visible().indexOf(cards[current]) + 1} of ${visible().length}`; };

  const showColumn = (column, shown) => {
    all(`[data-column="${column}"]`).forEach((cell) => { cell.hidden = !shown; });
    const box = form.querySelector(`[name="column"][value="${column}"]`);
    if (box) box.checked = shown;
    const shares = all("thead th").filter((cell) => !cell.hidden).length;
    document.documentElement.style.setProperty("--share", `${100 / shares}%`);
  };

  const showVersion = (lang) => all("thead th").filter((cell) => cell.dataset.lang === lang)
    .forEach((cell) => showColumn(cell.dataset.column, true));

  const link = (keys, on) => marks.forEach((mark) => {
    if (numbers(mark).some((key) => keys.includes(key))) mark.classList.toggle("linked", on);
  });

  const unfold = (row) => { if (row && row.classList.contains("folded")) toggle(row.closest("tbody"), true); };

  const select = (index) => {
    if (current >= 0) { cards[current].classList.remove("current"); link([cards[current].id.slice(1)], false); }
    current = index;
    const card = cards[index], key = card.id.slice(1);
    card.classList.add("current");
    showVersion(card.dataset.lang);
    marks.filter((mark) => numbers(mark).includes(key)).forEach((mark) => unfold(mark.closest("tr")));
    link([key], true);
    card.focus({ preventScroll: true });
    (card.closest("tr")?.previousElementSibling ?? card).scrollIntoView({ block: "center" });
    say();
  };

  const step = (by) => {
    const open = visible();
    if (!open.length) return;
    const at = current < 0 ? (by > 0 ? -1 : 0) : open.indexOf(cards[current]);
    select(cards.indexOf(open[(at + by + open.length) % open.length]));
  };

  const filter = () => {
    const severities = all('[name="severity"]:checked', form).map((box) => box.value);
    const family = form.elements.family.value, lang = form.elements.lang.value;
    cards.forEach((card) => {
      card.hidden = !severities.includes(card.dataset.severity) || (family && card.dataset.family !== family)
        || (lang && card.dataset.lang !== lang);
    });
    all("tr.told").forEach((row) => { row.hidden = all(".card", row).every((card) => card.hidden); });
    marks.forEach((mark) => mark.classList.toggle("off", numbers(mark).every((key) => document.getElementById(`f${key}`).hidden)));
    if (current >= 0 && cards[current].hidden) { link([cards[current].id.slice(1)], false); current = -1; }
    say();
  };

  const toggle = (body, open) => {
    all("tr.texts", body).forEach((row) => row.classList.toggle("folded", !open));
    const button = body.querySelector("tr.fold button");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = `${open ? "▾" : "▸"} ${button.dataset.label}`;
  };

  all("tbody.plain").forEach((body) => {
    const rows = all("tr.texts", body).length, row = document.createElement("tr"), cell = document.createElement("td");
    const button = document.createElement("button");
    row.className = "fold";
    cell.colSpan = document.querySelectorAll("thead th").length;
    button.type = "button";
    button.dataset.label = `${rows} ${rows === 1 ? "paragraph" : "paragraphs"} without findings`;
    button.addEventListener("click", () => toggle(body, button.getAttribute("aria-expanded") !== "true"));
    cell.append(button);
    row.append(cell);
    body.prepend(row);
    toggle(body, false);
  });

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.name === "all") all("tbody.plain").forEach((body) => toggle(body, box.checked));
    else if (box.name === "column") showColumn(box.value, box.checked);
    else filter();
    if (box.name === "lang") showVersion(box.value);
  });
  all("[data-step]").forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.step))));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Enter" && event.target.matches("mark")) event.target.click();
  });

  marks.forEach((mark) => {
    mark.addEventListener("mouseenter", () => link(numbers(mark), true));
    mark.addEventListener("mouseleave", () => link(numbers(mark).filter((key) => current < 0 || `f${key}` !== cards[current].id), false));
    mark.addEventListener("click", () => {
      const open = numbers(mark).map((key) => document.getElementById(`f${key}`)).filter((card) => !card.hidden);
      if (open.length) select(cards.indexOf(open[0]));
    });
  });

  all("[data-copy]").forEach((button) => button.addEventListener("click", async () => {
    const field = button.closest(".copy").querySelector("textarea");
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    button.textContent = "Copied";
  }));

  all('[name="column"]', form).forEach((box) => showColumn(box.value, box.checked));
  filter();
})();
