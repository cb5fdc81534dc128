// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "semantic_world.h"
#include "static_model.h"

cg_err world_err;

static cg_embedder *open_model(const char *folder)
{
    cg_embedder *embedder;
    cg_embedder_options opts = {.engine = CG_STR("directory"), .path = cg_str_from(folder)};
    world_ok(cg_embedder_open(&opts, &embedder, &world_err));
    return embedder;
}

void world_open(world *w, uint64_t rows_max)
{
    *w = (world){.folder = "model-XXXXXX"};
    corpus_open(&w->c, true);
    assert_non_null(mkdtemp(w->folder));
    static_model_write(NULL, w->folder);
    w->embedder = open_model(w->folder);
    w->semantic = cg_semantic_create(&(cg_semantic_options){
        .store = w->c.store, .take_embedder = open_model(w->folder), .rows_max = rows_max});
}

void world_open_again(world *w, const cg_vector_params *configured)
{
    cg_semantic_release(w->semantic);
    w->semantic = cg_semantic_create(&(cg_semantic_options){
        .store = w->c.store, .take_embedder = open_model(w->folder), .params = *configured});
}

void world_close(world *w)
{
    cg_semantic_release(w->semantic);
    cg_embedder_close(w->embedder);
    corpus_close(&w->c);
}

void world_embed(world *w, const cg_file *file)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    CG_AUTO(cg_unit_pin) source = NULL;
    CG_AUTO(cg_unit_embedder) x = cg_unit_embedder_create(w->embedder);
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    cg_embedder_info info = cg_embedder_describe(w->embedder);
    cg_def_vectors made;
    cg_str text;
    uint8_t kinds[8];
    world_ok(cg_store_unit(w->c.store, cg_file_unit(file), false, &pin, &world_err));
    world_ok(cg_store_source(w->c.store, file->blob, &source, &text, &world_err));
    world_ok(cg_embed_unit(x, cg_unit_pin_unit(pin), text, (cg_embed_until){0}, &made, &world_err));
    for (size_t i = 0; i < made.count; i++)
        kinds[i] = cg_unit_pin_unit(pin)->defs.ptr[made.defs[i]].kind;
    cg_vectors_encode(&(cg_vectors){info.dimension, made.count, made.defs, kinds, made.codes},
                      &encoded);
    world_ok(cg_store_put_vectors(w->c.store, info.id, file, cg_buf_str(&encoded), &world_err));
    cg_semantic_stored(w->semantic);
}

void world_embed_all(world *w)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w->c.project);
    for (uint32_t num = 0; num < cg_snapshot_files_limit(snap); num++)
        if (cg_snapshot_file(snap, num)->present)
            world_embed(w, cg_snapshot_file(snap, num));
}
