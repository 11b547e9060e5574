"""Lists too long for one page."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Paged:
    """One page, of so many lines in all."""

    size: ClassVar[int] = 100

    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; one even when empty."""
        return max(1, -(-self.total // self.size))
