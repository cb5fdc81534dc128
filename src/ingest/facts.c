// SPDX-License-Identifier: Apache-2.0
// Content to facts: hash, detect, parse or fetch what is known, link, index its words, compress.
#include "facts.h"

#include <git2.h>

#define STASH_MAX (1u << 30)

cg_blob_id blob_id_of(cg_str content)
{
    git_oid oid;
    cg_blob_id id;
    CG_ASSERT(
        git_odb_hash(&oid, content.len > 0 ? content.ptr : "", content.len, GIT_OBJECT_BLOB) == 0);
    memcpy(id.bytes, oid.id, sizeof id.bytes);
    return id;
}

/* The base already has this content under this path, extracted as we would. */
static bool is_in_base(const facts_context *context, cg_str path, const file_slot *slot)
{
    uint32_t num;
    const cg_file *file =
        context->base != NULL ? cg_snapshot_find_file(context->base, path, &num) : NULL;
    return file != NULL && file->present && file->skip == slot->skip &&
           memcmp(file->blob.bytes, slot->facts.blob.bytes, 20) == 0 &&
           (slot->skip != 0 ||
            (file->lang == slot->lang &&
             file->extractor_version == cg_lang_extractor_version((cg_lang_id)slot->lang)));
}

/* What the path has had: the new content differs little from it. */
static const cg_file *find_before(const facts_context *context, cg_str path)
{
    uint32_t num;
    const cg_file *file =
        context->base != NULL ? cg_snapshot_find_file(context->base, path, &num) : NULL;
    return file != NULL && file->present && file->skip == 0 ? file : NULL;
}

static void pack_unit(const facts_context *context, const cg_file *before, file_slot *slot)
{
    cg_buf_clear(&slot->unit_bytes);
    slot->rc = cg_store_pack_unit(context->store, cg_buf_str(&slot->encoded), before,
                                  &slot->unit_bytes, &slot->err);
}

static void pack_source(const facts_context *context, const cg_file *before, file_slot *slot)
{
    bool is_same = before != NULL && memcmp(before->blob.bytes, slot->facts.blob.bytes, 20) == 0;
    cg_buf_clear(&slot->source_bytes);
    if (slot->rc == CG_OK)
        slot->rc = cg_store_pack_source(context->store, slot->source, is_same ? NULL : before,
                                        &slot->source_bytes, &slot->err);
}

/* What was packed goes into the commit. */
static void give_packed(const facts_context *context, file_slot *slot)
{
    slot->facts.unit_bytes = cg_buf_str(&slot->unit_bytes);
    if (cg_store_keeps_sources(context->store))
        slot->facts.source_bytes = cg_buf_str(&slot->source_bytes);
}

static cg_unit_key unit_key_of(const file_slot *slot)
{
    return (cg_unit_key){slot->facts.blob, slot->lang,
                         cg_lang_extractor_version((cg_lang_id)slot->lang), slot->facts.prelude};
}

static const cg_unit *fetch_unit(const facts_context *context, file_slot *slot)
{
    slot->rc = cg_store_unit(context->store, unit_key_of(slot), true, &slot->pin, &slot->err);
    slot->cached = true;
    return slot->rc == CG_OK ? cg_unit_pin_unit(slot->pin) : NULL;
}

/* Never 0. */
static uint64_t place_of(cg_str project, cg_str path)
{
    return cg_hash64(path.ptr, path.len, cg_hash64(project.ptr, project.len, 0)) | 1;
}

/* What has changed once may change again: its tree is kept. */
static const cg_unit *make_unit(const facts_context *context, worker *w, file_slot *slot)
{
    if (cg_store_has_unit(context->store, unit_key_of(slot)))
        return fetch_unit(context, slot);
    cg_skip skip = CG_SKIP_NONE;
    cg_str path = slot->facts.path;
    const cg_parse_input input = {
        .content = slot->source,
        .lang = (cg_lang_id)slot->lang,
        .place = find_before(context, path) != NULL ? place_of(context->project, path) : 0};
    slot->rc = cg_parse_unit(w->parser, &input, slot->unit, &skip, &slot->err);
    slot->skip = (uint8_t)skip;
    if (slot->rc != CG_OK || skip != CG_SKIP_NONE)
        return NULL;
    cg_unit_encode(slot->unit, &slot->encoded);
    if (slot->encoded.error != CG_OK)
        slot->rc = CG_FAIL(&slot->err, slot->encoded.error, "no room for the facts of a file");
    return slot->rc == CG_OK ? slot->unit : NULL;
}

static void make_ids(const facts_context *context, cg_str path, const cg_unit *unit,
                     file_slot *slot)
{
    CG_VEC_RESERVE(&slot->ids, unit->defs.len);
    CG_VEC_RESERVE(&slot->content_hashes, unit->defs.len);
    cg_buf_clear(&slot->symbol);
    cg_symbol_add_file(&slot->symbol, (cg_lang_id)unit->lang, path);
    size_t file_part = slot->symbol.len;
    for (size_t i = 0; i < unit->defs.len; i++) {
        slot->symbol.len = file_part;
        cg_unit_add_descriptors(unit, (uint32_t)i, &slot->symbol);
        CG_VEC_PUSH(&slot->ids, cg_node_id(context->project, cg_buf_str(&slot->symbol)));
        CG_VEC_PUSH(&slot->content_hashes, cg_def_content_hash(unit, (uint32_t)i));
    }
}

/* The indexer's results live until its next call; the slot outlives that. */
static cg_str keep_text(file_slot *slot, cg_str text)
{
    size_t at = slot->texts.len;
    cg_buf_add_str(&slot->texts, text);
    return cg_str_make((const char *)at, text.len); /* an offset until the buffer stands still */
}

static void settle(const file_slot *slot, cg_str *text)
{
    text->ptr = slot->texts.ptr + (uintptr_t)text->ptr;
}

static void make_postings(worker *w, cg_str path, const cg_unit *unit, file_slot *slot)
{
    const cg_posting *postings;
    size_t count = cg_text_index_unit(w->indexer, slot->facts.blob, unit, slot->source, &postings);
    for (size_t i = 0; i < count; i++) {
        cg_posting own = {.term = keep_text(slot, postings[i].term),
                          .payload = keep_text(slot, postings[i].payload)};
        CG_VEC_PUSH(&slot->postings, own);
    }
    const cg_str *terms;
    count = cg_text_index_path(w->indexer, path, &terms);
    for (size_t i = 0; i < count; i++)
        CG_VEC_PUSH(&slot->path_terms, keep_text(slot, terms[i]));
    for (size_t i = 0; i < slot->postings.len; i++) {
        settle(slot, &slot->postings.ptr[i].term);
        settle(slot, &slot->postings.ptr[i].payload);
    }
    for (size_t i = 0; i < slot->path_terms.len; i++)
        settle(slot, &slot->path_terms.ptr[i]);
}

/* What one model makes of the unit, unless that is stored. */
static void make_vectors(const facts_context *context, cg_unit_embedder *x,
                         const cg_embedder_info *info, const cg_unit *unit, file_slot *slot,
                         cg_buf *out)
{
    cg_def_vectors made;
    CG_VEC(uint8_t) kinds = {0};
    if (slot->cached && cg_store_has_vectors(context->store, info->id, unit_key_of(slot)))
        return;
    slot->rc =
        cg_embed_unit(x, unit, slot->source, (cg_embed_until){.cancel = NULL}, &made, &slot->err);
    if (slot->rc != CG_OK)
        return;
    for (size_t i = 0; i < made.count; i++)
        CG_VEC_PUSH(&kinds, unit->defs.ptr[made.defs[i]].kind);
    cg_vectors vectors = {.dimension = info->dimension,
                          .count = made.count,
                          .defs = made.defs,
                          .kinds = kinds.ptr,
                          .codes = made.codes};
    cg_buf_clear(&slot->vectors);
    slot->vectors_model = info->id;
    cg_vectors_encode(&vectors, &slot->vectors);
    CG_VEC_FINI(&kinds);
    slot->rc = cg_store_pack_vectors(context->store, info->id, cg_buf_str(&slot->vectors),
                                     find_before(context, slot->facts.path), out, &slot->err);
}

static void embed(const facts_context *context, worker *w, const cg_unit *unit, file_slot *slot)
{
    for (size_t i = 0; slot->rc == CG_OK && i < CG_FACTS_MODELS_MAX; i++) {
        cg_embedder *embedder = context->embedders[i];
        if (embedder == NULL)
            continue;
        if (w->embedders[i] == NULL)
            w->embedders[i] = cg_unit_embedder_create(embedder);
        cg_embedder_info info = cg_embedder_describe(embedder);
        make_vectors(context, w->embedders[i], &info, unit, slot, &slot->vectors_bytes[i]);
        slot->facts.vectors[i].model = info.id;
        slot->facts.vectors[i].bytes = cg_buf_str(&slot->vectors_bytes[i]);
    }
}

/* What others may have read of the path, name by name: what the base has against what the slot has. Where the base has no
 * files nobody has read anything. */
static void compare(const facts_context *context, file_slot *slot)
{
    const cg_file *before = find_before(context, slot->facts.path);
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_link_unit *old = NULL;
    if (context->base == NULL || cg_snapshot_counts(context->base).files == 0)
        return;
    if (before != NULL)
        slot->rc = cg_store_unit(context->store, cg_file_unit(before), true, &pin, &slot->err);
    if (slot->rc != CG_OK)
        return;
    slot->compared = true;
    slot->alike = before != NULL &&
                  cg_link_is_alike(cg_unit_pin_unit(pin), cg_link_unit_facts(slot->linkable));
    if (slot->alike)
        return;
    if (before != NULL)
        old = cg_link_unit_create(cg_unit_pin_unit(pin), CG_NONE, before->path);
    cg_link_changes(old, slot->linkable, &slot->changes);
    cg_link_outline_changes(old, slot->linkable, &slot->outline_changes);
    cg_link_unit_destroy(old);
}

static void fill_facts(const facts_context *context, cg_str path, const cg_unit *unit,
                       file_slot *slot)
{
    slot->linkable = cg_link_unit_create(unit, CG_NONE, path);
    if (slot->rc == CG_OK)
        compare(context, slot);
    make_ids(context, path, unit, slot);
    slot->facts.unit = unit;
    slot->facts.ids = slot->ids.ptr;
    slot->facts.content = slot->content_hashes.ptr;
}

static void index_text(worker *w, cg_str path, const cg_unit *unit, file_slot *slot)
{
    make_postings(w, path, unit, slot);
    cg_file_facts *f = &slot->facts;
    f->postings = slot->postings.ptr;
    f->postings_count = slot->postings.len;
    f->path_terms = slot->path_terms.ptr;
    f->path_terms_count = slot->path_terms.len;
}

/* All that a file's own content tells. The unit, NULL when there is none or none is needed. */
static const cg_unit *examine(const facts_context *context, worker *w, cg_str path, cg_lang_id lang,
                              file_slot *slot)
{
    facts_reset(slot);
    slot->facts.path = path;
    slot->facts.bytes = slot->source.len;
    slot->lang = (uint8_t)(lang != CG_LANG_NONE ? lang : cg_lang_detect(path, slot->source));
    slot->facts.blob = blob_id_of(slot->source);
    if (slot->lang == CG_LANG_NONE) {
        slot->not_source = true;
        slot->skip = CG_SKIP_LANGUAGE;
        return NULL;
    }
    slot->skip =
        (uint8_t)cg_parse_check(path, slot->source, (cg_lang_id)slot->lang, context->limits);
    slot->unchanged = is_in_base(context, path, slot);
    const cg_unit *unit = slot->skip == 0 && !slot->unchanged ? make_unit(context, w, slot) : NULL;
    slot->facts.skip = slot->skip;
    return unit;
}

/* ---- files that wait ---- */

static bool may_wait(const facts_context *context, const cg_unit *unit)
{
    return unit != NULL && cg_unit_wants(unit) && cg_store_keeps_sources(context->store);
}

/* What linkers may see of it, and the commit's name for it. */
static void expect(worker *w, cg_str path, const cg_unit *unit, file_slot *slot)
{
    const cg_str *terms;
    slot->waits = true;
    slot->outline = cg_alloc(sizeof *slot->outline);
    cg_unit_outline(unit, slot->outline);
    slot->linkable = cg_link_unit_create(slot->outline, CG_NONE, path);
    slot->facts.path_terms_count = cg_text_index_path(w->indexer, path, &terms);
    for (size_t i = 0; i < slot->facts.path_terms_count; i++)
        CG_VEC_PUSH(&slot->path_terms, keep_text(slot, terms[i]));
    for (size_t i = 0; i < slot->path_terms.len; i++)
        settle(slot, &slot->path_terms.ptr[i]);
    slot->facts.path_terms = slot->path_terms.ptr;
}

static facts_begun begun_of(const facts_context *context, const cg_unit *unit, cg_str path,
                            const file_slot *slot)
{
    return (facts_begun){.path = path,
                         .blob = slot->facts.blob,
                         .bytes = slot->facts.bytes,
                         .lang = slot->lang,
                         .skip = slot->skip,
                         .not_source = slot->not_source,
                         .cached = slot->cached,
                         .unchanged = slot->unchanged,
                         .waits = may_wait(context, unit)};
}

/* Packs the unit and the source, as what they will follow is not known yet, and keeps both. */
static void put_aside(const facts_context *context, stash *kept, const cg_unit *unit,
                      file_slot *slot, facts_begun *begun)
{
    if (unit != NULL && !slot->cached)
        pack_unit(context, NULL, slot);
    if (unit != NULL)
        pack_source(context, NULL, slot);
    begun->unit_len = (uint32_t)slot->unit_bytes.len;
    begun->source_len = (uint32_t)slot->source_bytes.len;
    if (slot->rc == CG_OK)
        slot->rc = stash_put(kept, cg_buf_str(&slot->unit_bytes), cg_buf_str(&slot->source_bytes),
                             &begun->at, &slot->err);
}

/* ---- all at once ---- */

static void make_rest(const facts_context *context, worker *w, const cg_unit *unit, file_slot *slot)
{
    cg_str path = slot->facts.path;
    if (!slot->cached) {
        const cg_file *before = find_before(context, path);
        pack_unit(context, before, slot);
        if (cg_store_keeps_sources(context->store))
            pack_source(context, before, slot);
        give_packed(context, slot);
    }
    fill_facts(context, path, unit, slot);
    index_text(w, path, unit, slot);
    embed(context, w, unit, slot);
}

void facts_make(const facts_context *context, worker *w, cg_str path, cg_lang_id lang,
                file_slot *slot)
{
    const cg_unit *unit = examine(context, w, path, lang, slot);
    if (unit == NULL)
        return;
    if (context->waiting == NULL || !may_wait(context, unit)) {
        make_rest(context, w, unit, slot);
        return;
    }
    slot->waiting =
        (facts_waiting){.kept = context->waiting, .begun = begun_of(context, unit, path, slot)};
    put_aside(context, context->waiting, unit, slot, &slot->waiting.begun);
    if (slot->rc == CG_OK)
        expect(w, path, unit, slot);
}

/* The unit; NULL: it was skipped, or cannot be read. */
static const cg_unit *take_stored(const facts_context *context, const cg_file *file,
                                  file_slot *slot)
{
    facts_reset(slot);
    slot->facts.path = file->path;
    slot->facts.bytes = file->bytes;
    slot->facts.blob = file->blob;
    slot->facts.prelude = file->prelude;
    slot->facts.skip = slot->skip = file->skip;
    slot->lang = file->lang;
    if (file->skip != 0)
        return NULL;
    slot->cached = true;
    slot->rc = cg_store_unit(context->store, cg_file_unit(file), true, &slot->pin, &slot->err);
    return slot->rc == CG_OK ? cg_unit_pin_unit(slot->pin) : NULL;
}

/* Its words are indexed already: the project has had the unit. */
void facts_of_stored(const facts_context *context, worker *w, const cg_file *file, file_slot *slot)
{
    const cg_unit *unit = take_stored(context, file, slot);
    if (unit == NULL)
        return;
    if (context->waiting == NULL || !may_wait(context, unit)) {
        fill_facts(context, file->path, unit, slot);
        return;
    }
    slot->waiting = (facts_waiting){.stored = *file};
    expect(w, file->path, unit, slot);
}

/* ---- in two steps ---- */

/* What waits for others is read again, and is not held. */
void facts_begin(const facts_context *context, worker *w, stash *kept, cg_str path, cg_lang_id lang,
                 bool hold, file_slot *slot, facts_begun *out)
{
    const cg_unit *unit = examine(context, w, path, lang, slot);
    slot->facts.unit = unit;
    *out = begun_of(context, unit, path, slot);
    if (hold && unit != NULL && !out->waits)
        out->held = slot;
    else
        put_aside(context, kept, unit, slot, out);
}

static const cg_unit *take_held(file_slot *held, file_slot *slot)
{
    file_slot taken = *held;
    taken.job = slot->job;
    *held = *slot;
    *slot = taken;
    return slot->facts.unit;
}

static const cg_unit *unpack_unit(file_slot *slot)
{
    slot->rc = cg_decompress(cg_buf_str(&slot->unit_bytes), STASH_MAX, &slot->encoded, &slot->err);
    if (slot->rc == CG_OK)
        slot->rc = cg_unit_decode(cg_buf_str(&slot->encoded), true, slot->unit, &slot->err);
    return slot->rc == CG_OK ? slot->unit : NULL;
}

/* Reads back what begin has kept; the unit, NULL after an error. */
static const cg_unit *read_back(const facts_context *context, stash *kept, const facts_begun *begun,
                                file_slot *slot)
{
    cg_buf_clear(&slot->content);
    slot->rc = stash_get(kept, begun->at, begun->unit_len, &slot->unit_bytes, &slot->err);
    if (slot->rc == CG_OK)
        slot->rc = stash_get(kept, begun->at + begun->unit_len, begun->source_len,
                             &slot->source_bytes, &slot->err);
    if (slot->rc == CG_OK && begun->source_len > 0)
        slot->rc =
            cg_decompress(cg_buf_str(&slot->source_bytes), STASH_MAX, &slot->content, &slot->err);
    if (slot->rc != CG_OK)
        return NULL;
    slot->source = cg_buf_str(&slot->content);
    if (begun->unit_len == 0)
        return fetch_unit(context, slot);
    return unpack_unit(slot);
}

/* What was stashed is whole; it is packed anew where the path has had something else. What was held is not packed. */
static void pack_at_last(const facts_context *context, const facts_begun *begun, file_slot *slot)
{
    const cg_file *before = find_before(context, begun->path);
    if (before != NULL || begun->held != NULL) {
        pack_unit(context, before, slot);
        if (cg_store_keeps_sources(context->store))
            pack_source(context, before, slot);
    }
    give_packed(context, slot);
}

static void take_begun(const facts_begun *begun, file_slot *slot)
{
    facts_reset(slot);
    slot->facts.path = begun->path;
    slot->facts.bytes = begun->bytes;
    slot->facts.blob = begun->blob;
    slot->lang = begun->lang;
    slot->not_source = begun->not_source;
    slot->facts.skip = slot->skip = begun->skip;
}

void facts_end(const facts_context *context, worker *w, stash *kept, const facts_begun *begun,
               file_slot *slot)
{
    take_begun(begun, slot);
    slot->unchanged = !slot->not_source && is_in_base(context, begun->path, slot);
    if (slot->unchanged || slot->skip != 0)
        return;
    const cg_unit *unit =
        begun->held != NULL ? take_held(begun->held, slot) : read_back(context, kept, begun, slot);
    slot->cached = begun->cached;
    if (unit == NULL)
        return;
    if (context->waiting != NULL && begun->waits) {
        slot->waiting = (facts_waiting){.kept = kept, .begun = *begun};
        expect(w, begun->path, unit, slot);
        return;
    }
    if (begun->unit_len > 0 || (begun->held != NULL && !begun->cached))
        pack_at_last(context, begun, slot);
    fill_facts(context, begun->path, unit, slot);
    /* What the head had when it came, and has no more, the project has indexed before. */
    if (!begun->unchanged) {
        index_text(w, begun->path, unit, slot);
        embed(context, w, unit, slot);
    }
}

/* ---- with the macros of others ---- */

uint64_t facts_prelude_hash(cg_str prelude)
{
    uint64_t hash = cg_hash64(prelude.ptr, prelude.len, 0);
    return prelude.len == 0 ? 0 : hash + (hash == 0);
}

/* What was kept, or is stored, of a file: its source, and what of its unit is the same with all preludes. */
static void read_waiting(const facts_context *context, const facts_waiting *waiting,
                         cg_unit *out_outline, file_slot *slot)
{
    CG_AUTO(cg_unit_pin) source = NULL;
    cg_str text;
    const cg_unit *unit = NULL;
    if (waiting->kept != NULL) {
        take_begun(&waiting->begun, slot);
        unit = read_back(context, waiting->kept, &waiting->begun, slot);
    } else {
        unit = take_stored(context, &waiting->stored, slot);
        if (slot->rc == CG_OK)
            slot->rc =
                cg_store_source(context->store, slot->facts.blob, &source, &text, &slot->err);
        if (slot->rc == CG_OK) {
            cg_buf_clear(&slot->content);
            cg_buf_add_str(&slot->content, text);
            slot->rc = slot->content.error;
            slot->source = cg_buf_str(&slot->content);
        }
    }
    if (slot->rc == CG_OK)
        cg_unit_outline(unit, out_outline);
    cg_unit_pin_release(slot->pin);
    slot->pin = NULL;
}

/* A file for which a prelude would change what others are read with is read without: else it would matter who is read
 * first. */
static const cg_unit *make_with(const facts_context *context, worker *w, cg_str prelude,
                                const cg_unit *outline, file_slot *slot)
{
    cg_skip skip = CG_SKIP_NONE;
    if (cg_store_has_unit(context->store, unit_key_of(slot)))
        return fetch_unit(context, slot);
    cg_parse_input input = {
        .content = slot->source, .lang = (cg_lang_id)slot->lang, .prelude = prelude};
    slot->rc = cg_parse_unit(w->parser, &input, slot->unit, &skip, &slot->err);
    if (slot->rc == CG_OK && skip == CG_SKIP_NONE && !cg_unit_same_outline(slot->unit, outline)) {
        input.prelude = CG_STR_NULL;
        slot->rc = cg_parse_unit(w->parser, &input, slot->unit, &skip, &slot->err);
    }
    slot->facts.skip = slot->skip = (uint8_t)skip;
    if (slot->rc != CG_OK || skip != CG_SKIP_NONE)
        return NULL;
    cg_unit_take_wanted(slot->unit, outline);
    cg_buf_clear(&slot->encoded);
    cg_unit_encode(slot->unit, &slot->encoded);
    if (slot->encoded.error != CG_OK)
        slot->rc = CG_FAIL(&slot->err, slot->encoded.error, "no room for the facts of a file");
    return slot->rc == CG_OK ? slot->unit : NULL;
}

void facts_settle(const facts_context *context, worker *w, const facts_waiting *waiting,
                  cg_str prelude, file_slot *slot)
{
    uint64_t hash = facts_prelude_hash(prelude);
    facts_context final = *context;
    cg_unit outline = {0};
    final.waiting = NULL;
    if (waiting->kept != NULL && hash == 0) {
        facts_end(&final, w, waiting->kept, &waiting->begun, slot);
        return;
    }
    if (waiting->kept == NULL && hash == waiting->stored.prelude) {
        facts_of_stored(&final, w, &waiting->stored, slot);
        return;
    }
    read_waiting(&final, waiting, &outline, slot);
    slot->cached = false;
    slot->facts.prelude = hash;
    const cg_unit *unit = slot->rc == CG_OK ? make_with(&final, w, prelude, &outline, slot) : NULL;
    cg_unit_fini(&outline);
    if (unit != NULL)
        make_rest(&final, w, unit, slot);
}
