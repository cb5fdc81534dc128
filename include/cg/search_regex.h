// SPDX-License-Identifier: Apache-2.0
// search: regular expressions over the stored sources.
#ifndef CG_SEARCH_REGEX_H
#define CG_SEARCH_REGEX_H

#include "cg/search.h"

/** What one search may take. A pattern that takes more in a file is given up there, and said so. */
typedef struct cg_regex_limits {
    uint64_t steps;      /* of PCRE2, from each place where a match may begin */
    uint64_t depth;      /* of its backtracking, where it interprets */
    size_t memory_bytes; /* of the same */
    uint64_t file_ns;    /* time in one file */
} cg_regex_limits;
cg_regex_limits cg_regex_limits_default(void);

/** A line with matches. */
#define CG_REGEX_RANGES_MAX 32
#define CG_REGEX_LINE_CHARACTERS_MAX 400
typedef struct cg_regex_line {
    uint32_t line; /* from 0, as in units */
    uint32_t
        column;  /* characters of the line before `text`: longer lines are cut around the match */
    cg_str text; /* valid UTF-8 */
    const cg_text_range
        *ranges; /* of the first matches that begin there, up to its end, in `text` */
    size_t ranges_count;
} cg_regex_line;

/** The matches of one definition: those that begin in it and in no smaller one that passes the filters. */
#define CG_REGEX_LINES_MAX 10
typedef struct cg_regex_hit {
    uint32_t file, def;
    uint64_t count;             /* of matches */
    const cg_regex_line *lines; /* the first that have any */
    size_t lines_count;
    uint32_t first_byte; /* of the first match */
} cg_regex_hit;

/** Where a search is: behind so many hits of a file, or all of it. All zero: at the beginning. */
#define CG_REGEX_WHOLE_FILE UINT32_MAX
typedef struct cg_regex_position {
    bool begun;
    uint32_t file;
    uint32_t given;
} cg_regex_position;

typedef enum cg_regex_gap_reason {
    CG_REGEX_GAP_LIMIT = 1, /* steps, depth or memory */
    CG_REGEX_GAP_TIME,      /* cg_regex_limits.file_ns */
    CG_REGEX_GAP_SOURCE,    /* the text is not stored */
} cg_regex_gap_reason;
const char *cg_regex_gap_text(unsigned reason); /* "limit", "time", "no_source" */
/** A file that was not searched whole; it may have more matches than were given. */
typedef struct cg_regex_gap {
    cg_str path; /* lives as long as the project */
    cg_regex_gap_reason reason;
} cg_regex_gap;
#define CG_REGEX_GAPS_LISTED_MAX 20

/** What was looked at so far. */
typedef struct cg_regex_coverage {
    uint64_t files; /* that the filters pass and that have definitions */
    uint64_t
        searched; /* whose text was looked at; of the others the trigrams told that they have none */
    uint64_t gaps_count;
    cg_regex_gap gaps[CG_REGEX_GAPS_LISTED_MAX];
    size_t gaps_listed;
    uint64_t unparsed; /* files of the snapshot that have no text here, whatever the filters say */
} cg_regex_coverage;

/** A search under way. Holds the snapshot; nothing of the store between calls. One thread. */
typedef struct cg_regex_search cg_regex_search;
/** `query->text` is a PCRE2 pattern: "^" and "$" are at lines, matches may go over them, case counts unless (?i)
 *  says otherwise; empty matches are none. Filters (cg_search_run) may stand before it and, without quotes, behind it. Finds
 *  out which files may match. `mode`, `offset` and `limit` are not looked at. Errors: CG_E_INVALID with pointer
 *  "q", which says where; CG_E_LIMIT; CG_E_UNPROCESSABLE (no sources are kept); CG_E_DEADLINE; CG_E_CORRUPT. */
CG_MUST_USE cg_code cg_regex_open(const cg_snapshot *snap, const cg_query *query,
                                  const cg_regex_limits *limits, cg_regex_position from,
                                  cg_regex_search **out_search, cg_err *err);
void cg_regex_close(cg_regex_search *search); /* NULL allowed */
CG_DEFINE_AUTO(cg_regex_search, cg_regex_close)

typedef enum cg_regex_did { CG_REGEX_HIT, CG_REGEX_END, CG_REGEX_PAUSE } cg_regex_did;
/** The next hit, by path and place: an order that never changes. It lives until the next call. PAUSE: `until_ns` came first;
 *  the search can go on. At least one file is looked at; takes no longer than until then, and the time of one file
 *  (cg_regex_limits.file_ns). */
CG_MUST_USE cg_code cg_regex_next(cg_regex_search *search, uint64_t until_ns, cg_regex_did *out_did,
                                  cg_regex_hit *out_hit, cg_err *err);
/** Behind the last hit; after a pause behind the last file. */
cg_regex_position cg_regex_at(const cg_regex_search *search);
const cg_regex_coverage *cg_regex_covered(const cg_regex_search *search);

#endif
