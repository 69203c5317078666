"""Everything that is stored, compared with itself: what is counted, what is shown, what is derived.

for sentence in verify(reader, commit, builds): print(sentence)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from indexer.engines.arrays import documents
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.control import Commit
from indexer.engines.opensearch.deriving import Deriving
from indexer.engines.opensearch.indices import Build, Builds
from indexer.engines.opensearch.known import Derived, Index, batched, read_own
from indexer.engines.opensearch.names import AllNames, renew
from indexer.engines.opensearch.preparing import Own, doc_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.reading import Text, text_bytes
from indexer.engines.opensearch.texts import Texts
from indexer.engines.opensearch.walking import Held
from indexer.errors import IndexDamaged

_AT_ONCE = 1_000
# Texts that are read at once: some 10 MB.
_TEXTS = 5_000
_AGAIN = "index the publications again, or restore a snapshot"


class _Fields(msgspec.Struct, frozen=True):
    own: tuple[str] = ("",)
    stamp: tuple[str] = ("",)
    passages: tuple[int] = (0,)
    key: tuple[int] = (0,)
    text_key: tuple[int] = (0,)


class _Hit(msgspec.Struct, frozen=True):
    fields: _Fields = _Fields()


class _Health(msgspec.Struct, frozen=True):
    status: str
    unassigned_shards: int
    active_shards: int


def verify(reader: Reader, commit: Commit, builds: Builds) -> Iterator[str]:
    """A sentence for each thing checked. Raises IndexDamaged at the first damage."""
    build = builds.named(commit.build)
    if not builds.is_shown(build):
        raise IndexDamaged(f"The aliases do not lead to the build “{build.name}” of the newest commit: {_AGAIN}.")
    yield _health(reader.client, build)
    index = Index(reader.client, build.publications)
    if index.totals() != (commit.publications, commit.passages):
        raise IndexDamaged(
            f"{build.publications} holds {index.totals().publications} publications with {index.totals().passages} "
            f"passages, and {commit.publications} with {commit.passages} were committed: {_AGAIN}."
        )
    yield f"{commit.publications} publications with {commit.passages} passages, as committed"
    renewed = renew(reader.names, index, (), ())
    if any(renewed[facet] is not reader.names[facet] for facet in renewed):
        raise IndexDamaged(f"The names that are shown are not those that the publications have: {_AGAIN}.")
    yield f"{sum(len(names.spellings) for names in renewed.values())} names, as the publications write them"
    ids: set[str] = set()
    texts = 0
    with Held(reader.client, build.publications, {"match_all": {}}) as held:
        for hits in batched(held.walk(_Fields.__struct_fields__, _Hit), _AT_ONCE):
            ids.update(_check_publication(hit) for hit in hits)
            texts += _check_texts(reader.client, build, hits)
            _check_derived(index, hits, renewed)
    if len(ids) != commit.publications:
        raise IndexDamaged(f"Two publications have the same id: {_AGAIN}.")
    yield f"{len(ids)} ids, all different"
    yield f"{texts} texts, each what was written"
    yield f"{len(ids)} publications with what they take from others"


def _health(client: Client, build: Build) -> str:
    answer = client.request("GET", f"/_cluster/health/{build.publications},{build.texts}")
    health = msgspec.convert(answer, _Health)
    if health.status == "red":
        raise IndexDamaged(
            f"Parts of {build.publications} or {build.texts} are on no node that runs: start the nodes that have them, "
            "or restore a snapshot."
        )
    missing = f"; {health.unassigned_shards} further copies are on no node" if health.status != "green" else ""
    return f"{health.active_shards} parts of the two indices and their copies are there{missing}"


def _check_publication(hit: _Hit) -> str:
    """The id of a publication."""
    try:
        own = read_own(hit.fields.own[0])
    except (msgspec.DecodeError, ValueError) as error:
        raise IndexDamaged(f"A publication with the key {hit.fields.key[0]} cannot be read: {_AGAIN}.") from error
    if documents.key_of(own.id) != hit.fields.key[0]:
        raise IndexDamaged(f"The publication “{own.id}” is stored under the key of another one: {_AGAIN}.")
    return own.id


def _check_texts(client: Client, build: Build, hits: Sequence[_Hit]) -> int:
    """How many texts some publications have; each is read."""
    texts = 0
    for some in _pieces(hits):
        ids = [name for _, _, names in some for name in names]
        found = iter(client.mget(build.texts, ids, Text))
        for own, key, names in some:
            _check_text(own, key, [text_bytes(text, own.id) for text in islice(found, len(names))])
        texts += len(ids)
    return texts


def _pieces(hits: Sequence[_Hit]) -> Iterator[list[tuple[Own, int, list[str]]]]:
    """Publications with the keys and ids of their texts, as many as are read at once."""
    piece: list[tuple[Own, int, list[str]]] = []
    size = 0
    for hit in hits:
        own = read_own(hit.fields.own[0])
        names = list(Texts(doc_of(own.id), hit.fields.stamp[0], hit.fields.passages[0]).ids())
        if piece and size + len(names) > _TEXTS:
            yield piece
            piece, size = [], 0
        piece.append((own, hit.fields.text_key[0], names))
        size += len(names)
    if piece:
        yield piece


def _check_text(own: Own, key: int, texts: Sequence[bytes]) -> None:
    """Compare what is shown of a publication with its own fields and the key of its passages."""
    summary, *passages = texts
    shown = documents.read_summary(summary)
    if (shown.id, shown.title, shown.topics, shown.authors) != (own.id, own.title, own.topics, own.authors):
        raise IndexDamaged(f"What is shown of “{own.id}” is of another publication: {_AGAIN}.")
    if key != (documents.key_of_bytes(b"".join(passages)) if passages else 0):
        raise IndexDamaged(f"The texts of “{own.id}” are not what was written: {_AGAIN}.")


def _check_derived(index: Index, hits: Sequence[_Hit], names: AllNames) -> None:
    """Derive once more what some publications take from others."""
    owns = (read_own(hit.fields.own[0]) for hit in hits)
    changes = {doc_of(own.id): own for own in owns}
    deriving = Deriving(index, changes, names, renewed=names, unsure=changes)
    found: dict[str, Derived] = index.derived(list(changes))
    for doc, own in changes.items():
        if doc not in found or not deriving.derive(doc).is_same(found[doc]):
            raise IndexDamaged(
                f"What “{own.id}” takes from its landing page is not what it should be, or its own id is another one: "
                f"{_AGAIN}."
            )
