# SPDX-License-Identifier: Apache-2.0
"""Plain BM25 (Robertson and others, 1994; k1 1.2, b 0.75): a text is a bag of words, with no fields and no weights.

Words are runs of letters and digits, cut where case changes and at underscores, in lower case; nothing is stemmed or left out.
"""

import collections
import math
import re

K1, B = 1.2, 0.75
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|\d+")


def words(text):
    return [part.lower() for part in PART.findall(text)]


class Bm25:
    def __init__(self, texts):
        """`texts`: key -> text"""
        counts = {key: collections.Counter(words(text)) for key, text in texts.items()}
        self.lengths = {key: sum(count.values()) for key, count in counts.items()}
        self.average = sum(self.lengths.values()) / max(len(counts), 1) or 1
        self.postings = collections.defaultdict(list)
        for key, count in counts.items():
            for word, times in count.items():
                self.postings[word].append((key, times))

    def ranked(self, query, depth):
        """The keys of the best texts, best first, ties by key."""
        scores = collections.Counter()
        for word in set(words(query)):
            having = self.postings.get(word, ())
            idf = math.log(1 + (len(self.lengths) - len(having) + 0.5) / (len(having) + 0.5))
            for key, times in having:
                norm = K1 * (1 - B + B * self.lengths[key] / self.average)
                scores[key] += idf * times * (K1 + 1) / (times + norm)
        return sorted(scores, key=lambda key: (-scores[key], key))[:depth]
