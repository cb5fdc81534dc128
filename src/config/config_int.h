// SPDX-License-Identifier: Apache-2.0
// config, private: values by type, and what the readers of sources share.
#ifndef CG_CONFIG_INT_H
#define CG_CONFIG_INT_H

#include "cg/config.h"

#define CONFIG_FILE_BYTES_MAX (1024u * 1024u)

/** A value of any type; which member counts depends on the option's type. */
typedef struct config_value {
    bool flag;    /* BOOL */
    uint64_t num; /* INT, SIZE, DURATION, WORD */
    cg_str text;  /* TEXT */
    cg_config_list list;
} config_value;

/** The option named `key`, or cg_option_count. */
size_t config_find(cg_str key);
/** The known key that `key` was probably meant to be, or NULL. */
const char *config_nearest(cg_str key);
/** True when some option's key starts with `section` and a dot. */
bool config_is_section(cg_str section);

/** Reads one value from text. `where` opens the message and names place and option; texts are
 *  copied into `arena`. A LIST is split at commas. Errors: CG_E_INVALID. */
CG_MUST_USE cg_code config_parse(const cg_option *option, cg_str text, const char *where,
                                 cg_arena *arena, config_value *out_value, cg_err *err);
/** The same for a LIST whose items are already apart. */
CG_MUST_USE cg_code config_parse_list(const cg_option *option, const cg_str *items, size_t count,
                                      const char *where, cg_arena *arena, config_value *out_value,
                                      cg_err *err);
/** Appends a value as a user would write it; texts are quoted. Not for lists. */
void config_format(cg_buf *out, const cg_option *option, const config_value *value);

void config_store(cg_config *config, size_t option, const config_value *value);
config_value config_fetch(const cg_config *config, size_t option);

/** CG_E_UNKNOWN_PARAMETER for a key that no option has. */
cg_code config_unknown(cg_err *err, const char *where, cg_str key);

/** Takes over the options of the YAML text of the file `path`. */
CG_MUST_USE cg_code config_read_yaml(cg_config *config, const char *path, cg_str text, cg_err *err);

#endif
