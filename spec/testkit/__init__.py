"""Makes the test vectors of the specification, with an encoder of its own.

    python -m spec.testkit            write spec/vectors anew
    python -m spec.testkit --check    say whether they are what this would write

`forge` builds objects of every kind, honest or with one fault, over `rawcbor`, which can write
broken bytes; `points` has the public keys that nobody honest uses. `certificates` builds what
people show to issuers. Each module of `cases` is one file of vectors for gates, and each of
`issuer_cases` one for accepting issuers.
"""
