// SPDX-License-Identifier: Apache-2.0
// codegraph index --git REPO: the commits of a repository on the server's machine, each as a version.
#include "cli.h"

#include <limits.h>
#include <stdlib.h>

static void write_request(const char *path, const char *what, bool all, const char *branch,
                          cg_buf *out)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_put_object(&w, "git");
    cg_json_put_str(&w, "path", cg_str_from(path));
    if (all)
        cg_json_put_bool(&w, "all_branches", true);
    else if (what != NULL && strstr(what, "..") != NULL)
        cg_json_put_str(&w, "range", cg_str_from(what));
    else
        cg_json_put_bool(&w, "history", true);
    if (!all && what != NULL && strstr(what, "..") == NULL)
        cg_json_put_str(&w, "rev", cg_str_from(what));
    cg_json_end_object(&w);
    if (branch != NULL)
        cg_json_put_str(&w, "branch", cg_str_from(branch));
    cg_json_end_object(&w);
}

int index_git(cli *c, const char *repository)
{
    const char *branch = opt(c, "branch");
    bool all = opt_given(c, "all-branches");
    size_t words = c->args_count;
    if (words > (all ? 0 : 1))
        return misuse(c, all ? "--all-branches leaves no revision to name"
                             : "one revision can be named");
    if (opt_given(c, "message") || opt_given(c, "dry-run"))
        return misuse(c, "--message and --dry-run do not go with --git");
    char path[PATH_MAX];
    if (!server_is_local(c->server)) {
        fprintf(stderr, "codegraph: a repository is read by the server itself, which is on another "
                        "machine\n");
        return 1;
    }
    if (realpath(repository, path) == NULL) {
        fprintf(stderr, "codegraph: there is no directory %s\n", repository);
        return 1;
    }
    CG_AUTO_VALUE(cg_buf) body = {0};
    write_request(path, words > 0 ? c->args[0] : NULL, all, branch, &body);
    return index_by_server(c, &body, path);
}
