// SPDX-License-Identifier: Apache-2.0
// A static model as Model2Vec saves it: model.safetensors (a vector for each piece, or for each of fewer clusters with a
// mapping and weights), tokenizer.json, config.json. The mean of the pieces' vectors, made of length 1.
#include "m2v/pieces.h"
#include "m2v/pipeline.h"
#include "m2v/safetensors.h"
#include "models.h"
#include "texts.h"

#define MODEL_BYTES_MAX ((size_t)1 << 30)
#define TOKENIZER_BYTES_MAX (128u << 20)
#define CONFIG_BYTES_MAX (1u << 20)
#define TOKENS_MAX_DEFAULT 512

typedef struct m2v_model {
    cg_buf file; /* of the tensors */
    tensor vectors, weights, mapping;
    bool weighted, mapped;
    pipeline pipeline;
    pieces pieces;
    size_t tokens_max; /* of one text; SIZE_MAX: all */
    size_t text_bytes_max;
    cg_str name; /* a copy */
    uint64_t id;
} m2v_model;

static void close_model(void *self)
{
    m2v_model *m = self;
    cg_buf_fini(&m->file);
    pieces_fini(&m->pieces);
    cg_free((char *)m->name.ptr);
    cg_free(m);
}

/* ---- opening ---- */

static cg_code read_file(cg_str folder, const char *name, size_t bytes_max, cg_buf *out,
                         cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) path = {0};
    cg_buf_printf(&path, "%.*s/%s%c", CG_STR_ARG(folder), name, '\0');
    return cg_file_read(path.ptr, bytes_max, out, err);
}

static cg_code find_vectors(m2v_model *m, cg_err *err)
{
    cg_str file = cg_buf_str(&m->file);
    bool found;
    cg_code rc = safetensors_find(file, "embeddings", &m->vectors, &found, err);
    if (rc == CG_OK && !found) /* as sentence-transformers names them */
        rc = safetensors_find(file, "embedding.weight", &m->vectors, &found, err);
    if (rc == CG_OK && !found)
        rc = CG_FAIL(err, CG_E_INVALID, "the model has no array 'embeddings'");
    if (rc == CG_OK)
        rc = safetensors_find(file, "weights", &m->weights, &m->weighted, err);
    if (rc == CG_OK)
        rc = safetensors_find(file, "mapping", &m->mapping, &m->mapped, err);
    return rc;
}

static cg_code check_shapes(const m2v_model *m, cg_err *err)
{
    size_t known = m->pieces.count;
    if (m->vectors.columns < 1 || m->vectors.columns > CG_EMBED_DIMENSION_MAX)
        return CG_FAIL(err, CG_E_INVALID, "the model has %zu dimensions: 1 to %d can be used",
                       m->vectors.columns, CG_EMBED_DIMENSION_MAX);
    if ((m->weighted && m->weights.rows * m->weights.columns < known) ||
        (m->mapped && m->mapping.rows * m->mapping.columns < known) ||
        (!m->mapped && m->vectors.rows < known))
        return CG_FAIL(err, CG_E_INVALID, "the tokenizer has %zu pieces, more than the model knows",
                       known);
    for (size_t i = 0; m->mapped && i < known; i++) {
        double row = tensor_number(&m->mapping, i);
        if (!(row >= 0 && row < (double)m->vectors.rows))
            return CG_FAIL(err, CG_E_INVALID, "piece %zu is mapped to a vector that is not there",
                           i);
    }
    return CG_OK;
}

static cg_code read_tokenizer(m2v_model *m, cg_str text, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    const cg_json_limits limits = {.bytes_max = TOKENIZER_BYTES_MAX,
                                   .values_max = 4 * (size_t)PIECES_MAX};
    cg_code rc = cg_json_parse(text, &limits, &doc, err);
    if (rc == CG_OK)
        rc = pipeline_read(cg_json_root(doc), &m->pipeline, err);
    if (rc == CG_OK)
        rc = pieces_read(cg_json_root(doc), &m->pieces, err);
    return rc == CG_OK ? CG_OK : CG_E_INVALID;
}

static cg_code read_config(m2v_model *m, cg_str text, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    uint64_t tokens_max = TOKENS_MAX_DEFAULT;
    if (cg_json_parse(text, NULL, &doc, err) != CG_OK)
        return CG_E_INVALID;
    cg_json_value limit = cg_json_get(cg_json_root(doc), "max_length");
    if (cg_json_type_of(limit) == CG_JSON_NULL)
        tokens_max = SIZE_MAX;
    else if (cg_json_type_of(limit) != CG_JSON_ABSENT &&
             cg_json_as_u64(limit, 1, UINT32_MAX, &tokens_max, err) != CG_OK)
        return CG_E_INVALID;
    m->tokens_max = tokens_max;
    return CG_OK;
}

/* Where the folder lies says nothing: a model is called after the folder itself. */
static void name_model(m2v_model *m, cg_str folder)
{
    while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
        folder.len--;
    cg_str name = cg_str_slice(folder, (size_t)(cg_str_rfind(folder, '/') + 1), folder.len);
    m->name = cg_str_make(cg_strdup(name), name.len);
}

static cg_code read_model(m2v_model *m, cg_str folder, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) tokenizer = {0}, config = {0};
    cg_code rc = read_file(folder, "model.safetensors", MODEL_BYTES_MAX, &m->file, err);
    if (rc == CG_OK)
        rc = read_file(folder, "tokenizer.json", TOKENIZER_BYTES_MAX, &tokenizer, err);
    if (rc == CG_OK)
        rc = read_file(folder, "config.json", CONFIG_BYTES_MAX, &config, err);
    if (rc == CG_OK)
        rc = find_vectors(m, err);
    if (rc == CG_OK)
        rc = read_tokenizer(m, cg_buf_str(&tokenizer), err);
    if (rc == CG_OK)
        rc = read_config(m, cg_buf_str(&config), err);
    if (rc == CG_OK)
        rc = check_shapes(m, err);
    if (rc != CG_OK)
        return rc;
    uint64_t numbers[] = {TEXTS_VERSION, m->text_bytes_max, m->tokens_max};
    m->id = cg_hash64(numbers, sizeof numbers, 0);
    m->id = cg_hash64(m->file.ptr, m->file.len, m->id);
    m->id = cg_hash64(tokenizer.ptr, tokenizer.len, m->id);
    return CG_OK;
}

/* ---- use ---- */

static cg_embedder_info describe(const void *self)
{
    const m2v_model *m = self;
    return (cg_embedder_info){.engine = CG_STR("directory"),
                              .model = m->name,
                              .id = m->id,
                              .dimension = (uint32_t)m->vectors.columns};
}

typedef struct m2v_room {
    pipeline_text text;
    piece_ids ids;
    piece_ways ways;
    cg_buf word;
} m2v_room;

/* No more letters than its tokens could have, as Model2Vec cuts. */
static cg_str cut_text(const m2v_model *m, cg_str text)
{
    if (m->tokens_max == SIZE_MAX)
        return text;
    size_t left = m->tokens_max * m->pieces.median, at = 0;
    for (; at < text.len; at++)
        if (((uint8_t)text.ptr[at] & 0xc0) != 0x80 && left-- == 0)
            break;
    return cg_str_slice(text, 0, at);
}

static void add_piece(const m2v_model *m, uint32_t id, float *sum)
{
    size_t row = m->mapped ? (size_t)tensor_number(&m->mapping, id) : id;
    double weight = m->weighted ? tensor_number(&m->weights, id) : 1;
    for (size_t d = 0; d < m->vectors.columns; d++)
        sum[d] += (float)(weight * tensor_number(&m->vectors, row * m->vectors.columns + d));
}

static void embed_text(const m2v_model *m, cg_str text, m2v_room *room, float *out)
{
    pipeline_run(&m->pipeline, cut_text(m, text), &room->text);
    CG_VEC_CLEAR(&room->ids);
    for (size_t i = 0; i < room->text.words.len && room->ids.len < m->tokens_max; i++) {
        word_range word = room->text.words.ptr[i];
        if (word.end == word.start)
            continue;
        cg_buf_clear(&room->word);
        code_points_write(room->text.points.ptr + word.start, word.end - word.start, &room->word);
        pieces_of_word(&m->pieces, cg_buf_str(&room->word), &room->ways, &room->ids);
    }
    memset(out, 0, m->vectors.columns * sizeof *out);
    size_t count = CG_MIN(room->ids.len, m->tokens_max);
    for (size_t i = 0; i < count; i++)
        if (room->ids.ptr[i] != m->pieces.unknown)
            add_piece(m, room->ids.ptr[i], out);
    embed_normalise(out, m->vectors.columns);
}

static cg_code embed_texts(void *self, cg_embed_role role, const cg_str *texts, size_t count,
                           cg_embed_until until, float *out_vectors, cg_err *err)
{
    const m2v_model *m = self;
    m2v_room room = {0};
    (void)role, (void)until, (void)err;
    for (size_t i = 0; i < count; i++)
        embed_text(m, cg_utf8_truncate(texts[i], m->text_bytes_max), &room,
                   out_vectors + i * m->vectors.columns);
    pipeline_text_fini(&room.text);
    CG_VEC_FINI(&room.ids);
    CG_VEC_FINI(&room.ways);
    cg_buf_fini(&room.word);
    return CG_OK;
}

static size_t text_bytes_max(const void *self)
{
    return ((const m2v_model *)self)->text_bytes_max;
}

static const embed_model_ops ops = {.close = close_model,
                                    .describe = describe,
                                    .texts = embed_texts,
                                    .text_bytes_max = text_bytes_max};

cg_code model_m2v_open(const cg_embedder_options *opts, embed_model *out_model, cg_err *err)
{
    m2v_model *m = cg_alloc(sizeof *m);
    m->text_bytes_max = opts->text_bytes_max > 0 ? opts->text_bytes_max : SIZE_MAX;
    name_model(m, opts->path);
    cg_code rc = read_model(m, opts->path, err);
    if (rc != CG_OK) {
        close_model(m);
        return rc;
    }
    *out_model = (embed_model){&ops, m};
    return CG_OK;
}
