// SPDX-License-Identifier: Apache-2.0
// A slot from file to file: its memory stays, unless a very large file needed it.
#include "facts.h"

#define SLOT_KEEP_BYTES (4u << 20) /* buffers beyond this are given back after the file */

void facts_reset(file_slot *slot)
{
    slot->unchanged = slot->cached = slot->not_source = slot->waits = false;
    slot->compared = slot->alike = false;
    slot->skip = CG_SKIP_NONE;
    slot->lang = CG_LANG_NONE;
    slot->rc = CG_OK;
    slot->err = (cg_err){0};
    slot->facts = (cg_file_facts){0};
    if (slot->unit == NULL)
        slot->unit = cg_alloc(sizeof *slot->unit);
    CG_VEC_CLEAR(&slot->ids);
    CG_VEC_CLEAR(&slot->content_hashes);
    CG_VEC_CLEAR(&slot->postings);
    CG_VEC_CLEAR(&slot->path_terms);
    CG_VEC_CLEAR(&slot->changes);
    CG_VEC_CLEAR(&slot->outline_changes);
    cg_buf_clear(&slot->texts);
    cg_buf_clear(&slot->encoded);
    cg_buf_clear(&slot->unit_bytes);
    cg_buf_clear(&slot->source_bytes);
    cg_buf_clear(&slot->vectors);
    for (size_t i = 0; i < CG_FACTS_MODELS_MAX; i++)
        cg_buf_clear(&slot->vectors_bytes[i]);
}

void facts_skip(cg_str path, uint64_t bytes, cg_skip skip, file_slot *slot)
{
    facts_reset(slot);
    slot->skip = (uint8_t)skip;
    slot->facts.path = path;
    slot->facts.bytes = bytes;
    slot->facts.skip = (uint8_t)skip;
}

void facts_release(file_slot *slot)
{
    if (slot->outline != NULL)
        cg_unit_fini(slot->outline);
    cg_free(slot->outline);
    slot->outline = NULL;
    cg_unit_pin_release(slot->pin);
    slot->pin = NULL;
    cg_link_unit_destroy(slot->linkable);
    slot->linkable = NULL;
    if (slot->unit != NULL && slot->unit->refs.cap * sizeof(cg_ref) > SLOT_KEEP_BYTES)
        cg_unit_fini(slot->unit);
    if (slot->content.cap + slot->encoded.cap + slot->texts.cap > 2 * SLOT_KEEP_BYTES) {
        cg_buf_fini(&slot->content);
        cg_buf_fini(&slot->encoded);
        cg_buf_fini(&slot->texts);
        cg_buf_fini(&slot->unit_bytes);
        cg_buf_fini(&slot->source_bytes);
        cg_buf_fini(&slot->vectors);
        for (size_t i = 0; i < CG_FACTS_MODELS_MAX; i++)
            cg_buf_fini(&slot->vectors_bytes[i]);
    }
}

void facts_fini(file_slot *slot)
{
    facts_release(slot);
    if (slot->unit != NULL)
        cg_unit_fini(slot->unit);
    cg_free(slot->unit);
    CG_VEC_FINI(&slot->keys);
    CG_VEC_FINI(&slot->changes);
    CG_VEC_FINI(&slot->outline_changes);
    CG_VEC_FINI(&slot->externals);
    CG_VEC_FINI(&slot->edges);
    CG_VEC_FINI(&slot->ordinals);
    CG_VEC_FINI(&slot->ids);
    CG_VEC_FINI(&slot->content_hashes);
    CG_VEC_FINI(&slot->postings);
    CG_VEC_FINI(&slot->path_terms);
    cg_buf_fini(&slot->content);
    cg_buf_fini(&slot->texts);
    cg_buf_fini(&slot->encoded);
    cg_buf_fini(&slot->unit_bytes);
    cg_buf_fini(&slot->source_bytes);
    cg_buf_fini(&slot->symbol);
    cg_buf_fini(&slot->vectors);
    for (size_t i = 0; i < CG_FACTS_MODELS_MAX; i++)
        cg_buf_fini(&slot->vectors_bytes[i]);
}
