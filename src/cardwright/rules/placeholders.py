"""Telling an answer from something that only stands in its place."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from cardwright.rules.evasions import LATER, NOTHING_SAID, phrases

WORDS = """
    tbd tba tbc tbs tbdl t.b.d t.b.d. t.b.a. t.b.c. todo to-do fixme wip na n/a n.a n.a. n/d nil null nan undefined
    unspecified undetermined placeholder dummy foo bar baz foobar asdf qwerty xxx lorem ipsum insert changeme replaceme
    idem unknown pending later soon missing blank ditto tbh
"""
NO_ANSWERS = frozenset(WORDS.split())
"""A value made of nothing but one of these is no answer, in any field."""
EVASIVE_WORDS = """
    none empty sample example test testing here text value description string draft same nothing standard normal usual
    ok okay yes no various misc see
"""
EVASIONS = frozenset(EVASIVE_WORDS.split())
"""Words that may be a name, but are no answer where prose is asked for."""

DONE = "determined|decided|defined|confirmed|announced|completed|filled( in)?|added|provided|supplied|done|written"
DONE_TOO = "specified|agreed|clarified|updated|advised|documented|stated|set|available|known|applicable|relevant"
WHAT = "text|value|description|name|details?|content|answer|purpose|data|information|comment"
THIS = "this|it|(this|the) (field|section|text|part|entry|value)"
STILL = "(still )?(will|is to|must|has to|needs to|is still to|is yet to)"
SO_FAR = "(yet|at this time|at present|so far)"
PAPER = "documents?|documentation|attachments?|annex|appendix|files?|wiki|intranet|confluence|sharepoint|manual|report"
TO_DO = "fill|complete|insert|enter|add|write|describe|specify|replace"
JUNK = "foo|bar|baz|x|test|todo|tbd|asdf"
PHRASES = (
    rf"(to be|tb) ({DONE}|{DONE_TOO})( later| soon| by .*)?",
    r"(see|as|same as|refer to|cf) (above|below|elsewhere|previous|before|there|link)",
    r"(see|as|same as|refer to|cf) (the )?other (field|document|section|entry)",
    rf"not (yet )?({DONE}|{DONE_TOO})( yet)?",
    rf"no ({WHAT})( (yet|available|provided|given))*",
    r"(work|documentation|description|text|details?) (in progress|pending|to follow|to come|follows?|will follow)",
    r"(coming|follows|will follow|to follow)( soon| later| shortly)?",
    (
        rf"(({THIS}) )?(still )?(will|is to|must|has to|needs to|is still to|is yet to) be"
        rf" ({DONE}|{DONE_TOO})( soon| later| shortly)?"
    ),
    rf"(({THIS}|information|details) )?will be ({DONE}|{DONE_TOO}).{{0,20}} (soon|later|shortly).{{0,30}}",
    (
        rf"(we|i) will ({TO_DO}|define|provide|supply|update|document|decide|do)"
        rf" (this|it|that|more|details?|text).{{0,40}}"
    ),
    (
        rf"({THIS}|information|details) (is |are )?(currently |still )?(not |un)({DONE}|{DONE_TOO})"
        r"( yet| at this time| at present| so far)?"
    ),
    rf"(please )?(see|refer to|cf|as per|as described in|as in) (the )?((attached|separate|other|internal) )?({PAPER})",
    rf"(please )?({TO_DO})( (this|me|in|it|out|here|the|your|a|an|something|with|{WHAT}))*",
    rf"(some|your|any|the|insert|add|enter) ({WHAT})( here| goes here)?",
    rf"lorem ipsum.*|({JUNK})([ ,]+({JUNK}))+",
    r"(we )?(do not|don't|dont) know( yet)?|idk|who knows|ask .{0,40}|under (construction|review|discussion)",
    r"(sample|example|dummy|default) (text|value|description|content|answer)",
    r"(left )?(blank|empty) intentionally|intentionally (left )?(blank|empty)|as usual|the usual",
)
PHRASE = re.compile("|".join(f"(?:{phrase})" for phrase in PHRASES))
STARTS = re.compile(r"(tbd|tba|tbc|todo|fixme|to be (determined|decided|defined|confirmed|completed)|placeholder)\b")
SPREAD = re.compile(r"(?<!\w)(\w)[ ./_-]+(?=\w(?!\w))")
"""The gap after a letter that stands alone, before another one that does: T B D reads as TBD."""
BRACKETED = re.compile(r"[<\[{(]{1,2}[^<>\[\]{}]{0,80}[>\]})]{1,2}")
REPEATED = frozenset({"aaa", "bbb", "ccc", "iii", "www"})
"""One letter three times over that means something: ratings, levels of accessibility, a number."""
LONGEST = 160
"""Characters above which a text is not looked at as a placeholder."""
LONGEST_START = 60
"""Characters up to which a text that only begins with TBD or the like is still no answer."""


@lru_cache(maxsize=65536)
def is_placeholder(text: str, *, prose: bool = False) -> bool:
    """Whether a text stands for an answer that is not there; of prose more is asked than of a name.

    >>> [is_placeholder(text) for text in ("TBD", " n/a. ", "<your text here>", "T\\u200bBD", "Rank calls by urgency")]
    [True, True, True, True, False]
    """
    if len(text) > LONGEST and any(map(str.isalnum, text)):
        return False
    plain = fold(text)
    if not any(character.isalnum() for character in plain):
        return True
    bare = _bare(plain)
    if prose and (bare in EVASIONS or bare in EVASIONS_ABROAD or len(bare) < 2):
        return True
    if bare in NO_ANSWERS or bare in NO_ANSWERS_ABROAD or PHRASE.fullmatch(bare):
        return True
    if len(bare) > 2 and len(set(bare)) == 1 and bare.isalpha() and bare not in REPEATED:
        return True
    if BRACKETED.fullmatch(plain.strip()):
        return True
    return len(bare) <= LONGEST_START and STARTS.match(bare) is not None


def _bare(plain: str) -> str:
    """A folded text without the marks around it, and without gaps between single letters."""
    return SPREAD.sub(r"\1", plain.strip(" .,;:!?-–—_*#'\"`/\\|()[]{}<>…~=+。、・「」『』【】《》؟،۔।"))


def fold(text: str) -> str:
    """The text as a reader sees it: compatibility forms folded, invisible characters and case gone, spaces single."""
    if text.isascii():
        return " ".join(text.casefold().split())
    folded = unicodedata.normalize("NFKC", text)
    shown = "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    shown = STRAY_ACCENTS.sub("", shown)
    return " ".join(shown.translate(LOOK_ALIKES).casefold().split())


LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαντвԁԝһᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ∕⁄⧸",
    "ABESIJKMHOPCTXYaesijopcxyABEZHIKMNOPTYXoavtBdwhabcdefghijklmnoprstuvwyz///",
)
"""Cyrillic and Greek letters, small capitals and slashes that look Latin."""
STRAY_ACCENTS = re.compile("[\u0300-\u036f]")
"""Accents that no letter composes with."""
NO_ANSWERS_ABROAD, EVASIONS_ABROAD = (
    frozenset(_bare(fold(phrase)) for phrase in phrases(table)) for table in (LATER, NOTHING_SAID)
)


def has_substance(value: Any) -> bool:
    """Whether a value says something: not absent, not empty, and not only placeholders."""
    if value is None:
        return False
    if isinstance(value, str):
        return not is_placeholder(value)
    if isinstance(value, list):
        return any(has_substance(item) for item in value)
    if isinstance(value, dict):
        return any(has_substance(item) for item in value.values())
    if hasattr(value, "__dict__"):
        return any(has_substance(item) for item in vars(value).values())
    return True
