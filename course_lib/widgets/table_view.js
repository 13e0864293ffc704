// The page's half of table_view.py: a table whose headers sort and whose rows can be searched.

const MARKS = { none: "↕", ascending: "▲", descending: "▼" };
let tables = 0;

const plain = (text) => text.toLowerCase().replaceAll("_", "");
const written = (cell) => (typeof cell === "number" ? String(Number(cell.toPrecision(4))) : cell);

// Numbers before texts, texts as a reader's language sorts them.
function compare(a, b) {
  const numbers = [a, b].map((cell) => typeof cell === "number");
  if (numbers[0] && numbers[1]) return a - b;
  if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1;
  return a.localeCompare(b, undefined, { sensitivity: "base" });
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function render({ model, el }) {
  const columns = model.get("columns"), rows = model.get("rows"), caption = model.get("caption");
  const id = `course-table-search-${++tables}`;
  const search = make("input", { type: "search", id, autocomplete: "off", spellcheck: false });
  const label = make("label", { htmlFor: id, textContent: "Search" });
  const count = make("p", { className: "course-table-count" });
  count.setAttribute("role", "status");
  const body = make("tbody"), sorting = { column: -1, way: "none" };

  const heads = columns.map((text, column) => {
    const mark = make("span", { textContent: MARKS.none });
    mark.setAttribute("aria-hidden", "true");
    const button = make("button", { type: "button" }, text, " ", mark);
    const head = make("th", { scope: "col" }, button);
    button.addEventListener("click", () => {
      const again = sorting.column === column && sorting.way === "ascending";
      Object.assign(sorting, { column, way: again ? "descending" : "ascending" });
      show();
    });
    return { head, mark };
  });

  // Every word that is searched for must stand somewhere in a row; "he_normal" finds HeNormal.
  function show() {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    const found = rows.filter((row) => {
      const text = plain(row.map(written).join(" "));
      return words.every((word) => text.includes(word));
    });
    const { column, way } = sorting;
    if (way !== "none") {
      const sign = way === "ascending" ? 1 : -1;
      found.sort((a, b) => sign * compare(a[column], b[column]));
    }
    heads.forEach(({ head, mark }, i) => {
      const state = i === column ? way : "none";
      if (state === "none") head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", state);
      mark.textContent = MARKS[state];
    });
    body.replaceChildren(...found.map(([first, ...others]) => make(
      "tr", {},
      make("th", { scope: "row", textContent: written(first) }),
      ...others.map((cell) => make("td", { textContent: written(cell) })),
    )));
    count.textContent = `${found.length} of ${rows.length} rows`;
  }
  search.addEventListener("input", show);

  const table = make(
    "table", {},
    make("caption", { textContent: caption }),
    make("thead", {}, make("tr", {}, ...heads.map(({ head }) => head))),
    body,
  );
  const region = make("div", { className: "course-table-scroll", tabIndex: 0 }, table);
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", caption);
  el.classList.add("course-table");
  el.append(make("div", { className: "course-table-search" }, label, search), count, region);
  show();
}

export default { render };
