"""The front page for those who see the record alone, and the lists without what the rules made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cardwright.site.addresses import listing_address, relative
from cardwright.site.entity_pages import describe_entity
from cardwright.site.explorer import PAGE as EXPLORER
from cardwright.site.glance import shown_at
from cardwright.site.listings import LISTINGS, Listing
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

LEFT_OUT = frozenset({"assessment", "contact", "holdings", "generation", "deployments", "provenance"})
"""Parts of the page of an entity that its record has not."""
JUDGED = frozenset({"EU AI Act class", "MAS materiality"})
"""Columns of lists that say how an entity was judged."""
IDENTITY = (
    ("Registered name", "legal_identity.legal_name"),
    ("Address", "legal_identity.address"),
    ("Country", "legal_identity.country"),
    ("Contact", "legal_identity.contact"),
)


def unjudged(listing: Listing) -> Listing:
    """The list without the columns that say how an entity was judged."""
    return listing._replace(columns=tuple(column for column in listing.columns if column not in JUDGED))


def describe_record(published: Published, entry: Entry, page: str) -> dict[str, Any]:
    """Return what the page of an entity prints, without the parts that say how it was judged."""
    context = describe_entity(published, entry, page)
    contents = [(anchor, heading) for anchor, heading in context["contents"] if anchor not in LEFT_OUT]
    return {**context, "contents": contents}


def describe_edition(published: Published, page: str) -> dict[str, Any]:
    """Return what the front page prints: who publishes this, and the lists with how many entities each has."""
    counts = ((listing, sum(len(published.catalog.by_kind(kind)) for kind in listing.kinds)) for listing in LISTINGS)
    organisation = published.catalog.organisation
    shown = [
        (label, shown_at(organisation, path, lambda ref: published.link(ref, page)))
        for label, path in (IDENTITY if organisation else ())
        if organisation
    ]
    return {
        "tiles": [
            (listing.title, listing.about, count, relative(listing_address(listing.folder), page))
            for listing, count in counts
            if count
        ],
        "identity": [(label, value) for label, value in shown if value is not None],
        "explorer": relative(EXPLORER, page),
        "crumbs": [],
        "contents": [],
    }
