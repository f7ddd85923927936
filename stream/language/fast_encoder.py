"""Exact inference of spaCy's convolutional encoder in numpy, several times as fast as spaCy runs it.

`speed_up` replaces the encoders of a pipeline (spaCy's `Tok2Vec.v2` of `MultiHashEmbed.v2` and `MaxoutWindowEncoder.v2`) by
networks that compute the same function. Trained weights, components and everything behind the encoder stay spaCy's. The
original stays inside as a layer: it embeds what was not seen before, and it alone can be trained.

Embedding. The vector a token enters with depends on its form, its norm and whether a space follows; prefix, suffix, shape and
word vector follow from the form. So it is computed once by spaCy's own layers and kept, 65,536 vectors (25 MB) at most.

Encoding. A layer turns the rows x of a story's tokens, each with its two neighbours, into

    y[i] = x[i] + norm(max over pieces p of (W[p] · (x[i-1], x[i], x[i+1]) + b[p])) · gain + shift

where norm takes off the mean and divides by the standard deviation of a row. Documents stand one below the other in one
buffer, as many zero rows between them as there are layers, so that none sees its neighbour; spaCy does the same. In such a
buffer the windows that start at rows 0, 3, 6 … are simply a matrix three times as wide, as are those from 1, 4, 7 … and from
2, 5, 8 …: three views, no copy, and one `matmul` over all three. Buffers are small enough for a core's cache and reused.

Sums are rounded in another order than spaCy's, as they are with each of its own matrix libraries: by 1e-5 at most. What comes
out for a document is the same to the bit whatever else is in its batch or was seen before, so that a replay repeats records;
hence sums by `einsum`, row by row, where a product of matrix and vector would be quicker and depend on the row's place.
Measured on new stories of the corpus, one core, Python 3.13: 38 µs a token for the two encoders of the French model where
numpy runs spaCy's layers; here 19 on the first stories and 16 when most forms have been seen, of which 9 are the products.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

Network = Model[Any, Any]
Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

CACHED_VECTORS = 65_536
CHUNK_ROWS = 768
"""Rows encoded at a time: their windows and pieces take 1.3 MB, which a core's second cache holds."""
WINDOW = 3
"""Tokens a layer sees at once; the three views rest on it."""
OF_THE_FORM = frozenset({"ORTH", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE"})
"""What an embedding may read beside what is kept with a form: it follows from the form."""
OF_THE_TOKEN = frozenset({"NORM", "SPACY"})
"""What is kept with a form where the embedding reads it: tokens of one form may differ in it."""
TOLERANCE = 1e-4
PROBE = ("La", "ministre", "s'", "est", "rendue", "à", "Zvrk-sur-Mer", ",", "le", "31", "juin", "2o2o", ".", "\n", "«", "PROBE")


def speed_up(nlp: Language) -> list[str]:
    """Replace every encoder of the pipeline that we can compute; the names of the components that got one."""
    return [name for name, component in nlp.pipeline if _speed_up(component, nlp.vocab)]


def _speed_up(component: Any, vocab: Vocab) -> bool:
    network: Network | None = getattr(component, "model", None)
    if network is None:
        return False
    replaced = False
    for node in list(network.walk()):
        fast = fast_network(node, vocab)
        if fast is None:
            continue
        if node is network:
            component.model = fast
        else:
            network.replace_node(node, fast)
        replaced = True
    return replaced


def fast_network(original: Network, vocab: Vocab) -> Network | None:
    """A network that computes what `original` does; None unless it is an encoder of the kind we know."""
    if not {"embed", "encode"} <= set(original.ref_names):
        return None
    columns = _columns(original.get_ref("embed"))
    layers = _layers(original.get_ref("encode"))
    if not columns or not layers or not columns <= OF_THE_FORM | OF_THE_TOKEN:
        return None
    encoder = _Encoder(_Embeddings(original.get_ref("embed"), columns & OF_THE_TOKEN, original.get_dim("nO")), layers)
    probe = [Doc(vocab, words=list(PROBE)), Doc(vocab, words=list(PROBE[:1]))]
    if not all(_close(ours, theirs) for ours, theirs in zip(encoder(probe), original.predict(probe), strict=True)):
        return None
    return Model("fast_encoder", _forward, layers=[original], dims={"nO": original.get_dim("nO")}, attrs={"encoder": encoder})


def _close(ours: Floats, theirs: Floats) -> bool:
    return bool(np.allclose(ours, theirs, atol=TOLERANCE))


def _forward(model: Network, docs: Sequence[Doc], is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    if is_train:
        return model.layers[0](docs, is_train)
    return model.attrs["encoder"](docs), lambda gradient: []


def _columns(embed: Network) -> frozenset[str]:
    """The attributes that an embedding reads."""
    return frozenset(column for node in embed.walk() if node.name == "extract_features" for column in node.attrs["columns"])


class _Layer(msgspec.Struct, frozen=True):
    """One convolution, its matrix laid out for rows of windows."""

    matrix: Floats
    """(window · width, pieces · width), piece by piece."""
    bias: Floats
    gain: Floats
    shift: Floats


def _layers(encode: Network) -> list[_Layer]:
    """The convolutions of an encoder; none when they are not of a kind we compute."""
    nodes = list(encode.walk())
    windows, maxouts, norms = ([node for node in nodes if node.name == name] for name in ("expand_window", "maxout", "layernorm"))
    same_depth = len(windows) == len(maxouts) == len(norms) == encode.attrs.get("pad")
    if not same_depth or any(2 * node.attrs["window_size"] + 1 != WINDOW for node in windows):
        return []
    return [
        _Layer(
            matrix=np.ascontiguousarray(_parameter(maxout, "W").transpose(2, 1, 0).reshape(maxout.get_dim("nI"), -1)),
            bias=_parameter(maxout, "b").T.ravel(),
            gain=_parameter(norm, "G"),
            shift=_parameter(norm, "b"),
        )
        for maxout, norm in zip(maxouts, norms, strict=True)
    ]


def _parameter(node: Network, name: str) -> Floats:
    return np.asarray(node.get_param(name), dtype=np.float32)


class _Embeddings:
    """Vectors of the forms met so far; row 0 of `vectors` is the zero row that parts documents."""

    def __init__(self, embed: Network, token_attributes: frozenset[str], width: int) -> None:
        self._embed = embed
        self._attributes: list[int | str] = ["ORTH", *sorted(token_attributes)]
        self._row_of: dict[int, int] = {}
        self.vectors: Floats = np.zeros((1 + CACHED_VECTORS, width), dtype=np.float32)

    def rows(self, docs: Sequence[Doc]) -> Integers:
        """The row of `vectors` for each token of the documents."""
        attributes = np.concatenate([doc.to_array(self._attributes).reshape(-1, len(self._attributes)) for doc in docs])
        keys = _keys(attributes)
        rows = self._known(keys)
        if not rows.all():
            self._learn(keys, attributes, rows == 0, docs[0].vocab)
            rows = self._known(keys)
        return rows

    def _known(self, keys: Keys) -> Integers:
        row_of = self._row_of.get
        return np.array([row_of(key, 0) for key in keys.tolist()], dtype=np.int64)

    def _learn(self, keys: Keys, attributes: Keys, unknown: npt.NDArray[np.bool_], vocab: Vocab) -> None:
        """Embed what is unknown, after forgetting everything else when there is no room for it."""
        if len(self._row_of) + np.count_nonzero(unknown) >= len(self.vectors):
            self._row_of.clear()
            unknown = np.ones_like(unknown)
        new, first = np.unique(keys[unknown], return_index=True)
        start = 1 + len(self._row_of)
        if start + len(new) > len(self.vectors):
            self.vectors = np.zeros((start + len(new), self.vectors.shape[1]), dtype=np.float32)
        self.vectors[start : start + len(new)] = self._embedded(attributes[unknown][first], vocab)
        self._row_of.update(zip(new.tolist(), range(start, start + len(new)), strict=True))

    def _embedded(self, attributes: Keys, vocab: Vocab) -> Floats:
        """What spaCy's layers make of tokens with these attributes."""
        attributes = np.concatenate([attributes, attributes[:1]])  # a single row would be rounded otherwise than among others
        values = dict(zip(self._attributes, attributes.T, strict=True))
        spaces = values.get("SPACY", np.zeros(len(attributes))).astype(bool).tolist()
        doc = Doc(vocab, words=[vocab.strings[form] for form in values["ORTH"].tolist()], spaces=spaces)
        if "NORM" in values:
            doc.from_array(["NORM"], values["NORM"])
        vectors: Floats = self._embed.predict([doc])[0]
        return vectors[:-1]


def _keys(attributes: Keys) -> Keys:
    """One number a row: its values, which are hashes already, mixed by odd factors so that order matters."""
    factors = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
    return np.asarray((attributes * factors[: attributes.shape[1]]).sum(axis=1, dtype=np.uint64))


class _Encoder:
    """The embeddings and the layers over them, with their buffers; not for two threads at a time."""

    def __init__(self, embeddings: _Embeddings, layers: list[_Layer]) -> None:
        self._embeddings = embeddings
        self._layers = layers
        self._pad = len(layers)
        self._buffers = _Buffers(CHUNK_ROWS, layers[0])

    def __call__(self, docs: Sequence[Doc]) -> list[Floats]:
        """The encoded tokens of each document, one array a document."""
        lengths = [len(doc) for doc in docs]
        rows = self._padded(self._embeddings.rows(docs), lengths) if any(lengths) else np.zeros(0, dtype=np.int64)
        return [array for part, start, stop in self._chunks(lengths) for array in self._encoded(rows[start:stop], part)]

    def _padded(self, rows: Integers, lengths: Sequence[int]) -> Integers:
        """The rows with `pad` zero rows before, between and after the documents."""
        padded = np.zeros(len(rows) + self._pad * (len(lengths) + 1), dtype=np.int64)
        padded[np.arange(len(rows)) + self._pad * (1 + np.repeat(np.arange(len(lengths)), lengths))] = rows
        return padded

    def _chunks(self, lengths: Sequence[int]) -> Iterator[tuple[Sequence[int], int, int]]:
        """(lengths of the documents, start, end with padding) of the runs of documents that fill a buffer."""
        first = start = 0
        stop = self._pad
        for k, length in enumerate(lengths):
            if k > first and stop + length + self._pad - start > CHUNK_ROWS:
                yield lengths[first:k], start, stop
                first, start = k, stop - self._pad
            stop += length + self._pad
        yield lengths[first:], start, stop

    def _encoded(self, rows: Integers, lengths: Sequence[int]) -> Iterator[Floats]:
        if not any(lengths):
            yield from (self._embeddings.vectors[:0].copy() for _ in lengths)
            return
        # A document longer than the buffers gets its own: it is rare, and what it takes is given back.
        buffers = self._buffers if len(rows) <= CHUNK_ROWS else _Buffers(len(rows), self._layers[0])
        tokens = buffers.load(self._embeddings.vectors, rows)
        for layer in self._layers:
            buffers.apply(layer)
        start = self._pad
        for length in lengths:
            yield tokens[start : start + length].copy()
            start += length + self._pad


class _Buffers:
    """Memory for `rows` rows and what a layer makes of them."""

    def __init__(self, rows: int, layer: _Layer) -> None:
        self._width = len(layer.gain)
        self._average: Floats = np.full(self._width, 1 / self._width, dtype=np.float32)
        steps = -(-rows // WINDOW)
        self._tokens: Floats = np.zeros((WINDOW * steps + WINDOW - 1, self._width), dtype=np.float32)
        self._pieces: Floats = np.empty((WINDOW * steps, len(layer.bias)), dtype=np.float32)
        self._best: Floats = np.empty((WINDOW * steps, self._width), dtype=np.float32)
        self._used = 0

    def load(self, vectors: Floats, rows: Integers) -> Floats:
        """Fill the first rows and clear those that complete the last window; the tokens."""
        steps = max(2, -(-(len(rows) - WINDOW + 1) // WINDOW))  # one row would be multiplied, and rounded, by another routine
        self._used = WINDOW * steps
        np.take(vectors, rows, axis=0, out=self._tokens[: len(rows)], mode="clip")
        self._tokens[len(rows) : self._used + WINDOW - 1] = 0
        return self._tokens

    def apply(self, layer: _Layer) -> None:
        """Run one layer on all rows that have two neighbours."""
        tokens, used, width = self._tokens, self._used, self._width
        row = tokens.strides[0]
        windows = as_strided(tokens, (WINDOW, used // WINDOW, WINDOW * width), (row, WINDOW * row, tokens.strides[1]))
        pieces, best = self._pieces[:used], self._best[:used]
        np.matmul(windows, layer.matrix, out=pieces.reshape(WINDOW, used // WINDOW, -1))
        pieces += layer.bias
        np.maximum(pieces[:, :width], pieces[:, width : 2 * width], out=best)
        for start in range(2 * width, pieces.shape[1], width):
            np.maximum(best, pieces[:, start : start + width], out=best)
        best -= np.einsum("ij,j->i", best, self._average)[:, None]
        deviation = np.sqrt(np.einsum("ij,ij->i", best, best) / np.float32(width) + np.float32(1e-8))
        best /= deviation[:, None]
        best *= layer.gain
        best += layer.shift
        middle = tokens[1 : 1 + used].reshape(-1, WINDOW, width).transpose(1, 0, 2)
        middle += best.reshape(WINDOW, -1, width)
