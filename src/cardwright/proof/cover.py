"""The first page as a reader sees it: which words show, and where.

Words count that are drawn in a colour that stands out, lie on the page, and are painted over by nothing. So who hides
a figure below a white patch, or draws another on top of it, changes what is read here as well as what is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from cardwright.proof.fonts import Font, read_font
from cardwright.proof.geometry import IDENTITY, Box, Matrix, around, holds, matrix_of, moved, times

STANDS_OUT = 0.15
"""Difference of a colour channel from what is behind (0 to 1) from which on words can be seen."""
SAME_LINE = 2.0
"""Points by which the base lines of words in one line may differ."""
RISE = 0.5
"""Height of a word that must stay free, as a share of its size: about that of a small letter."""
MOST_WORDS = 5_000
"""Runs of words; more than any first page of ours has."""
SMALLEST = 4.0
"""Points of the smallest words that can be read; ours are larger."""
NARROWEST = 0.12
"""Least mean width of letters, as a share of their size: that of a narrow i."""
FARTHEST = 1000.0
"""Thousandths of their size by which letters of one run may be set apart; what is further away is no run of words."""

Colour = tuple[float, ...]
WHITE: Colour = (1.0, 1.0, 1.0)
COLOURS = frozenset({"g", "rg", "k", "cs", "sc", "scn"})
PATHS = frozenset({"m", "l", "c", "v", "y", "re"})
PAINTING = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"})
DRAWN = (0, 2)
"""Modes in which words are filled, and filled with an outline where a font has no bold of its own."""
IDLE = frozenset({"Tr", "ET", "h", "w", "J", "j", "M", "d", "ri", "i", "G", "RG", "K", "CS", "SC", "SCN", "MP", "DP"})
"""Operators that change neither where nor whether words show."""


class Run(NamedTuple):
    """Words drawn in one go."""

    text: str
    box: Box
    size: float


class Paint(NamedTuple):
    """An area painted in a colour; None for a picture or a pattern."""

    box: Box
    colour: Colour | None


@dataclass(frozen=True)
class Cover:
    """The words that show on the first page, from top to bottom, and how many runs of words do not."""

    lines: tuple[str, ...]
    hidden: int

    @cached_property
    def text(self) -> str:
        """All of them, white space folded."""
        return " ".join(" ".join(self.lines).split())


def read_cover(page: Any) -> Cover:
    """Return what shows on a page. Raises what pikepdf raises on a damaged one."""
    import pikepdf

    content = page.Contents
    if not isinstance(content, pikepdf.Stream):
        raise ValueError("the content of the page is in pieces")
    box = _page_box(page)
    reader = _Reader(page.get("/Resources", {}), box)
    for step in pikepdf.parse_content_stream(content):
        reader.read(str(step.operator), step.operands)
    shown = list(reader.shown())
    return Cover(tuple(_lines(shown)), len(reader.runs) - len(shown))


def _page_box(page: Any) -> Box:
    boxes = [Box(*map(float, page[name])) for name in ("/MediaBox", "/CropBox") if name in page]
    if not boxes or page.get("/Rotate", 0) != 0 or page.get("/UserUnit", 1) != 1:
        raise ValueError("the page is turned, or has no size")
    return boxes[0] if len(boxes) == 1 else boxes[0].within(boxes[1])


def _lines(runs: Sequence[Run]) -> Iterator[str]:
    """The runs as lines, those on one base line from left to right."""
    waiting = sorted(runs, key=lambda run: (-run.box.low, run.box.left))
    while waiting:
        first = waiting[0].box.low
        line = sorted((run for run in waiting if first - run.box.low < SAME_LINE), key=lambda run: run.box.left)
        waiting = [run for run in waiting if first - run.box.low >= SAME_LINE]
        text, right = "", line[0].box.left
        for run in line:
            text += f" {run.text}" if run.box.left - right > run.size / 10 else run.text
            right = run.box.right
        yield " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _State:
    """What `q` saves and `Q` brings back (ISO 32000-2, 8.4)."""

    clip: Box
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    colour: Colour | None = (0.0, 0.0, 0.0)
    font: str = ""
    size: float = 0.0
    is_plain: bool = True


class _Reader:
    """Follows the operators of a page, in the order in which they draw."""

    def __init__(self, resources: Any, page: Box) -> None:
        self.runs: list[tuple[int, Run, bool]] = []
        self._paints: list[Paint] = []
        self._resources = resources
        self._fonts: dict[str, Font] = {}
        self._state, self._saved = _State(page), list[_State]()
        self._path: list[tuple[float, float]] = []
        self._is_clipping = False
        self._words: Matrix = IDENTITY
        self._layers: list[bool] = []

    def shown(self) -> Iterator[Run]:
        """The runs that can be seen: drawn so that they stand out, and neither painted over nor overwritten."""
        for index, (drawn, run, is_seen) in enumerate(self.runs):
            others = (other for number, (_, other, _) in enumerate(self.runs) if number != index)
            if (
                is_seen
                and not any(paint.box.overlaps(run.box) for paint in self._paints[drawn:])
                and not any(other.text.strip() and other.box.overlaps(run.box) for other in others)
            ):
                yield run

    def read(self, operator: str, operands: Any) -> None:
        """Do one operator. What is none of a pack's raises ValueError."""
        state = self._state
        if operator == "q":
            self._saved.append(state)
        elif operator == "Q":
            self._state = self._saved.pop()
        elif operator == "cm":
            self._state = replace(state, matrix=times(matrix_of(operands), state.matrix))
        elif operator in COLOURS:
            figures = [float(item) for item in operands if not _is_name(item)]
            self._state = replace(state, colour=_colour(figures) if operator in ("g", "rg", "k") else None)
        elif operator == "gs":
            changes = self._resources.ExtGState[str(operands[0])]
            self._state = replace(state, is_plain=_is_plain(changes, state.is_plain))
        elif operator in PATHS:
            self._extend(operator, [float(item) for item in operands])
        elif operator in ("W", "W*"):
            self._is_clipping = True
        elif operator in PAINTING:
            self._paint(operator)
        elif operator in ("Do", "sh", "BI", "INLINE IMAGE"):
            self._paints.append(Paint(self._picture(operator, operands), None))
        elif operator in ("BMC", "BDC"):
            if any(_is_spoken(item) for item in operands):
                raise ValueError("words are to be read aloud or copied as others")
            self._layers.append(str(operands[0]) == "/OC")
        elif operator == "EMC":
            self._layers.pop()
        else:
            self._read_words(operator, operands)

    def _read_words(self, operator: str, operands: Any) -> None:
        if operator == "BT":
            self._words = IDENTITY
        elif operator == "Tm":
            self._words = matrix_of(operands)
        elif operator == "Tf":
            self._state = replace(self._state, font=str(operands[0]), size=float(operands[1]))
        elif operator == "Tr" and operands[0] not in DRAWN:
            raise ValueError("words are not to be drawn")
        elif operator in ("Tj", "TJ"):
            self._show(operands[0] if operator == "TJ" else operands)
        elif operator not in IDLE:
            raise ValueError(f"{operator} is not drawn with")

    def _extend(self, operator: str, figures: Sequence[float]) -> None:
        points = list(zip(figures[::2], figures[1::2], strict=True))
        if operator == "re":
            (x, y), (width, height) = points
            points = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
        self._path += [moved(point, self._state.matrix) for point in points]

    def _paint(self, operator: str) -> None:
        state = self._state
        if self._path:
            box = around(self._path)
            if operator != "n":
                fills = operator not in ("S", "s") and state.is_plain
                self._paints.append(Paint(box.within(state.clip), state.colour if fills else None))
            if self._is_clipping:
                self._state = replace(state, clip=box.within(state.clip))
        self._path, self._is_clipping = [], False

    def _picture(self, operator: str, operands: Any) -> Box:
        if operator != "Do":
            return self._state.clip
        item = self._resources.XObject[str(operands[0])]
        matrix, corners = self._state.matrix, (0.0, 0.0, 1.0, 1.0)
        if item.Subtype == "/Form":
            matrix = times(matrix_of(item.get("/Matrix", IDENTITY)), matrix)
            corners = tuple(map(float, item.BBox))  # type: ignore[assignment]
        left, low, right, high = corners
        points = [(left, low), (right, low), (left, high), (right, high)]
        return around([moved(point, matrix) for point in points]).within(self._state.clip)

    def _show(self, parts: Any) -> None:
        state = self._state
        font = self._font(state.font)
        text, width, drawn = "", 0.0, 0.0
        for part in parts:
            if isinstance(part, (int, float)) or not hasattr(part, "__bytes__"):
                if abs(float(part)) > FARTHEST:
                    raise ValueError("letters of a word are set apart")
                width -= float(part)
                continue
            codes = bytes(part)
            for code in (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)):
                text += font.texts.get(code, "\ufffd")
                drawn += font.widths.get(code, font.width)
                width += font.widths.get(code, font.width)
        matrix = times(self._words, state.matrix)
        size = state.size
        corners = [(0.0, 0.0), (width / 1000 * size, 0.0), (0.0, RISE * size), (width / 1000 * size, RISE * size)]
        box = around([moved(corner, matrix) for corner in corners])
        self._words = times((1, 0, 0, 1, width / 1000 * size, 0), self._words)
        if len(self.runs) == MOST_WORDS:
            raise ValueError("too many words")
        height = size * abs(matrix[3])
        letters = sum(character.isascii() and character.isalnum() for character in text)
        is_large = not text.strip() or (height >= SMALLEST and drawn / 1000 >= NARROWEST * letters)
        seen = state.is_plain and not any(self._layers) and is_large and self._stands_out(box)
        self.runs.append((len(self._paints), Run(text, box, height), seen))

    def _stands_out(self, box: Box) -> bool:
        """Whether words lie in what is not clipped away, in another colour than what they are drawn on."""
        state = self._state
        middle = ((box.left + box.right) / 2, (box.low + box.high) / 2)
        inside = (max(box.left, min(box.right, box.left + 1)), middle[1])
        if state.colour is None or not all(holds(state.clip, point) for point in (middle, inside)):
            return False
        under = next((paint.colour for paint in reversed(self._paints) if holds(paint.box, middle)), WHITE)
        return under is not None and max(abs(a - b) for a, b in zip(under, state.colour, strict=True)) > STANDS_OUT

    def _font(self, name: str) -> Font:
        if name not in self._fonts:
            self._fonts[name] = read_font(self._resources.Font[name])
        return self._fonts[name]


def _is_name(item: Any) -> bool:
    import pikepdf

    return isinstance(item, pikepdf.Name)


def _is_spoken(item: Any) -> bool:
    """Whether a property list has words be read aloud or copied as others (ISO 32000-2, 14.9)."""
    import pikepdf

    return isinstance(item, pikepdf.Dictionary) and any(name in item for name in ("/ActualText", "/Alt", "/E"))


def _is_plain(changes: Any, before: bool) -> bool:
    """Whether words are drawn as they are: opaque, not blended with what is below."""
    if any(name not in ("/CA", "/ca", "/Type") for name in changes.keys()):  # noqa: SIM118
        return False
    return float(changes["/ca"]) > 1 - STANDS_OUT if "/ca" in changes else before


def _colour(figures: Sequence[float]) -> Colour:
    """Grey, RGB or CMYK as RGB."""
    if len(figures) == 4:
        return tuple((1 - figure) * (1 - figures[3]) for figure in figures[:3])
    return tuple(figures) if len(figures) == 3 else (figures[0],) * 3
