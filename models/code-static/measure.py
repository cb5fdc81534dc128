#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""NDCG@10 of a trained model, before and after rounding to int8, on projects it was not trained on.

    measure.py MODEL.npz[=SHARE]… [--questions FOLDER --trees FOLDER]

doc -> function: the doc's first paragraph asks for its function among all of its language, docs
blanked; by vectors, by BM25 over the same tokens, and by half of each, scaled to the best. With
--questions, files by their best definition, as tests/bench/search/run asks.
"""

import argparse
import json
import pathlib
import subprocess
import sys

import numpy as np
import scipy.sparse

import corpus
import export
import fetch
import mine
import train

sys.path.insert(0, str(fetch.HERE.parents[1] / "tests/bench/search"))
import score  # noqa: E402

QUESTIONS_MAX = 1500
CODE = (corpus.NAME, corpus.OWNER, corpus.SIGNATURE, corpus.BODY, corpus.MEMBERS, corpus.IMPORTS)


def rounded(model):
    codes, scales = export.quantised(model)
    like = train.Model(codes.astype(np.float32), scales)
    like.weight, like.shrink = model.weight, model.shrink
    return like


def embed(model, segments, which, fields):
    """Unit vectors of definitions; those without a known token are zero."""
    vectors = np.empty((len(which), model.vectors.shape[1]), np.float32)
    for at in range(0, len(which), 4096):
        part = which[at:at + 4096]
        parts = [(f, part * corpus.FIELDS + f) for f in fields]
        batch = train.Batch(model, segments, parts)
        vectors[at:at + 4096] = train.embed_definitions(model, batch, batch.parts)[0]
    return vectors


def embed_questions(model, segments, which):
    batch = train.Batch(model, segments, [(None, which)])
    return train.unit(batch.sums(0, batch.parts[0][1]))[0]


class Bm25:
    """Over the tokens of a definition's fields together."""

    def __init__(self, segments, which, fields, rows, k=1.2, b=0.75):
        place, tokens, counts = [np.concatenate(x) for x in zip(*(
            segments.gather(which * corpus.FIELDS + f) for f in fields))]
        tf = scipy.sparse.csr_matrix((counts.astype(np.float32), (place, tokens)), (len(which), rows))
        tf.sum_duplicates()
        length = np.asarray(tf.sum(1)).ravel()
        seen = np.bincount(tf.indices, minlength=rows)
        idf = np.log(1 + (len(which) - seen + 0.5) / (seen + 0.5)).astype(np.float32)
        norm = np.repeat(k * (1 - b + b * length / length.mean()), np.diff(tf.indptr))
        tf.data = idf[tf.indices] * tf.data * (k + 1) / (tf.data + norm)
        self.matrix, self.rows = tf, rows

    def scores(self, segments, which):
        place, tokens, _ = segments.gather(which)
        asked = scipy.sparse.csr_matrix((np.ones(len(place), np.float32), (place, tokens)),
                                        (len(which), self.rows))
        return (asked @ self.matrix.T).toarray()


def ndcg_of_one(scores, right):
    """Mean of 1 / log2(rank + 1) where the one right answer is among the first ten."""
    mine_ = scores[np.arange(len(right)), right][:, None]
    rank = 1 + (scores > mine_).sum(1) + (((scores == mine_).sum(1) - 1) / 2)
    return np.where(rank <= score.DEPTH, 1 / np.log2(rank + 1), 0).mean()


def scaled(scores):
    return scores / np.maximum(scores.max(1, keepdims=True), 1e-9)


def docs_to_functions(models):
    trees, segments, _ = corpus.load("held-out")
    langs = np.concatenate([[h[1].decode() for h in t["heads"]] for t in trees.values()])
    kinds = np.concatenate([t["kinds"] for t in trees.values()])
    tests = np.concatenate([t["tests"] for t in trees.values()])
    lengths, rng = segments.lengths(), np.random.default_rng(7)
    callable_ = np.isin(kinds, list(corpus.CALLABLES)) & ~tests & (lengths[:, corpus.BODY] >= 5)
    keys = train.question_keys(segments, np.arange(len(kinds)) * corpus.FIELDS + corpus.SUMMARY)
    rows = []
    for lang in sorted(set(langs)):
        pool = np.flatnonzero(callable_ & (langs == lang))
        _, inverse, shared = np.unique(keys[pool], return_inverse=True, return_counts=True)
        asked = np.flatnonzero((lengths[pool, corpus.SUMMARY] >= 4) & (shared[inverse] == 1))
        asked = rng.permutation(asked)[:QUESTIONS_MAX]
        if len(asked) < 30:
            continue
        questions = pool[asked] * corpus.FIELDS + corpus.SUMMARY
        bm25 = scaled(Bm25(segments, pool, CODE, 65536).scores(segments, questions))
        row = [ndcg_of_one(bm25, asked)]
        for model in models:
            near = embed_questions(model, segments, questions) @ embed(model, segments, pool, CODE).T
            row += [ndcg_of_one(near, asked), ndcg_of_one(scaled(near) + bm25, asked)]
        rows.append((lang, len(asked), len(pool), row))
    print("| docs -> functions | questions | of | BM25 |" + " vectors | fused |" * len(models))
    for lang, asked, pool, row in rows:
        print(f"| {lang} | {asked} | {pool} |" + "".join(f" {x:.3f} |" for x in row))
    print("| mean of languages | | |" + "".join(f" {x:.3f} |" for x in np.mean([r[3] for r in rows], 0)))


def question_segments(texts):
    lines = "".join(json.dumps({"text": t}) + "\n" for t in texts)
    done = subprocess.run([mine.TOOL, "--vocabulary", fetch.VOCABULARY, "--ndjson"], input=lines,
                          capture_output=True, text=True, check=True)
    tokens = [np.unique(np.array(line.split(), np.int64), return_counts=True)
              for line in done.stdout.splitlines()]
    offsets = np.cumsum([0] + [len(t) for t, _ in tokens])
    return corpus.Segments(offsets, np.concatenate([t for t, _ in tokens]),
                           np.concatenate([c for _, c in tokens]).astype(np.uint8))


def questions_to_files(models, folder, trees):
    """Each question's files by their best definition."""
    questions = [json.loads(line) for line in (folder / "queries-dev.jsonl").read_text().splitlines()]
    results = [[] for _ in models]
    for repo in sorted({q["repo"] for q in questions}):
        of_repo = [q for q in questions if q["repo"] == repo
                   and all((trees / repo / t["file"]).is_file() for t in q["relevant"])]
        file = fetch.WORK / f"{repo}.tsv"
        file.write_bytes(mine.rows_of(trees / repo, fetch.VOCABULARY))
        tree = corpus.load_tree(file)
        paths = np.array([h[0].decode() for h in tree["heads"]])
        names, of_file = np.unique(paths, return_inverse=True)
        asked = question_segments([q["query"] for q in of_repo])
        which = np.arange(len(paths))
        for model, result in zip(models, results):
            near = embed_questions(model, asked, np.arange(len(of_repo))) @ embed(
                model, tree["segments"], which, export.FIELDS).T
            for q, scores in zip(of_repo, near):
                best = np.full(len(names), -2.0)
                np.maximum.at(best, of_file, scores)
                ranked = [names[i] for i in np.argsort(-best)[:50]]
                result.append((q, score.ndcg(ranked, score.once(t["file"] for t in q["relevant"]))))
    for key in (None, "kind", "lang", "repo"):
        means = [score.means(result, key) for result in results]
        for name, (count, _) in means[0].items():
            print(f"| {key or ''} {name} | {count} |" + "".join(f" {m[name][1]:.3f} |" for m in means))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", help="averaged, as export.py does")
    parser.add_argument("--questions", type=pathlib.Path)
    parser.add_argument("--trees", type=pathlib.Path)
    args = parser.parse_args()
    model = train.Model.load(*args.models)
    models = [model, rounded(model)]
    docs_to_functions(models)
    if args.questions:
        questions_to_files(models, args.questions, args.trees)


if __name__ == "__main__":
    main()
