// SPDX-License-Identifier: Apache-2.0
#include "worktree.h"

#define FILE_MAX (4u << 20) /* packed-refs holds all names of a repository */

static cg_str read_text(cg_arena *arena, const char *dir, cg_str name)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str path = cg_arena_printf(arena, "%s/%.*s", dir, CG_STR_ARG(name));
    if (cg_file_read(path.ptr, FILE_MAX, &text, NULL) != CG_OK)
        return CG_STR_NULL;
    return cg_arena_str(arena, cg_str_trim(cg_buf_str(&text)));
}

static const char *beside(cg_arena *arena, const char *dir, cg_str path)
{
    return path.ptr[0] == '/' ? cg_arena_str(arena, path).ptr
                              : cg_arena_printf(arena, "%s/%.*s", dir, CG_STR_ARG(path)).ptr;
}

void worktree_open(const char *top, cg_arena *arena, worktree *out)
{
    static const char key[] = "gitdir: ";
    *out = (worktree){.top = top};
    const char *dir = cg_arena_printf(arena, "%s/.git", top).ptr;
    cg_str link = read_text(arena, top, CG_STR(".git")); /* of a linked one it is a file */
    if (cg_str_starts(link, CG_STR(key)))
        dir = beside(arena, top, cg_str_slice(link, sizeof key - 1, link.len));
    if (read_text(arena, dir, CG_STR("HEAD")).len == 0)
        return;
    cg_str common = read_text(arena, dir, CG_STR("commondir"));
    out->git_dir = dir;
    out->common = common.len > 0 ? beside(arena, dir, common) : dir;
}

/* A line of packed-refs: the commit, a blank, the name. */
static cg_str find_packed(const worktree *w, cg_str name, cg_arena *arena)
{
    cg_str rest = read_text(arena, w->common, CG_STR("packed-refs")), line;
    while (cg_str_split(&rest, '\n', &line)) {
        ptrdiff_t blank = cg_str_find(line, ' ');
        if (blank > 0 && cg_str_eq(cg_str_slice(line, (size_t)blank + 1, line.len), name))
            return cg_str_slice(line, 0, (size_t)blank);
    }
    return CG_STR_NULL;
}

worktree_head worktree_read_head(const worktree *w, cg_arena *arena)
{
    static const char key[] = "ref: ", heads[] = "refs/heads/";
    worktree_head head = {.commit = read_text(arena, w->git_dir, CG_STR("HEAD"))};
    if (!cg_str_starts(head.commit, CG_STR(key)))
        return head;
    cg_str name = cg_str_slice(head.commit, sizeof key - 1, head.commit.len);
    head.branch =
        cg_str_starts(name, CG_STR(heads)) ? cg_str_slice(name, sizeof heads - 1, name.len) : name;
    head.commit = read_text(arena, w->common, name);
    if (head.commit.len == 0)
        head.commit = find_packed(w, name, arena);
    return head;
}
