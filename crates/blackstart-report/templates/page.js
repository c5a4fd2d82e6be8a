// Sorts and filters tables, and reads a plot off the table beside it. Without this file all of it is still there to read.

const make = (name, set, ...inside) => {
  const it = Object.assign(document.createElement(name), set);
  it.append(...inside);
  return it;
};

// What a cell is sorted by: the number it was made from, else its words.
const value = (row, column) => {
  const cell = row.cells[column];
  const number = cell?.dataset.v;
  return number === undefined ? (cell?.textContent ?? "") : Number(number);
};

const compare = (a, b) => {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a.localeCompare(b, "en", { numeric: true });
};

const sortable = table => {
  const body = table.tBodies[0];
  // Parts stand below their whole.
  if (!body || body.rows.length < 3 || body.querySelector(".part")) return;
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (!head.textContent.trim()) return;
    const button = make("button", { type: "button", className: "sort" }, ...head.childNodes);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const sign = up ? 1 : -1;
      const rows = [...body.rows].sort((a, b) => sign * compare(value(a, column), value(b, column)));
      body.append(...rows);
    });
    head.append(button);
  });
};

const MANY = 12;

const filterable = table => {
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  if (rows.length <= MANY) return;
  const said = make("span", { className: "note", role: "status" });
  const input = make("input", { type: "search", placeholder: "Filter rows", autocomplete: "off" });
  input.setAttribute("aria-label", `Filter rows: ${table.caption?.textContent ?? ""}`);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    said.textContent = words.length ? ` ${shown} of ${rows.length} rows` : "";
  });
  table.parentNode.before(make("div", { className: "filter" }, input, said));
};

// A row of the table for the place that a pointer or the arrow keys are at.
const readable = plot => {
  const places = plot.dataset.at?.split(" ").map(Number) ?? [];
  const table = plot.closest("figure")?.querySelector("table");
  const rows = [...(table?.tBodies[0]?.rows ?? [])];
  // A table may go on where its drawing has ended.
  if (!places.length || rows.length < places.length) return;
  const heads = [...table.tHead.rows[0].cells].map(head => head.textContent.trim());
  const svg = plot.querySelector("svg[role=img]");
  const line = document.createElementNS(svg.namespaceURI, "line");
  line.setAttribute("class", "reader");
  const said = make("p", { className: "reading", role: "status" });
  plot.append(said);
  let at = -1;
  const read = to => {
    at = Math.max(0, Math.min(places.length - 1, to));
    const words = [...rows[at].cells].map((cell, column) => `${heads[column]}: ${cell.textContent.trim()}`);
    said.textContent = words.join(" · ");
    for (const [name, place] of [["x1", `${places[at]}%`], ["x2", `${places[at]}%`], ["y1", "22"], ["y2", "274"]]) {
      line.setAttribute(name, place);
    }
    svg.append(line);
  };
  const nearest = place => {
    let best = 0;
    places.forEach((it, index) => { if (Math.abs(it - place) < Math.abs(places[best] - place)) best = index; });
    return best;
  };
  svg.addEventListener("pointermove", event => {
    const box = svg.getBoundingClientRect();
    read(nearest(100 * (event.clientX - box.left) / box.width));
  });
  plot.tabIndex = 0;
  plot.addEventListener("keydown", event => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    read(at < 0 ? 0 : at + step);
  });
};


// A link into what is folded opens it, and so does the printer, for as long as it prints.
const open = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && (target.closest("details") ?? target.querySelector(":scope > details"));
  if (fold) fold.open = true;
};
addEventListener("hashchange", open);
open();
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  opened.forEach(it => { it.open = true; });
});
addEventListener("afterprint", () => opened.forEach(it => { it.open = false; }));

document.querySelectorAll(".plot").forEach(readable);
document.querySelectorAll("main table").forEach(table => { sortable(table); filterable(table); });
