"""What is read from the postings of a segment (sections.py)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from indexer.engines.arrays.posting_sections import PostingSections
from indexer.engines.kernels.machine import F32, I64, U8, U16, U32, U64, array, compiled, part, written

Numbers = npt.NDArray[np.int64]
Factors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.uint32]
Letters = npt.NDArray[np.uint8]

_UNSIGNED = {1: U8, 2: U16, 4: U32, 8: U64}
_SECTIONS = types.NamedTuple([array(_UNSIGNED[dtype.itemsize]) for dtype in PostingSections.types()], PostingSections)
_FEW = 32  # so many are put in order by insertion


@part
def _read(out: Rows, start: int, code: int, of_1: Any, of_2: Any, of_4: Any) -> None:
    """Numbers of one kind of a term, from the section of their width. Raises ValueError when they lead nowhere."""
    end = start + out.size
    if start < 0 or end > (of_1.size if code == 0 else of_2.size if code == 1 else of_4.size):
        raise ValueError("postings that lead nowhere")
    if code == 0:
        for i, value in enumerate(of_1[start:end]):
            out[i] = value
    elif code == 1:
        for i, value in enumerate(of_2[start:end]):
            out[i] = value
    else:
        for i, value in enumerate(of_4[start:end]):
            out[i] = value


@part
def _add_up(numbers: Rows) -> int:
    """Replace each number by the sum of all up to it. Gives the last, which may be more than a u32 holds."""
    total = 0
    for i in range(numbers.size):
        total += np.int64(numbers[i])
        numbers[i] = total
    return total


@part
def _code(s: PostingSections, number: int, kind: int) -> int:
    """The width of a kind of number of a term: 0, 1, 2 for 1, 2, 4 bytes."""
    return np.int64(s.widths[number]) >> (2 * kind) & 3


@part
def _decode(s: PostingSections, number: int, documents: Rows, ends: Rows, size: int) -> None:
    """The documents of a term, numbered within the segment, and how many positions it has up to each of them.

    Raises ValueError when they, or its positions, lead nowhere.
    """
    _read(documents, np.int64(s.gap_starts[number]), _code(s, number, 0), s.gaps_1, s.gaps_2, s.gaps_4)
    _read(ends, np.int64(s.count_starts[number]), _code(s, number, 2), s.counts_1, s.counts_2, s.counts_4)
    code, start = _code(s, number, 3), np.int64(s.position_starts[number])
    end = start + np.int64(s.occurrences[number])
    if (
        _add_up(documents) >= size
        or _add_up(ends) != np.int64(s.occurrences[number])
        or start < 0
        or end > (s.positions_1.size if code == 0 else s.positions_2.size if code == 1 else s.positions_4.size)
    ):
        raise ValueError("postings that lead nowhere")


@part
def _begins(s: PostingSections, numbers: Numbers, size: int) -> Numbers:
    """Where the rows of each term begin, end to end. Raises ValueError for more rows than there are documents."""
    begins = np.zeros(numbers.size + 1, np.int64)
    for term in range(numbers.size):
        rows = np.int64(s.frequencies[numbers[term]])
        if not 0 < rows <= size:
            raise ValueError("postings that lead nowhere")
        begins[term + 1] = begins[term] + rows
    return begins


@part
def _position(s: PostingSections, code: int, place: int) -> int:
    if code == 0:
        return np.int64(s.positions_1[place])
    if code == 1:
        return np.int64(s.positions_2[place])
    return np.int64(s.positions_4[place])


@part
def _count_before(s: PostingSections, number: int, bound: int, ends: Rows, counts: Rows) -> None:
    """How many positions of a term are below a bound in each of its documents."""
    start, code = np.int64(s.position_starts[number]), _code(s, number, 3)
    begin = 0
    for i in range(ends.size):
        end = np.int64(ends[i])
        counts[i] = 0
        for place in range(start + begin, start + end):
            counts[i] += np.uint32(_position(s, code, place) < bound)
        begin = end


@part
def _seek(documents: Any, row: int, document: int) -> int:
    """The first row from `row` on whose document is not below one: in steps that double, then by halves."""
    step = 1
    while row + step < documents.size and documents[row + step] < document:
        row += step
        step *= 2
    end = min(row + step, documents.size)
    while row < end:
        middle = (row + end) // 2
        if documents[middle] < document:
            row = middle + 1
        else:
            end = middle
    return row


@part
def _place(s: PostingSections, wanted: Letters) -> int:
    """How many terms come before one."""
    first, last = 0, max(s.term_starts.size - 1, 0)
    while first < last:
        middle = (first + last) // 2
        term = s.term_bytes[np.int64(s.term_starts[middle]) : np.int64(s.term_starts[middle + 1])]
        shorter = min(term.size, wanted.size)
        at = 0
        while at < shorter and term[at] == wanted[at]:
            at += 1
        if term[at] < wanted[at] if at < shorter else term.size < wanted.size:
            first = middle + 1
        else:
            last = middle
    return first


@part
def _begins_with(s: PostingSections, number: int, beginning: Letters) -> bool:
    """Whether there is a term of this number, and begins so."""
    if number >= s.frequencies.size:
        return False
    start = np.int64(s.term_starts[number])
    term = s.term_bytes[start : np.int64(s.term_starts[number + 1])]
    if term.size < beginning.size:
        return False
    at = 0
    while at < beginning.size and term[at] == beginning[at]:
        at += 1
    return at == beginning.size


@part
def _is(s: PostingSections, number: int, term: Letters) -> bool:
    return _begins_with(s, number, term) and np.int64(s.term_starts[number + 1] - s.term_starts[number]) == term.size


@compiled((_SECTIONS, array(U8)))
def place_of_term(s: PostingSections, wanted: Letters) -> int:
    """How many terms come before one."""
    return _place(s, wanted)


@part
def _add(
    s: PostingSections,
    numbers: Numbers,
    factors: Factors,
    base: int,
    size: int,
    title_end: int,
    bits: npt.NDArray[np.uint64],
    sums: npt.NDArray[np.float32],
) -> tuple[Numbers, Factors, Numbers, Rows, Rows]:
    begins = _begins(s, numbers, size)
    all_documents, all_ends = np.empty(begins[-1], np.uint32), np.empty(begins[-1], np.uint32)
    for term in range(numbers.size):
        number, factor = numbers[term], factors[term]
        documents, ends = all_documents[begins[term] : begins[term + 1]], all_ends[begins[term] : begins[term + 1]]
        _decode(s, number, documents, ends, size)
        weights = np.empty(documents.size, np.uint32)
        if title_end:
            _count_before(s, number, title_end, ends, weights)
        else:
            start, code = np.int64(s.weight_starts[number]), _code(s, number, 1)
            _read(weights, start, code, s.weights_1, s.weights_2, s.weights_4)
        # the bits of one word are gathered first: reading what was just written is slow
        word, marked = np.uint32(0), np.uint64(0)
        for i in range(documents.size):
            if weights[i] == 0:
                continue
            document = documents[i] + np.uint32(base)
            sums[document] += np.float32(weights[i]) * factor
            if document >> np.uint32(6) != word:
                bits[word] |= marked
                word, marked = document >> np.uint32(6), np.uint64(0)
            marked |= np.uint64(1) << np.uint64(document & np.uint32(63))
        bits[word] |= marked
    return numbers, factors, begins, all_documents, all_ends


@compiled((_SECTIONS, array(I64), array(F32), I64, I64, I64, written(U64), written(F32)))
def add_terms(
    s: PostingSections,
    numbers: Numbers,
    factors: Factors,
    base: int,
    size: int,
    title_end: int,
    bits: npt.NDArray[np.uint64],
    sums: npt.NDArray[np.float32],
) -> tuple[Numbers, Factors, Numbers, Rows, Rows]:
    """Add the weights of terms, times their factors, to the sums of their publications, and mark these in bits.

    `base` is the segment's first publication, `size` how many it has. With `title_end`, occurrences below this position
    are counted instead, and publications without any left out. Gives what `occurrences` needs: the terms' numbers and
    factors, where the rows of each begin, the document of each row, and how many positions the term has up to each.
    """
    return _add(s, numbers.copy(), factors.copy(), base, size, title_end, bits, sums)


@compiled((_SECTIONS, array(U8), array(I64), F32, I64, I64, I64, written(U64), written(F32)))
def add_forms(
    s: PostingSections,
    letters: Letters,
    starts: Numbers,
    exact_factor: float,
    base: int,
    size: int,
    title_end: int,
    bits: npt.NDArray[np.uint64],
    sums: npt.NDArray[np.float32],
) -> tuple[Numbers, Factors, Numbers, Rows, Rows]:
    """The same of all terms that begin with some letters, each once but for one, which has a factor of its own.

    `letters` are pairs, end to end: how terms begin, and the one among them; `starts` is where each begins, and the
    end. Of two pairs, no term begins as both.
    """
    pairs = starts.size // 2
    firsts, begins = np.empty(pairs, np.int64), np.zeros(pairs + 1, np.int64)
    for pair in range(pairs):
        beginning = letters[starts[2 * pair] : starts[2 * pair + 1]]
        firsts[pair] = _place(s, beginning)
        last = firsts[pair]
        while _begins_with(s, last, beginning):
            last += 1
        begins[pair + 1] = begins[pair] + last - firsts[pair]
    numbers, factors = np.empty(begins[pairs], np.int64), np.ones(begins[pairs], np.float32)
    for pair in range(pairs):
        exact = letters[starts[2 * pair + 1] : starts[2 * pair + 2]]
        for at in range(begins[pair], begins[pair + 1]):
            numbers[at] = firsts[pair] + at - begins[pair]
            if _is(s, numbers[at], exact):
                factors[at] = exact_factor
    return _add(s, numbers, factors, base, size, title_end, bits, sums)


@part
def _in_order(positions: Numbers, factors: npt.NDArray[np.float64]) -> None:
    """Put positions in ascending order, and their factors with them."""
    if positions.size > _FEW:
        order = np.argsort(positions)
        positions[:] = positions[order]
        factors[:] = factors[order]
        return
    for i in range(1, positions.size):
        position, factor = positions[i], factors[i]
        at = i
        while at and positions[at - 1] > position:
            positions[at], factors[at] = positions[at - 1], factors[at - 1]
            at -= 1
        positions[at], factors[at] = position, factor


@compiled((_SECTIONS, array(I64), array(F32), array(I64), array(U32), array(U32), I64, array(I64)))
def occurrences(
    s: PostingSections,
    numbers: Numbers,
    factors: Factors,
    begins: Numbers,
    documents: Rows,
    ends: Rows,
    base: int,
    wanted: Numbers,
) -> tuple[Numbers, Numbers, npt.NDArray[np.float64]]:
    """Where terms stand in some publications of a segment (ascending), by publication and position.

    Of each occurrence: the publication's place among the wanted ones, the position, the factor.
    """
    rows = np.full((numbers.size, wanted.size), -1)  # of each term and publication
    total = 0
    for term in range(numbers.size):
        own = documents[begins[term] : begins[term + 1]]
        row, i = 0, 0
        while row < own.size and i < wanted.size:  # each looks for the other's next one
            row = _seek(own, row, wanted[i] - base)
            if row == own.size:
                break
            if own[row] == wanted[i] - base:
                rows[term, i] = begins[term] + row
                total += np.int64(ends[begins[term] + row])
                total -= np.int64(ends[begins[term] + row - 1]) if row else 0
                i += 1
            else:
                i = _seek(wanted, i, np.int64(own[row]) + base)
    places, positions = np.empty(total, np.int64), np.empty(total, np.int64)
    weights = np.empty(total, np.float64)
    at = 0
    for i in range(wanted.size):
        first, having = at, 0
        for term in range(numbers.size):
            row = rows[term, i]
            if row < 0:
                continue
            having += 1
            begin = np.int64(ends[row - 1]) if row > begins[term] else 0
            start, code = np.int64(s.position_starts[numbers[term]]), _code(s, numbers[term], 3)
            for place in range(start + begin, start + np.int64(ends[row])):
                places[at], positions[at], weights[at] = i, _position(s, code, place), factors[term]
                at += 1
        if having > 1:
            _in_order(positions[first:at], weights[first:at])
    return places, positions, weights


@compiled((_SECTIONS, array(U8), array(I64), array(I64), array(I64), I64))
def find_phrase(
    s: PostingSections, terms: Letters, starts: Numbers, which: Numbers, offsets: Numbers, size: int
) -> tuple[Numbers, Numbers, Numbers]:
    """Where words stand one after the other, each as far behind the first as its offset says.

    Different terms are given end to end, and which of them each word is. Gives the documents, how often the phrase
    stands in each, and the positions of the first word, document by document.
    """
    numbers = np.empty(starts.size - 1, np.int64)
    for term in range(numbers.size):
        name = terms[starts[term] : starts[term + 1]]
        numbers[term] = _place(s, name)
        if not _is(s, numbers[term], name):
            return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64)
    begins = _begins(s, numbers, size)
    leader = 0  # a word of the rarest term: the others are looked for around it
    for word in range(which.size):
        if s.frequencies[numbers[which[word]]] < s.frequencies[numbers[which[leader]]]:
            leader = word
    rarest = which[leader]
    all_documents, all_ends = np.empty(begins[-1], np.uint32), np.empty(begins[-1], np.uint32)
    for term in range(numbers.size):
        some = slice(begins[term], begins[term + 1])
        _decode(s, numbers[term], all_documents[some], all_ends[some], size)
    documents = np.empty(begins[rarest + 1] - begins[rarest], np.int64)
    counts = np.empty(documents.size, np.int64)
    found, at = 0, 0
    positions = np.empty(np.int64(s.occurrences[numbers[rarest]]), np.int64)
    rows = np.zeros(numbers.size, np.int64)
    firsts, lasts = np.empty(numbers.size, np.int64), np.empty(numbers.size, np.int64)
    nexts = np.empty(which.size, np.int64)
    for place in range(begins[rarest], begins[rarest + 1]):
        document = all_documents[place]
        rows[rarest] = place - begins[rarest]
        is_in_all = True
        for term in range(numbers.size):
            own = all_documents[begins[term] : begins[term + 1]]
            row = _seek(own, rows[term], document)
            rows[term] = row
            if row == own.size or own[row] != document:
                is_in_all = False
                break
            row += begins[term]
            start = np.int64(s.position_starts[numbers[term]])
            firsts[term] = start + (np.int64(all_ends[row - 1]) if row > begins[term] else 0)
            lasts[term] = start + np.int64(all_ends[row])
        if not is_in_all:
            continue
        for word in range(which.size):
            nexts[word] = firsts[which[word]]
        before = at
        code = _code(s, numbers[rarest], 3)
        for own_place in range(firsts[rarest], lasts[rarest]):
            begin = _position(s, code, own_place) - offsets[leader]
            stands = True
            for word in range(which.size):
                term = which[word]
                other, other_code = nexts[word], _code(s, numbers[term], 3)
                while other < lasts[term] and _position(s, other_code, other) - offsets[word] < begin:
                    other += 1
                nexts[word] = other
                if other == lasts[term] or _position(s, other_code, other) - offsets[word] != begin:
                    stands = False
                    break
            if stands:
                positions[at] = begin
                at += 1
        if at > before:
            documents[found], counts[found] = document, at - before
            found += 1
    return documents[:found], counts[:found], positions[:at]
