"""Coloured passes that gates check offline."""
