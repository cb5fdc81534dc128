#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains the static embedding: one vector a token, its worth by kind of field, weights of the fields.

    train.py --out FILE.npz [--init FILE.npy] [--epochs N] …

A text's vector is as docs/internals/embed.md says. A pair is a question and the definition that
answers it; the other definitions of a batch, some of the same project, are what it must stand out
from (InfoNCE, van den Oord et al. 2018). Gradients are by hand, steps are Adam's on the rows that a
batch touches: numpy and scipy are all it needs.
"""

import argparse
import pathlib
import time

import numpy as np
import scipy.sparse

import corpus
from corpus import BODY, DOC, IMPORTS, MEMBERS, NAME, OWNER, PATH, REST, SIGNATURE, SUMMARY
import fetch

DIMENSION, BATCH, CHUNK, HEAT = 256, 1024, 64, 20.0
# Which of a row's scales a field takes; the question's is 0.
SCALE = {NAME: 1, OWNER: 1, SIGNATURE: 1, MEMBERS: 1, DOC: 2, REST: 2, SUMMARY: 2, BODY: 3, IMPORTS: 3}
SCALES = 4
TF = np.concatenate([[0], 1 + np.log(np.arange(1, 256))]).astype(np.float32)
TF[12:] = TF[12]
START = {NAME: 1.0, OWNER: 0.4, SIGNATURE: 0.7, DOC: 1.0, BODY: 1.0, MEMBERS: 0.7, IMPORTS: 0.2}
SLOT = {REST: DOC, SUMMARY: DOC}  # parts of a doc weigh as a doc


# ---- pairs: (field of the question, fields of the definition) ----

HEAD = (NAME, OWNER, SIGNATURE)
PLANS = {
    "doc -> code": (SUMMARY, (*HEAD, BODY, MEMBERS, IMPORTS)),
    "doc -> code and rest of the doc": (SUMMARY, (*HEAD, REST, BODY, MEMBERS, IMPORTS)),
    "rest of the doc -> code": (REST, (*HEAD, SUMMARY, BODY, MEMBERS)),
    "name -> body": (NAME, (OWNER, DOC, BODY, MEMBERS, IMPORTS)),
    "name -> all": (NAME, (*HEAD, DOC, BODY, MEMBERS, IMPORTS)),
    "path -> file": (PATH, (DOC, BODY, MEMBERS, IMPORTS)),
}


def make_pairs(trees, segments, rng, license_tokens):
    """(question segment, definition, plan number), question texts that many share left out."""
    lengths = segments.lengths()
    kinds = np.concatenate([t["kinds"] for t in trees.values()])
    is_file = kinds == "file"
    body = lengths[:, BODY] + 3 * lengths[:, MEMBERS]
    licence = np.zeros(len(kinds), bool)
    for field in (SUMMARY, REST):
        place, tokens, _ = segments.gather(np.arange(len(kinds)) * corpus.FIELDS + field)
        licence[place[np.isin(tokens, license_tokens)]] = True
    documented = (lengths[:, SUMMARY] >= 3) & (body >= 4) & ~licence
    named = (lengths[:, NAME] >= 1) & (lengths[:, BODY] >= 8) & ~is_file
    wanted = {
        "doc -> code": documented,
        "doc -> code and rest of the doc": documented & (lengths[:, REST] >= 5),
        "rest of the doc -> code": documented & (lengths[:, REST] >= 8) & (rng.random(len(kinds)) < 0.5),
        "name -> body": named & (lengths[:, NAME] >= 2) & (rng.random(len(kinds)) < 0.5),
        "name -> all": named & (rng.random(len(kinds)) < 0.1),
        "path -> file": is_file & (lengths[:, MEMBERS] >= 2),
    }
    rows = []
    for number, (plan, (question, _)) in enumerate(PLANS.items()):
        which = np.flatnonzero(wanted[plan])
        rows.append(np.stack([which * corpus.FIELDS + question, which, np.full(len(which), number)], 1))
        fetch.say(f"{len(which):9,} {plan}")
    pairs = np.concatenate(rows)
    keys = question_keys(segments, pairs[:, 0])
    _, inverse, shared = np.unique(keys, return_inverse=True, return_counts=True)
    fine = rng.random(len(pairs)) < 4 / shared[inverse]
    return pairs[fine], keys[fine]


def question_keys(segments, which):
    """Equal for questions of equal tokens."""
    place, tokens, counts = segments.gather(which)
    mixed = (tokens.astype(np.uint64) * np.uint64(0x9e3779b97f4a7c15) + counts) * np.uint64(0xff51afd7ed558ccd)
    mixed ^= mixed >> np.uint64(29)
    keys = np.zeros(len(which), np.uint64)
    np.add.at(keys, place, mixed * mixed)
    return keys


# People ask in sentences, docs are none: a share of the questions gets words around them.
ASKING = """how does|how is|how are|how do i|where is|where are|where does|which function|which class|what
is|what does|what happens when|why is|find the code that|code for|code that|function to|function that|class
that|the implementation of|implementation of|definition of|logic for|support for|handling of|how to|way to|
find where|show me|which file|module for|place where""".replace("\n", " ").split("|")
ASKED_SHARE = 0.4


def asking_rows(words):
    rows = {word: i for i, word in enumerate(words)}
    return [np.array([rows[w] for w in text.split() if w in rows]) for text in ASKING]


# ---- model ----

class Model:
    def __init__(self, vectors, scales):
        self.vectors, self.scales = vectors, scales
        self.weight = np.array([np.log(START.get(f, 1.0)) for f in range(corpus.FIELDS)], np.float32)
        self.shrink = np.zeros(corpus.FIELDS, np.float32)  # as a logarithm too

    def save(self, path):
        np.savez(path, vectors=self.vectors.astype(np.float16), scales=self.scales, weight=self.weight,
                 shrink=self.shrink)

    @staticmethod
    def load(*files):
        """The mean of models that began alike, each FILE or FILE=SHARE; shares add up to 1."""
        model = []
        for file, _, share in (f.partition("=") for f in files):
            kept = np.load(file)
            part = [float(share or 1) * kept[k].astype(np.float32)
                    for k in ("vectors", "scales", "weight", "shrink")]
            model = [a + b for a, b in zip(model, part)] if model else part
        mean = Model(*model[:2])
        mean.weight, mean.shrink = model[2:]
        return mean


def counted(segments, which, rows):
    """tf of each token, a row for each segment of `which` (-1: empty)."""
    real = np.flatnonzero(which >= 0)
    place, tokens, counts = segments.gather(which[real])
    return real[place], tokens, TF[counts], rows


class Batch:
    """Sums of token vectors for questions and definitions, and the way back."""

    def __init__(self, model, segments, parts, more=None):
        """`parts`: (field, segments of the rows, -1 for none); `more`: (row, token) of the first part"""
        gathered = [counted(segments, which, len(which)) for _, which in parts]
        if more is not None:
            place, tokens, tf, rows = gathered[0]
            gathered[0] = (np.concatenate([place, more[0]]), np.concatenate([tokens, more[1]]),
                           np.concatenate([tf, np.ones(len(more[0]), np.float32)]), rows)
        every = np.concatenate([tokens for _, tokens, _, _ in gathered])
        self.unique, inverse = np.unique(every, return_inverse=True)
        self.vectors = model.vectors[self.unique]
        self.scales = model.scales[self.unique]
        self.parts, at = [], 0
        self.scaled = {}
        for (field, _), (place, tokens, tf, rows) in zip(parts, gathered):
            columns, at = inverse[at:at + len(tokens)], at + len(tokens)
            matrix = scipy.sparse.csr_matrix((tf, (place, columns)), (rows, len(self.unique)))
            self.parts.append((field, matrix))
        self.gradient = {}

    def sums(self, scale, matrix):
        if scale not in self.scaled:
            self.scaled[scale] = self.vectors * self.scales[:, scale:scale + 1]
        return matrix @ self.scaled[scale]

    def back(self, scale, matrix, gradient):
        m = matrix.T @ gradient
        self.gradient[scale] = self.gradient[scale] + m if scale in self.gradient else m

    def gradients(self):
        """of the vectors, and of the scales, of self.unique"""
        of_vectors, of_scales = np.zeros_like(self.vectors), np.zeros_like(self.scales)
        for scale, m in self.gradient.items():
            of_vectors += m * self.scales[:, scale:scale + 1]
            of_scales[:, scale] = np.einsum("ij,ij->i", m, self.vectors)
        return of_vectors, of_scales


def unit(x):
    norm = np.sqrt(np.einsum("ij,ij->i", x, x))[:, None] + 1e-9
    return x / norm, norm


def unit_back(y, norm, gradient):
    return (gradient - y * np.einsum("ij,ij->i", y, gradient)[:, None]) / norm


def embed_definitions(model, batch, parts):
    """Unit vectors, and what the way back needs."""
    total, kept = 0, []
    for field, matrix in parts:
        slot = SLOT.get(field, field)
        s = batch.sums(SCALE[field], matrix)
        norm = np.sqrt(np.einsum("ij,ij->i", s, s))[:, None] + 1e-9
        h = np.exp(model.shrink[slot])
        y = s / (norm + h)
        total = total + np.exp(model.weight[slot]) * y
        kept.append((field, slot, matrix, s, norm, h, y))
    d, norm = unit(total)
    return d, (norm, kept)


def definitions_back(model, batch, d, state, gradient):
    """Adds to the batch's gradients; those of the logarithms of weight and shrink."""
    norm, kept = state
    of_weight, of_shrink = np.zeros_like(model.weight), np.zeros_like(model.shrink)
    g = unit_back(d, norm, gradient)
    for field, slot, matrix, s, n, h, y in kept:
        w = np.exp(model.weight[slot])
        of_weight[slot] += w * np.einsum("ij,ij->", y, g)
        along = np.einsum("ij,ij->i", s, g)[:, None]
        of_shrink[slot] -= w * h * (along / (n + h) ** 2).sum()
        batch.back(SCALE[field], matrix, w * (g / (n + h) - s * along / (n * (n + h) ** 2)))
    return of_weight, of_shrink


class Adam:
    def __init__(self, shape, rate, decay=(0.9, 0.99)):
        self.m, self.v = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self.rate, self.decay, self.steps = rate, decay, 0

    def step(self, values, gradient, share, rows=slice(None)):
        a, b = self.decay
        self.steps += 1
        m = a * self.m[rows] + (1 - a) * gradient
        v = b * self.v[rows] + (1 - b) * gradient ** 2
        self.m[rows], self.v[rows] = m, v
        fix = np.sqrt(1 - b ** self.steps) / (1 - a ** self.steps)
        values[rows] -= self.rate * share * fix * m / (np.sqrt(v) + 1e-8)


# ---- training ----

def batches(pairs, owner, rng):
    """Pairs by project in chunks, chunks of many projects in a batch: both are told apart."""
    shuffled = rng.permutation(len(pairs))
    by_owner = shuffled[np.argsort(owner[pairs[shuffled, 1]], kind="stable")]
    chunks = [by_owner[i:i + CHUNK] for i in range(0, len(by_owner), CHUNK)]
    rng.shuffle(chunks)
    for i in range(0, len(chunks) - BATCH // CHUNK + 1, BATCH // CHUNK):
        yield np.concatenate(chunks[i:i + BATCH // CHUNK])


def asked(rng, asking, rows):
    """(row, token) of the words around the questions."""
    chosen = np.flatnonzero(rng.random(rows) < ASKED_SHARE)
    texts = [asking[i] for i in rng.integers(len(asking), size=len(chosen))]
    return np.repeat(chosen, [len(t) for t in texts]), np.concatenate(texts)


def step(model, segments, pairs, keys, which, more, optimisers, share):
    chosen = pairs[which]
    parts = [(None, chosen[:, 0])]
    for field in range(corpus.FIELDS):
        uses = np.array([field in fields for _, fields in PLANS.values()])[chosen[:, 2]]
        if uses.any():
            parts.append((field, np.where(uses, chosen[:, 1] * corpus.FIELDS + field, -1)))
    batch = Batch(model, segments, parts, more)
    q, q_norm = unit(batch.sums(0, batch.parts[0][1]))
    d, state = embed_definitions(model, batch, batch.parts[1:])
    logits = HEAT * (q @ d.T)
    same = (keys[which][:, None] == keys[which][None, :]) | (chosen[:, 1][:, None] == chosen[:, 1][None, :])
    np.fill_diagonal(same, False)
    logits[same] = -1e4
    p = np.exp(logits - logits.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    r = np.exp(logits - logits.max(0, keepdims=True))
    r /= r.sum(0, keepdims=True)
    hit = np.diagonal(p)
    loss = -np.log(hit + 1e-12).mean()
    g = (p + r) / (2 * len(which))
    np.fill_diagonal(g, np.diagonal(g) - 1 / len(which))
    g *= HEAT
    batch.back(0, batch.parts[0][1], unit_back(q, q_norm, g @ d))
    of_weight, of_shrink = definitions_back(model, batch, d, state, g.T @ q)
    of_vectors, of_scales = batch.gradients()
    vectors, scales, weight, shrink = optimisers
    vectors.step(model.vectors, of_vectors, share, batch.unique)
    scales.step(model.scales, of_scales, share, batch.unique)
    weight.step(model.weight, of_weight, share)
    shrink.step(model.shrink, of_shrink, share)
    return loss, (p.argmax(1) == np.arange(len(which))).mean()


def document_frequencies(segments, rows):
    definitions = (len(segments.offsets) - 1) // corpus.FIELDS
    used = np.isin(np.repeat(np.arange(len(segments.offsets) - 1) % corpus.FIELDS, np.diff(segments.offsets)),
                   (NAME, SIGNATURE, BODY))
    return np.bincount(segments.tokens[used], minlength=rows), definitions


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--init", type=pathlib.Path, help="vectors to begin with, a row a token")
    parser.add_argument("--epochs", type=int, default=1, help="0 writes what training begins with")
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--minutes", type=float, default=90,
                        help="by the clock; steps get smaller towards this end or that of the epochs")
    args = parser.parse_args()
    rng = np.random.default_rng(1)
    words = fetch.VOCABULARY.read_text().split()
    trees, segments, owner = corpus.load("train")
    fetch.say(f"{len(owner):,} definitions of {len(trees)} packages, {len(segments.tokens):,} tokens")
    licence = [words.index(w) for w in ("copyright", "licensed", "license", "spdx") if w in words]
    asking = asking_rows(words)
    pairs, keys = make_pairs(trees, segments, rng, licence)
    fetch.say(f"{len(pairs):,} pairs")
    seen, definitions = document_frequencies(segments, len(words))
    vectors = (np.load(args.init) if args.init else rng.normal(size=(len(words), DIMENSION))).astype(np.float32)
    vectors = unit(vectors)[0].astype(np.float32)
    rarity = np.log((definitions + 1) / (seen + 1)).astype(np.float32)
    scales = np.repeat((rarity / rarity.mean())[:, None], SCALES, 1).astype(np.float32)
    model = Model(vectors, scales)
    optimisers = (Adam(vectors.shape, args.rate), Adam(scales.shape, args.rate * 4),
                  Adam(model.weight.shape, 0.01), Adam(model.shrink.shape, 0.01))
    start, done, total = time.monotonic(), 0, args.epochs * (len(pairs) // BATCH)
    for _ in range(args.epochs):
        for which in batches(pairs, owner, rng):
            spent = (time.monotonic() - start) / 60 / args.minutes
            share = max(1 - max(done / total, spent), 0.02) * min(1, (done + 1) / 100)
            more = asked(rng, asking, len(which))
            loss, hit = step(model, segments, pairs, keys, which, more, optimisers, share)
            done += 1
            if done % 50 == 0:
                fetch.say(f"{done}/{total} loss {loss:.3f} first {hit:.3f} CPU {time.process_time():.0f} s",
                          "weights", np.exp(model.weight[:7]).round(2), "shrink",
                          np.exp(model.shrink[:7]).round(2))
            if done % 200 == 0:
                model.save(args.out)
            if spent >= 1:
                break
        if spent >= 1:
            break
    model.save(args.out)


if __name__ == "__main__":
    main()
