"""Sheets of paper passes, in both languages, as PDF and as pictures.

What is on a sheet is in `content`, where it stands in `layout`, and how it is drawn in `draw`.
Nothing here makes passes or knows whose they are.
"""
