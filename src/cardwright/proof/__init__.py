"""Proof that a pack is what was made: the seal, the signature, and the checks of `cardwright verify`."""
