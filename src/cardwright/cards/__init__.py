"""What a card shows, whichever skin it wears: the site and the packs both draw from here."""
