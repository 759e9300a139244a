"""Arrow streams in memory of our own, to be told lies: structures of the C interface, written field by field.

Buffers lie in a region that is larger than any of them by far, all zeros: what is read beyond a buffer is read there, as what a length
that nothing contradicts means cannot be known to who reads it. Every structure that is handed over counts how often it is released.
"""

from __future__ import annotations

import ctypes as c
import errno
import mmap

import numpy as np
import pyarrow as pa

_CAPSULE = b"arrow_array_stream"
_SPACE = 1 << 28
_region = mmap.mmap(-1, _SPACE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
_BASE = c.addressof(c.c_char.from_buffer(_region))


class Schema(c.Structure):
    pass


class Array(c.Structure):
    pass


class Stream(c.Structure):
    pass


_RELEASE = c.CFUNCTYPE(None, c.c_void_p)
_GET = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p)
_ERROR = c.CFUNCTYPE(c.c_void_p, c.c_void_p)

Schema._fields_ = [
    ("format", c.c_void_p),
    ("name", c.c_void_p),
    ("metadata", c.c_void_p),
    ("flags", c.c_int64),
    ("n_children", c.c_int64),
    ("children", c.c_void_p),
    ("dictionary", c.c_void_p),
    ("release", c.c_void_p),
    ("private_data", c.c_void_p),
]
Array._fields_ = [
    ("length", c.c_int64),
    ("null_count", c.c_int64),
    ("offset", c.c_int64),
    ("n_buffers", c.c_int64),
    ("n_children", c.c_int64),
    ("buffers", c.c_void_p),
    ("children", c.c_void_p),
    ("dictionary", c.c_void_p),
    ("release", c.c_void_p),
    ("private_data", c.c_void_p),
]
Stream._fields_ = [
    ("get_schema", c.c_void_p),
    ("get_next", c.c_void_p),
    ("get_last_error", c.c_void_p),
    ("release", c.c_void_p),
    ("private_data", c.c_void_p),
]

#: What a producer's callbacks find by the number in private_data.
_made: dict[int, Made] = {}


@_RELEASE
def _release_schema(at: int) -> None:
    schema = Schema.from_address(at)
    _made[schema.private_data].released["schema"] += 1
    schema.release = None


@_RELEASE
def _release_array(at: int) -> None:
    array = Array.from_address(at)
    made = _made[array.private_data]
    made.released["arrays"] += 1
    array.release = None


@_RELEASE
def _release_stream(at: int) -> None:
    stream = Stream.from_address(at)
    _made[stream.private_data].released["stream"] += 1
    stream.release = None


@_GET
def _get_schema(at: int, out: int) -> int:
    made = _made[Stream.from_address(at).private_data]
    if made.fails_at == "schema":
        return made.code
    if made.fails_at != "no schema":
        c.memmove(out, c.addressof(made.schema), c.sizeof(Schema))
        made.handed["schema"] += 1
    return 0


@_GET
def _get_next(at: int, out: int) -> int:
    made = _made[Stream.from_address(at).private_data]
    if made.fails_at == made.next:
        return made.code
    if made.next < len(made.batches):
        c.memmove(out, c.addressof(made.batches[made.next]), c.sizeof(Array))
        made.handed["arrays"] += 1
        made.next += 1
    else:
        c.memset(out, 0, c.sizeof(Array))
    return 0


@_ERROR
def _get_last_error(at: int) -> int | None:
    text = _made[Stream.from_address(at).private_data].last_error
    return None if text is None else c.cast(text, c.c_void_p).value


_new_capsule = c.pythonapi.PyCapsule_New
_new_capsule.restype = c.py_object
_new_capsule.argtypes = [c.c_void_p, c.c_char_p, c.c_void_p]


class Made:
    """A stream of the batches of some pyarrow tables of one schema, whose parts can be written to before it is handed over."""

    def __init__(self, *tables: pa.Table) -> None:
        self._keep: list = []
        self._used = 0
        self._buffers: dict[int, c.Array] = {}
        self._dictionaries: dict[int, Array] = {}
        #: Where the buffers of each array are.
        self._places: dict[int, list[int]] = {}
        self.names = tables[0].column_names
        self.fails_at: object = None
        self.code = errno.EIO
        self.last_error: bytes | None = b"the disk is gone"
        self.next = 0
        self.released = {"schema": 0, "arrays": 0, "stream": 0}
        self.handed = {"schema": 0, "arrays": 0, "stream": 1}
        self.id = id(self)
        _made[self.id] = self
        self.fields = [self._field(field.name, field.type, field.nullable) for field in tables[0].schema]
        self.schema = self._struct(Schema, format=self.text(b"+s"), name=self.text(b""), children=self._pointers(self.fields))
        self.schema.n_children = len(self.fields)
        self.schema.release = c.cast(_release_schema, c.c_void_p).value
        self.batches: list[Array] = []
        #: The pointers to the columns of each batch.
        self.pointers: list[c.Array] = []
        #: The arrays of each batch, in the order of columns.
        self.arrays: list[list[Array]] = []
        for table in tables:
            columns = [self._array(column.combine_chunks()) for column in table.columns]
            batch = self._struct(Array, length=len(table), n_buffers=1, n_children=len(columns))
            batch.buffers = self._addresses([0])
            batch.children = self._pointers(columns)
            self.pointers.append(self._keep[-1])
            batch.release = c.cast(_release_array, c.c_void_p).value
            self.batches.append(batch)
            self.arrays.append(columns)
        self.stream = self._struct(
            Stream,
            get_schema=c.cast(_get_schema, c.c_void_p).value,
            get_next=c.cast(_get_next, c.c_void_p).value,
            get_last_error=c.cast(_get_last_error, c.c_void_p).value,
            release=c.cast(_release_stream, c.c_void_p).value,
        )
        self.capsule = _CAPSULE

    def __arrow_c_stream__(self, requested_schema=None):
        return _new_capsule(c.addressof(self.stream), self.capsule, None)

    def forget(self) -> None:
        """Give the memory back."""
        del _made[self.id]
        _region[: self._used] = bytes(self._used)

    def is_released_once(self) -> bool:
        """Whether what has been handed over has been released, and nothing twice."""
        return self.released == self.handed

    # Memory

    def text(self, text: bytes | None) -> int | None:
        """The address of a text with a null behind it."""
        return None if text is None else self._kept(c.create_string_buffer(text))

    def buffer(self, content: bytes, shift: int = 0) -> int:
        """The address of bytes in the region, on a multiple of 64 and ``shift`` more."""
        at = self._used + shift
        _region[at : at + len(content)] = content
        self._used += (len(content) + shift + 4096 + 63) // 64 * 64
        return _BASE + at

    def buffers(self, array: Array) -> c.Array:
        """The addresses of an array's buffers, which can be written to, whatever the array says of them now."""
        return self._buffers[c.addressof(array)]

    def dictionary(self, array: Array) -> Array:
        """The values of an array, whatever it says of them now."""
        return self._dictionaries[c.addressof(array)]

    def move(self, array: Array, buffer: int, length: int, shift: int) -> None:
        """Move a buffer of an array to an odd address."""
        places = self._places[c.addressof(array)]
        places[buffer] = self.buffers(array)[buffer] = self.buffer(c.string_at(places[buffer], length), shift)

    def numbers(self, array: Array, buffer: int, kind: str, count: int) -> np.ndarray:
        """A buffer as numbers, which can be written to."""
        kind = np.dtype(kind)
        memory = (c.c_char * (count * kind.itemsize)).from_address(self._places[c.addressof(array)][buffer])
        return np.frombuffer(memory, kind)

    def _kept(self, structure) -> int:
        self._keep.append(structure)
        return c.addressof(structure)

    def _struct(self, kind, **values):
        made = kind(**values, private_data=self.id)
        self._kept(made)
        return made

    def _addresses(self, addresses: list[int]) -> int:
        # With null pointers behind.
        return self._kept((c.c_void_p * (len(addresses) + 8))(*addresses))

    def _pointers(self, structures) -> int:
        return self._addresses([c.addressof(structure) for structure in structures])

    # Structures

    def _field(self, name: str, kind: pa.DataType, nullable: bool = True) -> Schema:
        # pyarrow writes the format; what it hands over is copied, and released by it.
        theirs = Schema()
        pa.field(name, kind, nullable)._export_to_c(c.addressof(theirs))
        found = self._copied(theirs)
        _RELEASE(theirs.release)(c.addressof(theirs))
        return found

    def _copied(self, theirs: Schema) -> Schema:
        found = self._struct(Schema, flags=theirs.flags)
        found.format = self.text(c.string_at(theirs.format))
        found.name = self.text(c.string_at(theirs.name)) if theirs.name else None
        children = (c.c_void_p * theirs.n_children).from_address(theirs.children) if theirs.n_children else []
        found.children = self._pointers([self._copied(Schema.from_address(child)) for child in children])
        found.n_children = theirs.n_children
        if theirs.dictionary:
            found.dictionary = c.addressof(self._copied(Schema.from_address(theirs.dictionary)))
        found.release = c.cast(_release_schema, c.c_void_p).value
        return found

    def _array(self, array: pa.Array) -> Array:
        is_dictionary = pa.types.is_dictionary(array.type)
        dictionary = self._array(array.dictionary) if is_dictionary else None
        kept = array.indices if is_dictionary else array
        buffers = [buffer and buffer.to_pybytes() for buffer in kept.buffers()]
        if pa.types.is_string_view(kept.type):
            buffers.append(np.array([len(buffer) for buffer in buffers[2:]], np.int64).tobytes())
        if pa.types.is_null(kept.type):
            buffers = []
        # Buffers of nothing, too, have an address.
        addresses = [0 if buffer is None else self.buffer(buffer) for buffer in buffers]
        found = self._struct(Array, length=len(array), null_count=array.null_count, offset=kept.offset, n_buffers=len(addresses))
        found.buffers = self._addresses(addresses)
        self._buffers[c.addressof(found)] = self._keep[-1]
        self._places[c.addressof(found)] = addresses
        if dictionary is not None:
            found.dictionary = c.addressof(dictionary)
            self._dictionaries[c.addressof(found)] = dictionary
        found.release = c.cast(_release_array, c.c_void_p).value
        return found
