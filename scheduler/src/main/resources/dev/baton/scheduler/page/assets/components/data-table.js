import { el } from "../dom.js";

/**
 * A table of rows that the server has sorted and cut. Rows that are shown already are changed in
 * place, cell by cell, so that neither focus nor a selection is lost while they live.
 *
 * @template Row
 * @typedef {object} Column
 * @property {string} label
 * @property {(row: Row) => import("../dom.js").Child | import("../dom.js").Child[]} cell
 * @property {string} [sort] what the server calls it; absent: not sorted by
 * @property {boolean} [isDescendingFirst] the first click sorts the largest to the top
 * @property {boolean} [isNumber] aligned to the right
 * @property {boolean} [isHead] names the row; its first link is what the arrow keys go to
 * @property {string} [className]
 */

/** @template Row */
export class DataTable {
  element;
  #columns;
  #key;
  #onSort;
  #empty;
  #headers = new Map();
  #body = el("tbody");
  #rows = new Map();

  /**
   * @param {object} options
   * @param {string} options.caption what it lists, for screen readers
   * @param {Column<Row>[]} options.columns
   * @param {(row: Row) => string} options.key
   * @param {(sort: string) => void} [options.onSort] told `name` or `-name`
   * @param {string} [options.empty] what is said when there is no row
   * @param {string} [options.className]
   */
  constructor({ caption, columns, key, onSort, empty, className }) {
    this.#columns = columns;
    this.#key = key;
    this.#onSort = onSort ?? (() => {});
    this.#empty = empty ?? "Nothing to show.";
    this.element = el(
      "table",
      { class: `data ${className ?? ""}` },
      el("caption", { class: "spoken" }, caption),
      el("thead", {}, el("tr", {}, columns.map((column) => this.#header(column)))),
      this.#body,
    );
    this.#body.addEventListener("keydown", (event) => this.#move(event));
    this.#body.addEventListener("focusin", (event) => this.#rove(event.target.closest("tr")));
  }

  /** @param {Row[]} rows @param {string} [sort] by what they are sorted */
  show(rows, sort) {
    const before = this.#rows;
    this.#rows = new Map();
    const lines = rows.map((row) => {
      const key = this.#key(row);
      const line = before.get(key)?.line ?? this.#line(key);
      this.#rows.set(key, { line, row });
      this.#fillLine(line, row);
      return line;
    });
    this.#place(lines.length > 0 ? lines : [this.#nothing()]);
    this.#markSorted(sort);
    this.#rove(this.#body.querySelector("tr:focus-within") ?? lines[0]);
  }

  /** Changes a row that is shown. @param {Row} row @returns {Row | undefined} what it was; nothing if it is not shown */
  update(row) {
    const shown = this.#rows.get(this.#key(row));
    if (!shown) {
      return undefined;
    }
    const before = shown.row;
    shown.row = row;
    this.#fillLine(shown.line, row);
    return before;
  }

  /** Draws the rows again, when something else than they has changed. */
  redraw() {
    this.#rows.forEach(({ line, row }) => this.#fillLine(line, row));
  }

  #header(column) {
    const cell = el("th", { scope: "col", class: classes(column) });
    if (!column.sort) {
      cell.append(column.label);
      return cell;
    }
    cell.append(el("button", { type: "button", class: "sorter", onclick: () => this.#sortBy(column) }, column.label));
    this.#headers.set(column.sort, cell);
    return cell;
  }

  #sortBy(column) {
    const direction = this.#headers.get(column.sort).getAttribute("aria-sort");
    const isDescending = direction ? direction === "ascending" : Boolean(column.isDescendingFirst);
    this.#onSort((isDescending ? "-" : "") + column.sort);
  }

  #markSorted(sort) {
    this.#headers.forEach((cell) => cell.removeAttribute("aria-sort"));
    const name = sort?.replace("-", "") ?? "";
    this.#headers.get(name)?.setAttribute("aria-sort", sort.startsWith("-") ? "descending" : "ascending");
  }

  #line(key) {
    const cells = this.#columns.map((column) =>
      el(column.isHead ? "th" : "td", {
        class: classes(column),
        scope: column.isHead ? "row" : null,
        "data-label": column.label,
      }),
    );
    return el("tr", { "data-key": key }, cells);
  }

  #fillLine(line, row) {
    this.#columns.forEach((column, index) => {
      const next = el("td", {}, column.cell(row));
      const cell = line.cells[index];
      if (!isSame(cell, next)) {
        cell.replaceChildren(...next.childNodes);
      }
    });
  }

  /** Moves as few lines as it can: a line that is taken out of the page loses its focus. */
  #place(lines) {
    lines.forEach((line, index) => {
      if (this.#body.children[index] !== line) {
        this.#body.insertBefore(line, this.#body.children[index] ?? null);
      }
    });
    while (this.#body.children.length > lines.length) {
      this.#body.lastElementChild.remove();
    }
  }

  #nothing() {
    return el("tr", { class: "nothing" }, el("td", { colspan: this.#columns.length }, this.#empty));
  }

  /** Only one row's link is in the order of the tab key; the arrow keys go from row to row. */
  #rove(line) {
    for (const link of this.#body.querySelectorAll("th a")) {
      link.tabIndex = link.closest("tr") === line ? 0 : -1;
    }
  }

  #move(event) {
    const line = event.target.closest("tr");
    const isTyping = event.target.matches("input:not([type=checkbox]), select, textarea");
    const target = isTyping ? null : this.#lineFor(event.key, line);
    const link = target?.querySelector("th a");
    if (link) {
      event.preventDefault();
      link.tabIndex = 0;
      link.focus();
    }
  }

  #lineFor(key, line) {
    switch (key) {
      case "ArrowDown":
        return line.nextElementSibling;
      case "ArrowUp":
        return line.previousElementSibling;
      case "Home":
        return this.#body.firstElementChild;
      case "End":
        return this.#body.lastElementChild;
      default:
        return null;
    }
  }
}

/** Compares what is seen; a link's place in the order of the tab key is not. */
function isSame(cell, next) {
  const nodes = [...next.childNodes];
  return (
    nodes.length === cell.childNodes.length && nodes.every((node, index) => isSameNode(cell.childNodes[index], node))
  );
}

function isSameNode(shown, next) {
  if (shown instanceof HTMLElement && shown.hasAttribute("tabindex")) {
    next.tabIndex = shown.tabIndex;
  }
  return shown.isEqualNode(next);
}

function classes(column) {
  return [column.className, column.isNumber && "number"].filter(Boolean).join(" ");
}
