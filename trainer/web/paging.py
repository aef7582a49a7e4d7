"""Long lists, one page at a time; the page's number stands in the address beside the filters."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Which stretch of a list to show, and the addresses of its neighbours. Numbers begin at 1."""

    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.number - 1) * self.size

    def url(self, number: int) -> str:
        """The address of another page of the same list, with the same filters."""
        kept = {name: values for name, values in request.args.lists() if name != "page"}
        return url_for(request.endpoint or "", **(request.view_args or {}), **kept, page=number)  # type: ignore[arg-type] # values of a query string


def page_of(total: int, size: int = SIZE) -> Page:
    """The page this request asks for; a number that does not exist is the nearest that does."""
    asked = request.args.get("page", 1, type=int)
    last = Page(1, total, size).pages
    return Page(min(max(asked, 1), last), total, size)
