// SPDX-License-Identifier: Apache-2.0
// parse: source text to unit. Detects the language, decides what is not worth parsing, parses with
// tree-sitter and extracts with the language's rules (cg/lang.h). No storage, no paths on disk.
#ifndef CG_PARSE_H
#define CG_PARSE_H

#include "cg/model.h"

typedef struct cg_parse_limits {
    size_t file_bytes_max; /* larger files are skipped … */
    size_t
        manifest_bytes_max; /* … but those of this size that tell of dependencies or of the build */
    uint32_t nesting_max;   /* deeper subtrees are left out, the file is partial */
    uint64_t timeout_ns;    /* per file; then it is skipped */
    uint32_t line_bytes_max; /* longer average lines mean minified */
    uint32_t facts_max;      /* definitions + references of one file; the rest is left out */
} cg_parse_limits;
cg_parse_limits cg_parse_limits_default(void);
/** The largest content that a file of this name may have. */
size_t cg_parse_bytes_max(const cg_parse_limits *limits, cg_str path);

/** Why a file is not parsed. Words are stable (cg_skip_text). */
typedef enum cg_skip {
    CG_SKIP_NONE = 0,
    CG_SKIP_LANGUAGE,   /* "unknown_language" */
    CG_SKIP_BINARY,     /* "binary" */
    CG_SKIP_TOO_LARGE,  /* "too_large" */
    CG_SKIP_MINIFIED,   /* "minified" */
    CG_SKIP_GENERATED,  /* "generated" */
    CG_SKIP_ENCODING,   /* "encoding": not UTF-8 and not decodable */
    CG_SKIP_TIMEOUT,    /* "timeout" */
    CG_SKIP_UNREADABLE, /* "unreadable" */
    CG_SKIP_SPECIAL,    /* "special_file": FIFO, device, socket */
    CG_SKIP_LINK,       /* "link_outside" */
    CG_SKIP_SYMLINK,    /* "symlink": of an archive or a revision, where none is followed */
    CG_SKIP_SUBMODULE,  /* "submodule" */
    CG_SKIP_LFS,        /* "lfs_pointer": the content is kept elsewhere */
} cg_skip;
const char *cg_skip_text(unsigned skip);

/** By file name alone; NONE when only the content can tell or nothing can. `.h` gives C here. */
cg_lang_id cg_lang_by_name(cg_str path);
/** By name, then #! line, then content (`.h`: C or C++ by its keywords). NONE: not ours. */
cg_lang_id cg_lang_detect(cg_str path, cg_str content);
/** The language exists in this build. */
bool cg_lang_known(cg_lang_id lang);
uint16_t cg_lang_extractor_version(cg_lang_id lang);
size_t cg_lang_list(cg_lang_id *out, size_t max);

/** Binary, minified, generated …: by size and the first bytes, before parsing. */
cg_skip cg_parse_check(cg_str path, cg_str content, cg_lang_id lang, const cg_parse_limits *limits);

/** Trees of texts that were parsed lately, so that the next version of one of them is parsed where it differs. They take
 *  about `bytes_max`; those put longest ago go first. Any thread. */
typedef struct cg_trees cg_trees;
cg_trees *cg_trees_create(size_t bytes_max);
void cg_trees_destroy(cg_trees *trees); /* NULL allowed; after the parsers that use it */
CG_DEFINE_AUTO(cg_trees, cg_trees_destroy)

/** A parser with its buffers: reuse it for many files; one thread at a time. `trees` is shared with other parsers;
 *  NULL: each text is parsed whole. */
typedef struct cg_parser cg_parser;
cg_parser *cg_parser_create(const cg_parse_limits *limits, cg_trees *trees);
void cg_parser_destroy(cg_parser *parser); /* NULL allowed */
CG_DEFINE_AUTO(cg_parser, cg_parser_destroy)

typedef struct cg_parse_input {
    cg_str content; /* shorter than 4 GiB */
    cg_lang_id lang;
    /** Texts of CG_HINT_MACRO, one a line, which the file's own ones go before: macros of others to read it with.
     *  Several preludes, apart by form feeds: what each of them changes is read once more (ADR 39). */
    cg_str prelude;
    /** A hash of what the content is a version of; its tree is kept for the next. 0: it is not. What the unit says does
     *  not depend on it. */
    uint64_t place;
} cg_parse_input;

/** Parses a content and extracts its unit into `unit` (cleared first). Syntax errors give status PARTIAL with ranges.
 *  *out_skip is set (with CG_OK) when the parse timed out. Errors: CG_E_NOMEM, CG_E_LIMIT. */
CG_MUST_USE cg_code cg_parse_unit(cg_parser *parser, const cg_parse_input *input, cg_unit *unit,
                                  cg_skip *out_skip, cg_err *err);
/** Whether anything that the unit wants (CG_HINT_WANTED) is a macro of the prelude of which a use defines something. */
bool cg_parse_is_useful(const cg_unit *unit, cg_str prelude);
/** Only tree-sitter, for benchmarks: parses and drops the tree. */
CG_MUST_USE cg_code cg_parse_bare(cg_parser *parser, cg_str content, cg_lang_id lang, cg_err *err);

#endif
