// SPDX-License-Identifier: Apache-2.0
// The parts of `codegraph mcp`.
#ifndef CG_CLI_MCP_H
#define CG_CLI_MCP_H

#include "cli.h"

/** Carries messages between stdin and stdout and the server's /mcp until stdin ends: the exit status. */
int mcp_bridge(cli *c);

/** Writes the settings of agents: the exit status. */
int mcp_install(cli *c);

/* ---- one message, as a bridge sees it (line.c) ---- */

typedef struct mcp_line {
    cg_str text;     /* without its line feed */
    cg_str id;       /* JSON; empty: of a notification */
    cg_str method;   /* empty: of a response */
    cg_str revision; /* that it claims in its _meta; empty: it belongs to a session */
    cg_str name;     /* what it is about: a tool, a prompt, a resource; empty: nothing */
    cg_str cancels;  /* JSON of the id that it gives up; empty: none */
} mcp_line;
/** Texts are in the arena. False: it is not JSON. Whether it is a message is for the server to say. */
bool mcp_line_read(cg_arena *arena, cg_str text, mcp_line *out);
/** The value of a header: as it is, or encoded when it cannot be. */
void mcp_line_header(cg_buf *out, const char *name, cg_str value);

/* ---- settings that others have written too (settings.c) ---- */

/** Puts `value` (JSON) as the member `name` of the object `group` of a document that may have comments, all else of it
 *  left as it is. `text` empty: there is no document yet. False: it cannot be read; `*out_why` says what is wrong. */
bool settings_merge_json(cg_str text, const char *group, const char *name, cg_str value,
                         cg_buf *out, const char **out_why);
/** The same of TOML: the keys command and args of the table [group.name]. `program` and `args` are their TOML values. */
bool settings_merge_toml(cg_str text, const char *group, const char *name, cg_str program,
                         cg_str args, cg_buf *out, const char **out_why);

#endif
