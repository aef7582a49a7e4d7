"""Pages of a long list: the number is kept within the list, the filters stay in the address."""

from __future__ import annotations

import pytest
from flask import Flask

from trainer.web.paging import page_of


@pytest.mark.parametrize(
    ("address", "total", "number", "pages", "offset"),
    [
        ("/staff/items", 120, 1, 3, 0),
        ("/staff/items?page=2", 120, 2, 3, 50),
        ("/staff/items?page=9", 120, 3, 3, 100),
        ("/staff/items?page=0", 120, 1, 3, 0),
        ("/staff/items?page=-4", 120, 1, 3, 0),
        ("/staff/items?page=two", 120, 1, 3, 0),
        ("/staff/items", 0, 1, 1, 0),
        ("/staff/items", 50, 1, 1, 0),
        ("/staff/items?page=2", 51, 2, 2, 50),
    ],
)
def test_a_page_is_always_one_that_exists(
    app: Flask, address: str, total: int, number: int, pages: int, offset: int
) -> None:
    with app.test_request_context(address):
        page = page_of(total)
    assert (page.number, page.pages, page.offset) == (number, pages, offset)


def test_the_addresses_of_other_pages_keep_the_filters(app: Flask) -> None:
    with app.test_request_context("/staff/items?domain=D4&q=rib+fold&page=2"):
        assert page_of(500).url(3) == "/staff/items?domain=D4&q=rib+fold&page=3"
