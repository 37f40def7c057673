"""Where an entity comes from and what rests on it, as a layered drawing and as rows for a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

BOX_WIDTH, BOX_HEIGHT = 196, 46
GAP_X, GAP_Y = 64, 18
MARGIN = 8
NAME_LENGTH = 25  # characters of a name that fit into a box
PASS_HEIGHT = 8
PASSING = " "  # starts the name of a place that an edge passes; no reference starts so
LIMIT = 40  # boxes that one drawing holds; the table beside it names how many more there are

Neighbours = Callable[[str], Iterable[str]]


class Node(NamedTuple):
    """An entity in the drawing. `href` is empty where the drawing has nowhere to lead to."""

    ref: str
    kind: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """The neighbourhood of one entity: `layers` from origins to uses, `ways` of the edges through them."""

    centre: str
    layers: tuple[tuple[str, ...], ...]
    ways: tuple[tuple[str, ...], ...]
    left_out: int

    @property
    def refs(self) -> list[str]:
        """The entities in the drawing, from origins to uses."""
        return [ref for layer in self.layers for ref in layer if not ref.startswith(PASSING)]

    @property
    def edges(self) -> list[tuple[str, str]]:
        """What was made from what, as pairs of origin and use."""
        return [(way[0], way[-1]) for way in self.ways]

    @property
    def is_alone(self) -> bool:
        """Whether there is nothing to draw but the entity itself."""
        return not self.ways


def trace_lineage(centre: str, origins: Neighbours, uses: Neighbours, limit: int = LIMIT) -> Lineage:
    """Return what `centre` was made from and what was made with it, nearest first, at most `limit` entities.

    Each entity stands one layer to the right of the last of its origins, so edges lead from left to right. References
    in a circle (the reader reports them) end where they would come round again.
    """
    before, cut_before = _reach(centre, origins, limit // 2)
    after, cut_after = _reach(centre, uses, limit - len(before))
    found = {centre, *before, *after}
    edges = sorted({(origin, ref) for ref in found for origin in origins(ref) if origin in found and origin != ref})
    depth = _depths(found, edges)
    width = max(depth.values()) + 1
    layers = [sorted(ref for ref in found if depth[ref] == layer) for layer in range(width)]
    ways = _route(layers, edges, depth)
    steps = [step for way in ways for step in pairwise(way)]
    return Lineage(centre, tuple(map(tuple, _untangle(layers, steps))), ways, cut_before + cut_after)


def _reach(start: str, neighbours: Neighbours, limit: int) -> tuple[list[str], int]:
    """What can be reached, nearest first, and how many of the next ones were left out at the limit."""
    found: dict[str, None] = {}
    left_out: set[str] = set()
    queue = [start]
    for ref in queue:
        for other in neighbours(ref):
            if other == start or other in found:
                continue
            if len(found) >= limit:
                left_out.add(other)
                continue
            found[other] = None
            queue.append(other)
    return list(found), len(left_out)


def _depths(refs: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The layer of each entity: the longest way from an origin, then as close to its first use as it can stand."""
    origins: dict[str, list[str]] = {ref: [] for ref in refs}
    uses: dict[str, list[str]] = {ref: [] for ref in origins}
    for origin, use in edges:
        origins[use].append(origin)
        uses[origin].append(use)
    depth: dict[str, int] = {}

    def settle(ref: str, way: frozenset[str]) -> int:
        if ref not in depth:
            above = [settle(origin, way | {ref}) + 1 for origin in origins[ref] if origin not in way and origin != ref]
            depth[ref] = max(above, default=0)
        return depth[ref]

    for ref in sorted(origins):
        settle(ref, frozenset())
    for ref in sorted(origins, key=lambda ref: -depth[ref]):
        below = [depth[use] for use in uses[ref]]
        if below and not origins[ref]:
            depth[ref] = max(depth[ref], min(below) - 1)
    return depth


def _untangle(layers: list[list[str]], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Order each layer by the middle of its neighbours on the left, then on the right, so that few edges cross."""
    left: dict[str, list[str]] = {}
    right: dict[str, list[str]] = {}
    for origin, use in edges:
        left.setdefault(use, []).append(origin)
        right.setdefault(origin, []).append(use)
    for neighbours, order in ((left, layers), (right, layers[::-1]), (left, layers)):
        place: dict[str, float] = {}
        for layer in order:
            fallback = {ref: index - len(layer) / 2 for index, ref in enumerate(layer)}
            layer.sort(key=lambda ref: (_middle(neighbours.get(ref, ()), place, fallback[ref]), ref))
            place.update({ref: index - len(layer) / 2 for index, ref in enumerate(layer)})
    return layers


def _route(
    layers: list[list[str]], edges: Iterable[tuple[str, str]], depth: Mapping[str, int]
) -> tuple[tuple[str, ...], ...]:
    """Give each edge that passes over layers a place in each of them, so that it runs between the boxes.

    Returns for each edge its way: the origin, the places passed, the use.
    """
    ways = []
    for origin, use in edges:
        way = [origin]
        for layer in range(depth[origin] + 1, depth[use]):
            way.append(f"{PASSING}{origin} {use} {layer}")
            layers[layer].append(way[-1])
        ways.append((*way, use))
    return tuple(ways)


def _middle(refs: Iterable[str], place: Mapping[str, float], fallback: float) -> float:
    known = [place[ref] for ref in refs if ref in place]
    return sum(known) / len(known) if known else fallback


def draw_lineage(lineage: Lineage, nodes: Mapping[str, Node]) -> Markup:
    """Return the drawing as SVG, in the colours of the surrounding style sheet; every name in it is plain text."""
    height = max(_stack_height(layer) for layer in lineage.layers) + 2 * MARGIN
    width = len(lineage.layers) * (BOX_WIDTH + GAP_X) - GAP_X + 2 * MARGIN
    corner: dict[str, tuple[float, float]] = {}
    for column, layer in enumerate(lineage.layers):
        top = (height - _stack_height(layer)) / 2
        for ref in layer:
            corner[ref] = (MARGIN + column * (BOX_WIDTH + GAP_X), top)
            top += _slot_height(ref) + GAP_Y
    edges = "".join(_draw_edge([(*corner[ref], _slot_height(ref)) for ref in way]) for way in lineage.ways)
    boxes = "".join(_draw_box(nodes[ref], corner[ref], ref == lineage.centre) for ref in lineage.refs)
    role = "group" if any(node.href for ref, node in nodes.items() if ref != lineage.centre) else "img"  # links inside
    label = f"Lineage of {nodes[lineage.centre].name}: {len(lineage.refs)} entities; the table below names them"
    return Markup(  # noqa: S704  # names and references are escaped where boxes are drawn
        f'<svg class="cw-lineage" role="{role}" aria-label="{escape(label)}" viewBox="0 0 {width} {round(height)}" '
        f'width="{width}" height="{round(height)}" xmlns="http://www.w3.org/2000/svg">{edges}{boxes}</svg>'
    )


def _slot_height(ref: str) -> int:
    return PASS_HEIGHT if ref.startswith(PASSING) else BOX_HEIGHT


def _stack_height(layer: Sequence[str]) -> int:
    return sum(_slot_height(ref) + GAP_Y for ref in layer) - GAP_Y


def _draw_edge(places: Sequence[tuple[float, float, int]]) -> str:
    """A curve from the right of the first place to the left of the last, straight across the places between."""
    path = ""
    for (x1, y1, height1), (x2, y2, height2) in pairwise(places):
        start, goal = x1 + BOX_WIDTH, (x2, y2 + height2 / 2)
        from_y, bend = y1 + height1 / 2, max((x2 - start) / 2, GAP_X / 2)
        path += f"L{start:g} {from_y:g}" if path else f"M{start:g} {from_y:g}"
        path += f"C{start + bend:g} {from_y:g} {goal[0] - bend:g} {goal[1]:g} {goal[0]:g} {goal[1]:g}"
    head = f"M{goal[0] - 6:g} {goal[1] - 4:g}l6 4l-6 4z"
    return f'<path class="cw-edge" d="{path}"/><path class="cw-edge-head" d="{head}"/>'


def _draw_box(node: Node, corner: tuple[float, float], is_centre: bool) -> str:
    x, y = corner
    name = node.name if len(node.name) <= NAME_LENGTH else node.name[: NAME_LENGTH - 1].rstrip() + "…"
    classes = f"cw-node cw-kind-{node.kind.replace('_', '-')}" + (" cw-centre" if is_centre else "")
    box = (
        f'<g class="{escape(classes)}"><title>{escape(node.name)} ({escape(node.ref)})</title>'
        f'<rect x="{x:g}" y="{y:g}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6"/>'
        f'<text class="cw-node-kind" x="{x + 12:g}" y="{y + 18:g}">{escape(node.kind.replace("_", " "))}</text>'
        f'<text class="cw-node-name" x="{x + 12:g}" y="{y + 35:g}">{escape(name)}</text></g>'
    )
    return box if is_centre or not node.href else f'<a href="{escape(node.href)}">{box}</a>'
