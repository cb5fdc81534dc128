// SPDX-License-Identifier: Apache-2.0
// The table of commands: the parser of arguments, --help, the manual, docs/cli.md and the completion of
// shells are made from it, so that what is here is all there is to say about a command.
#include "cli.h"

#define ASKED true
#define REF                                                                                        \
    {                                                                                              \
        "ref", "REF", "the state to ask: a branch, a tag, a version or a commit, as in main~2",    \
            ASKED                                                                                  \
    }
#define LIMIT                                                                                      \
    {                                                                                              \
        "limit", "N", "most rows that are shown", ASKED                                            \
    }
#define CURSOR                                                                                     \
    {                                                                                              \
        "cursor", "TEXT", "go on where an earlier answer ended", ASKED                             \
    }
#define KIND                                                                                       \
    {                                                                                              \
        "kind", "KIND", "only definitions of this kind, as in function", ASKED                     \
    }
#define LANGUAGE                                                                                   \
    {                                                                                              \
        "language", "LANGUAGE", "only in this language", ASKED                                     \
    }
#define PATH                                                                                       \
    {                                                                                              \
        "path", "GLOB", "only in files whose path matches", ASKED                                  \
    }
#define CONFIDENCE                                                                                 \
    {                                                                                              \
        "min-confidence", "C",                                                                     \
            "only relationships at least this certain, 0 to 1; by default 0.55", ASKED             \
    }
#define TYPES                                                                                      \
    {                                                                                              \
        "types", "T,…", "only relationships of these types, as in calls,reads", ASKED              \
    }
#define DEPTH                                                                                      \
    {                                                                                              \
        "depth", "N", "how far to go", ASKED                                                       \
    }
#define SITES                                                                                      \
    {                                                                                              \
        "sites", NULL, "show where each relationship stands", false                                \
    }
#define MESSAGE                                                                                    \
    {                                                                                              \
        "message", "TEXT", "what the version says", false                                          \
    }
#define AUTHOR                                                                                     \
    {                                                                                              \
        "author", "NAME", "who made it", false                                                     \
    }
#define STRATEGY                                                                                   \
    {                                                                                              \
        "strategy", "manual|ours|theirs",                                                          \
            "what becomes of conflicts: they wait to be resolved, or one side wins", false         \
    }
#define BRANCH                                                                                     \
    {                                                                                              \
        "branch", "NAME", "the branch to write to, by default main", false                         \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, NULL, NULL, false                                                                    \
    }

const char *const group_titles[GROUP_COUNT] = {
    [GROUP_INDEX] = "Index",       [GROUP_ASK] = "Ask",       [GROUP_VERSIONS] = "Versions",
    [GROUP_EXCHANGE] = "Exchange", [GROUP_SERVER] = "Server", [GROUP_SHELL] = "Shell",
};

const option global_options[] = {
    {"server", "URL",
     "the daemon; without it one of yours that runs, the one at server.host and server.port of the "
     "configuration, or one that is started",
     false},
    {"no-spawn", NULL, "never start a daemon", false},
    {"project", "NAME", "the code base, by default \"default\"", false},
    {"transaction", "ID", "make the requests part of an open transaction", false},
    {"json", NULL, "print the server's replies as they are", false},
    {"color", "auto|always|never",
     "colour what is printed; by default on terminals, and as NO_COLOR, "
     "CLICOLOR_FORCE and CLICOLOR say",
     false},
    {"help", NULL, "print what there is to know about the command", false},
    {"version", NULL, "print the version", false},
    END,
};

/* ---- options, by command ---- */

static const option index_options[] = {
    {"message", "TEXT", "make what comes of it a version that says this", false},
    {"dry-run", NULL, "store nothing", false},
    {"git", "REPO", "import the history of a Git repository of the daemon's machine", false},
    {"all-branches", NULL, "with --git: all its branches", false},
    {"branch", "NAME", "with --git: the branch to set, by default main", false},
    END,
};
static const option watch_options[] = {
    {"name", "NAME", "of the branch worktree/NAME, by default the directory's", false},
    {"poll", "SECONDS", "look every so often, in place of the system's watches", false},
    END,
};
static const option search_options[] = {
    {"mode", "hybrid|text|symbol|semantic|regex", "how to look", ASKED},
    KIND,
    LANGUAGE,
    PATH,
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option node_options[] = {
    {"content", NULL, "show its source as well", false},
    REF,
    END,
};
static const option similar_options[] = {
    {"k", "N", "how many", ASKED},
    {"threshold", "COSINE", "only what is at least as near", ASKED},
    KIND,
    LANGUAGE,
    PATH,
    REF,
    END,
};
static const option clones_options[] = {
    {"similarity", "S", "only what is at least this alike, 0 to 1", ASKED},
    {"min-tokens", "N", "only definitions of at least so many tokens", ASKED},
    {"renamed", NULL, "also copies in which names were changed", ASKED},
    KIND,
    LANGUAGE,
    PATH,
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option reach_options[] = {
    DEPTH,
    TYPES,
    {"dispatch", NULL, "a call of a member may be one of each that overrides it (marked ~)", ASKED},
    {"members", NULL, "of a type, ask about what it holds as well", ASKED},
    SITES,
    CONFIDENCE,
    KIND,
    LANGUAGE,
    PATH,
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option hierarchy_options[] = {
    {"direction", "up|down|both", "what it is, what is one, or both", ASKED},
    SITES,
    DEPTH,
    CONFIDENCE,
    KIND,
    LANGUAGE,
    PATH,
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option path_options[] = {
    TYPES,
    {"direction", "out|both", "along relationships, or against them too", ASKED},
    {"max-depth", "N", "most steps", ASKED},
    {"dispatch", NULL, "a call of a member may be one of each that overrides it", ASKED},
    CONFIDENCE,
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option impact_options[] = {
    {"since", "REF", "in place of NAME: all that differs from what this leads to", ASKED},
    {"diff", "FILE", "in place of NAME: a unified diff, - for the standard input", false},
    DEPTH,
    TYPES,
    {"tests", NULL, "only tests", ASKED},
    {"dispatch", "true|false", "whether calls reach what overrides", ASKED},
    CONFIDENCE,
    KIND,
    LANGUAGE,
    PATH,
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option query_options[] = {
    {"max-rows", "N", "most rows that are shown", false},
    {"min-confidence", "C", "only relationships at least this certain, 0 to 1; by default 0.55",
     false},
    REF,
    END,
};
static const option cycles_options[] = {
    {"level", "node|file|package", "what depends on what", ASKED},
    TYPES,
    {"members", "N", "most members shown of a group", ASKED},
    CONFIDENCE,
    KIND,
    LANGUAGE,
    PATH,
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option hubs_options[] = {
    {"level", "node|file", "definitions, or files", ASKED},
    TYPES,
    {"externals", NULL, "also what is not of this project", ASKED},
    CONFIDENCE,
    KIND,
    LANGUAGE,
    PATH,
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option dead_options[] = {
    {"verdict", "unused|unknown|any", "what is certain, what may be used all the same, or both",
     ASKED},
    {"closed", NULL, "being public is no reason to be used by others", ASKED},
    CONFIDENCE,
    KIND,
    LANGUAGE,
    PATH,
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option communities_options[] = {
    {"level", "node|file|package", "what holds together", ASKED},
    TYPES,
    {"resolution", "R", "above 1: more and smaller ones", ASKED},
    {"members", "N", "most members shown of one", ASKED},
    CONFIDENCE,
    KIND,
    LANGUAGE,
    PATH,
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option overview_options[] = {
    {"max-tokens", "N", "the budget", ASKED}, CONFIDENCE, KIND, LANGUAGE, PATH, REF, END,
};
static const option log_options[] = {
    {"author", "NAME", "only versions of this author", ASKED},
    {"path", "GLOB", "only versions that changed such files", ASKED},
    {"node", "NAME", "only versions that changed this definition", ASKED},
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option diff_options[] = {
    {"breaking", NULL, "only what breaks who uses a public definition, and whom", ASKED},
    {"summary", NULL, "counts alone, in total and of each file", false},
    {"ndjson", NULL, "print the changes as the server streams them, a line each", false},
    {"limit", "N", "with --json: most changes in the reply", ASKED},
    {"exit-code", NULL, "exit with 1 when there is a difference", false},
    END,
};
static const option commit_options[] = {
    MESSAGE, AUTHOR,
    BRANCH,  {"allow-empty", NULL, "also when nothing has changed since the last version", false},
    END,
};
static const option list_options[] = {LIMIT, CURSOR, END};
static const option guard_options[] = {
    {"if-generation", "N", "only while the branch is at this generation", false},
    END,
};
static const option reset_options[] = {
    {"force", NULL, "also to what was not built on its head", false},
    {"if-generation", "N", "only while the branch is at this generation", false},
    END,
};
static const option tag_create_options[] = {MESSAGE, AUTHOR, END};
static const option merge_options[] = {
    BRANCH,
    STRATEGY,
    MESSAGE,
    AUTHOR,
    {"always-commit", NULL, "make a version even where moving the branch forward would do", false},
    END,
};
static const option resolve_options[] = {STRATEGY, END};
static const option pick_options[] = {BRANCH, STRATEGY, MESSAGE, AUTHOR, END};
static const option tx_begin_options[] = {
    BRANCH,  {"timeout", "SECONDS", "time that it may be open; then it is rolled back", false},
    MESSAGE, AUTHOR,
    END,
};
static const option history_options[] = {REF, LIMIT, CURSOR, END};
static const option blame_options[] = {
    {"type", "TYPE", "of the relationship, where there are several between the two", false},
    REF,
    LIMIT,
    CURSOR,
    END,
};
static const option gc_options[] = {
    {"dry-run", NULL, "say what would go, and delete nothing", false},
    {"keep-last", "N", "keep the newest N versions of each branch", false},
    {"keep-generations", "N", "keep the newest N generations of each branch", false},
    {"keep-days", "N", "keep each day's newest version, of the last N", false},
    {"keep-all", NULL, "keep all that a branch, a tag or a merge leads to", false},
    {"young", "SECONDS", "keep what is younger", false},
    END,
};

static const option export_options[] = {
    {"output", "FILE", "write there, once all is whole; by default to the standard output", false},
    {"ref", "REF", "the state to export: a branch, a tag, a version or a commit; by default main",
     false},
    {"kind", "KIND,…", "only definitions of these kinds, and relationships among them", false},
    {"language", "LANGUAGE,…", "the same of languages", false},
    {"path", "GLOB", "the same of files whose path matches", false},
    {"types", "T,…", "only relationships of these types", false},
    {"min-confidence", "C", "only relationships at least this certain, 0 to 1; by default 0.55",
     false},
    END,
};
static const option import_options[] = {
    {"drop", NULL, "forget what was imported, of all files, in place of importing", false},
    {"dry-run", NULL, "count what would change, and change nothing", false},
    BRANCH,
    MESSAGE,
    AUTHOR,
    END,
};

static const option mcp_install_options[] = {
    {"dry-run", NULL, "show what would be written, and write nothing", false},
    END,
};

static const option serve_options[] = {
    {"stop", NULL, "end the daemon that runs, in place of running one", false},
    END,
};

static const option man_options[] = {
    {"markdown", NULL, "print all as one page of Markdown", false},
    {"write", "DIR", "write all pages into a folder", false},
    END,
};

/* ---- commands ---- */

const command commands[] = {
    {"index", "[DIR] [REV]", "index a source tree, or the history of a repository",
     "A daemon on this machine reads the tree DIR itself; to another one the source files are sent. "
     "Progress is shown on a terminal; then what was found, what was skipped and why, and questions to "
     "ask next.\n"
     "With --git, commits become versions with the same parents: those that lead to REV, by default HEAD, "
     "those of a range as in v1..main, or with --all-branches those of all branches. What was interrupted "
     "goes on where it was when it is asked for again.",
     index_options, GROUP_INDEX, 0, cmd_index},
    {"watch", "[DIR]", "keep the graph as a directory is, until stopped",
     "In a Git work tree the commits that HEAD leads to become versions on the branch of their name, a "
     "commit checked out by itself on the branch detached; what is not committed lies above them on the "
     "branch worktree/NAME, which begins anew with each commit and each change of branches. Another "
     "directory is followed on the branch main.\n"
     "Each directory with source takes one of the system's watches (fs.inotify.max_user_watches); with "
     "--poll it takes none.",
     watch_options, GROUP_INDEX, 0, cmd_watch},

    {"search", "TEXT", "find definitions by name, words and meaning",
     "TEXT may hold filters: lang:, kind:, name: and path:, with a minus before them to leave out. A "
     "symbol that nothing has is looked for among similar names; the last line says so.",
     search_options, GROUP_ASK, 0, cmd_search},
    {"node", "NAME|ID|SYMBOL|PATH:LINE", "show one definition, who uses it and what it uses", NULL,
     node_options, GROUP_ASK, 0, cmd_node},
    {"callers", "NAME", "who calls it, nearest first", NULL, reach_options, GROUP_ASK, 0,
     cmd_callers},
    {"callees", "NAME", "what it calls, nearest first", NULL, reach_options, GROUP_ASK, 0,
     cmd_callees},
    {"dependencies", "NAME", "what it depends on, by whatever relationship, nearest first", NULL,
     reach_options, GROUP_ASK, 0, cmd_dependencies},
    {"dependents", "NAME", "what depends on it, nearest first", NULL, reach_options, GROUP_ASK, 0,
     cmd_dependents},
    {"hierarchy", "NAME", "what a type is, and what is one",
     "What a type extends and implements, and what does so with it; of a member what it overrides, and "
     "what overrides it.",
     hierarchy_options, GROUP_ASK, 0, cmd_hierarchy},
    {"path", "FROM TO", "all shortest paths between two definitions",
     "The exit status is 1 when there is none.", path_options, GROUP_ASK, 0, cmd_path},
    {"impact", "[NAME]", "what a change of it, or since a version, concerns",
     "Most concerned first, with the tests that reach it.", impact_options, GROUP_ASK, 0,
     cmd_impact},
    {"query", "CYPHER|- [NAME=VALUE…]", "ask a question in Cypher",
     "The reading part of openCypher: labels are kinds of definitions (Function, EnumMember), types those of "
     "relationships (CALLS, TYPE_OF). EXPLAIN in front of it shows its plan, PROFILE what each step did. "
     "NAME=VALUE gives $NAME a value: JSON where it is that, else a text. With - the query comes from the "
     "standard input.",
     query_options, GROUP_ASK, 0, cmd_query},
    {"cycles", "", "what depends on itself over others", NULL, cycles_options, GROUP_ASK, 0,
     cmd_cycles},
    {"hubs", "", "what much leads to, by PageRank", NULL, hubs_options, GROUP_ASK, 0, cmd_hubs},
    {"dead", "", "what nothing uses, and why it may be used all the same", NULL, dead_options,
     GROUP_ASK, 0, cmd_dead},
    {"communities", "", "what holds together", NULL, communities_options, GROUP_ASK, 0,
     cmd_communities},
    {"overview", "", "a map of the project within a budget of tokens",
     "The signatures that stand in the middle of the project.", overview_options, GROUP_ASK, 0,
     cmd_overview},
    {"similar", "NODE", "find definitions that mean the like", "By their vectors, nearest first.",
     similar_options, GROUP_ASK, 0, cmd_similar},
    {"clones", "", "find code that was copied", NULL, clones_options, GROUP_ASK, 0, cmd_clones},

    {"log", "", "versions, newest first", NULL, log_options, GROUP_VERSIONS, 0, cmd_log},
    {"diff", "A [B]", "what leads from one state to another",
     "Files, definitions and relationships that were added (+), removed (-), changed (~), moved or renamed "
     "(>); B is main when it is left out. Where a definition changed, in what is said behind it. The text "
     "and --ndjson have no bound; --json is one object of at most --limit changes.",
     diff_options, GROUP_VERSIONS, 0, cmd_diff},
    {"commit", "", "make a version of what was written since the last one",
     "Needs --message. The exit status is 4 when nothing has changed.", commit_options,
     GROUP_VERSIONS, 0, cmd_commit},
    {"history", "NAME", "which versions introduced, changed and removed a definition", NULL,
     history_options, GROUP_VERSIONS, 0, cmd_history},
    {"blame", "ID|SOURCE [TARGET]", "the same of a relationship",
     "Named by its id, or by the two definitions that it joins.", blame_options, GROUP_VERSIONS, 0,
     cmd_blame},
    {"branch list", "", "branches and what they lead to", NULL, list_options, GROUP_VERSIONS, 0,
     cmd_branch_list},
    {"branch create", "NAME [FROM]", "make a branch, by default from main", NULL, NULL,
     GROUP_VERSIONS, 0, cmd_branch_create},
    {"branch delete", "NAME", "delete a branch; its versions stay until they are collected", NULL,
     guard_options, GROUP_VERSIONS, 0, cmd_branch_delete},
    {"branch reset", "NAME TO", "move a branch",
     "Forward, to what was built on its head, or with --force to any state.", reset_options,
     GROUP_VERSIONS, 0, cmd_branch_reset},
    {"branch protect", "NAME", "let a branch take merges alone", NULL, guard_options,
     GROUP_VERSIONS, 0, cmd_branch_protect},
    {"branch unprotect", "NAME", "let a branch take all writes again", NULL, guard_options,
     GROUP_VERSIONS, 0, cmd_branch_unprotect},
    {"tag list", "", "tags and what they lead to", NULL, list_options, GROUP_VERSIONS, 0,
     cmd_tag_list},
    {"tag create", "NAME [REF]", "name a state, by default main", NULL, tag_create_options,
     GROUP_VERSIONS, 0, cmd_tag_create},
    {"tag delete", "NAME", "delete a tag", NULL, NULL, GROUP_VERSIONS, 0, cmd_tag_delete},
    {"merge", "SOURCE", "merge a branch, a tag or a version into a branch",
     "Three-way, in one version; where the branch has nothing of its own it is moved forward. With "
     "conflicts nothing is changed: they are listed, the merge waits to be resolved, and the exit status "
     "is 4. A branch that is called as one of the commands below is merged as refs/heads/NAME.",
     merge_options, GROUP_VERSIONS, 0, cmd_merge},
    {"merge list", "", "merges that wait to be resolved", NULL, NULL, GROUP_VERSIONS, 0,
     cmd_merge_list},
    {"merge show", "ID", "one of them, with its conflicts", NULL, NULL, GROUP_VERSIONS, 0,
     cmd_merge_show},
    {"merge resolve", "ID [KEY=SIDE…]", "decide conflicts",
     "SIDE is ours (the branch's), theirs, base, or @FILE: the text of a file, or metadata as JSON. "
     "--strategy decides all that are left. When none is left the merge is carried out; until then the "
     "exit status is 4.",
     resolve_options, GROUP_VERSIONS, 0, cmd_merge_resolve},
    {"merge abandon", "ID", "forget a merge", NULL, NULL, GROUP_VERSIONS, 0, cmd_merge_abandon},
    {"revert", "VERSION", "a version that undoes another",
     "What was changed in the same place since is a conflict, as with merge.", pick_options,
     GROUP_VERSIONS, 0, cmd_revert},
    {"cherry-pick", "VERSION", "take over what a version changed",
     "What the branch has changed in the same place is a conflict, as with merge.", pick_options,
     GROUP_VERSIONS, 0, cmd_cherry_pick},
    {"tx list", "", "transactions that are open", NULL, NULL, GROUP_VERSIONS, 0, cmd_tx_list},
    {"tx begin", "", "begin a transaction, and print its id",
     "Requests join it with --transaction ID: they read the state that it began at and what it has written "
     "itself; others see nothing of it before it is committed.",
     tx_begin_options, GROUP_VERSIONS, 0, cmd_tx_begin},
    {"tx show", "ID", "the state of a transaction", NULL, NULL, GROUP_VERSIONS, 0, cmd_tx_show},
    {"tx commit", "ID", "make all that it wrote visible together",
     "The exit status is 4 when others have changed the same since it began; then it is rolled back.",
     NULL, GROUP_VERSIONS, 0, cmd_tx_commit},
    {"tx rollback", "ID", "forget all that it wrote", NULL, NULL, GROUP_VERSIONS, 0,
     cmd_tx_rollback},

    {"export", "FORMAT", "write the graph for other programs",
     "FORMAT is graphml (for Gephi, yEd, networkx), dot (for Graphviz), jsonld, cypher (statements for Neo4j and its "
     "like) or scip (for code search and navigation). All is of one state, also when the branch moves meanwhile. Rows are "
     "written as they come, so that memory does not grow with the graph; those of scip go over temporary files "
     "in TMPDIR.",
     export_options, GROUP_EXCHANGE, 0, cmd_export},
    {"import", "[INDEX]", "take over what an index of another tool knows",
     "INDEX is a file in the format SCIP, as scip-python, scip-typescript, scip-java, scip-go, scip-clang or "
     "rust-analyzer write it: index.scip. Where it describes a file as the server holds it, references of that file lead where "
     "the index says (rule scip), and elsewhere where the rules say, until the file changes. So index the tree first, and "
     "import what was made of the same state. The summary says of how many references the rules had been right.",
     import_options, GROUP_EXCHANGE, 0, cmd_import},

    {"mcp", "", "serve an agent on stdin and stdout",
     "Speaks the Model Context Protocol: an agent starts this program and asks about the code. Messages are "
     "carried to the server; of --project, the tools answer about it unless they are told another one. See "
     "codegraph mcp install.",
     NULL, GROUP_SERVER, 0, cmd_mcp},
    {"mcp install", "[AGENT…]", "have agents start codegraph mcp",
     "Writes the settings of agents: claude-code, claude-desktop, cursor, vscode, codex, gemini, zed, windsurf; without "
     "a name, of all that are found below $HOME. What their files hold besides stays as it is. --server and "
     "--project become part of what is written.",
     mcp_install_options, GROUP_SERVER, COMMAND_LOCAL, cmd_mcp_install},
    {"serve", "[CODEGRAPHD-OPTION…]", "run the daemon where the other commands find it",
     "Hands all other options on to codegraphd, as in codegraph serve --server.port=9000, and runs it until a "
     "signal ends it. Where none runs, the other commands start one by themselves, on a free port, that "
     "ends after 30 minutes without use (server.idle_exit, CODEGRAPH_SERVER_IDLE_EXIT): not with "
     "--no-spawn, nor where --server, CODEGRAPH_SERVER_HOST or CODEGRAPH_SERVER_PORT name one. What is known "
     "of it lies in $XDG_RUNTIME_DIR/codegraph, or $XDG_STATE_HOME/codegraph: its address, its log, and a "
     "lock that it holds for as long as it lives. As every daemon on a loopback address it can be reached by "
     "other users of the machine.",
     serve_options, GROUP_SERVER, COMMAND_LOCAL | COMMAND_PASSES, cmd_serve},
    {"status", "", "show the server and what it holds",
     "Starts none: the exit status is 3 when no daemon runs.", NULL, GROUP_SERVER, COMMAND_LOOKS,
     cmd_status},
    {"verify", "", "check the store against itself",
     "Digests, both directions of each relationship, every index. The exit status is 1 when there are "
     "problems.",
     NULL, GROUP_SERVER, 0, cmd_verify},
    {"gc", "", "delete what no branch, tag or rule keeps", NULL, gc_options, GROUP_SERVER, 0,
     cmd_gc},

    {"help", "[COMMAND] [SUBCOMMAND]", "what there is to know about a command", NULL, NULL,
     GROUP_SHELL, COMMAND_LOCAL, cmd_help},
    {"man", "[COMMAND]", "print a page of the manual",
     "As in codegraph man search | man -l -. Installed pages are read with man codegraph-search.",
     man_options, GROUP_SHELL, COMMAND_LOCAL, cmd_man},
    {"completion", "SHELL", "print the completion for bash, zsh or fish",
     "Installed packages have it. Else, for bash: source <(codegraph completion bash).", NULL,
     GROUP_SHELL, COMMAND_LOCAL, cmd_completion},
};
const size_t commands_count = CG_ARRAY_LEN(commands);

const struct exit_row exit_rows[] = {
    {CLI_FINE, "Done."},
    {CLI_NO,
     "The answer is no: nothing has that name, several have, there is no path, the store has "
     "problems; or the server refused what was asked."},
    {CLI_USAGE, "Wrong usage: an unknown command or option, a missing or bad value."},
    {CLI_NO_SERVER, "No server could be reached, or started."},
    {CLI_CONFLICT, "A conflict with what others have changed: a merge that waits to be resolved, a "
                   "transaction that came second, a branch that has moved or is protected."},
    {CLI_BROKEN, "The server failed, or its reply was not whole."},
};
const size_t exit_rows_count = CG_ARRAY_LEN(exit_rows);
