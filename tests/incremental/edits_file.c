// SPDX-License-Identifier: Apache-2.0
// Edits of files as a whole: they go, come back, move, and take each other's place.
#include "edits_int.h"

static cg_str base_of(cg_str path)
{
    ptrdiff_t slash = cg_str_rfind(path, '/');
    return cg_str_slice(path, (size_t)(slash + 1), path.len);
}

static cg_str path_of(const editor *e, const opened *o)
{
    return e->s->list.ptr[o->at].path;
}

static size_t other_place(editor *e)
{
    cg_str dir = edit_pick_dir(e), base = base_of(path_of(e, &e->file));
    if (edit_one_in(e, 3)) /* another name in the same place, of the same language */
        return sources_find(e->s, cg_arena_printf(e->s->arena, "%.*sother%u_%.*s", CG_STR_ARG(dir),
                                                  random_below(e->random, 3), CG_STR_ARG(base)));
    return sources_find(
        e->s, cg_arena_printf(e->s->arena, "%.*s%.*s", CG_STR_ARG(dir), CG_STR_ARG(base)));
}

static bool delete_file(editor *e)
{
    edit_drop(e, e->file.at);
    return true;
}

/* The text that a file had at first, whether it is there or not. */
static bool restore_file(editor *e)
{
    source *f = &e->s->list.ptr[edit_pick_file(e)];
    if (f->original.ptr != NULL)
        f->text = f->original;
    return f->original.ptr != NULL;
}

static bool undo(editor *e)
{
    source *f = &e->s->list.ptr[edit_pick_file(e)];
    cg_str now = f->text;
    bool changed = f->previous.ptr != NULL && !cg_str_eq(f->previous, now);
    if (changed) {
        f->text = f->previous;
        f->previous = now;
    }
    return changed;
}

static bool copy_file(editor *e)
{
    edit_put(e, other_place(e), e->file.text);
    return true;
}

static bool move_file(editor *e)
{
    size_t to = other_place(e);
    edit_drop(e, e->file.at);
    edit_put(e, to, e->file.text);
    return true;
}

static bool move_directory(editor *e)
{
    cg_str from = edit_pick_dir(e), to = edit_pick_dir(e);
    size_t count = e->s->list.len;
    if (from.len == 0 || cg_str_eq(from, to))
        return false;
    for (size_t i = 0; i < count; i++) {
        cg_str path = e->s->list.ptr[i].path, text = e->s->list.ptr[i].text;
        if (text.ptr == NULL || !cg_str_starts(path, from))
            continue;
        edit_drop(e, i);
        edit_put(
            e,
            sources_find(e->s, cg_arena_printf(e->s->arena, "%.*s%.*s", CG_STR_ARG(to),
                                               CG_STR_ARG(cg_str_slice(path, from.len, path.len)))),
            text);
    }
    return true;
}

static bool exchange_texts(editor *e)
{
    edit_put(e, e->file.at, e->donor.text);
    edit_put(e, e->donor.at, e->file.text);
    return true;
}

static bool take_text(editor *e)
{
    edit_put(e, e->file.at, e->donor.text);
    return true;
}

static bool empty_file(editor *e)
{
    edit_put(e, e->file.at, CG_STR("\n"));
    return true;
}

const edit file_edits[] = {
    {"delete-file", delete_file},
    {"restore-file", restore_file},
    {"restore-file", restore_file},
    {"undo", undo},
    {"undo", undo},
    {"undo", undo},
    {"undo", undo},
    {"undo", undo},
    {"copy-file", copy_file},
    {"move-file", move_file},
    {"move-directory", move_directory},
    {"exchange-texts", exchange_texts},
    {"take-text", take_text},
    {"empty-file", empty_file},
    {NULL, NULL},
};
