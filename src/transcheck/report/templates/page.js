"use strict";
// the findings of a story: from one to the next, filters, columns, folds. The page of `serve` calls
// it again each time the story was checked.
const showFindings = () => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const form = document.querySelector(".filters");
  if (!form) return;
  const leaving = new AbortController(), signal = leaving.signal;
  const cards = all(".card"), marks = all("mark"), rows = all("tr.texts"), count = form.querySelector("output");
  const numbers = (mark) => mark.dataset.f.split(" ");
  const cardOf = (key) => document.getElementById(`f${key}`);
  const opened = new Set();
  let current = -1;

  const visible = () => cards.filter((card) => !card.hidden);
  const say = () => { count.textContent = `${current < 0 ? 0 : visible().indexOf(cards[current]) + 1} of ${visible().length}`; };

  const quote = () => all("[data-quote]").forEach((line) => {
    const head = document.querySelector(`thead th[data-column="${line.dataset.quote}"]`);
    line.hidden = Boolean(head) && !head.hidden;
  });

  const showColumn = (column, shown) => {
    all(`[data-column="${column}"]`).forEach((cell) => { cell.hidden = !shown; });
    const box = form.querySelector(`[name="column"][value="${column}"]`);
    if (box) box.checked = shown;
    const shares = all("thead th").filter((cell) => !cell.hidden).length;
    document.documentElement.style.setProperty("--share", `${100 / shares}%`);
    quote();
  };

  const showVersion = (lang) => all("thead th").filter((cell) => cell.dataset.lang === lang)
    .forEach((cell) => showColumn(cell.dataset.column, true));

  const link = (keys, on) => marks.forEach((mark) => {
    if (numbers(mark).some((key) => keys.includes(key))) mark.classList.toggle("linked", on);
  });

  // A row is folded if no finding that is shown has a place in it.
  const hasFinding = (row) => all("mark", row).some((mark) => numbers(mark).some((key) => !cardOf(key).hidden))
    || all(".card", row.nextElementSibling?.matches("tr.about") ? row.nextElementSibling : document.createElement("tr"))
      .some((card) => !card.hidden);

  const foldRow = (group) => {
    const row = document.createElement("tr"), cell = document.createElement("td"), button = document.createElement("button");
    row.className = "fold";
    cell.colSpan = all("thead th").length;
    button.type = "button";
    const open = group.every((one) => opened.has(one));
    button.setAttribute("aria-expanded", String(open));
    button.textContent = `${open ? "▾" : "▸"} ${group.length} ${group.length === 1 ? "paragraph" : "paragraphs"} without findings`;
    button.addEventListener("click", () => {
      group.forEach((one) => { if (open) opened.delete(one); else opened.add(one); });
      fold();
    });
    cell.append(button);
    row.append(cell);
    group[0].before(row);
    group.forEach((one) => one.classList.toggle("folded", !open));
  };

  const fold = () => {
    all("tr.fold").forEach((row) => row.remove());
    let group = [];
    const end = () => { if (group.length) foldRow(group); group = []; };
    rows.forEach((row) => {
      row.classList.remove("folded");
      if (hasFinding(row)) end();
      else group.push(row);
    });
    end();
  };

  const select = (index) => {
    if (current >= 0) { cards[current].classList.remove("current"); link([cards[current].id.slice(1)], false); }
    current = index;
    const card = cards[index], key = card.id.slice(1);
    card.classList.add("current");
    showVersion(card.dataset.lang);
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
    all("[data-goto]").forEach((line) => { line.hidden = cardOf(line.dataset.goto).hidden; });
    all("tr.about").forEach((row) => { row.hidden = all(".card", row).every((card) => card.hidden); });
    marks.forEach((mark) => mark.classList.toggle("off", numbers(mark).every((key) => cardOf(key).hidden)));
    if (current >= 0 && cards[current].hidden) { link([cards[current].id.slice(1)], false); current = -1; }
    fold();
    say();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.name === "all") {
      rows.forEach((row) => { if (box.checked) opened.add(row); else opened.delete(row); });
      fold();
    } else if (box.name === "column") showColumn(box.value, box.checked);
    else filter();
    if (box.name === "lang") showVersion(box.value);
  });
  all("[data-step]", form).forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.step))));
  all("[data-goto] a").forEach((anchor) => anchor.addEventListener("click", (event) => {
    event.preventDefault();
    select(cards.indexOf(cardOf(anchor.closest("li").dataset.goto)));
  }));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select, input:not([type=checkbox])")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Enter" && event.target.matches("mark")) event.target.click();
  }, { signal });

  marks.forEach((mark) => {
    mark.addEventListener("mouseenter", () => link(numbers(mark), true));
    mark.addEventListener("mouseleave", () => link(numbers(mark).filter((key) => current < 0 || `f${key}` !== cards[current].id), false));
    mark.addEventListener("click", () => {
      const open = numbers(mark).map(cardOf).filter((card) => !card.hidden);
      if (open.length) select(cards.indexOf(open[0]));
    });
  });

  const copy = async (text, button) => {
    try { await navigator.clipboard.writeText(text); } catch {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = "Copied";
  };
  // a page that was sent to someone has no files beside it
  if (location.protocol === "file:") all("[data-file]").forEach((place) => {
    const file = new URL(place.dataset.file, location.href);
    const anchor = (text, href) => Object.assign(document.createElement("a"), { textContent: text, href });
    place.after(" ", anchor("Open the file", file.href), " ", anchor("Open in VS Code", `vscode://file${file.pathname}:${place.dataset.at}`));
  });
  all("[data-copy]").forEach((button) => button.addEventListener("click", () => {
    const field = button.parentElement.querySelector("[data-text]");
    copy(field.value ?? field.textContent, button);
  }));
  all("[data-copy-block]").forEach((button) => {
    const key = button.closest(".card").id.slice(1);
    const mark = marks.find((one) => numbers(one).includes(key) && !one.classList.contains("related")) ?? marks.find((one) => numbers(one).includes(key));
    if (!mark) { button.hidden = true; return; }
    button.addEventListener("click", () => {
      const text = mark.closest(".block").cloneNode(true);
      text.querySelector(".line").remove();
      copy(text.textContent, button);
    });
  });

  all('[name="column"]', form).forEach((box) => showColumn(box.value, box.checked));
  quote();
  filter();
  return () => leaving.abort();
};
showFindings();
