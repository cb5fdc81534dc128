// SPDX-License-Identifier: Apache-2.0
// config: the option table as one immutable snapshot, read from flags, environment, file and
// defaults. It knows what values are well-formed, not what the options do.
#ifndef CG_CONFIG_H
#define CG_CONFIG_H

#include "cg/base.h"

/** Texts of an option of type LIST; each is also NUL-terminated. */
typedef struct cg_config_list {
    const cg_str *items;
    size_t count;
} cg_config_list;

#define CG_OPTION_TYPE_BOOL bool
#define CG_OPTION_TYPE_INT uint64_t
#define CG_OPTION_TYPE_SIZE uint64_t     /* bytes */
#define CG_OPTION_TYPE_DURATION uint64_t /* nanoseconds */
#define CG_OPTION_TYPE_TEXT cg_str       /* also NUL-terminated */
#define CG_OPTION_TYPE_LIST cg_config_list
#define CG_OPTION_TYPE_WORD                                                                        \
    unsigned /* position among the option's words; log_level: a cg_log_level */

/** The values of all options, `cfg->server_port`. Immutable once loaded, so any thread may read
 *  it; what it points to lives as long as it does. */
typedef struct cg_config {
#define CG_OPTION(field, key, type, initial, min, max, unit, apply, help)                          \
    CG_OPTION_TYPE_##type field;
#include "cg/tbl/options.h"
#undef CG_OPTION
    cg_str file;              /* the file that was read; empty when none was */
    cg_config_list arguments; /* command-line words that are no options, in order */
    cg_arena *arena;          /* private: owns the texts */
} cg_config;

typedef enum cg_option_type {
    CG_OPTION_BOOL,
    CG_OPTION_INT,
    CG_OPTION_SIZE,
    CG_OPTION_DURATION,
    CG_OPTION_TEXT,
    CG_OPTION_LIST,
    CG_OPTION_WORD,
} cg_option_type;

/** One line of the table. */
typedef struct cg_option {
    const char *key;
    cg_option_type type;
    const char *initial; /* the default, as a user would write it */
    const char *min;
    const char *max;
    const char *unit; /* of CG_OPTION_WORD: the words, "a|b" */
    bool live;        /* taken over on reload; otherwise at the next start */
    const char *help;
} cg_option;

extern const cg_option cg_options[];
extern const size_t cg_option_count;

/** Where values come from; the later ones win: defaults, file, environment, flags. */
typedef struct cg_config_sources {
    char *const *arguments; /* argument_count command-line words after the program's name */
    size_t argument_count;
    char *const *environment; /* "NAME=value", ended by NULL, like environ; NULL for none */
    const char *default_file; /* read if it exists and no other is named; NULL for none */
} cg_config_sources;

/** Reads the configuration. The caller destroys `*out_config`. Reads a file.
 *
 *  Flags: `--server.port=8081` or `--server.port 8081`; a boolean alone means true; lists are
 *  separated by commas; `--config FILE`. Words that do not look like an option (no dot in the
 *  name) are kept in `arguments`; so is all after `--`.
 *  Environment: CODEGRAPH_SERVER_PORT; CODEGRAPH_CONFIG names the file. A variable of an unknown
 *  section, say CODEGRAPH_TOKEN, is someone else's; an unknown name in a known section fails.
 *  File: YAML, keys nested (`server:` `port:`) or dotted.
 *
 *  Errors name place and option: CG_E_UNKNOWN_PARAMETER (no such option), CG_E_INVALID (bad
 *  value, or an option twice in the file), CG_E_MALFORMED (not YAML), CG_E_NOT_FOUND and CG_E_IO
 *  (a named file). The text may hold paths: it is for whoever starts the program. */
CG_MUST_USE cg_code cg_config_load(const cg_config_sources *sources, cg_config **out_config,
                                   cg_err *err);
void cg_config_destroy(cg_config *config); /* NULL allowed */
CG_DEFINE_AUTO(cg_config, cg_config_destroy)

/** True when option number `option` (below cg_option_count) has the same value in both. On reload
 *  a difference in an option that is not live takes a restart. */
bool cg_config_same(const cg_config *a, const cg_config *b, size_t option);

/** The effective configuration as a commented file that cg_config_load reads back. */
void cg_config_write_yaml(const cg_config *config, cg_buf *out);
/** The table as a reference page, docs/config.md. */
void cg_config_write_markdown(cg_buf *out);
/** The table as text for --help. */
void cg_config_write_help(cg_buf *out);

/** True for "localhost", 127.0.0.0/8 and ::1, in brackets or not. Does not resolve names. */
bool cg_config_is_loopback(cg_str host);
/** CG_E_INVALID when the daemon would be reachable from other machines without authentication. */
CG_MUST_USE cg_code cg_config_check_exposure(const cg_config *config, cg_err *err);
/** Appends the store's directory, storage.path or where an empty one leads, NUL-terminated (the
 *  NUL is not counted in `len`). CG_E_INVALID when the environment names no home directory. */
CG_MUST_USE cg_code cg_config_find_storage_path(const cg_config *config, cg_buf *out, cg_err *err);

#endif
