// SPDX-License-Identifier: Apache-2.0
// manifest, inside: a reader per format walks its text once and reports each plain value with the
// keys that lead to it; tables say what is made of which (rules.c), and facts.c makes it.
#ifndef CG_MANIFEST_INT_H
#define CG_MANIFEST_INT_H

#include "cg/lang.h"

#define MF_DEPTH_MAX 64u    /* what is nested deeper is left out */
#define MF_FACTS_MAX 20000u /* of one file: compile_commands.json may list thousands of files */

/** One step on the way to a value: a key, or an element of an array (empty text). */
typedef struct mf_key {
    cg_str text;
    uint32_t start,
        end;          /* bytes of the key, quotes included; of an element without name: its start */
    uint32_t text_at; /* first byte of its text */
    uint32_t id;      /* tells elements apart; 0 for keys that name one place */
} mf_key;

/** A plain value: its text decoded, its place with quotes, and where its text starts. */
typedef struct mf_value {
    cg_str text;
    uint32_t start, end, text_at;
} mf_value;

/** What becomes of a value. */
typedef enum mf_use {
    MF_NAME,        /* of the package */
    MF_GROUP,       /* what a Maven name starts with */
    MF_VERSION,     /* of the package */
    MF_SETTING,     /* a constant named by its keys */
    MF_EXPORT,      /* the same below `exports`, where the subpath "." may be left out */
    MF_PACKAGE_DIR, /* "package = folder", as setup.cfg has them */
    MF_REQUIREMENT, /* "name[extras] >= 1 ; marker" */
    MF_DEPENDENCY,  /* part of a record of one dependency, or its version at once */
    MF_MANAGED,     /* part of a record of a version for dependencies elsewhere */
    MF_TARGET,      /* part of a record with a name and a path */
    MF_LOCKED,      /* part of a record of a package that a lock file settles on */
    MF_INSTALLED,   /* the version of what is in a folder of node_modules */
    MF_LOCK_FILE,   /* tells that what the file says of its package is a copy */
} mf_use;

enum {
    MF_CONDITIONAL = 1, /* for development, tests or building, or optional */
    MF_FALLBACK = 2,    /* counts when there is nothing better */
    MF_KEYED = 4,       /* the record's last key names it */
    MF_COMMAS = 8,      /* the value may be a list with commas */
    MF_NOT_PYTHON = 16, /* the interpreter is no dependency */
    MF_ELEMENT = 32,    /* only where the record is an element of an array */
    MF_PINS = 64,       /* "==" settles on a version */
};

/** Keys are separated by '/': "*" any key, "#" elements, also none, "**" whatever follows. */
typedef struct mf_rule {
    const char *path;
    mf_use use;
    uint8_t flags;    /* MF_* above */
    uint8_t record;   /* keys, elements included, that tell a record from others */
    uint8_t drop;     /* keys in front that are no part of a setting's name */
    const char *name; /* a setting's name, in place of its keys; or NULL */
} mf_rule;

typedef struct mf_rules {
    const mf_rule *list;
    size_t count;
} mf_rules;
extern const mf_rules mf_json_rules, mf_toml_rules, mf_ini_rules, mf_pom_rules;

#define MF_RECORD_KEYS_MAX 8u

/** Values that make one fact together. */
typedef struct mf_record {
    const mf_rule *rule; /* NULL: none at hand */
    mf_key keys[MF_RECORD_KEYS_MAX];
    uint32_t start, end;
    mf_value group, name, value;
    cg_str value_key;
    bool conditional;
} mf_record;

typedef struct mf_package {
    mf_value group, name, version;
    uint32_t name_start; /* where what states the name starts */
    bool own_group, own_name, own_version;
    bool copied; /* from the manifest beside a lock file, which states it */
} mf_package;

typedef struct mf_reader {
    cg_extract *x;
    cg_str src;
    uint32_t at; /* next byte */
    mf_key keys[MF_DEPTH_MAX];
    uint32_t depth;
    void (*leaf)(struct mf_reader *r, const mf_value *value);
    void (*close)(struct mf_reader *r, uint32_t end); /* what the keys lead to ends */
    uint32_t open_arrays, open_objects;               /* of JSON */
    uint32_t facts;                                   /* settings and imports so far */
    mf_rules rules;
    mf_package package;
    mf_record record;
    cg_buf name; /* of a setting being put together */
    void *state; /* of what does without rules */
} mf_reader;

/* text.c */
bool mf_more(const mf_reader *r);
char mf_peek(const mf_reader *r); /* '\0' at the end */
bool mf_starts(const mf_reader *r, const char *text);
bool mf_is_blank(char c); /* space, tab, carriage return */
void mf_skip_blanks(mf_reader *r);
void mf_skip_block_comment(mf_reader *r); /* at its first byte */
uint32_t mf_line_end(const mf_reader *r); /* the byte of the next line break, or the end */
cg_str mf_slice(const mf_reader *r, uint32_t from, uint32_t to);
/** A slice of the source as a value; white space around it is no part of it. */
mf_value mf_plain(const mf_reader *r, uint32_t from, uint32_t to);
/** Undoes backslash escapes of JSON and TOML. */
cg_str mf_unescape(mf_reader *r, cg_str raw);
size_t mf_put_utf8(char *to, uint32_t cp);

/* facts.c */
/** One key more on the way; false (and nothing changed) when that is too deep. */
bool mf_push(mf_reader *r, mf_key key);
void mf_pop(mf_reader *r);
void mf_leaf(mf_reader *r, const mf_value *value); /* by the rules */
void mf_close(mf_reader *r, uint32_t end);         /* by the rules */
void mf_finish(mf_reader *r);                      /* last record, package */
void mf_setting(mf_reader *r, cg_str name, const mf_value *value, uint32_t start, uint32_t name_at);
/** `flags`: cg_import_flag. Nothing where a version is said to be resolved and there is none. */
void mf_import(mf_reader *r, cg_def_at at, cg_str version, unsigned flags);
/** "requests[socks]>=2 ; python_version < '3'". `flags`: MF_CONDITIONAL, MF_PINS. */
void mf_requirement(mf_reader *r, const mf_value *value, unsigned flags);

/* records.c */
void mf_record_part(mf_reader *r, const mf_rule *rule, const mf_value *value);
void mf_record_flush(mf_reader *r);
/** Keys of the reader lead to the record or into it. */
bool mf_in_record(const mf_reader *r, const mf_rule *rule);

/* One reader per format. */
void mf_read_json(mf_reader *r);
void mf_read_toml(mf_reader *r);
bool mf_toml_value(mf_reader *r); /* toml_value.c; false: an error, stated already */
bool mf_toml_string(mf_reader *r, mf_value *out);
void mf_toml_space(mf_reader *r); /* blanks, line breaks, comments */
bool mf_toml_keys(mf_reader *r, uint32_t *out_count);
void mf_read_ini(mf_reader *r);
void mf_read_xml(mf_reader *r);
void mf_read_gomod(mf_reader *r);
/** Lock files and requirements that have lines of their own (lock.c); false: none of theirs is here. */
bool mf_read_lock(mf_reader *r);
/** compile_commands.json: sets the reader's `leaf` and `close`. */
void mf_commands_begin(mf_reader *r);

#endif
