// SPDX-License-Identifier: Apache-2.0
// What the commands of `codegraph` share. The program is a client of the REST contract and
// nothing else: it links no part of the server.
#ifndef CG_CLI_H
#define CG_CLI_H

#include <stdio.h>

#include "cg/json.h"

/** Exit statuses; the manual and docs/cli.md print their table (exits.c). */
typedef enum cli_exit {
    CLI_FINE = 0,
    CLI_NO = 1,        /* the answer is no, or the server refused */
    CLI_USAGE = 2,     /* wrong usage */
    CLI_NO_SERVER = 3, /* none could be reached or started */
    CLI_CONFLICT = 4,  /* with what others have changed */
    CLI_BROKEN = 5,    /* the server failed, or its reply is not whole */
} cli_exit;

typedef struct cli {
    cg_str server;      /* "http://127.0.0.1:8080", without a trailing '/' */
    cg_str project;     /* empty: the server's default */
    cg_str transaction; /* that requests are part of; empty: none */
    bool json;          /* print replies as they came */
    bool color;         /* stdout takes escape sequences */
    cli_exit failure;   /* why the last request failed; CLI_FINE: none did */
    struct client *client;
    cg_arena *arena;
    const struct command *command;
    const char **globals; /* values of the options that all take; NULL: not given */
    const char **values;  /* of its options, in their order; NULL: not given */
    char *const *args;    /* its words */
    size_t args_count;
} cli;

/* ---- the table of commands (commands.c) ---- */

/** An option of a command. */
typedef struct option {
    const char *name; /* without "--"; NULL ends a list */
    const char *
        value; /* what stands for its value: "N"; with '|' in it the words that it may be; NULL: a flag */
    const char *help;
    bool asked; /* it is a query parameter of the same name, '_' for '-' */
} option;

typedef enum command_group {
    GROUP_INDEX,
    GROUP_ASK,
    GROUP_VERSIONS,
    GROUP_EXCHANGE,
    GROUP_SERVER,
    GROUP_SHELL,
    GROUP_COUNT,
} command_group;

/* What a command does not do as others do. */
enum {
    COMMAND_LOCAL = 1,  /* needs no server */
    COMMAND_LOOKS = 2,  /* never starts one */
    COMMAND_PASSES = 4, /* hands options that it does not know on, as words */
};

typedef struct command {
    const char *name;  /* one word, or two as in "branch create" */
    const char *words; /* "FROM TO", "[DIR]", "FILE…": what is to be given, and what may be */
    const char *summary;
    const char *about; /* paragraphs for the manual; NULL: the summary says all */
    const option *options;
    command_group group;
    unsigned traits;
    int (*run)(cli *c); /* does its work, prints, and gives the exit status */
} command;

extern const command commands[];
extern const size_t commands_count;
extern const char *const group_titles[GROUP_COUNT];
extern const option global_options[]; /* that all commands take, before or behind their name */
/** The rows of docs/cli.md and the manual. */
extern const struct exit_row {
    cli_exit status;
    const char *meaning;
} exit_rows[];
extern const size_t exit_rows_count;

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
int cmd_dependencies(cli *c);
int cmd_dependents(cli *c);
int cmd_hierarchy(cli *c);
int cmd_path(cli *c);
int cmd_impact(cli *c);
int cmd_cycles(cli *c);
int cmd_hubs(cli *c);
int cmd_dead(cli *c);
int cmd_communities(cli *c);
int cmd_overview(cli *c);
int cmd_log(cli *c);
int cmd_diff(cli *c);
int cmd_commit(cli *c);
int cmd_branch_list(cli *c);
int cmd_branch_create(cli *c);
int cmd_branch_delete(cli *c);
int cmd_branch_reset(cli *c);
int cmd_branch_protect(cli *c);
int cmd_branch_unprotect(cli *c);
int cmd_tag_list(cli *c);
int cmd_tag_create(cli *c);
int cmd_tag_delete(cli *c);
int cmd_merge(cli *c);
int cmd_merge_list(cli *c);
int cmd_merge_show(cli *c);
int cmd_merge_resolve(cli *c);
int cmd_merge_abandon(cli *c);
int cmd_revert(cli *c);
int cmd_cherry_pick(cli *c);
int cmd_tx_list(cli *c);
int cmd_tx_begin(cli *c);
int cmd_tx_show(cli *c);
int cmd_tx_commit(cli *c);
int cmd_tx_rollback(cli *c);
int cmd_history(cli *c);
int cmd_blame(cli *c);
int cmd_export(cli *c);
int cmd_import(cli *c);
int cmd_mcp(cli *c);
int cmd_mcp_install(cli *c);
int cmd_serve(cli *c);
int cmd_help(cli *c);
int cmd_man(cli *c);
int cmd_completion(cli *c);
int cmd_query(cli *c);

/* ---- arguments (args.c) ---- */

/** Reads what all commands share out of `argv`, then the command's own options and words. CLI_USAGE after
 *  saying what is wrong; `c->command` stays NULL when none is named. */
cli_exit args_read(cli *c, char *const *argv, size_t count);
/** The value of one of the command's options; NULL: not given. */
const char *opt(const cli *c, const char *name);
bool opt_given(const cli *c, const char *name);
/** A number within bounds. False, after saying so, when it is none; untouched when it is not given. */
bool opt_u64(const cli *c, const char *name, uint64_t min, uint64_t max, uint64_t *inout_value);
/** The value of a global option; NULL: not given. */
const char *global_opt(const cli *c, const char *name);
/** The word behind the command, or "" when fewer are given. */
cg_str word(const cli *c, size_t at);
/** How many words a command takes. */
void words_bounds(const command *cmd, size_t *out_min, size_t *out_max);
/** Says that the command was used wrongly, and how it is used: CLI_USAGE. */
int misuse(const cli *c, const char *format, ...) CG_PRINTF(2, 3);

/* ---- what is made from the table (help.c, man.c, completion.c) ---- */

/** The first word of a command's name, and whether the command is the first that begins with it. */
cg_str family_of(const command *cmd);
bool family_begins(size_t at);

/** "codegraph callers NAME [--depth N] …", in lines of `width` bytes, the later ones indented by `indent`. */
void usage_write(cg_buf *out, const command *cmd, size_t width, size_t indent);
void help_write(cg_buf *out);
/** Of one command, or of all whose name begins with this word; false: there is none. */
bool help_write_command(cg_buf *out, cg_str name);
/** The page of all commands, and that of those whose name begins with a word; false: there are none. */
void man_write_overview(cg_buf *out);
bool man_write(cg_buf *out, cg_str family);
void docs_write(cg_buf *out); /* docs/cli.md */
void completion_bash(cg_buf *out);
void completion_zsh(cg_buf *out);
void completion_fish(cg_buf *out);
/** Appends `text` in lines of at most `width` bytes, each with `indent` blanks in front; a line feed parts paragraphs. */
void help_wrap(cg_buf *out, const char *text, size_t indent, size_t width);

/* ---- the server (client.c) ---- */

struct client *client_create(void);
void client_destroy(struct client *client);

/** Sets c->server as the options and the environment say, and starts a daemon if need be. False after saying why there is
 *  none, with c->failure set (find_server.c). */
bool find_server(cli *c);
/** Whether a daemon of ours answers at c->server, soon; says nothing. */
bool client_probe(cli *c);

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

/** A request beyond the usual one. */
typedef struct exchange {
    const char *method;
    cg_str path;        /* begins with '/', encoded already */
    const cg_buf *body; /* NULL: none */
    FILE *file;         /* in place of it, sent as it is read: so many bytes; NULL: none */
    uint64_t file_bytes;
    const char *media;  /* of either; NULL: JSON */
    const char *accept; /* NULL: JSON */
    cg_str if_match;    /* the generation that a branch must be at; empty: any */
} exchange;
bool client_exchange(cli *c, const exchange *e, reply *out);
/** Sends a GET whose reply is lines, and hands each over without its end; `line` returns false to end the stream.
 *  False, after saying why, when it failed or ended early; a line longer than 64 MiB is a failure. */
bool client_lines(cli *c, cg_str path, bool (*line)(void *arg, cg_str text), void *arg);

/** Sends a request; `path` begins with '/' and is encoded already. `body` NULL: none. False, after
 *  saying so on stderr, when the server cannot be reached. */
bool client_send(cli *c, const char *method, cg_str path, const cg_buf *body, reply *out);
/** The same, and false (after printing the problem) for every status of 400 and above. */
bool client_ask(cli *c, const char *method, cg_str path, const cg_buf *body, reply *out);
bool client_ask_for(cli *c, const exchange *e, reply *out);

void client_complain(cli *c, const reply *r); /* prints the problem, and sets c->failure */

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
/** Says that several nodes have the name that was asked for, and which: the command's exit status (commands/node.c). */
int show_candidates(const cli *c, const reply *r);
/** On stderr, when vectors had no say in a reply, or not all. */
void show_degraded(cg_json_value root);

/* ---- questions (ask.c) ---- */

/** "max_depth" for "max-depth"; in the arena. */
const char *parameter_of(const cli *c, const char *name);
/** Adds the options that are query parameters, as far as they are given. */
void question_add_options(const cli *c, query *q);
/** Begins `/before/SEGMENT/after` with the project and those options. */
void question_begin(cli *c, query *q, const char *before, cg_str segment, const char *after);
/** Asks, and prints with --json or when the answer cannot be shown as `show` does. The command's exit status. */
int question_ask(cli *c, query *q, int (*show)(const cli *c, cg_json_value root));
/** The same of a POST with a body. */
int question_send(cli *c, const query *q, const cg_buf *body, const char *media,
                  int (*show)(const cli *c, cg_json_value root));
/** What is behind a list: how many are shown of how many, and what an answer does not know. */
void show_totals(const cli *c, cg_json_value root, size_t shown, uint64_t total, const char *what);
bool member_bool(cg_json_value object, const char *key);
double member_f64(cg_json_value object, const char *key);
/** Texts and numbers of a member; "" and 0 when absent. */
cg_str member_str(cg_json_value object, const char *key);
uint64_t member_u64(cg_json_value object, const char *key);
/** 1234567 as "1,234,567"; the text lives in the arena. */
cg_str show_number(const cli *c, uint64_t n);
/** The time of a member as "2026-01-31 12:00"; "" when absent. */
cg_str member_time(cg_json_value object, const char *key, cg_arena *arena);
/** The first line of a text, at most `max` bytes of it. */
cg_str first_line(cg_str text, size_t max);

typedef enum style {
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_ADDED,
    STYLE_REMOVED,
    STYLE_CHANGED,
    STYLE_MOVED,
    STYLE_NONE
} style;
/** Escape sequences on terminals, nothing elsewhere. */
const char *style_of(const cli *c, style s);
static inline const char *style_bold(const cli *c)
{
    return style_of(c, STYLE_BOLD);
}
static inline const char *style_dim(const cli *c)
{
    return style_of(c, STYLE_DIM);
}
static inline const char *style_end(const cli *c)
{
    return style_of(c, STYLE_NONE);
}
/** Keeps control sequences that come from elsewhere out of the terminal that stdout may be (terminal.c). */
void terminal_guard(cli *c);
/** Whether output is to be coloured: --color, NO_COLOR, CLICOLOR_FORCE and CLICOLOR, the terminal, in this order. */
bool color_wanted(const char *when);

/* ---- versions (versions.c) ---- */

/** "id  time  author  message" of a version, or of a generation that is none. */
void show_version_line(const cli *c, cg_json_value version);
/** Asks for a list, to which the caller has given its path, and shows each item: all pages of it, but with --json,
 *  --limit or --cursor that one. `nothing` is said when there is none. The command's exit status. */
int show_pages(cli *c, query *q, void (*show)(const cli *c, cg_json_value item),
               const char *nothing);
/** A JSON object as the body of a request. */
void body_begin(cg_json_writer *w, cg_buf *out);
/** Writes the member of the same name, '_' for '-', when the option was given. */
void body_option(cg_json_writer *w, const cli *c, const char *name);
void body_flag(cg_json_writer *w, const cli *c, const char *name);
/** Sends it; with --json the reply is printed, else `show` does, NULL: `done` is said. The command's exit status. */
int send_body(cli *c, const exchange *e, void (*show)(const cli *c, cg_json_value root),
              const char *done);
/** Begins `/before/SEGMENT/after` with the project. */
void path_begin(const cli *c, query *q, const char *before, cg_str segment, const char *after);
/** Asks for what becomes of a merge, a pick or a revert, and shows it with its conflicts: the command's exit status. */
int send_merge(cli *c, const exchange *e);

/* ---- index (commands/index.c, commands/index_git.c, upload.c, questions.c) ---- */

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
bool task_report(cli *c, const reply *r, cg_json_value *out_report);
/** Three questions about what was indexed, each with the curl line that asks it. */
void show_questions(cli *c);

#endif
