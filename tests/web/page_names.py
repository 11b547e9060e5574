"""The pages by name, from the route table: each by its act and address, and each input as its page."""

import re
from collections.abc import Iterator, Mapping

from fastapi.routing import APIRoute

from lsip_workflow.web import addresses
from lsip_workflow.web.inputs.every import EVERY

INPUT = re.compile(r"/do/\{doing\}$")

# What an input's address names that its endpoint takes from the form.
ALSO = {"give-role": ("person_id",)}


def page_routes() -> Iterator[tuple[str, str]]:
    """Each act and path of the route table that is a page's."""
    for router in addresses.PAGES:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield from ((act, route.path) for act in sorted(route.methods or ()))


def page_names() -> list[str]:
    """Every page as `GET /plans/{plan_id}`; the one route of the inputs as the inputs that it stands for."""
    return list(dict.fromkeys(f"{act} {each}" for act, path in page_routes() for each in expanded(path)))


def expanded(path: str) -> Iterator[str]:
    """An input has its page below what it is about: a plan, an area, or neither."""
    if not INPUT.search(path):
        yield path
        return
    about = [part for part in ("plan_id", "area_id") if "{" + part + "}" in path]
    for key, given in EVERY.items():
        if about == [part for part in given.parts if part in ("plan_id", "area_id")]:
            parts = [part for part in given.parts if part not in ("plan_id", "area_id")]
            parts += ALSO.get(key, ())
            query = "&".join(f"{part}={{{part}}}" for part in parts)
            yield path.replace("{doing}", key) + ("?" if query else "") + query


def filled(path: str, named: Mapping[str, str]) -> str:
    """An address with what its parts name; below one folder, or of one kind, they may name something else."""
    folder = "/" + path.split("/")[1]
    below = {name: named.get(f"{folder} {name}", text) for name, text in named.items()}
    if folder == "/asked" and re.search("/(sent|confirm)", path):
        below["request_id"] = named["/asked sent"]
    if "priority" in path:
        below["code"] = "P1"
    return re.sub(r"\{(\w+)[^}]*\}", lambda part: below[part[1]], path)


def input_of(path: str) -> str:
    """The key of an input's page; empty for another page."""
    found = re.search(r"/do/([a-z0-9-]+)", path)
    return found[1] if found else ""
