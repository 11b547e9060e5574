"""Reading a page as a person does."""

import html
import re

from fastapi.testclient import TestClient


def words_of(page: str) -> str:
    """What a person reads on a page: its text in one line."""
    body = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def read(client: TestClient, address: str, status: int = 200) -> str:
    """The words of a page that answers as it should."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    return words_of(answer.text)
