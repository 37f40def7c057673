/* A table as an XLSX file: Office Open XML (ECMA-376) in a ZIP archive without compression.

   Texts are written as texts (inline strings), so no cell can be a formula, whatever it begins with. The parts carry the
   first date that ZIP can hold, so that the same table gives the same bytes. */
var cardwrightWorkbook = (function () {
  "use strict";

  var LONGEST_TEXT = 32767; // characters that a spreadsheet takes in a cell
  var SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  var RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  var PACKAGE = "http://schemas.openxmlformats.org/package/2006/";
  var HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  var TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

  function escape(text) {
    return text.slice(0, LONGEST_TEXT)
      .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/g, "$1\ufffd")
      .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  function address(column) {
    for (var name = ""; column >= 0; column = Math.floor(column / 26) - 1) name = String.fromCharCode(65 + column % 26) + name;
    return name;
  }

  function row(cells, number, style) {
    return '<row r="' + number + '">' + cells.map(function (cell, column) {
      var place = ' r="' + address(column) + number + '"' + style;
      if (typeof cell === "number") return "<c" + place + "><v>" + cell + "</v></c>";
      return cell === "" ? "" : "<c" + place + ' t="inlineStr"><is><t xml:space="preserve">' + escape(cell) + "</t></is></c>";
    }).join("") + "</row>";
  }

  function sheet(heads, rows) {
    var last = address(heads.length - 1) + (rows.length + 1);
    return HEAD + '<worksheet xmlns="' + SHEET + '"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
      + 'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
      + heads.map(function (_, n) { return '<col min="' + (n + 1) + '" max="' + (n + 1) + '" width="' + (n ? 18 : 34) + '" customWidth="1"/>'; }).join("")
      + "</cols><sheetData>" + row(heads, 1, ' s="1"') + rows.map(function (cells, n) { return row(cells, n + 2, ""); }).join("")
      + '</sheetData><autoFilter ref="A1:' + last + '"/></worksheet>';
  }

  function parts(heads, rows, title) {
    return {
      "[Content_Types].xml": HEAD + '<Types xmlns="' + PACKAGE + 'content-types">'
        + '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + '<Default Extension="xml" ContentType="application/xml"/>'
        + '<Override PartName="/xl/workbook.xml" ContentType="' + TYPE + 'sheet.main+xml"/>'
        + '<Override PartName="/xl/styles.xml" ContentType="' + TYPE + 'styles+xml"/>'
        + '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="' + TYPE + 'worksheet+xml"/></Types>',
      "_rels/.rels": HEAD + '<Relationships xmlns="' + PACKAGE + 'relationships"><Relationship Id="rId1" Type="'
        + RELATION + '/officeDocument" Target="xl/workbook.xml"/></Relationships>',
      "xl/workbook.xml": HEAD + '<workbook xmlns="' + SHEET + '" xmlns:r="' + RELATION + '"><sheets><sheet name="'
        + escape(title).slice(0, 31) + '" sheetId="1" r:id="rId1"/></sheets></workbook>',
      "xl/_rels/workbook.xml.rels": HEAD + '<Relationships xmlns="' + PACKAGE + 'relationships"><Relationship Id="rId1" Type="'
        + RELATION + '/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="' + RELATION
        + '/styles" Target="styles.xml"/></Relationships>',
      "xl/styles.xml": HEAD + '<styleSheet xmlns="' + SHEET + '"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        + '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
        + '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
        + '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2">'
        + '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
      "xl/worksheets/sheet1.xml": sheet(heads, rows)
    };
  }

  var crcs = new Uint32Array(256);
  for (var n = 0; n < 256; n++) {
    for (var value = n, bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ value >>> 1 : value >>> 1;
    crcs[n] = value;
  }

  function crc32(bytes) {
    for (var sum = -1, at = 0; at < bytes.length; at++) sum = crcs[(sum ^ bytes[at]) & 255] ^ sum >>> 8;
    return (sum ^ -1) >>> 0;
  }

  /* One header of the archive: pairs of a width in bytes and a number, little-endian, then the name. */
  function header(fields, name) {
    var bytes = [];
    fields.forEach(function (field) {
      for (var at = 0; at < field[0]; at++) bytes.push(Math.floor(field[1] / Math.pow(256, at)) % 256);
    });
    var whole = new Uint8Array(bytes.length + name.length);
    whole.set(bytes);
    whole.set(name, bytes.length);
    return whole;
  }

  function zip(files) {
    var coder = new TextEncoder(), pieces = [], directory = [], offset = 0;
    Object.keys(files).forEach(function (path) {
      var name = coder.encode(path), content = coder.encode(files[path]);
      var shared = [[2, 20], [2, 2048], [2, 0], [2, 0], [2, 33], [4, crc32(content)], [4, content.length], [4, content.length], [2, name.length], [2, 0]];
      var local = header([[4, 0x04034b50]].concat(shared), name);
      directory.push(header([[4, 0x02014b50], [2, 20]].concat(shared, [[2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), name));
      pieces.push(local, content);
      offset += local.length + content.length;
    });
    var size = directory.reduce(function (sum, entry) { return sum + entry.length; }, 0);
    var end = header([[4, 0x06054b50], [2, 0], [2, 0], [2, directory.length], [2, directory.length], [4, size], [4, offset], [2, 0]], new Uint8Array(0));
    return new Blob(pieces.concat(directory, [end]));
  }

  return function (heads, rows, title) { return zip(parts(heads, rows, title)); };
})();
