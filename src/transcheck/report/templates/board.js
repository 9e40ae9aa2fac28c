"use strict";
(() => {
  const form = document.querySelector(".search"), table = document.querySelector(".board");
  if (!form || !table) return;
  const body = table.tBodies[0], rows = [...body.rows], count = form.querySelector("output");
  const value = (row, column) => column ? Number(row.cells[column].dataset.v || 0) : row.cells[0].textContent;
  let sorted = null, down = false;

  const filter = () => {
    const wanted = form.elements.q.value.trim().toLowerCase(), behind = form.elements.behind.checked;
    let shown = 0;
    rows.forEach((row) => {
      const named = row.cells[0].textContent.toLowerCase().includes(wanted);
      row.hidden = !named || (behind && !row.querySelector("[data-v]"));
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = `${shown} of ${rows.length}`;
  };

  table.querySelectorAll("[data-sort]").forEach((button) => button.addEventListener("click", () => {
    const column = Number(button.dataset.sort);
    down = sorted === column ? !down : column > 0;
    sorted = column;
    rows.sort((a, b) => {
      const x = value(a, column), y = value(b, column);
      return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1);
    });
    body.append(...rows);
    table.querySelectorAll("th[aria-sort]").forEach((cell) => cell.removeAttribute("aria-sort"));
    button.closest("th").setAttribute("aria-sort", down ? "descending" : "ascending");
  }));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  filter();
})();
