"""Two implementations of a gate get the same inputs and must give the same answers.

    python -m tests.differential                        the vectors, then 100,000 changed inputs
    python -m tests.differential --seed 1 --only 4711   one of these inputs again
    python -m tests.differential --against "COMMAND"    another conformance program

`programs` drives a conformance program over pipes, `compare` puts two side by side, `stream` makes
the cases, in the scenes of `scene`, out of the inputs of `codes`, `documents`, `edges`,
`signatures`, `rice`, `splices` and `steps`; `reduce` makes a case that shows a difference smaller,
`tally` counts, and `broken` has lines that are no cases at all. What such a program is says
appendix A of the specification.
"""
