/* The grid of the explorer and of the findings: facets, free text, sorting, the address, and export.

   The data stand in `cardwrightGrid` (see site/grid.py). Everything is put into the page as text, never as markup. */
(function () {
  "use strict";

  var MANY_VALUES = 12;
  /* How a text begins that some spreadsheet would take for a formula: as in register/write.py. */
  var FORMULA = /^(?:[\s\x00-\x1f\x7f\u200b-\u200f\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;
  var place = document.getElementById("cw-grid");
  if (!place || typeof cardwrightGrid === "undefined" || typeof Tabulator === "undefined") return;

  var data = cardwrightGrid, columns = data.columns, noun = data.noun;
  var count = columns.length ? data.cells[0].length : 0;
  var NONE = -1, STRANGE = -2;  // chosen: the rows without a value; a value of the address that no row has
  var rows = [], haystacks = [];
  columns.forEach(function (column, number) {
    column.cells = data.cells[number];
    column.chosen = new Set();
    column.strange = [];
    if (!column.facet) return;
    column.offered = column.values.map(function (_, value) { return value; });
    if (column.cells.some(function (cell) { return column.many ? !cell.length : cell < 0; })) column.offered.push(NONE);
  });
  /* The address may filter by any column of values; those with a choice have boxes, too. */
  var filters = columns.filter(function (column) { return !column.number && column.values; });
  var facets = columns.filter(function (column) { return column.facet && column.offered.length > 1; });
  for (var index = 0; index < count; index++) rows.push({ id: index });
  var byKey = {};
  columns.forEach(function (column) { byKey[column.key] = column; });
  var narrow = window.matchMedia("(max-width: 44.9375em)");
  var query = "", sorting = null, written = "", shown = rows, table = null, built = false, fromAddress = false;

  function make(tag, options, children) {
    var element = document.createElement(tag);
    Object.keys(options || {}).forEach(function (name) {
      if (name === "text") element.textContent = options[name];
      else if (name === "on") Object.keys(options.on).forEach(function (event) { element.addEventListener(event, options.on[event]); });
      else element.setAttribute(name, options[name]);
    });
    (children || []).forEach(function (child) { element.appendChild(child); });
    return element;
  }

  /* --- Values ----------------------------------------------------------------------------------------------------- */

  function label(column, value) { return value === NONE ? "none" : column.labels ? column.labels[value] : column.values[value]; }

  function places(column, row) {
    var cell = column.cells[row];
    return column.many ? cell : cell < 0 ? [] : [cell];
  }

  function words(column, row) {
    if (column.number) return String(column.cells[row]);
    return places(column, row).map(function (value) { return label(column, value); }).join("; ");
  }

  function plain(text) { return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  function haystack(row) {
    if (haystacks[row] === undefined) {
      haystacks[row] = plain(columns.filter(function (column) { return column.search; })
        .map(function (column) { return words(column, row); }).join("\n"));
    }
    return haystacks[row];
  }

  /* --- What is shown ---------------------------------------------------------------------------------------------- */

  function matches(column, row) {
    if (!column.chosen.size) return true;
    var values = places(column, row);
    return values.length ? values.some(function (value) { return column.chosen.has(value); }) : column.chosen.has(NONE);
  }

  function select() {
    var parts = plain(query).split(/\s+/).filter(Boolean);
    var active = filters.filter(function (column) { return column.chosen.size; });
    var counts = new Map(facets.map(function (column) { return [column, new Map()]; }));
    var found = [];
    rows.forEach(function (item) {
      var row = item.id;
      if (!parts.every(function (part) { return haystack(row).indexOf(part) >= 0; })) return;
      var missed = active.filter(function (column) { return !matches(column, row); });
      if (!missed.length) found.push(item);
      if (missed.length > 1) return;
      (missed.length ? missed : facets).forEach(function (column) {
        var counted = counts.get(column), values = places(column, row);
        if (!counted) return;
        (values.length ? values : [NONE]).forEach(function (value) { counted.set(value, (counted.get(value) || 0) + 1); });
      });
    });
    shown = found;
    return counts;
  }

  function update(step) {
    var counts = select();
    showCounts(counts);
    var total = count.toLocaleString("en"), number = shown.length.toLocaleString("en");
    status.textContent = (shown.length === count ? total + " " + noun : number + " of " + total + " " + noun) + unseen();
    clear.hidden = !query && !filters.some(function (column) { return column.chosen.size; });
    exports.forEach(function (button) { button.disabled = !shown.length; });
    if (built) table.replaceData(shown);
    if (!fromAddress) writeAddress(step);
  }

  /* What the address filters by and no box shows. */
  function unseen() {
    return filters.map(function (column) {
      var boxed = facets.indexOf(column) >= 0, names = column.strange.slice();
      column.chosen.forEach(function (value) { if (!boxed && value !== STRANGE) names.push(label(column, value)); });
      return names.length ? ", " + column.label + ": " + names.join(" or ") : "";
    }).join("");
  }

  /* --- The address ------------------------------------------------------------------------------------------------ */

  /* What a click chose is a step that the back button takes back; what is typed is none. */
  function writeAddress(step) {
    var state = new URLSearchParams();
    if (query) state.append("q", query);
    filters.forEach(function (column) {
      column.chosen.forEach(function (value) {
        if (value !== STRANGE) state.append(column.key, value === NONE ? "" : column.values[value]);
      });
      column.strange.forEach(function (value) { state.append(column.key, value); });
    });
    if (sorting) state.append("sort", (sorting.dir === "desc" ? "-" : "") + sorting.field);
    var text = state.toString().replace(/%3A/gi, ":").replace(/%40/gi, "@");
    if (text === written) return;
    written = text;
    history[step ? "pushState" : "replaceState"](null, "", text ? "#" + text : location.pathname + location.search);
  }

  function readAddress() {
    var state = new URLSearchParams(location.hash.slice(1));
    query = state.get("q") || "";
    filters.forEach(function (column) {
      column.strange = [];
      column.chosen = new Set(state.getAll(column.key).map(function (value) {
        var known = value ? column.values.indexOf(value) : NONE;
        if (known >= 0 || !value) return known;
        column.strange.push(value);
        return STRANGE;
      }));
    });
    var wanted = state.get("sort") || "", field = wanted.replace(/^-/, "");
    written = location.hash.slice(1);
    sorting = byKey[field] && !byKey[field].hidden ? { field: field, dir: wanted[0] === "-" ? "desc" : "asc" } : null;
  }

  function followAddress() {
    fromAddress = true;
    readAddress();
    search.value = query;
    facets.forEach(function (column) {
      column.boxes.forEach(function (box, value) { box.checked = column.chosen.has(value); });
      if (column.chosen.size) column.fold.open = true;
    });
    if (built && sorting) table.setSort(sorting.field, sorting.dir);
    else if (built) table.clearSort();
    update();
    fromAddress = false;
  }

  /* --- Facets ----------------------------------------------------------------------------------------------------- */

  function drawFacet(column, number) {
    column.boxes = new Map();
    column.numbers = new Map();
    var list = make("ul", { "class": "cw-facet-values" });
    column.offered.forEach(function (value) {
      var box = make("input", { type: "checkbox", on: { change: function () {
        if (box.checked) column.chosen.add(value); else column.chosen.delete(value);
        update(true);
      } } });
      var amount = make("span", { "class": "cw-facet-count" });
      column.boxes.set(value, box);
      column.numbers.set(value, amount);
      list.appendChild(make("li", {}, [make("label", {}, [box, signed(column, value), amount])]));
    });
    var parts = [];
    if (column.offered.length > MANY_VALUES) {
      parts.push(make("input", { type: "search", "class": "cw-facet-find", placeholder: "Find…",
        "aria-label": "Find a value of " + column.label, on: { input: function (event) {
          var wanted = plain(event.target.value);
          column.boxes.forEach(function (box, value) {
            box.closest("li").hidden = plain(label(column, value)).indexOf(wanted) < 0;
          });
        } } }));
    }
    parts.push(list);
    var body = make("fieldset", {}, [make("legend", { "class": "cw-sr", text: column.label })].concat(parts));
    column.fold = make("details", { "class": "cw-facet" }, [make("summary", { text: column.label }), body]);
    column.fold.open = number < 4 && wide.matches;
    return column.fold;
  }

  function showCounts(counts) {
    facets.forEach(function (column) {
      var counted = counts.get(column);
      column.numbers.forEach(function (element, value) {
        var number = counted.get(value) || 0;
        element.textContent = number.toLocaleString("en");
        element.closest("li").classList.toggle("cw-none", !number);
      });
    });
  }

  /* A value with its sign: the shapes stand in the page, so that a grid shows what every other page shows. */
  function signed(column, value) {
    var text = make("span", { "class": "cw-facet-label", text: label(column, value) });
    if (!column.sign || value === NONE) return text;
    var sign = document.getElementById("cw-sign-" + column.sign + "-" + column.values[value]);
    var base = "cw-" + column.sign;
    var holder = make("span", { "class": base + " " + base + "-" + column.values[value].replace(/[^a-z_]/g, "") });
    if (sign) holder.appendChild(sign.content.cloneNode(true));
    holder.appendChild(text);
    return holder;
  }

  /* What stands between back-ticks is code, as on every other page. */
  function marked(text, holder) {
    text.split(/`([^`\n]+)`/).forEach(function (part, number) {
      if (part) holder.appendChild(number % 2 ? make("code", { text: part }) : document.createTextNode(part));
    });
  }

  /* --- The table -------------------------------------------------------------------------------------------------- */

  function filled(column, row) {
    if (column.number) return make("span", { "class": column.cells[row] ? "" : "cw-zero", text: String(column.cells[row]) });
    var holder = make("span", { "class": "cw-cell", dir: "auto" }), values = places(column, row);
    if (!values.length) holder.appendChild(make("span", { "class": "cw-absent", text: "–" }));
    values.forEach(function (value, order) {
      if (order) holder.appendChild(document.createTextNode(", "));
      var href = column.hrefs && column.hrefs[value];
      if (href) holder.appendChild(make("a", { href: href, text: label(column, value) }));
      else if (column.sign) holder.appendChild(signed(column, value));
      else marked(label(column, value), holder);
    });
    return holder;
  }

  /* On a phone the first columns carry under their text what would need columns of its own. */
  function formatter(column) {
    return function (cell) {
      var row = cell.getRow().getData().id, text = filled(column, row);
      var under = (narrow.matches && UNDER[column.key] || []).map(function (key) { return byKey[key]; })
        .filter(function (other) { return other && places(other, row).length; });
      if (!under.length) return text;
      return make("div", {}, [text].concat(make("div", { "class": "cw-cell-under" },
        under.map(function (other) { return filled(other, row); }))));
    };
  }

  function compare(column) {
    return function (first, second, rowOne, rowTwo) {
      var one = rowOne.getData().id, two = rowTwo.getData().id;
      if (column.number) return column.cells[one] - column.cells[two] || one - two;
      var a = places(column, one), b = places(column, two);
      return (a.length ? a[0] : -1) - (b.length ? b[0] : -1) || one - two;
    };
  }

  /* Of numbers the highest are looked for first. */
  function startOf(column) { return column.number ? "desc" : "asc"; }

  function toggleSort(field) {
    var first = startOf(byKey[field]), again = sorting && sorting.field === field && sorting.dir === first;
    table.setSort(field, again ? (first === "asc" ? "desc" : "asc") : first);
  }

  function headKeys() {
    place.querySelectorAll(".tabulator-col[tabulator-field]").forEach(function (head) {
      if (head.hasAttribute("tabindex")) return;
      head.setAttribute("tabindex", "0");
      head.addEventListener("keydown", function (event) {
        if (event.target !== head || (event.key !== "Enter" && event.key !== " ")) return;
        event.preventDefault();
        toggleSort(head.getAttribute("tabulator-field"));
      });
    });
  }

  /* Up and down lead from the link of one row to that of the next. */
  function rowKeys(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    var row = event.target.closest(".tabulator-row"), next = row && row[event.key === "ArrowDown" ? "nextElementSibling" : "previousElementSibling"];
    var link = next && next.querySelector("a");
    if (link) { event.preventDefault(); link.focus(); }
  }

  function heading() {
    var below = [].concat.apply([], narrow.matches ? Object.keys(UNDER).map(function (key) { return byKey[key] ? UNDER[key] : []; }) : []);
    var drawn = columns.filter(function (column) { return !column.hidden && below.indexOf(column.key) < 0; });
    return drawn.map(function (column) {
      var rank = LEAVING.indexOf(column.key);
      return {
        title: column.label, field: column.key, formatter: formatter(column), sorter: compare(column),
        headerSortStartingDir: startOf(column), hozAlign: column.number ? "right" : "left", headerHozAlign: column.number ? "right" : "left",
        minWidth: (narrow.matches ? NARROW : WIDTHS)[column.key] || (column.number ? 108 : 116),
        widthGrow: GROW[column.key] || (column.number ? 0.4 : 1),
        responsive: STAYING.indexOf(column.key) >= 0 ? 0 : rank < 0 ? 1 : LEAVING.length - rank + 1, cssClass: "cw-col-" + column.key, variableHeight: true
      };
    });
  }

  function drawTable() {
    table = new Tabulator(place, {
      data: shown,
      index: "id",
      maxHeight: "max(20rem, 72vh)",
      layout: "fitColumns",
      layoutColumnsOnNewData: false,
      responsiveLayout: "hide",
      placeholder: "Nothing matches. Take a filter away.",
      headerSortTristate: true,
      initialSort: sorting ? [{ column: sorting.field, dir: sorting.dir }] : [],
      columnDefaults: { tooltip: false, headerTooltip: false, vertAlign: "top" },
      columns: heading()
    });
    narrow.addEventListener("change", function () { if (built) table.setColumns(heading()); });
    table.on("tableBuilt", function () {
      built = true;
      // The links in the rows take the focus; a grid may hold nothing else that does.
      place.querySelector(".tabulator-tableholder").removeAttribute("tabindex");
      place.setAttribute("aria-label", "Table of " + noun);
      headKeys();
    });
    table.on("columnVisibilityChanged", headKeys);
    table.on("renderComplete", headKeys);
    table.on("dataSorted", function (sorters) {
      var first = sorters[0];
      sorting = first ? { field: first.field, dir: first.dir } : null;
      if (!fromAddress) writeAddress(true);
    });
    place.addEventListener("keydown", rowKeys);
  }

  /* Pixels that a column takes at least, those that stay and those that leave first
     where the screen is too narrow, and what stands under what on a phone. */
  var WIDTHS = { name: 190, owner: 130, entity: 150, message: 280, level: 104, outcome: 116, rule: 92, materiality: 128, jurisdiction: 132 };
  var NARROW = { name: 170, entity: 110, message: 170, level: 92 };
  var STAYING = ["name", "level", "message"];
  var LEAVING = ["supplier", "genai", "jurisdiction", "notes", "stage", "materiality", "overdue", "warnings", "class", "owner", "kind"];
  var UNDER = { name: ["kind", "owner", "class"], message: ["entity", "rule", "owner"] };
  var GROW = { name: 2, entity: 1.4, message: 3.5 };

  /* --- Paper ------------------------------------------------------------------------------------------------------- */

  /* The grid draws only the rows on the screen; a sheet of paper gets every row of the view, as a plain table. */
  function layOut() {
    var drawn = columns.filter(function (column) { return !column.hidden; });
    var order = built ? table.getData("active") : shown;
    var cell = function (row) {
      return function (column) { return make("td", { "class": column.number ? "cw-number" : "" }, [filled(column, row)]); };
    };
    paper.replaceChildren(make("table", { "class": "cw-table" }, [
      make("thead", {}, [make("tr", {}, drawn.map(function (column) { return make("th", { scope: "col", text: column.label }); }))]),
      make("tbody", {}, order.map(function (item) { return make("tr", {}, drawn.map(cell(item.id))); }))
    ]));
  }

  /* --- Export ----------------------------------------------------------------------------------------------------- */

  function exported() {
    var order = built ? table.getData("active") : shown;
    return order.map(function (item) {
      return columns.map(function (column) { return column.number ? column.cells[item.id] : words(column, item.id); });
    });
  }

  function heads() { return columns.map(function (column) { return column.label; }); }

  /* A text that a spreadsheet would take for a formula begins with an apostrophe. */
  function csvCell(value) {
    if (typeof value === "number") return String(value);
    var text = FORMULA.test(value) ? "'" + value : value;
    return /[",;\n\r\t']/.test(text) || text !== text.trim() ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function csv() {
    return "\ufeff" + [heads()].concat(exported()).map(function (row) { return row.map(csvCell).join(","); }).join("\r\n") + "\r\n";
  }

  function save(name, type, parts) {
    var link = make("a", { href: URL.createObjectURL(new Blob(parts, { type: type })), download: name });
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  /* --- The frame around it ---------------------------------------------------------------------------------------- */

  var delay = 0;
  var search = make("input", { type: "search", "class": "cw-grid-search", placeholder: "Search " + noun + "…",
    "aria-label": "Search " + noun, autocomplete: "off", on: { input: function () {
      clearTimeout(delay);
      delay = setTimeout(function () { query = search.value.trim(); update(); }, 120);
    } } });
  var status = make("p", { "class": "cw-grid-status", role: "status" });
  var clear = make("button", { type: "button", "class": "cw-button", text: "Clear filters", on: { click: function () {
    query = search.value = "";
    filters.forEach(function (column) { column.chosen.clear(); column.strange = []; });
    facets.forEach(function (column) { column.boxes.forEach(function (box) { box.checked = false; }); });
    update(true);
    search.focus();
  } } });
  var exports = [
    make("button", { type: "button", "class": "cw-button", text: "CSV", "aria-label": "Download as CSV", on: { click: function () {
      save(data.name + ".csv", "text/csv;charset=utf-8", [csv()]);
    } } }),
    make("button", { type: "button", "class": "cw-button", text: "XLSX", "aria-label": "Download as XLSX", on: { click: function () {
      save(data.name + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [cardwrightWorkbook(heads(), exported(), noun)]);
    } } })
  ];
  var wide = window.matchMedia("(min-width: 60em)");
  var side = make("details", { "class": "cw-facets" }, [make("summary", { text: "Filters" }),
    make("div", { role: "group", "aria-label": "Filters" }, facets.map(drawFacet))]);
  var unfold = function () { side.open = wide.matches; };
  unfold();
  wide.addEventListener("change", unfold);
  var bar = make("div", { "class": "cw-grid-bar" }, [search, status, clear].concat(exports));
  var frame = place.parentNode;
  frame.insertBefore(bar, place);
  frame.insertBefore(side, place);
  frame.classList.add("cw-grid-ready");

  var paper = make("div", { "class": "cw-paper" });
  frame.appendChild(paper);
  window.addEventListener("beforeprint", layOut);
  window.addEventListener("afterprint", function () { paper.replaceChildren(); });

  followAddress();
  drawTable();
  window.addEventListener("hashchange", followAddress);
})();
