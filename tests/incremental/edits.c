// SPDX-License-Identifier: Apache-2.0
#include "edits_int.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_BYTES_MAX 65536u
#define TRIES 20

bool edit_one_in(editor *e, unsigned n)
{
    return random_below(e->random, n) == 0;
}

bool edit_is_there(const editor *e, size_t at)
{
    return e->s->list.ptr[at].text.ptr != NULL;
}

size_t edit_pick_file(editor *e)
{
    return edit_one_in(e, 2) ? e->hot[random_below(e->random, HOT_FILES)]
                             : random_below(e->random, e->s->list.len);
}

void edit_put(editor *e, size_t at, cg_str text)
{
    if (text.len > TEXT_BYTES_MAX)
        return;
    e->s->list.ptr[at].previous = e->s->list.ptr[at].text;
    e->s->list.ptr[at].text = cg_arena_str(e->s->arena, text);
}

void edit_drop(editor *e, size_t at)
{
    e->s->list.ptr[at].previous = e->s->list.ptr[at].text;
    e->s->list.ptr[at].text = CG_STR_NULL;
}

void edit_splice(editor *e, range r, cg_str with)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_add_str(&text, cg_str_slice(e->file.text, 0, r.from));
    cg_buf_add_str(&text, with);
    cg_buf_add_str(&text, cg_str_slice(e->file.text, r.to, e->file.text.len));
    edit_put(e, e->file.at, cg_buf_str(&text));
}

cg_str edit_pick_dir(editor *e)
{
    cg_str path = e->s->list.ptr[random_below(e->random, e->s->list.len)].path;
    ptrdiff_t slash = cg_str_rfind(path, '/');
    return cg_str_slice(path, 0, (size_t)(slash + 1));
}

/* ---- the files of an edit ---- */

static bool open_at(editor *e, opened *o, size_t at)
{
    const source *f = &e->s->list.ptr[at];
    cg_skip skip = CG_SKIP_NONE;
    if (!edit_is_there(e, at))
        return false;
    o->at = at;
    o->text = f->text;
    cg_lang_id lang = cg_lang_detect(f->path, f->text);
    return lang != CG_LANG_NONE &&
           cg_parse_unit(e->parser, &(cg_parse_input){.content = f->text, .lang = lang}, &o->unit,
                         &skip, NULL) == CG_OK &&
           skip == CG_SKIP_NONE;
}

static bool open_any(editor *e, opened *o)
{
    for (unsigned i = 0; i < TRIES; i++)
        if (open_at(e, o, edit_pick_file(e)))
            return true;
    return false;
}

/* Names the file as imports do, or lies beside it. */
static bool is_related(const editor *e, size_t at, cg_str path)
{
    const source *f = &e->s->list.ptr[at];
    ptrdiff_t slash = cg_str_rfind(path, '/');
    cg_str dir = cg_str_slice(path, 0, (size_t)(slash + 1));
    cg_str stem = cg_str_slice(path, dir.len, path.len);
    ptrdiff_t dot = cg_str_find(stem, '.');
    stem = cg_str_slice(stem, 0, dot > 0 ? (size_t)dot : stem.len);
    return edit_is_there(e, at) && at != e->file.at &&
           ((dir.len > 0 && cg_str_starts(f->path, dir)) ||
            memmem(f->text.ptr, f->text.len, stem.ptr, stem.len) != NULL);
}

/* The donor is related to the file if it can be, and of the same language if that can be. */
static bool open_both(editor *e)
{
    if (!open_any(e, &e->file))
        return false;
    cg_str path = e->s->list.ptr[e->file.at].path;
    for (unsigned i = 0; i < TRIES && !edit_one_in(e, 20); i++) {
        size_t at = edit_pick_file(e);
        if (is_related(e, at, path) && open_at(e, &e->donor, at))
            return true;
    }
    for (unsigned i = 0; i < TRIES; i++)
        if (open_any(e, &e->donor) &&
            (e->donor.unit.lang == e->file.unit.lang || edit_one_in(e, 20)))
            return true;
    return open_at(e, &e->donor, e->file.at);
}

/* ---- steps ---- */

static size_t count_edits(const edit *table)
{
    size_t count = 0;
    while (table[count].name != NULL)
        count++;
    return count;
}

static void edit_by(editor *e, const edit *table, cg_buf *out_story)
{
    for (unsigned i = 0; i < TRIES; i++) {
        const edit *chosen = &table[random_below(e->random, count_edits(table))];
        if (!open_both(e) || !chosen->run(e))
            continue;
        cg_buf_printf(out_story, " %s(%.*s)", chosen->name,
                      CG_STR_ARG(e->s->list.ptr[e->file.at].path));
        return;
    }
}

static void restore_all(editor *e)
{
    for (size_t i = 0; i < e->s->list.len; i++)
        e->s->list.ptr[i].text = e->s->list.ptr[i].original;
}

void editor_step(editor *e, cg_buf *out_story)
{
    size_t count = edit_one_in(e, 2) ? 1 : 1 + random_below(e->random, 3);
    if (edit_one_in(e, 20)) {
        restore_all(e);
        cg_buf_printf(out_story, " restore-all");
        count--;
    } else if (edit_one_in(e, 15)) {
        count = e->s->list.len / 3;
    }
    while (count-- > 0)
        edit_by(e, edit_one_in(e, 4) ? file_edits : text_edits, out_story);
}

void editor_touch(editor *e, cg_buf *out_story)
{
    edit_by(e, edit_one_in(e, 10) ? file_edits : link_edits, out_story);
}

editor *editor_create(sources *s, source_random *random)
{
    editor *e = cg_alloc(sizeof *e);
    cg_parse_limits limits = cg_parse_limits_default();
    e->s = s;
    e->random = random;
    e->parser = cg_parser_create(&limits, NULL);
    for (size_t i = 0; i < HOT_FILES; i++)
        e->hot[i] = random_below(random, s->list.len);
    cg_unit_init(&e->file.unit);
    cg_unit_init(&e->donor.unit);
    return e;
}

void editor_destroy(editor *e)
{
    cg_unit_fini(&e->file.unit);
    cg_unit_fini(&e->donor.unit);
    cg_parser_destroy(e->parser);
    cg_free(e);
}
