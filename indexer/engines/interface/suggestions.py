"""What is proposed to a visitor who has begun to type.

Suggestion("topic", "Prévention", 12)
"""

from __future__ import annotations

from typing import Literal

import msgspec

SuggestionKind = Literal["publication", "topic", "author", "word", "search"]


class Suggestion(msgspec.Struct, frozen=True, gc=False):
    """What a visitor may mean who has begun to type.

    kind   a publication by its title, a topic, an author, the words typed with the last one completed ("word"), or what
           others have searched for ("search", which no engine knows: searchapp/popular_searches.py)
    text   as it is shown; of a word or a search, what is then searched for
    id     of a publication
    count  publications that it leads to
    """

    kind: SuggestionKind
    text: str
    count: int
    id: str | None = None
