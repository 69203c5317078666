"""Where passages stand, as a value of a document."""

from __future__ import annotations

import numpy as np

from indexer.engines.opensearch.places import pack_places, unpack_places


def test_places_of_several_publications_come_back() -> None:
    first = pack_places([np.array(column) for column in ([0, 5], [5, 7], [100, 102], [2, 0])], [False, True])
    none = pack_places([np.zeros(0, np.int64)] * 4, [])
    last = pack_places([np.array([number]) for number in (1, 2, 3, 4)], [True])
    found = unpack_places([first, none, last])
    assert found.firsts.tolist() == [0, 2, 2, 3]
    assert found.body_starts.tolist() == [0, 5, 1]
    assert found.body_words.tolist() == [5, 7, 2]
    assert found.heading_starts.tolist() == [100, 102, 3]
    assert found.heading_words.tolist() == [2, 0, 4]
    assert found.is_contents.tolist() == [False, True, True]
