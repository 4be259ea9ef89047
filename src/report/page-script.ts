/** @file Script of every page. What a page shows without it, it only makes easier to look through. */

/**
 * Tables: a header that is pressed sorts by its column, pressed again the other way round, empty cells last; a field
 * filters the rows by words; rows beyond the first come from the data beside the table as one scrolls. Charts: of several
 * with other axes one is shown, by choice. Nothing is parsed before it is asked for, so that long tables open at once.
 */
export const pageScript = `
const STEP = 200;
const grouped = (count) => String(count).replace(/\\B(?=(\\d{3})+$)/g, "\\u202f");
const make = (name, text, className) => {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  if (className) element.className = className;
  return element;
};
const looks = {
  plain: (cell, text) => {
    cell.append(text);
    if (text.length > 24) cell.title = text;
  },
  state: (cell, text, note) => {
    cell.append(make("span", text, "state " + text));
    if (note) cell.append(" ", make("small", note));
  },
  code: (cell, text, full) => {
    const short = make(full ? "summary" : "code", text);
    short.title = text;
    if (!full) return cell.append(short);
    const details = make("details");
    details.append(short, make("code", full));
    cell.append(details);
  },
};
const rowsOfPage = (body) => {
  const rows = [...body.rows];
  return {
    count: rows.length,
    rank: (row, column) => rows[row].cells[column].dataset.rank,
    text: (row) => [...rows[row].cells].map((cell) => cell.textContent).join(" "),
    element: (row) => rows[row],
  };
};
const rowsOfData = (text) => {
  const { best, columns } = JSON.parse(text);
  const reader = (packed) => {
    if (!packed) return () => "";
    const { words, at, glue } = packed;
    if (glue) return (row) => at[row].map((word) => words[word]).join(glue);
    const read = at ? (row) => words[at[row]] : (row) => words[row];
    return (row) => (typeof read(row) === "string" ? read(row) : JSON.stringify(read(row)));
  };
  const readers = columns.map(({ text, more }) => [reader(text), reader(more)]);
  return {
    count: columns[0].ranks.length,
    rank: (row, column) => columns[column].ranks[row] ?? "",
    text: (row) => readers.map(([text, more]) => text(row) + " " + more(row)).join(" "),
    element: (row) => {
      const element = make("tr", "", row === best ? "best" : "");
      columns.forEach(({ kind, look }, column) => {
        const cell = make("td", "", kind);
        const [text, more] = readers[column];
        looks[look](cell, text(row), more(row));
        element.append(cell);
      });
      return element;
    },
  };
};
for (const box of document.querySelectorAll(".table")) {
  const body = box.querySelector("tbody");
  const tools = box.querySelector(".tools");
  const status = box.querySelector(".tools output");
  const rest = box.querySelector(".rest");
  const data = box.querySelector("script");
  let source, texts, order, shown;
  const open = () => {
    if (source) return;
    source = data ? rowsOfData(data.textContent) : rowsOfPage(body);
    order = Array.from({ length: source.count }, (_, row) => row);
    shown = body.rows.length;
  };
  const button = make("button", "Show more rows");
  button.type = "button";
  const tell = () => {
    if (rest) rest.hidden = shown >= order.length;
    if (status) status.textContent = (shown < order.length ? "first " + grouped(shown) + " of " : "") + grouped(order.length) + (order.length === source.count ? " rows" : " rows that match, of " + grouped(source.count));
  };
  const more = () => {
    open();
    body.append(...order.slice(shown, shown + STEP).map(source.element));
    shown = Math.min(order.length, shown + STEP);
    tell();
  };
  const show = () => {
    body.replaceChildren();
    shown = 0;
    more();
  };
  for (const sorter of box.querySelectorAll("th button")) {
    sorter.addEventListener("click", () => {
      open();
      const header = sorter.parentElement;
      const column = header.cellIndex;
      const sign = header.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
      order.sort((a, b) => {
        const [x, y] = [source.rank(a, column), source.rank(b, column)];
        return x === "" || y === "" ? (x === "") - (y === "") : sign * (x - y);
      });
      show();
    });
  }
  if (tools) {
    tools.hidden = false;
    tools.querySelector("input").addEventListener("input", ({ target }) => {
      open();
      texts ??= order.map((_, row) => source.text(row).toLowerCase());
      const words = target.value.toLowerCase().split(/\\s+/);
      const sorted = box.querySelector("th[aria-sort]");
      order = Array.from({ length: source.count }, (_, row) => row).filter((row) => words.every((word) => texts[row].includes(word)));
      if (!sorted) return show();
      sorted.setAttribute("aria-sort", sorted.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending");
      sorted.querySelector("button").click();
    });
  }
  if (rest) {
    rest.replaceChildren(button);
    button.addEventListener("click", more);
    const root = box.querySelector(".scroll");
    if (window.IntersectionObserver) new IntersectionObserver(([entry]) => entry.isIntersecting && more(), { root, rootMargin: "400px" }).observe(rest);
  }
}
for (const box of document.querySelectorAll(".views")) {
  const views = [...box.querySelectorAll("figure")];
  const select = box.querySelector("select");
  const show = () => views.forEach((view, i) => { view.hidden = i !== select.selectedIndex; });
  select.addEventListener("change", show);
  select.parentElement.hidden = false;
  show();
}
`;
