"""Editions of a catalog for those who may not see all of it: what is above an audience is gone before anything is made.

Site, data and packs are made from an edition as they would be from a catalog, so no template has to hide anything.
"""
