"""Pages that describe JSON documents: what they say of each key, and whether a document is so."""

import re


def is_float(value):
    """A number, or the text of one that JSON does not know."""
    return value in ("NaN", "inf", "-inf") or TYPES["number"](value)


TYPES = {
    "text": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
    "pair": lambda value: isinstance(value, list) and list(map(type, value)) == [int, int],
    "list": lambda value: isinstance(value, list),
    "float": is_float,
    "value": lambda value: is_float(value) or isinstance(value, list) and [*map(is_float, value)] == [True, True],
}


def printed(value, place=""):
    """Every (object, key, value) of a document; objects are named by the way to them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield place, key, inner
            yield from printed(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for inner in value:
            yield from printed(inner, f"{place}[]")


def documented(page):
    """The type of every (object, key) on a page."""
    types = {}
    for section in re.split(r"^## ", page.read_text(), flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        places = [""] if heading == "The document" else re.findall(r"`([^`]+)`", heading)
        for key, kind in re.findall(r"^\| `(\w+)` \| ([^|]+) \| ", body, re.MULTILINE):
            types.update({(place, key): kind for place in places})
    return types


def fits(value, kind):
    """Whether a value has the type that the page states: `text or null`, `list of texts or nulls`."""
    if kind == "list of texts or nulls":
        return isinstance(value, list) and all(fits(inner, "text or null") for inner in value)
    for alternative in re.split(r", | or ", kind):
        _, is_list, inner = alternative.partition("list of ")
        if is_list and isinstance(value, list):
            return all(TYPES[inner.removesuffix("s")](element) for element in value)
        if not is_list and TYPES[alternative](value):
            return True
    return False


def check_keys(document, page):
    """Asserts that the page has every key of the document, and no other."""
    assert {(place, key) for place, key, _ in printed(document)} == set(documented(page))


def check_types(document, page):
    """Asserts that every value of the document has the type that the page states."""
    types = documented(page)
    wrong = [(*found, types[found[:2]]) for found in printed(document) if not fits(found[2], types[found[:2]])]
    assert not wrong
