"""Telling an answer from something that only stands in its place."""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from cardwright.rules.evasions import LATER, NOTHING_SAID, phrases
from cardwright.rules.manners import Manner, manner_at, member_manner
from cardwright.rules.paths import Spot

WORDS = """
    tbd tba tbc tbs tbdl t.b.d t.b.d. t.b.a. t.b.c. todo to-do fixme wip na n/a n.a n.a. n/d nil null nan undefined
    unspecified undetermined placeholder dummy foo bar baz foobar asdf qwerty xxx lorem ipsum insert changeme replaceme
    idem unknown pending later soon missing blank ditto tbh unavailable irrelevant blah bla
"""
NO_ANSWERS = frozenset(WORDS.split())
"""A value made of nothing but one of these is no answer, in any field."""
NAMELESS = frozenset(
    """
    none nothing yes no ok okay various misc see etc same usual hello unclear ongoing here attached
    """.split()  # noqa: SIM905  a table of words reads better
)
"""Words that a tool may take as a value, but that name nothing."""
EVASIVE_WORDS = """
    empty sample example test testing text value description string draft standard normal
    abc abcd abcde abcdef xyz qwe qwer qwertz asd asdfg asdfgh asdfghjkl zxcv 123 1234 12345 123456 abc123 test123
    confidential done fine good
"""
EVASIONS = NAMELESS | frozenset(EVASIVE_WORDS.split())
"""Words that may be a name, but are no answer where prose is asked for."""

DONE = "determined|decided|defined|confirmed|announced|completed|filled( in)?|added|provided|supplied|done|written"
DONE_TOO = "specified|agreed|clarified|updated|advised|documented|stated|set|available|known|applicable|relevant"
WHAT = "text|value|description|name|details?|content|answer|purpose|data|information|comment"
THIS = "this|it|(this|the) (field|section|text|part|entry|value)"
STILL = "(still )?(will|is to|must|has to|needs to|is still to|is yet to)"
SO_FAR = "(yet|at this time|at present|so far)"
PAPER = (
    "documents?|documentation|docs?|attachments?|annex|appendix|files?|wiki|intranet|confluence|sharepoint|manual"
    "|report|readme|code|notebook|repo|repository|model card|slides|deck|handbook|contract|ticket|jira|e-?mail|drive"
    "|folder|policy|procedure"
)
TO_DO = "fill|complete|insert|enter|add|write|describe|specify|replace"
JUNK = "foo|bar|baz|x|test|todo|tbd|asdf"
AWAITED = "approval|input|confirmation|decision|feedback|information|review|sign[- ]?off|legal|content|text|data|answer"
FOR_NOW = "here|yet|for (now|this|us)( .{1,20})?|at (this|the) (time|moment|stage)|not (applicable|available|relevant)"
PHRASES = (
    rf"(to be|tb) ({DONE}|{DONE_TOO})( later| soon| by .*)?",
    r"(see|as|same as|refer to|cf) (above|below|elsewhere|previous|before|there|link)",
    r"(see|as|same as|refer to|cf) (the )?other (field|document|section|entry)",
    r"(please )?(change|replace|fill|edit|complete) (me|this|it)",
    r"(please )?see (the )?(attached|enclosed|separate)( .{1,20})?",
    rf"not (yet )?({DONE}|{DONE_TOO}|sure|clear|done)( {SO_FAR})?",
    rf"n ?/? ?a\.?[ ,:;(–-]+({FOR_NOW})",
    rf"(awaiting|waiting for|waits for|pending) (further |final |more )?({AWAITED})( .{{1,30}})?",
    r"as (discussed|agreed|mentioned|communicated)( .{1,40})?|as per .{1,40}",
    rf"as (described|stated|explained)( (above|below|before|earlier|elsewhere|there|in (the )?({PAPER})))?",
    r"(still )?in (progress|preparation|the making|review|work)|to (do|come|be done|be added)|tb[adc]\b.{0,20}",
    rf"nothing ({SO_FAR}|here|to (say|add|report|declare|see|mention|note))|no (comments?|idea|clue)|and so on",
    r"same as (before|last (year|time)|previous( version)?|(the )?other.{0,20})|hello world|john doe|jane doe",
    r"this is (a |an |only a |just a )?(test|placeholder|dummy|sample|example)|some (text|words|description|value)",
    r"dd[./-]mm[./-]yyyy|yyyy[./-]mm[./-]dd",
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
MASHED = re.compile(r"([a-z]{2,4})\1+")
"""Keys struck over and over: sdfsdf."""
STARTS = re.compile(r"(tbd|tba|tbc|to be (determined|decided|defined|confirmed|completed))\b|(todo|fixme) *[:(-]")
STARTS_OF_PROSE = re.compile(r"(todo|fixme|placeholder)\b")
SPREAD = re.compile(r"\b(\w)[ ./_-]+(?=\w\b)")
"""The gap after a letter that stands alone, before another one that does: T B D reads as TBD."""
LONE = re.compile(r"[ ./_-]\w(?!\w)")
"""A letter that stands alone, without which there is no such gap; looking for it takes less."""
BETWEEN_WORDS = re.compile(r"[\s,;./|_-]+")
BRACKETED = re.compile(r"[$%#@]?[<\[{(]{1,2}[^<>\[\]{}]{0,80}[>\]})]{1,2}")
REPEATED = frozenset({"aaa", "bbb", "ccc", "iii", "www"})
"""One letter three times over that means something: ratings, levels of accessibility, a number."""
LONGEST = 160
"""Characters above which a text is only looked at for marks of unfinished work and for endless repetition."""
LONGEST_START = 60
"""Characters up to which a text that only begins with TBD or the like is still no answer."""
MARKS = ("TBD", "T.B.D.", "FIXME", "TODO", "orem ipsum", "OREM IPSUM")
MARK = re.compile(r"\bTBD\b|\bT\.B\.D\.|\bFIXME\b|\bTODO\b|\b[Ll]orem ipsum\b|\bLOREM IPSUM\b")
"""What authors write where they mean to come back; the capitals tell it from words of other languages."""


@lru_cache(maxsize=65536)
def is_placeholder(text: str, manner: Manner = "value") -> bool:
    """Whether a text stands for an answer that is not there; of prose more is asked than of a name.

    >>> [is_placeholder(text) for text in ("TBD", " n/a. ", "<your text here>", "T\\u200bBD", "Rank calls by urgency")]
    [True, True, True, True, False]
    """
    if manner == "choice":
        return False
    if len(text) <= LONGEST:
        return _stands_in(text, manner)
    if manner == "prose" and left_open(text):
        return True
    return not any(map(str.isalnum, text)) or (text.count(text[:4]) * 12 > len(text) and _repeats(fold(text), manner))


def left_open(text: str) -> str | None:
    """The mark by which the author of a prose text says that it is not finished; None when there is none.

    >>> left_open("Thresholds are TBD, to be agreed by the committee.")
    'TBD'
    """
    found = MARK.search(text) if any(map(text.__contains__, MARKS)) else None
    return found[0] if found else None


def _stands_in(text: str, manner: Manner) -> bool:
    """Whether a short text is, as a whole, something that only fills the field."""
    plain = fold(text)
    if not any(map(str.isalnum, plain)) or (manner == "prose" and left_open(text)):
        return True
    bare = _bare(plain)
    if bare in _empty_words(manner) or _repeats(bare, manner) or PHRASE.fullmatch(bare):
        return True
    if manner == "prose" and (len(bare) < 2 or (len(bare) > 4 and MASHED.fullmatch(bare))):
        return True
    if len(bare) > 2 and bare == bare[0] * len(bare) and bare.isalpha() and (manner == "prose" or bare not in REPEATED):
        return True
    if BRACKETED.fullmatch(plain.strip()):
        return True
    if len(bare) > LONGEST_START:
        return False
    return bool(STARTS.match(bare) or (manner == "prose" and STARTS_OF_PROSE.match(bare)))


def _empty_words(manner: Manner) -> frozenset[str]:
    """The words that say nothing in such a field."""
    return IN_VALUES if manner == "value" else IN_NAMES if manner == "name" else IN_PROSE


def _repeats(bare: str, manner: Manner) -> bool:
    """Whether a text is made of several words, none of which says anything."""
    empty, text = _empty_words(manner), bare.replace("n/a", "na").strip(" .,;-")
    first = BETWEEN_WORDS.split(text, 1)
    if len(first) == 1 or first[0] not in empty:  # as nearly always
        return False
    return all(word in empty for word in BETWEEN_WORDS.split(first[1]))


def _bare(plain: str) -> str:
    """A folded text without the marks around it, and without gaps between single letters."""
    bare = plain.strip(" .,;:!?-–—_*#'\"`/\\|()[]{}<>…~=+。、・「」『』【】《》؟،۔।")
    return SPREAD.sub(r"\1", bare) if LONE.search(bare) else bare


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
IN_VALUES = NO_ANSWERS | NO_ANSWERS_ABROAD
IN_NAMES = IN_VALUES | NAMELESS
IN_PROSE = IN_NAMES | EVASIONS | EVASIONS_ABROAD


FIGURES = (int, float, datetime.date)
"""What says something whatever it is; named because asking whether something is a record takes long."""


def has_substance(value: Any, manner: Manner = "value") -> bool:
    """Whether a value says something: not absent, not empty, and not only placeholders.

    Of a list of texts each must say something, of a list of records or in a section one member is enough.
    """
    if type(value) is str:  # as most are
        return not is_placeholder(value, manner)
    if value is None:
        return False
    if isinstance(value, list):
        says = all if all(isinstance(item, str) for item in value) else any
        return bool(value) and says(has_substance(item, manner) for item in value)
    if isinstance(value, FIGURES):
        return True
    if isinstance(value, dict):
        return any(has_substance(item) for item in value.values())
    if isinstance(value, BaseModel):
        record = type(value)
        return any(
            has_substance(item, member_manner(record, name)) for name, item in vars(value).items() if item is not None
        )
    return True


TEXTS = (str, list)


def says_something(spot: Spot) -> bool:
    """Whether the value at a place says something, by what its field asks for."""
    value = spot.value
    if value is None:
        return False
    if isinstance(value, TEXTS):
        return has_substance(value, manner_at(spot.entry.kind, spot.path))
    return has_substance(value)
