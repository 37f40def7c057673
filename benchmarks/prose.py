"""Sentences for made-up records, drawn from the grammar in `prose.yaml`."""

from __future__ import annotations

import random
import re
from pathlib import Path

import yaml

from benchmarks.domains import Domain

SLOT = re.compile(r"\{([A-Za-z_]+)\}|\{(\d+)-(\d+)\}")

GRAMMAR: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


class Prose:
    """Draws sentences about one domain. The same seed gives the same sentences."""

    def __init__(self, seed: str, domain: Domain) -> None:
        self.chance = random.Random(seed)
        self.words = {name: getattr(domain, name) for name in ("target", "subjects", "users", "harm")}
        self.features = domain.features

    def say(self, symbol: str) -> str:
        """One text for a symbol of the grammar."""
        text = SLOT.sub(self._fill, self.chance.choice(GRAMMAR[symbol]))
        return text[0].upper() + text[1:]

    def say_all(self, *symbols: str) -> str:
        """Several texts as one paragraph."""
        return " ".join(f"{text}." if text[-1].isalnum() else text for text in map(self.say, symbols))

    def list_of(self, symbol: str, count: int) -> list[str]:
        """Different texts for one symbol."""
        found: dict[str, None] = {}
        while len(found) < count:
            found.setdefault(self.say(symbol))
        return list(found)

    def _fill(self, slot: re.Match[str]) -> str:
        if slot[2]:
            return str(self.chance.randint(int(slot[2]), int(slot[3])))
        symbol = slot[1].lower()
        if symbol == "feature":
            text = self.chance.choice(self.features).replace("_", " ")
        else:
            text = self.words.get(symbol) or SLOT.sub(self._fill, self.chance.choice(GRAMMAR[symbol]))
        return text if slot[1].islower() else text[0].upper() + text[1:]
