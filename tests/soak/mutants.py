"""The core's source with one check left out or moved by one, a mutant for each."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_CHECKERS = ("check", "expect", "refuse", "judging")


@dataclass(frozen=True)
class Mutant:
    """One change to one file."""

    file: str
    line: int
    name: str
    """File, function, and what became of what; the same wherever the lines move to."""
    source: str
    """The whole file, changed."""


def mutants_of(path: Path) -> Iterator[Mutant]:
    """All mutants of a file, in the order of its lines."""
    tree = ast.parse(path.read_text())
    seen: dict[str, int] = {}
    for scope, node in _walk(tree, ""):
        for before, after in (*_changes(node), *_statements(node)):
            kept = copy.copy(node.__dict__)
            node.__dict__.update(after)
            changed = _shown(node, after)
            source = ast.unparse(tree)
            node.__dict__.clear()
            node.__dict__.update(kept)
            name = f"{path.name} {scope}: {before} -> {changed}".replace("\n", " ")
            seen[name] = seen.get(name, 0) + 1
            name += f" ({seen[name]})" if seen[name] > 1 else ""
            yield Mutant(path.name, _line(node, after), name, source)


def _walk(node: ast.AST, scope: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.FunctionDef | ast.ClassDef) else scope
        yield inner, child
        yield from _walk(child, inner)


def _changes(node: ast.AST) -> Iterator[tuple[str, dict[str, object]]]:
    """What it was, and the fields to be set in the node."""
    match node:
        case ast.If(test=test) if not _typing(test):
            yield f"if {ast.unparse(test)}", {"test": ast.Constant(False)}
        case ast.comprehension(ifs=[_, *_]):
            yield ast.unparse(node).strip(), {"ifs": []}
        case ast.BoolOp(values=values):
            for place in range(len(values)):
                rest = values[:place] + values[place + 1 :]
                yield ast.unparse(node), {"values": rest}
        case ast.Compare(ops=ops, comparators=comparators):
            for place, operator in enumerate(ops):
                other = BOUNDARY.get(type(operator))
                if other:
                    moved = [*ops[:place], other(), *ops[place + 1 :]]
                    yield ast.unparse(node), {"ops": moved}
            if len(ops) > 1:
                yield ast.unparse(node), {"ops": ops[:-1], "comparators": comparators[:-1]}
                yield (
                    ast.unparse(node),
                    {"left": comparators[0], "ops": ops[1:], "comparators": comparators[1:]},
                )


def _statements(node: ast.AST) -> Iterator[tuple[str, dict[str, object]]]:
    """Statements that only check something, each left out."""
    for field in ("body", "orelse"):
        body = getattr(node, field, None)
        if not isinstance(body, list) or (isinstance(node, ast.If) and len(body) == 1):
            continue  # the only one under a condition goes with the condition
        for place, statement in enumerate(body):
            if isinstance(statement, ast.Raise) or _is_checking_call(statement):
                rest = [*body[:place], ast.Pass(), *body[place + 1 :]]
                yield ast.unparse(statement), {field: rest}


def _is_checking_call(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    called = statement.value.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return any(word in name for word in _CHECKERS)


def _typing(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def _line(node: ast.AST, after: dict[str, object]) -> int:
    """Where the change is, in the original."""
    for field in after.keys() & {"body", "orelse"}:
        return next(
            old.lineno
            for old, new in zip(getattr(node, field), after[field], strict=True)  # type: ignore
            if old is not new
        )
    return getattr(node, "lineno", getattr(getattr(node, "target", None), "lineno", 0))


def _shown(node: ast.AST, after: dict[str, object]) -> str:
    """What is worth showing of a changed node."""
    if after.keys() & {"body", "orelse"}:
        return "pass"
    return ast.unparse(node.test if isinstance(node, ast.If) else node)
