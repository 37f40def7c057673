"""What PDF/UA-1 (ISO 14289-1) asks of tags beyond what the renderer writes, done before its objects are written.

Running heads and page numbers become artifacts, table heads say whether they head a column or a row, and the metadata
name both standards. The marks say what was aimed at; whether a file conforms, a validator has to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DESCRIPTION = (
    b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""'
    b' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>'
    b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""PDF/A-3 asks that a property of no predefined schema be described beside it (ISO 19005-3, 6.6.2.3)."""
END = b"</rdf:RDF>"


def complete_tags(pdf: Any) -> None:
    """Complete the tags and the metadata of a document that is about to be written."""
    objects: dict[bytes, Any] = {item.reference: item for item in pdf.objects if isinstance(item, dict)}  # type: ignore[attr-defined]  # of pydyf
    elements = [item for item in objects.values() if item.get("Type") == "/StructElem"]
    for element in elements:
        if element["S"] == "/TH":
            element["A"]["Scope"] = _scope(element, objects)
    _make_artifacts(pdf, elements, objects)
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [b"".join(metadata.stream).replace(END, DESCRIPTION + END)]


def _scope(cell: Any, objects: dict[bytes, Any]) -> str:
    """Whether a head stands over a column or before a row."""
    row = objects[cell["P"]]
    return "/Column" if objects[row["P"]]["S"] == "/THead" else "/Row"


def _make_artifacts(pdf: Any, elements: list[Any], objects: dict[bytes, Any]) -> None:
    """Turn what stands in the margins, which the renderer leaves out of the tree of tags, into artifacts.

    Its marked content would otherwise lead to elements that no reader ever reaches.
    """
    root = objects[pdf.catalog["StructTreeRoot"]]
    (document,) = root["K"]
    reached = set(objects[document]["K"])
    left_out = [item for item in elements if item["P"] == document and item.reference not in reached]
    marked: dict[bytes, set[int]] = {}
    for element in left_out:
        for page, number in _content(element, objects):
            marked.setdefault(page, set()).add(number)
    numbers = objects[root["ParentTree"]]["Nums"]
    for page, found in marked.items():
        _mark_artifacts(pdf.objects[int(objects[page]["Contents"].split()[0])].stream, found)
        parents = numbers[2 * objects[page]["StructParents"] + 1]
        for number in found:
            parents[number] = "null"


def _content(element: Any, objects: dict[bytes, Any]) -> Iterator[tuple[bytes, int]]:
    """The marked content below an element: its page and its number there."""
    for child in element["K"]:
        if isinstance(child, int):
            yield element["Pg"], child
        elif child in objects and objects[child].get("Type") == "/StructElem":
            yield from _content(objects[child], objects)


def _mark_artifacts(stream: list[Any], numbers: set[int]) -> None:
    for index, item in enumerate(stream):
        if isinstance(item, dict) and item.get("MCID") in numbers:
            stream[index - 1] = "/Artifact"
            del item["MCID"]
            item["Type"] = "/Pagination"
