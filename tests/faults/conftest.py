"""Faults need real servers."""

from tests.servers import own_prefect, prefect

__all__ = ["own_prefect", "prefect"]
