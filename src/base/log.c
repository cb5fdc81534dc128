// SPDX-License-Identifier: Apache-2.0
// base: the log: one JSON object a line on stderr, whole lines only.
#include "base_int.h"

#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <unistd.h>

static const char *const level_words[] = {"debug", "info", "warn", "error", "off"};
static atomic_int level_now = CG_LOG_INFO; /* relaxed: a late change loses nothing */
static pthread_mutex_t line_mutex = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local char request[64];

void cg_log_set_level(cg_log_level level)
{
    atomic_store_explicit(&level_now, (int)level, memory_order_relaxed);
}

bool cg_log_enabled(cg_log_level level)
{
    return (int)level >= atomic_load_explicit(&level_now, memory_order_relaxed) &&
           level < CG_LOG_OFF;
}

bool cg_log_level_parse(cg_str text, cg_log_level *out_level)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(level_words); i++) {
        if (cg_str_eq(text, cg_str_from(level_words[i]))) {
            *out_level = (cg_log_level)i;
            return true;
        }
    }
    return false;
}

void cg_log_set_request(cg_str id)
{
    cg_str cut = cg_utf8_truncate(id, sizeof request - 1);
    if (cut.len)
        memcpy(request, cut.ptr, cut.len);
    request[cut.len] = '\0';
}

const char *cg_log_request(void)
{
    return request;
}

static void add_text(cg_buf *line, const char *key, cg_str value)
{
    cg_buf_add_str(line, CG_STR("\""));
    cg_buf_add_json_escaped(line, cg_str_from(key));
    cg_buf_add_str(line, CG_STR("\":\""));
    cg_buf_add_json_escaped(line, value);
    cg_buf_add_char(line, '"');
}

static void add_field(cg_buf *line, const cg_log_field *field)
{
    cg_buf_add_char(line, ',');
    if (field->type == CG_LOG_STR) {
        add_text(line, field->key, field->str);
        return;
    }
    cg_buf_add_char(line, '"');
    cg_buf_add_json_escaped(line, cg_str_from(field->key));
    cg_buf_add_str(line, CG_STR("\":"));
    if (field->type == CG_LOG_U64)
        cg_buf_printf(line, "%" PRIu64, field->u64);
    else if (field->type == CG_LOG_BOOL)
        cg_buf_add_str(line, field->u64 ? CG_STR("true") : CG_STR("false"));
    else if (isfinite(field->f64))
        cg_buf_printf(line, "%.9g", field->f64);
    else
        cg_buf_add_str(line, CG_STR("null"));
}

static void write_line(cg_str line)
{
    /* A pipe may take a long line in pieces; the mutex keeps another line from getting between.
     * It is the innermost lock there is and only this function takes it, so it has no class. */
    (void)pthread_mutex_lock(&line_mutex);
    while (line.len) {
        ssize_t n = write(STDERR_FILENO, line.ptr, line.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break; /* nowhere left to report to */
        line = cg_str_slice(line, (size_t)n, line.len);
    }
    (void)pthread_mutex_unlock(&line_mutex);
}

void cg_log_write(cg_log_level level, const char *event, const cg_log_field *fields, size_t n)
{
    CG_AUTO_VALUE(cg_buf) line = {0};
    char time[CG_TIME_TEXT_LEN];
    CG_ASSERT(level < CG_LOG_OFF);
    cg_time_text(cg_wall_ms(), time);
    cg_buf_add_char(&line, '{');
    add_text(&line, "time", cg_str_from(time));
    cg_buf_add_char(&line, ',');
    add_text(&line, "level", cg_str_from(level_words[level]));
    cg_buf_add_char(&line, ',');
    add_text(&line, "event", cg_str_from(event));
    if (request[0]) {
        cg_buf_add_char(&line, ',');
        add_text(&line, "request", cg_str_from(request));
    }
    for (size_t i = 0; i < n; i++) {
        if (fields[i].key != NULL) /* CG_LOG's first one is a blank */
            add_field(&line, &fields[i]);
    }
    cg_buf_add_str(&line, CG_STR("}\n"));
    if (line.error == CG_OK)
        write_line(cg_buf_str(&line));
}
