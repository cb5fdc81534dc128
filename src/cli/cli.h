// SPDX-License-Identifier: Apache-2.0
// What the commands of `codegraph` share. The program is a client of the REST contract and
// nothing else: it links no part of the server.
#ifndef CG_CLI_H
#define CG_CLI_H

#include <stdio.h>

#include "cg/json.h"

typedef struct cli {
    cg_str server;  /* "http://127.0.0.1:8080", without a trailing '/' */
    cg_str project; /* empty: the server's default */
    bool json;      /* print replies as they came */
    bool tty;       /* stdout is a terminal */
    struct client *client;
    cg_arena *arena;
    char *const *args; /* of the command, behind its name */
    size_t args_count;
} cli;

/** A command: does its work, prints, and gives the exit status: 0 fine, 1 failed, 2 misused. */
typedef struct command {
    const char *name;
    const char *args;
    const char *summary;
    int (*run)(cli *c);
} command;
int cmd_index(cli *c);
int cmd_watch(cli *c);
int cmd_search(cli *c);
int cmd_clones(cli *c);
int cmd_node(cli *c);
int cmd_similar(cli *c);
int cmd_status(cli *c);
int cmd_verify(cli *c);
int cmd_gc(cli *c);
int cmd_callers(cli *c);
int cmd_callees(cli *c);
int cmd_hierarchy(cli *c);
int cmd_path(cli *c);
int cmd_impact(cli *c);
int cmd_cycles(cli *c);
int cmd_hubs(cli *c);
int cmd_dead(cli *c);
int cmd_communities(cli *c);
int cmd_overview(cli *c);

/* ---- options of a command (args.c) ---- */

/** Takes `--name VALUE` or `--name=VALUE` out of the arguments; NULL when absent. */
const char *args_take(cli *c, const char *name);
bool args_take_flag(cli *c, const char *name);
/** What is left must be exactly `count` words, none looking like an option; else says so and
 *  prints the usage: false. */
bool args_expect(cli *c, const char *command_name, size_t count, const char *usage);

/* ---- the server (client.c) ---- */

struct client *client_create(void);
void client_destroy(struct client *client);

/** A reply; `doc` only when it is JSON. In the cli's arena where not said otherwise. */
typedef struct reply {
    int status; /* HTTP */
    cg_buf body;
    cg_json *doc;
    cg_str location; /* in the arena */
} reply;
void reply_fini(reply *r);
static inline void reply_auto(reply *r)
{
    reply_fini(r);
}

/** Sends a request; `path` begins with '/' and is encoded already. `body` NULL: none. False, after
 *  saying so on stderr, when the server cannot be reached. */
bool client_send(cli *c, const char *method, cg_str path, const cg_buf *body, reply *out);
/** The same, and false (after printing the problem) for every status of 400 and above. */
bool client_ask(cli *c, const char *method, cg_str path, const cg_buf *body, reply *out);

void client_complain(const reply *r); /* prints the problem */

/** A path with query: cg_buf text; starts with the path and keeps '?' and '&' right. The project
 *  parameter is added first when one was chosen. */
typedef struct query {
    cg_buf text;
    bool any;
} query;
void query_begin(query *q, const cli *c, const char *path);
void query_add_segment(query *q,
                       cg_str segment); /* percent-encoded path segment; before any parameter */
void query_add(query *q, const char *name, cg_str value);
static inline void query_auto(query *q)
{
    cg_buf_fini(&q->text);
}

/* ---- printing (show.c) ---- */

/** The reply's body on stdout, as it came. */
int show_json(const reply *r);
/** "kind qualified_name  path:line". */
void show_node_line(const cli *c, cg_json_value node);
/** Says that several nodes have the name that was asked for, and which: the command's exit status (cmd_node.c). */
int show_candidates(const cli *c, const reply *r);
/** On stderr, when vectors had no say in a reply, or not all. */
void show_degraded(cg_json_value root);

/* ---- questions (ask.c) ---- */

/** A question: the options that a command takes, as parameters of the same name: max_depth is --max-depth. */
typedef struct asking {
    const char *usage;          /* with the command's name first */
    const char *const *options; /* NULL-terminated, without "--"; each takes a value */
    const char *const *flags;   /* the same: each is true when it is given */
    size_t words;               /* that must be left */
} asking;
/** Takes the options of a question out of the arguments into `q`, to which the caller has given its path; false after
 *  the usage was printed. */
bool question_take(cli *c, const asking *of, query *q);
/** Asks, and prints with --json or when the answer cannot be shown as `show` does. The command's exit status. */
int question_ask(cli *c, query *q, int (*show)(const cli *c, cg_json_value root));
/** What is behind a list: how many are shown of how many, and what an answer does not know. */
void show_totals(const cli *c, cg_json_value root, size_t shown, uint64_t total, const char *what);
bool member_bool(cg_json_value object, const char *key);
double member_f64(cg_json_value object, const char *key);
/** Texts and numbers of a member; "" and 0 when absent. */
cg_str member_str(cg_json_value object, const char *key);
uint64_t member_u64(cg_json_value object, const char *key);
/** 1234567 as "1,234,567"; the text lives in the arena. */
cg_str show_number(const cli *c, uint64_t n);
/** Bold and dim text on terminals, nothing elsewhere. */
const char *style_bold(const cli *c);
const char *style_dim(const cli *c);
const char *style_end(const cli *c);

/* ---- index (cmd_index.c, index_git.c, upload.c, questions.c) ---- */

/** Whether the server is on this machine, and so sees the same directories. */
bool server_is_local(cg_str server);
/** Sends a request to parse something that the server reads itself, and follows it to its end; `r`: its
 *  report, or the task, which may have failed. False after an error was printed. */
bool index_there(cli *c, const cg_buf *body, reply *r);
/** The same, and shows what came of `what`: the command's exit status. */
int index_by_server(cli *c, const cg_buf *body, const char *what);
/** `codegraph index --git REPO …`: the history of a repository. */
int index_git(cli *c, const char *repository);

/** The progress bar on stderr; `total` 0: unknown. */
void show_progress(const cli *c, const char *phase, uint64_t done, uint64_t total, cg_str detail);
void show_progress_end(void);
/** Sends the files of a tree to a server elsewhere. False after an error was printed. */
bool upload_tree(cli *c, const char *root, reply *out_report);
/** Follows a task, of which `inout_reply` is the acceptance, to its end, with a progress bar. False after an error
 *  was printed. */
bool follow_task(cli *c, reply *inout_reply);
/** The report that a reply is, or has as the end of a task. False, after saying why, when that failed. */
bool task_report(const reply *r, cg_json_value *out_report);
/** Three questions about what was indexed, each with the curl line that asks it. */
void show_questions(cli *c);

#endif
