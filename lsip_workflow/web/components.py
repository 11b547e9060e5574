"""The components of the GOV.UK Design System, to be called from templates: `govuk.button(text="Send")`.

Their own templates lean on names that are not there; ours must not, so they have an environment of their own.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, FunctionLoader, PackageLoader
from markupsafe import Markup


@cache
def _environment() -> Environment:
    inner = PackageLoader("govuk_frontend_jinja", "templates")
    # They name each other with the package in front; without it they are files.
    loader = FunctionLoader(lambda name: inner.get_source(made, name.removeprefix("govuk_frontend_jinja/")))
    made = Environment(loader=loader, autoescape=True, undefined=ChainableUndefined)
    return made


@cache
def _macro(name: str) -> Callable[[dict[str, Any]], str]:
    words = name.split("_")
    template = _environment().get_template(f"components/{'-'.join(words)}/macro.html")
    macro: Callable[[dict[str, Any]], str] = getattr(
        template.module, "govuk" + "".join(word.title() for word in words)
    )
    return macro


class Components:
    """Every component by its name with underscores: `error_summary`, `date_input`, `radios` …"""

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        macro = _macro(name)
        return lambda **params: Markup(macro(params))
