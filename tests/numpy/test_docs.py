"""The documentation: its examples show what the command prints, and its lists of conventions are complete."""

import re
import sys

import fieldops
import pytest

DOCS = fieldops.ROOT / "docs"
CONVENTIONS = DOCS / "conventions"
sys.path.insert(0, str(CONVENTIONS))

import examples  # noqa: E402


def linked(page, link):
    """What the links of a page lead to, as far as they have this form."""
    return sorted(set(re.findall(rf"\]\({link}\)", page.read_text())))


def conventions():
    """The pages that describe a convention."""
    return sorted(page.name for page in CONVENTIONS.glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize("page", examples.pages())
def test_a_page_shows_what_the_command_prints(page, tmp_path):
    difference = examples.difference(page, tmp_path)
    assert not difference, f"`docs/conventions/examples.py --update` writes what is new\n{difference}"


@pytest.mark.parametrize("page", examples.pages())
def test_a_page_has_an_example(page):
    blocks = examples.BLOCK.findall((DOCS / page).read_text())
    assert blocks, f"docs/{page} has no console block"
    assert all(examples.commands(block) for block in blocks), f"docs/{page} has a console block without a command"


def test_every_page_of_a_convention_is_listed():
    of_readme = linked(fieldops.ROOT / "README.md", r"docs/conventions/([\w-]+\.md)")
    assert [page for page in of_readme if page != "README.md"] == conventions()
    assert linked(CONVENTIONS / "README.md", r"([\w-]+\.md)") == conventions()
    of_conventions = {f"conventions/{page.name}" for page in CONVENTIONS.glob("*.md")}
    assert set(examples.pages()) == {"expressions.md", "units.md", *of_conventions}


@pytest.mark.parametrize("page", ["../README.md", *examples.pages()])
def test_links_lead_to_files(page):
    path = DOCS / page
    missing = [link for link in linked(path, r"([^)#:]+)(?:#[^)]*)?") if not (path.parent / link).exists()]
    assert not missing


def test_a_stale_example_is_found(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text("Text.\n\n```console\n$ fieldops --version\nfieldops 0.0\n```\n")
    monkeypatch.setattr(examples, "DOCS", tmp_path)
    monkeypatch.setitem(examples.SAMPLES, "page.md", lambda folder: None)
    assert "-fieldops 0.0\n" in examples.difference("page.md", tmp_path)
    page.write_text(examples.refreshed("page.md", tmp_path))
    assert not examples.difference("page.md", tmp_path)
