"""The type stubs for torch and safetensors name only what those libraries have."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

STUBS = Path(__file__).resolve().parents[3] / "stubs"
FILES = sorted(STUBS.rglob("*.pyi"))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(STUBS).with_suffix("").parts).removesuffix(".__init__")


def names(body: list[ast.stmt]) -> Iterator[str]:
    """The public names a module declares, and the methods of its classes as ``Class.method``."""
    for statement in body:
        match statement:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield name
                # Annotations of a class are set on its instances, which a test would have to create.
                yield from (
                    f"{name}.{each.name}" for each in statement.body if isinstance(each, ast.FunctionDef)
                )
            case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case _:
                pass


def has(module: object, name: str) -> bool:
    owner, _, member = name.rpartition(".")
    return hasattr(getattr(module, owner, None) if owner else module, member)


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_stub_names_only_what_the_library_has(path):
    module = importlib.import_module(module_of(path))
    declared = list(names(ast.parse(path.read_text(encoding="utf-8")).body))

    assert [name for name in declared if not has(module, name)] == []
