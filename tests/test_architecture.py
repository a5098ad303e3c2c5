"""Does the package hold the order and the rules of the design?"""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = (
    "schema confidence edits reading lexicon turns segment model annotate tone sentiment stance shifts why tables pipeline narrative compare charts "
    "method report agreement".split()
)
HEAVY = ("plotly", "streamlit", "dask", "duckdb", "pypdf", "docx", "trafilatura", "torch")
SOURCES = [*sorted(p for folder in ("analysis", "views", "training") for p in (ROOT / folder).rglob("*.py")), ROOT / "dashboard.py"]
FORBIDDEN = {
    "broad except": r"except(\s+(Base)?Exception)?\s*:|except\s+(Base)?Exception\s+as",
    "raw markup": r"unsafe_allow_html|unsafe_allow_javascript|components\.v1|st\.iframe",
    "random without a seed": r"default_rng\(\)",
}


def module_of(path: Path) -> str:
    """The module of analysis/ that a file belongs to: a package counts as one."""
    return path.relative_to(ROOT / "analysis").parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The full names that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "analysis").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_those_above_it(path):
    own = module_of(path)
    used = {name.split(".")[1] for name in imports(path) if name.startswith("analysis.")} - {own}
    if own in ("__init__", "__main__"):
        return
    assert own in ORDER, f"{own} has no place in the order"
    assert all(ORDER.index(name) < ORDER.index(own) for name in used & set(ORDER)), f"{own} imports {used}"
    assert not {name.split(".")[0] for name in imports(path)} & {"streamlit", "training", "views", "torch"}


def test_every_module_in_the_order_exists():
    there = {module_of(p) for p in (ROOT / "analysis").rglob("*.py")}
    assert set(ORDER) <= there


def test_import_analysis_stays_light():
    code = f"import sys, analysis; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_all_names_that_are_offered_exist():
    import analysis

    assert analysis.__all__ == sorted(analysis.__all__)
    assert all(getattr(analysis, name) for name in analysis.__all__)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_forbidden_calls_stay_out(what):
    pattern = re.compile(FORBIDDEN[what])
    found = [f"{p.relative_to(ROOT)}: {m.group()}" for p in SOURCES for m in pattern.finditer(p.read_text(encoding="utf8"))]
    assert not found


def test_only_state_touches_the_session_and_the_cache():
    pattern = re.compile(r"st\.(session_state|cache_data|cache_resource)")
    users = {p.name for p in (ROOT / "views").rglob("*.py") if pattern.search(p.read_text(encoding="utf8"))}
    assert users == {"state.py"}


def test_modules_stay_small():
    long = {str(p.relative_to(ROOT)): n for p in SOURCES if (n := len(p.read_text(encoding="utf8").splitlines())) > 400}
    assert not long


def test_the_code_is_lint_free():
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "."], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
