"use strict";
(() => {
  const table = document.querySelector("table.list");
  if (!table) return;
  const body = table.tBodies[0], rows = [...body.rows];
  const value = (row, column) => {
    const cell = row.cells[column];
    return "v" in cell.dataset ? Number(cell.dataset.v) : cell.textContent.trim();
  };
  let sorted = null, down = false;
  table.querySelectorAll("[data-sort]").forEach((button) => button.addEventListener("click", () => {
    const column = Number(button.dataset.sort);
    down = sorted === column ? !down : typeof value(rows[0] ?? table.rows[0], column) === "number";
    sorted = column;
    rows.sort((a, b) => {
      const x = value(a, column), y = value(b, column);
      return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1);
    });
    body.append(...rows);
    table.querySelectorAll("th[aria-sort]").forEach((cell) => cell.removeAttribute("aria-sort"));
    button.closest("th").setAttribute("aria-sort", down ? "descending" : "ascending");
  }));
})();
