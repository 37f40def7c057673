"""From text to values: one function for each form that a scalar can take.

The YAML reader keeps every scalar as written, so what a text means is decided here and nowhere else. Each function
takes the text and returns the value, or raises a `PydanticCustomError` that says what is expected and what was found.
All patterns are ASCII: a full-width digit or a Cyrillic letter that looks Latin is never taken for the real one.
"""

import datetime
import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from cardwright.catalog.entities.country import COUNTRIES, COUNTRY_HINTS

SHOWN = 60  # characters of a wrong value that a message repeats
YEARS = range(1900, 2201)

ANNEX_III = {"1": "abc", "2": "", "3": "abcd", "4": "ab", "5": "abcd", "6": "abcde", "7": "abcd", "8": "ab"}
ANNEX_III_POINTS = tuple(
    f"{n}({letter})" if letter else n for n, letters in ANNEX_III.items() for letter in letters or [""]
)

_int = re.compile(r"-?[0-9]+")
_float = re.compile(r"-?(?P<digits>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_date = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_month = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_duration = re.compile(
    r"P(?=[0-9T])(?:[0-9]{1,9}Y)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}W)?(?:[0-9]{1,9}D)?"
    r"(?:T(?=[0-9])(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}S)?)?"
)
_language = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_url = re.compile(r"https?://[A-Za-z0-9\[][!#$%&'()*+,\-./:;=?@\[\]_~A-Za-z0-9]*")
_sha256 = re.compile(r"[0-9a-f]{64}")
_space_or_control = re.compile(r"[\s\x00-\x1f\x7f]")


def show(value: object) -> str:
    """Return `value` shortened and quoted for a message, with every character that cannot be seen made visible."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value)
    short = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    strange = sorted({f"U+{ord(c):04X}" for c in short if ord(c) > 126 and c != "…"})
    seen = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)
    return f"“{seen}”" + (f" (with {', '.join(strange)})" if strange else "")


def refusal(form: str, expected: str, value: object, hint: str = "") -> PydanticCustomError:
    """Return the error for a value that is not of its form; `hint` says what to write instead.

    The stable type of the error is `form_` and the name of the form.
    """
    return PydanticCustomError(
        f"form_{form}",
        "expected {expected}, found {found}{hint}",
        {"expected": expected, "found": show(value), "hint": f"; {hint}" if hint else ""},
    )


def stripped(form: str, expected: str, value: object) -> str:
    """Return the text without white space around it; refuse what is not text."""
    if not isinstance(value, str):
        raise refusal(form, expected, value)
    return value.strip(" \t\r\n")


def parse_bool(value: object) -> bool:
    """Read `true` or `false`, and nothing else: `yes`, `on` and `1` are not truth values."""
    text = stripped("bool", "true or false", value)
    if text == "true":
        return True
    if text == "false":
        return False
    raise refusal("bool", "true or false", value, f"write {text.lower()}" if text.lower() in ("true", "false") else "")


def parse_int(value: object) -> int:
    """Read a whole number in decimal digits that fits into 64 bits."""
    expected = "a whole number such as 12800"
    text = stripped("int", expected, value)
    if not _int.fullmatch(text):
        raise refusal("int", expected, value, "write the digits alone" if re.search("[0-9][_, '][0-9]", text) else "")
    digits = text.lstrip("-0")
    number = int(text) if len(digits) <= 19 else 2**64
    if not -(2**63) <= number < 2**63:
        raise refusal("int", "a whole number of at most 64 bits", value)
    return number


def parse_float(value: object) -> float:
    """Read a finite number, decimal or with an exponent such as 1e25."""
    expected = "a number such as 0.81 or 1e25"
    text = stripped("float", expected, value)
    match = _float.fullmatch(text)
    if not match:
        hint = "write the decimal point as a dot" if re.fullmatch("-?[0-9]+,[0-9]+", text) else ""
        raise refusal("float", expected, value, hint)
    number = float(text)
    if math.isinf(number) or (number == 0 and match["digits"].strip("0.")):
        raise refusal("float", "a number between 1e-308 and 1e308", value)
    return number


def parse_date(value: object) -> datetime.date:
    """Read a day of the calendar, written YYYY-MM-DD, of the years 1900 to 2200."""
    expected = "a date such as 2026-05-30"
    text = stripped("date", expected, value)
    if not _date.fullmatch(text):
        raise refusal("date", expected, value, "write the day without a time" if _date.match(text) else "")
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise refusal("date", "a day that exists", value) from None
    if day.year not in YEARS:
        raise refusal("date", "a date between 1900 and 2200", value)
    return day


def parse_month(value: object) -> str:
    """Read a calendar month, written YYYY-MM, of the years 1900 to 2200."""
    expected = "a month such as 2026-03"
    text = stripped("month", expected, value)
    match = _month.fullmatch(text)
    if not match:
        raise refusal("month", expected, value)
    if int(match[1]) not in YEARS:
        raise refusal("month", "a month between 1900 and 2200", value)
    return text


def parse_duration(value: object) -> str:
    """Read an ISO 8601 duration in whole units, such as P6M or PT36H."""
    expected = "an ISO 8601 duration such as P6M or PT36H"
    text = stripped("duration", expected, value)
    if not _duration.fullmatch(text):
        upper = text.upper()
        raise refusal("duration", expected, value, f"write {upper}" if _duration.fullmatch(upper) else "")
    return text


def parse_country(value: object) -> str:
    """Read a country code that ISO 3166-1 assigns."""
    expected = "a country code of ISO 3166-1 such as SG"
    text = stripped("country", expected, value)
    if text not in COUNTRIES:
        upper = text.upper()
        hint = COUNTRY_HINTS.get(upper, f"write {upper}" if upper in COUNTRIES else "")
        raise refusal("country", expected, value, hint)
    return text


def parse_language(value: object) -> str:
    """Read a BCP 47 language tag."""
    expected = "a language tag such as de or pt-BR"
    text = stripped("language", expected, value)
    if not _language.fullmatch(text):
        hint = f"write {text.replace('_', '-')}" if _language.fullmatch(text.replace("_", "-")) else ""
        raise refusal("language", expected, value, hint)
    return text


def parse_url(value: object) -> str:
    """Read an absolute http or https address; a user name or password in it is refused and not repeated."""
    expected = "an address that starts with https:// or http://"
    text = stripped("url", expected, value)
    host = re.split(r"[/?#\\]", re.sub(r"^[a-zA-Z][a-zA-Z0-9+.-]*:/*", "", text), maxsplit=1)[0]
    if "@" in host:
        raise PydanticCustomError("form_url", "expected an address without a user name or password in it")
    if not _url.fullmatch(text):
        strange = not text.isascii() or _space_or_control.search(text)
        raise refusal("url", expected, value, "percent-encode spaces and letters outside ASCII" if strange else "")
    try:
        address = urlsplit(text)
        valid = bool(address.hostname) and address.port != 0  # `port` raises for one above 65535
    except ValueError:
        valid = False
    if not valid:
        raise refusal("url", "an address with a valid host and port", value)
    return text


def parse_sha256(value: object) -> str:
    """Read a SHA-256 digest in lower-case hexadecimal."""
    expected = "a SHA-256 digest of 64 lower-case hexadecimal digits"
    text = stripped("sha256", expected, value)
    if not _sha256.fullmatch(text):
        raise refusal("sha256", expected, value, "write it in lower case" if _sha256.fullmatch(text.lower()) else "")
    return text


def parse_point(value: object) -> str:
    """Read a point of Annex III that exists."""
    expected = "a point of Annex III such as 5(b)"
    text = stripped("point", expected, value)
    if text not in ANNEX_III_POINTS:
        letters = ANNEX_III.get(text[:1])
        hint = f"point {text[0]} has {', '.join(f'{text[0]}({x})' for x in letters)}" if letters else ""
        raise refusal("point", expected, value, hint)
    return text


def parse_file(value: object) -> str:
    """Read the path of a file below the catalog folder: relative, with forward slashes, never upwards."""
    expected = "the path of a file below the catalog folder such as evidence/report.pdf"
    text = stripped("file", expected, value)
    if re.match(r"https?://", text):
        raise refusal("file", expected, value, "an address belongs in `url`")
    parts = text.split("/")
    if "\\" in text:
        raise refusal("file", expected, value, "write forward slashes")
    if text.startswith("/") or ":" in text:
        raise refusal("file", expected, value, "write it relative to the catalog folder")
    if any(part in ("", ".", "..") for part in parts) or not text.isprintable():
        raise refusal("file", expected, value)
    return text


def choice_parser(values: tuple[str, ...]) -> Callable[[Any], str]:
    """Return the function that reads one of the listed values and suggests the nearest one for a wrong one."""
    expected = values[0] if len(values) == 1 else "one of " + ", ".join(values)
    known = {value: value for value in values}

    def parse(value: object) -> str:
        text = stripped("enum", expected, value)
        if text in known:
            return known[text]
        raise refusal("enum", expected, value, nearest(text, values))

    return parse


def nearest(text: str, values: tuple[str, ...]) -> str:
    """Return the question `did you mean ...?`, or nothing when no value is near."""
    from difflib import get_close_matches  # only for a wrong value

    written = re.sub("[ -]+", "_", text[:SHOWN].lower())
    near = get_close_matches(written, values, n=1) or [v for v in values if len(written) > 2 and v.startswith(written)]
    return f"did you mean {near[0]}?" if near else ""
