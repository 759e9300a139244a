"""What can be said wrong of an Arrow stream: lengths, offsets, counts, pointers, types, texts, codes, callbacks."""

from __future__ import annotations

import ctypes as c
import os
import random

import numpy as np
import pyarrow as pa

from streams import Array, Made, Schema

_ROWS = (12, 9)
_WILD = (-(2**63), -(2**31), -2, 2**32, 2**40, 2**62, 2**63 - 1)
#: Columns that are read.
FEATURES = ["f", "h", "i", "b", "s", "l", "v", "d", "k"]


def table(rows: int, first: int) -> pa.Table:
    """Columns of all kinds that are taken, and one that nobody uses."""
    k = np.arange(first, first + rows)
    missing = k % 7 == 3

    def of(values, kind):
        return pa.array([None if gone else value for value, gone in zip(values, missing, strict=True)], kind)

    cities = ["Oslo", "Žilina", "Rome", "a place with a long name"]
    return pa.table(
        {
            "y": pa.array(k * 5 % 3 % 2, pa.int64()),
            "f": of((k * 0.37 % 1).tolist(), pa.float64()),
            "h": pa.array((k % 5).astype(np.float16)),
            "i": of((k * k % 11).tolist(), pa.int32()),
            "b": of((k % 4 < 2).tolist(), pa.bool_()),
            "s": of([cities[j % 3] for j in k], pa.string()),
            "l": pa.array([cities[j // 2 % 3] for j in k], pa.large_string()),
            "v": of([cities[(j + j // 5) % 4] for j in k], pa.string_view()),
            "d": of([cities[j // 3 % 3] for j in k], pa.string()).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string())),
            "k": pa.array((k // 2 % 3).tolist(), pa.int32()).dictionary_encode().cast(pa.dictionary(pa.int64(), pa.int32())),
            "spare": of([cities[j % 3] for j in k], pa.string()),
        }
    )


TABLES = (table(_ROWS[0], 0), table(_ROWS[1], _ROWS[0]))


def is_asked() -> bool:
    """Whether the system tells here where memory is."""
    ask = getattr(c.CDLL(None), "process_vm_readv", None)
    if ask is None:
        return False
    here = (c.c_size_t * 2)(c.addressof(c.create_string_buffer(1)), 1)
    return ask(os.getpid(), here, c.c_ulong(1), here, c.c_ulong(1), c.c_ulong(0)) == 1


class Liar:
    """A stream, and what can be said wrong of it. Every method returns what must become of the stream."""

    def __init__(self, random_: random.Random) -> None:
        self.random = random_
        self.made = Made(*TABLES)
        self.batch = random_.randrange(2)
        self.name = random_.choice(FEATURES)
        self.rows = _ROWS[self.batch]

    def place(self, name: str) -> int:
        return self.made.names.index(name)

    def array(self, name: str | None = None) -> Array:
        return self.made.arrays[self.batch][self.place(name or self.name)]

    def field(self, name: str | None = None) -> Schema:
        return self.made.fields[self.place(name or self.name)]

    def dictionary(self) -> Array:
        return self.made.dictionary(self.array(self.random.choice("dk")))

    def cell(self) -> int:
        """A row that has values in all columns."""
        before = _ROWS[0] * self.batch
        return self.random.choice([row for row in range(self.rows) if (row + before) % 7 != 3])

    # Of arrays

    def length_of_a_column(self) -> str:
        self.array().length = self.random.choice([-1, 0, self.rows - 1, *(wild for wild in _WILD if wild < 0)])
        return "refused"

    def length_that_is_longer(self) -> str:
        # The cells in use are there; how many more there are is nobody's business.
        self.array().length += self.random.choice([1, 3])
        self.array().null_count = -1
        return "same"

    def offset_of_a_column(self) -> str:
        self.array().offset = self.random.choice([-1, 2**62, 2**63 - 1, -(2**63)])
        return "refused"

    def nulls_of_a_column(self) -> str:
        array = self.array()
        array.null_count = self.random.choice([n for n in (-2, 5, 99, 2**40, -(2**63)) if n != array.null_count])
        return "refused"

    def nulls_unsaid(self) -> str:
        self.array().null_count = -1
        return "same"

    def nulls_denied(self) -> str:
        self.array(self.random.choice("fibsvd")).null_count = 0
        return "refused"

    def nulls_without_a_place(self) -> str:
        array = self.array(self.random.choice("fibsvd"))
        self.made.buffers(array)[0] = None
        return "refused"

    def count_of_buffers(self) -> str:
        array = self.array()
        array.n_buffers = self.random.choice([-1, 0, 1, -(2**63), 2**40])
        return "refused"

    def buffer_of_nothing(self) -> str:
        self.made.buffers(self.array())[1] = None
        return "refused"

    def no_buffers(self) -> str:
        self.array().buffers = None
        return "refused"

    def children_of_a_column(self) -> str:
        self.array().n_children = self.random.choice([-1, 1, 2**40])
        return "refused"

    def no_dictionary(self) -> str:
        self.array(self.random.choice("dk")).dictionary = None
        return "refused"

    def a_dictionary(self) -> str:
        self.array(self.random.choice("fhibslv")).dictionary = c.addressof(self.dictionary())
        return "refused"

    def released_column(self) -> str:
        self.array().release = None
        return "refused"

    def dictionary_of_nonsense(self) -> str:
        dictionary = self.dictionary()
        what, value = self.random.choice(
            [("length", -1), ("length", 1), ("offset", -1), ("null_count", 2), ("n_buffers", 1), ("buffers", None), ("release", None)]
        )
        setattr(dictionary, what, value)
        return "refused"

    def odd_address(self) -> str:
        array, width = self.array("f"), 8
        if self.random.random() < 0.5:
            array, width = self.array(self.random.choice("ik")), 4
            width = 8 if array is self.array("k") else 4
        self.made.move(array, 1, self.rows * width, self.random.choice([1, 3, 4]))
        return "same"

    def odd_offsets(self) -> str:
        name = self.random.choice("sl")
        self.made.move(self.array(name), 1, (self.rows + 1) * (4 if name == "s" else 8), self.random.choice([1, 2]))
        return "same"

    # Of memory

    def texts_that_never_end(self) -> str:
        name, kind = self.random.choice([("s", np.int32), ("l", np.int64)])
        offsets = self.made.numbers(self.array(name), 1, kind, self.rows + 1)
        offsets[-1] = self.random.choice([2**31 - 1, 2**30]) if name == "s" else self.random.choice([2**40, 2**46, 2**62])
        return "refused"

    def pointers_to_nowhere(self) -> str:
        nowhere = self.random.choice([8, 4096, 2**46, 2**63 - 8, 2**64 - 8])
        batch = self.made.batches[self.batch]
        pointers = self.made.pointers[self.batch]
        k = self.random.randrange(9)
        if k == 0:
            self.made.buffers(self.array())[1] = nowhere
        elif k == 1:
            self.made.buffers(self.array(self.random.choice("fibsvd")))[0] = nowhere
        elif k == 2:
            self.array().buffers = nowhere
        elif k == 3:
            self.array(self.random.choice("dk")).dictionary = nowhere
        elif k == 4:
            pointers[self.place(self.name)] = nowhere
        elif k == 5:
            batch.children = nowhere
        elif k == 6:
            self.field().format = nowhere
        elif k == 7:
            self.made.schema.children = nowhere
        else:
            self.made.schema.n_children = self.random.choice([2**40, 2**61, 2**63 - 1])
        return "refused"

    # Of batches

    def length_of_a_batch(self) -> str:
        # No cells are a batch without rows.
        self.made.batches[self.batch].length = self.random.choice([self.rows + 1, *_WILD])
        return "refused"

    def offset_of_a_batch(self) -> str:
        self.made.batches[self.batch].offset = self.random.choice([1, *_WILD])
        return "refused"

    def sliced_batch(self) -> str:
        # The same rows, from the second place on: of columns that begin one place before.
        batch = self.made.batches[self.batch]
        self.made.batches[self.batch].offset = 1
        for array in self.made.arrays[self.batch]:
            array.length += 1
            array.offset = -1 if array.offset else 0
        batch.length -= 1
        return "other"

    def null_row(self) -> str:
        batch = self.made.batches[self.batch]
        batch.buffers = self.made._addresses([self.made.buffer(bytes([0b11111011, 0xFF]))])
        batch.null_count = self.random.choice([-1, 1])
        return "refused"

    def full_rows(self) -> str:
        batch = self.made.batches[self.batch]
        batch.buffers = self.made._addresses([self.made.buffer(bytes([0xFF, 0xFF]))])
        batch.null_count = self.random.choice([-1, 0])
        return "same"

    def columns_of_a_batch(self) -> str:
        batch = self.made.batches[self.batch]
        batch.n_children = self.random.choice([0, 3, len(FEATURES) + 3, -1, 2**40])
        return "refused"

    def no_columns_in_a_batch(self) -> str:
        self.made.batches[self.batch].children = None
        return "refused"

    def column_of_nothing(self) -> str:
        pointers = self.made.pointers[self.batch]
        pointers[self.place(self.name)] = self.random.choice([None, c.addressof(self.array()) + 1])
        return "refused"

    def buffers_of_a_batch(self) -> str:
        self.made.batches[self.batch].n_buffers = self.random.choice([0, 2, -1])
        return "refused"

    # Of types

    def no_type(self) -> str:
        self.field().format = None
        return "refused"

    def another_type(self) -> str:
        other = self.random.choice([b"", b"?", b"\xff", b"+l", b"+s", b"+r", b"tdD", b"tsn:", b"d:10,2", b"vz", b"w:4", b"g" * 50])
        self.field().format = self.made.text(other)
        return "refused"

    def type_of_other_buffers(self) -> str:
        # Numbers as texts, texts as numbers.
        name = self.random.choice("fhislv")
        self.field(name).format = self.made.text({"s": b"g", "l": b"i", "v": b"u"}.get(name, b"vu"))
        return "refused" if name != "v" else "other"

    def type_of_a_stream(self) -> str:
        self.made.schema.format = self.random.choice([None, self.made.text(b"g"), self.made.text(b"+l"), self.made.text(b"")])
        return "refused"

    def name_of_no_letters(self) -> str:
        self.field().name = self.made.text(b"\xff\xfe")
        return "refused"

    def no_name(self) -> str:
        # Of a column that nobody uses: a column without a name.
        self.field("spare").name = None
        return "same"

    def name_twice(self) -> str:
        self.field().name = self.made.text(b"y")
        return "refused"

    def fields_of_nothing(self) -> str:
        what, value = self.random.choice([("n_children", -1), ("n_children", 13), ("children", None), ("n_children", 5)])
        setattr(self.made.schema, what, value)
        return "refused"

    def released_field(self) -> str:
        self.field().release = None
        return "refused"

    def codes_of_floats(self) -> str:
        self.field("d").format = self.made.text(self.random.choice([b"g", b"u", b"b"]))
        return "refused"

    def metadata_of_nonsense(self) -> str:
        numbers = self.random.choice([[-1], [1, -5], [1, 0, -1]])
        self.field().metadata = self.made.buffer(np.array(numbers, np.int32).tobytes())
        return "refused"

    def another_librarys_type(self) -> str:
        key, value = b"ARROW:extension:name", b"pandas.period"
        text = b"".join([(1).to_bytes(4, "little"), len(key).to_bytes(4, "little"), key, len(value).to_bytes(4, "little"), value])
        self.field(self.random.choice("fhi")).metadata = self.made.buffer(text)
        return "refused"

    # Of cells

    def offsets_that_fall(self) -> str:
        name, kind = self.random.choice([("s", np.int32), ("l", np.int64)])
        offsets = self.made.numbers(self.array(name), 1, kind, self.rows + 1)
        k = self.random.randrange(1, self.rows)
        offsets[k] = self.random.choice([int(offsets[k + 1]) + 1 & 0x7FFF, int(offsets[-1]) + 1 & 0x7FFF, -1, np.iinfo(kind).min, np.iinfo(kind).max])
        return "refused"

    def ends_of_offsets(self) -> str:
        name, kind = self.random.choice([("s", np.int32), ("l", np.int64)])
        offsets = self.made.numbers(self.array(name), 1, kind, self.rows + 1)
        at, value = self.random.choice([(0, -1), (0, int(offsets[-1]) + 1 & 0x7FFF), (-1, -1), (-1, offsets[0]), (-1, np.iinfo(kind).min), (0, int(offsets[1]) + 1 & 0x7FFF)])
        offsets[at] = value
        return "refused"

    def bytes_that_are_no_text(self) -> str:
        name = self.random.choice("sl")
        bytes_ = self.made.numbers(self.array(name), 2, np.uint8, 20)
        bytes_[self.random.randrange(20)] = self.random.choice([0xC0, 0xFE, 0xFF])
        return "refused"

    def bytes_of_a_dictionary(self) -> str:
        dictionary = self.made.dictionary(self.array("d"))
        self.made.numbers(dictionary, 2, np.uint8, 8)[self.random.randrange(8)] = 0xFF
        return "refused"

    def codes_beyond(self) -> str:
        name, kind = self.random.choice([("d", np.int8), ("k", np.int64)])
        codes = self.made.numbers(self.array(name), 1, kind, self.rows)
        codes[self.cell()] = self.random.choice([3, 100, -1, np.iinfo(kind).min, np.iinfo(kind).max])
        return "refused"

    def codes_of_nulls(self) -> str:
        codes = self.made.numbers(self.array("d"), 1, np.int8, self.rows)
        before = _ROWS[0] * self.batch
        for row in range(self.rows):
            if (row + before) % 7 == 3:
                codes[row] = self.random.choice([-128, 127])
        return "same"

    def views_of_nothing(self) -> str:
        views = self.made.numbers(self.array("v"), 1, np.int32, self.rows * 4).reshape(-1, 4)
        long = [row for row in range(self.rows) if views[row, 0] > 12]
        row = self.random.choice(long)
        at, value = self.random.choice([(0, -1), (0, 2**31 - 1), (1, 0), (2, 1), (2, -1), (2, 2**31 - 1), (3, -1), (3, 2**31 - 1)])
        views[row, at] = value
        return "refused"

    def views_of_nulls(self) -> str:
        views = self.made.numbers(self.array("v"), 1, np.int32, self.rows * 4).reshape(-1, 4)
        before = _ROWS[0] * self.batch
        for row in range(self.rows):
            if (row + before) % 7 == 3:
                views[row] = [99, -1, -1, -1]
        return "same"

    def lengths_of_views(self) -> str:
        array = self.array("v")
        lengths = self.made.numbers(array, array.n_buffers - 1, np.int64, array.n_buffers - 3)
        lengths[0] = self.random.choice([-1, 0, 5, -(2**63), 2**63 - 1])
        return "refused"

    def other_numbers(self) -> str:
        name, kind = self.random.choice([("f", np.uint64), ("h", np.uint16), ("i", np.int32)])
        numbers = self.made.numbers(self.array(name), 1, kind, self.rows)
        numbers[self.random.randrange(self.rows)] = self.random.randrange(np.iinfo(kind).max)
        return "other"

    # Of callbacks

    def fails(self) -> str:
        self.made.fails_at = self.random.choice(["schema", "no schema", 0, 1, 2])
        self.made.code = self.random.choice([5, 12, 22, -7, 9999])
        self.made.last_error = self.random.choice([None, b"", b"the disk is gone", b"\xff\xff", b"x" * 5000])
        return "refused"

    def callback_of_nothing(self) -> str:
        setattr(self.made.stream, self.random.choice(["get_schema", "get_next"]), None)
        return "refused"

    def released_stream(self) -> str:
        self.made.stream.release = None
        self.made.handed["stream"] = 0
        return "refused"

    def another_capsule(self) -> str:
        self.made.capsule = self.random.choice([b"arrow_schema", b"", b"x"])
        self.made.handed["stream"] = 0
        return "refused"

    # Of what nobody uses

    def spare_column(self) -> str:
        array = self.array("spare")
        what, value = self.random.choice(
            [("length", -1), ("length", 1), ("offset", -1), ("null_count", 99), ("n_buffers", 7), ("buffers", None), ("n_children", 3)]
        )
        setattr(array, what, value)
        return "same"

    def spare_texts(self) -> str:
        self.made.numbers(self.array("spare"), 1, np.int32, self.rows + 1)[:] = -5
        return "same"

    def spare_type(self) -> str:
        self.field("spare").format = self.made.text(self.random.choice([b"?", b"+l", b"+r", b"\xff"]))
        return "same"


LIES = sorted(name for name, is_ in vars(Liar).items() if callable(is_) and not name.startswith("_"))
LIES = [name for name in LIES if name not in ("place", "array", "field", "dictionary", "cell")]
if not is_asked():
    # Nobody can know then, but for the library that hands the stream over.
    LIES = [name for name in LIES if name not in ("texts_that_never_end", "pointers_to_nowhere")]
