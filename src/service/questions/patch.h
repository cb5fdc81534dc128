// SPDX-License-Identifier: Apache-2.0
// service, private: unified diffs as text: what git diff, git show, git format-patch and diff -u print.
#ifndef CG_SERVICE_PATCH_H
#define CG_SERVICE_PATCH_H

#include "cg/base.h"

#define PATCH_FILES_MAX 100000    /* of one diff */
#define PATCH_LINE_MAX 0x7fffffff /* of a file */
#define PATCH_PATH_MAX 4096       /* bytes */

enum { PATCH_BEFORE, PATCH_AFTER, PATCH_SIDES };

typedef enum patch_change {
    PATCH_CHANGED,
    PATCH_ADDED,
    PATCH_REMOVED,
    PATCH_RENAMED,
    PATCH_COPIED,
} patch_change;

/** "@@ -first,count +first,count @@" and its lines. Lines count from 1; of a side without lines `first` is the line before
 *  them, 0 at the beginning. */
typedef struct patch_hunk {
    uint32_t first[PATCH_SIDES], count[PATCH_SIDES];
    cg_str lines; /* as they stand in the diff */
} patch_hunk;

/** What a diff says of one file. Texts lie in the diff, or in the patch's arena where they were quoted. */
typedef struct patch_file {
    cg_str path[PATCH_SIDES]; /* as written; empty: it is not there on that side */
    cg_str blob
        [PATCH_SIDES]; /* Git's ids of the line "index", as short as they are written; empty: not told */
    patch_change change;
    bool exact;    /* no prefix is before the paths: "rename from" and the like say them */
    bool binary;   /* which lines differ is not told */
    bool link;     /* a submodule or a symbolic link */
    uint32_t line; /* of the diff, where it begins; from 1 */
    size_t hunks, hunks_count; /* in patch.hunks: ascending, none over another */
} patch_file;

typedef struct patch {
    CG_VEC(patch_file) files;
    CG_VEC(patch_hunk) hunks;
    cg_arena *arena;
} patch;

/** Reads a diff; a blank text has no files. What stands outside of headers and hunks is passed over: messages of commits.
 *  `text` must outlive `out`, which is to be ended after an error too. Errors: CG_E_INVALID with the line: a combined or a context
 *  diff, a hunk that is cut or another length than it says, a file that comes twice, no file at all; CG_E_LIMIT: too many files. */
CG_MUST_USE cg_code patch_read(cg_str text, patch *out, cg_err *err);
void patch_fini(patch *p);
static inline void patch_auto(patch *p)
{
    patch_fini(p);
}

/** A line of a hunk: ' ' of both sides, '-' before, '+' after; without its end, a carriage return there included. `inout_rest`
 *  begins as hunk.lines. False: there are no more. */
bool patch_next_line(cg_str *inout_rest, char *out_kind, cg_str *out_text);

/** Lines of one side that differ: `count` from `first` on. 0: none; lines of the other side stand between `first` and the
 *  next, and `indent` blanks before the first of these that is not blank. */
typedef struct patch_range {
    uint32_t first, count, indent;
} patch_range;
typedef CG_VEC(patch_range) patch_ranges;
/** Appends those of a file, ascending. */
void patch_list_ranges(const patch *p, const patch_file *file, unsigned side, patch_ranges *out);

/** The path without what git diff puts before it ("a/", "b/", "i/", "w/", "c/", "o/"), where both have such. */
cg_str patch_plain_path(const patch_file *file, unsigned side);

#endif
