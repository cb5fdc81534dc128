// SPDX-License-Identifier: Apache-2.0
// `codegraph mcp`: the protocol on stdin and stdout, one message a line, carried to the server's /mcp and back. Each request is
// an HTTP exchange of its own, so that one that takes long holds up no other; whatever arrives for the client is one line of
// stdout, be it a reply of JSON or an event of a stream.
//
//     stdin ─ line ─> POST ─┬─ JSON ──────> line ─> stdout
//                           └─ events ────> lines ─┘
//                    GET (of a session) ──> lines ─┘
//
// A session that the server no longer knows (it was started anew) is begun again with what the client said at first.
#include "mcp.h"

#include <curl/curl.h>
#include <errno.h>
#include <unistd.h>

#define LINE_MAX_BYTES ((size_t)64 << 20)
#define OPEN_MAX 64
#define REPLY_MAX_BYTES ((size_t)256 << 20)
#define HTTP_GONE 404
#define TRIES_MAX 3

typedef enum transfer_kind {
    OF_CLIENT, /* a message of the client */
    LISTENING, /* the stream of a session */
    AGAIN,     /* initialize, once more */
    SILENT,    /* nothing of it reaches the client */
} transfer_kind;

typedef struct transfer {
    struct transfer *next;
    CURL *curl;
    struct curl_slist *headers;
    cg_arena *arena; /* of its texts */
    transfer_kind kind;
    mcp_line line;
    bool is_stream, answered;
    unsigned tries; /* before this one */
    long status;
    cg_buf body; /* what came and is no whole line or reply yet */
} transfer;

typedef struct bridge {
    cli *c;
    CURLM *multi;
    transfer *open;
    size_t open_count;
    cg_buf input;
    bool input_ended, failed;
    cg_str url;
    char session[256]; /* "": none */
    char revision[64];
    cg_str first;      /* the client's initialize, to be said again */
    transfer *waiting; /* until the session is begun again */
    bool beginning;
} bridge;

static void begin(bridge *b, transfer_kind kind, cg_str text, unsigned tries);

/* ---- what the client reads ---- */

/* A message may be written over several lines; a line feed in JSON stands between values, never in a text. */
static void print_message(bridge *b, cg_str message)
{
    CG_AUTO_VALUE(cg_buf) line = {0};
    message = cg_str_trim(message);
    if (message.len == 0)
        return;
    cg_buf_add_str(&line, message);
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == '\n' || line.ptr[i] == '\r')
            line.ptr[i] = ' ';
    cg_buf_add_char(&line, '\n');
    b->failed |= fwrite(line.ptr, 1, line.len, stdout) != line.len || fflush(stdout) != 0;
}

static void print_error(bridge *b, cg_str id, int code, cg_str text)
{
    CG_AUTO_VALUE(cg_buf) message = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &message);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "jsonrpc", CG_STR("2.0"));
    if (id.len > 0)
        cg_json_put_raw(&w, "id", id);
    else
        cg_json_put_null(&w, "id");
    cg_json_put_object(&w, "error");
    cg_json_put_i64(&w, "code", code);
    cg_json_put_str(&w, "message", text);
    cg_json_end_object(&w);
    cg_json_end_object(&w);
    print_message(b, cg_buf_str(&message));
}

/* The server ended what the client listens to: on stdio that is told so. */
static void print_ended(bridge *b, const transfer *x)
{
    CG_AUTO_VALUE(cg_buf) message = {0};
    cg_buf_printf(
        &message,
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":%.*s,"
        "\"reason\":\"the server ended the stream\"}}",
        CG_STR_ARG(x->line.id));
    print_message(b, cg_buf_str(&message));
}

/* ---- what the server sends ---- */

/* Whole lines of a stream of events: what stands behind "data:" is a message. */
static void take_events(bridge *b, transfer *x)
{
    size_t from = 0;
    for (size_t i = 0; i < x->body.len; i++) {
        if (x->body.ptr[i] != '\n')
            continue;
        cg_str line = cg_str_make(x->body.ptr + from, i - from);
        from = i + 1;
        if (!cg_str_starts(line, CG_STR("data:")) || x->kind == SILENT || x->kind == AGAIN)
            continue;
        cg_str message = cg_str_slice(line, 5, line.len);
        mcp_line read;
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        (void)mcp_line_read(arena, message, &read);
        x->answered |= read.method.len == 0 && cg_str_eq(read.id, x->line.id);
        print_message(b, message);
    }
    memmove(x->body.ptr, x->body.ptr + from, x->body.len - from);
    x->body.len -= from;
}

typedef struct sink {
    bridge *b;
    transfer *x;
} sink;

static size_t take_body(char *bytes, size_t size, size_t count, void *arg)
{
    sink *s = arg;
    cg_buf_add(&s->x->body, bytes, size * count);
    if (s->x->body.error != CG_OK)
        return 0;
    if (s->x->is_stream && s->x->body.len > 0)
        take_events(s->b, s->x);
    return size * count;
}

static bool header_is(cg_str line, const char *name, cg_str *out_value)
{
    size_t n = strlen(name);
    if (line.len <= n || strncasecmp(line.ptr, name, n) != 0 || line.ptr[n] != ':')
        return false;
    *out_value = cg_str_trim(cg_str_slice(line, n + 1, line.len));
    return true;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *arg)
{
    sink *s = arg;
    cg_str line = cg_str_make(bytes, size * count), value;
    if (header_is(line, "Content-Type", &value))
        s->x->is_stream = cg_str_starts(value, CG_STR("text/event-stream"));
    if (header_is(line, "Mcp-Session-Id", &value) && value.len < sizeof s->b->session)
        (void)snprintf(s->b->session, sizeof s->b->session, "%.*s", CG_STR_ARG(value));
    return size * count;
}

/* ---- an exchange ---- */

static void add_header(transfer *x, const char *name, cg_str value)
{
    CG_AUTO_VALUE(cg_buf) header = {0};
    mcp_line_header(&header, name, value);
    x->headers = curl_slist_append(x->headers, header.ptr);
}

static void add_headers(const bridge *b, transfer *x)
{
    static const char *const plain[] = {"Accept: application/json, text/event-stream",
                                        "Content-Type: application/json", "Expect:"};
    for (size_t i = 0; i < CG_ARRAY_LEN(plain); i++)
        x->headers = curl_slist_append(x->headers, plain[i]);
    if (x->line.revision.len > 0) {
        add_header(x, "MCP-Protocol-Version", x->line.revision);
        add_header(x, "Mcp-Method", x->line.method);
        if (x->line.name.len > 0)
            add_header(x, "Mcp-Name", x->line.name);
    } else if (b->session[0] != '\0' && x->kind != AGAIN) {
        add_header(x, "Mcp-Session-Id", cg_str_from(b->session));
        if (b->revision[0] != '\0')
            add_header(x, "MCP-Protocol-Version", cg_str_from(b->revision));
    }
}

static void set_up(bridge *b, transfer *x)
{
    sink *s = cg_arena_alloc(x->arena, sizeof *s);
    *s = (sink){b, x};
    curl_easy_setopt(x->curl, CURLOPT_URL, b->url.ptr);
    curl_easy_setopt(x->curl, CURLOPT_HTTPHEADER, x->headers);
    curl_easy_setopt(x->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(x->curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(x->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(x->curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(x->curl, CURLOPT_WRITEDATA, s);
    curl_easy_setopt(x->curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(x->curl, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(x->curl, CURLOPT_PRIVATE, x);
    if (x->kind == LISTENING) {
        curl_easy_setopt(x->curl, CURLOPT_HTTPGET, 1L);
        return;
    }
    curl_easy_setopt(x->curl, CURLOPT_POST, 1L);
    curl_easy_setopt(x->curl, CURLOPT_POSTFIELDS, x->line.text.ptr);
    curl_easy_setopt(x->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->line.text.len);
}

static void start(bridge *b, transfer *x)
{
    x->curl = curl_easy_init();
    CG_ASSERT(x->curl != NULL);
    add_headers(b, x);
    set_up(b, x);
    x->next = b->open;
    b->open = x;
    b->open_count++;
    CG_ASSERT(curl_multi_add_handle(b->multi, x->curl) == CURLM_OK);
}

static void destroy(transfer *x)
{
    curl_easy_cleanup(x->curl);
    curl_slist_free_all(x->headers);
    cg_buf_fini(&x->body);
    cg_arena_destroy(x->arena);
    cg_free(x);
}

static void end(bridge *b, transfer *x)
{
    transfer **slot = &b->open;
    while (*slot != x)
        slot = &(*slot)->next;
    *slot = x->next;
    b->open_count--;
    (void)curl_multi_remove_handle(b->multi, x->curl);
    destroy(x);
}

static bool is_method(const transfer *x, const char *method)
{
    return cg_str_eq(x->line.method, cg_str_from(method));
}

/* A message that is given up: of the stateless revision its exchange ends, and nobody else is told. */
static bool gives_up_here(bridge *b, const mcp_line *line)
{
    for (transfer *x = b->open; line->cancels.len > 0 && x != NULL; x = x->next)
        if (x->line.revision.len > 0 && cg_str_eq(x->line.id, line->cancels)) {
            end(b, x);
            return true;
        }
    return false;
}

static void begin(bridge *b, transfer_kind kind, cg_str text, unsigned tries)
{
    transfer *x = cg_alloc(sizeof *x);
    x->kind = kind;
    x->tries = tries;
    x->arena = cg_arena_create(0);
    cg_buf_init(&x->body, REPLY_MAX_BYTES);
    bool fine = mcp_line_read(x->arena, cg_arena_str(x->arena, text), &x->line);
    if (kind == OF_CLIENT && !fine && x->line.id.len == 0) {
        print_error(b, CG_STR_NULL, -32700, CG_STR("a line must be one message of JSON-RPC"));
        destroy(x);
        return;
    }
    if (kind == OF_CLIENT && gives_up_here(b, &x->line)) {
        destroy(x);
        return;
    }
    if (kind == OF_CLIENT && is_method(x, "initialize") && tries == 0) {
        b->first = cg_arena_str(b->c->arena, text);
        b->session[0] = b->revision[0] = '\0';
    }
    if (kind == OF_CLIENT && b->beginning && x->line.revision.len == 0) {
        x->next = b->waiting;
        b->waiting = x;
        return;
    }
    start(b, x);
}

/* ---- sessions ---- */

static void note_revision(bridge *b, const transfer *x)
{
    CG_AUTO(cg_json) doc = NULL;
    if (cg_json_parse(cg_buf_str(&x->body), NULL, &doc, NULL) != CG_OK)
        return;
    cg_str spoken = member_str(cg_json_get(cg_json_root(doc), "result"), "protocolVersion");
    (void)snprintf(b->revision, sizeof b->revision, "%.*s", CG_STR_ARG(spoken));
}

/* Sends what waited for a session, in its order. */
static void send_waiting(bridge *b)
{
    transfer *reversed = NULL;
    b->beginning = false;
    while (b->waiting != NULL) {
        transfer *x = b->waiting;
        b->waiting = x->next;
        x->next = reversed;
        reversed = x;
    }
    while (reversed != NULL) {
        transfer *x = reversed;
        reversed = x->next;
        start(b, x);
    }
}

static void begin_again(bridge *b, const transfer *x)
{
    if (!b->beginning) {
        b->beginning = true;
        b->session[0] = '\0';
        begin(b, AGAIN, b->first, 1);
    }
    if (x->kind == OF_CLIENT)
        begin(b, OF_CLIENT, x->line.text, x->tries + 1);
}

static void session_begun(bridge *b)
{
    begin(b, SILENT, CG_STR("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"),
          true);
    begin(b, LISTENING, CG_STR_NULL, 1);
    send_waiting(b);
}

/* ---- the end of an exchange ---- */

static void complain(bridge *b, transfer *x, CURLcode rc)
{
    cg_str text;
    if (rc == CURLE_COULDNT_CONNECT)
        text = cg_arena_printf(x->arena,
                               "no codegraphd answers at %.*s: start one with codegraph serve",
                               CG_STR_ARG(b->c->server));
    else if (rc != CURLE_OK)
        text = cg_arena_printf(x->arena, "the connection to %.*s failed: %s",
                               CG_STR_ARG(b->c->server), curl_easy_strerror(rc));
    else
        text = cg_arena_printf(x->arena, "%.*s answered %ld, which is no reply of this protocol",
                               CG_STR_ARG(b->c->server), x->status);
    fprintf(stderr, "codegraph: %.*s\n", CG_STR_ARG(text));
    if (x->kind == OF_CLIENT && x->line.id.len > 0 && x->line.method.len > 0)
        print_error(b, x->line.id, -32000, text);
}

static bool is_json_rpc(cg_str body)
{
    CG_AUTO(cg_json) doc = NULL;
    return cg_json_parse(body, NULL, &doc, NULL) == CG_OK &&
           member_str(cg_json_root(doc), "jsonrpc").len > 0;
}

static void set_url(bridge *b)
{
    CG_AUTO_VALUE(query) q;
    query_begin(&q, b->c, "/mcp");
    b->url = cg_arena_printf(b->c->arena, "%.*s%.*s", CG_STR_ARG(b->c->server),
                             CG_STR_ARG(cg_buf_str(&q.text)));
}

/* A daemon of one's own ends when it is not used for long: then another one is started, elsewhere. */
static bool find_anew(bridge *b)
{
    if (!find_server(b->c))
        return false;
    set_url(b);
    return true;
}

static void finish_client(bridge *b, transfer *x, CURLcode rc)
{
    bool request = x->line.id.len > 0 && x->line.method.len > 0;
    bool again = x->tries < TRIES_MAX;
    if (again && rc == CURLE_OK && x->status == HTTP_GONE && x->line.revision.len == 0 &&
        b->first.len > 0) {
        begin_again(b, x);
        return;
    }
    if (again && rc == CURLE_COULDNT_CONNECT && find_anew(b)) {
        begin(b, OF_CLIENT, x->line.text, x->tries + 1);
        return;
    }
    if (x->is_stream) {
        if (request && !x->answered && is_method(x, "subscriptions/listen"))
            print_ended(b, x);
        else if (request && !x->answered && rc != CURLE_OK)
            complain(b, x, rc);
        return;
    }
    if (rc != CURLE_OK || (x->body.len > 0 && !is_json_rpc(cg_buf_str(&x->body))) ||
        (x->body.len == 0 && request)) {
        complain(b, x, rc);
        return;
    }
    if (is_method(x, "initialize"))
        note_revision(b, x);
    print_message(b, cg_buf_str(&x->body));
    if (is_method(x, "notifications/initialized") && b->session[0] != '\0')
        begin(b, LISTENING, CG_STR_NULL, 1);
}

static void finish(bridge *b, transfer *x, CURLcode rc)
{
    curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &x->status);
    if (x->kind == OF_CLIENT) {
        finish_client(b, x, rc);
    } else if (x->kind == AGAIN) {
        if (rc == CURLE_OK && x->status == 200) {
            note_revision(b, x);
            session_begun(b);
        } else {
            send_waiting(b); /* each is told by itself that it cannot be answered */
        }
    }
    end(b, x);
}

/* ---- the loop ---- */

static void take_lines(bridge *b)
{
    size_t from = 0;
    for (size_t i = 0; i < b->input.len; i++) {
        if (b->input.ptr[i] != '\n')
            continue;
        cg_str line = cg_str_trim(cg_str_make(b->input.ptr + from, i - from));
        from = i + 1;
        if (line.len > 0)
            begin(b, OF_CLIENT, line, 0);
    }
    memmove(b->input.ptr, b->input.ptr + from, b->input.len - from);
    b->input.len -= from;
}

static void read_input(bridge *b)
{
    char bytes[65536];
    ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        cg_buf_add_char(&b->input, '\n'); /* the last line may lack its end */
        b->input_ended = true;
    } else {
        cg_buf_add(&b->input, bytes, (size_t)n);
    }
    if (b->input.error != CG_OK) {
        fprintf(stderr, "codegraph: a message is longer than %zu bytes\n", LINE_MAX_BYTES);
        b->failed = b->input_ended = true;
        return;
    }
    take_lines(b);
}

/* Whether a request is still to be answered: listening ends with the input. */
static bool is_busy(const bridge *b)
{
    for (const transfer *x = b->open; x != NULL; x = x->next)
        if (x->kind != LISTENING && !is_method(x, "subscriptions/listen"))
            return true;
    return b->waiting != NULL;
}

static void collect(bridge *b)
{
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(b->multi, &left)) != NULL) {
        void *private = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode rc = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&private);
        finish(b, private, rc);
    }
}

static void loop(bridge *b)
{
    while (!b->failed && (!b->input_ended || is_busy(b))) {
        int running;
        struct curl_waitfd input = {.fd = STDIN_FILENO, .events = CURL_WAIT_POLLIN};
        bool reads = !b->input_ended && b->open_count < OPEN_MAX;
        (void)curl_multi_perform(b->multi, &running);
        collect(b);
        if (b->input_ended && !is_busy(b))
            break;
        if (curl_multi_poll(b->multi, &input, reads ? 1 : 0, 1000, NULL) != CURLM_OK)
            break;
        if (reads && input.revents != 0)
            read_input(b);
    }
}

static size_t drop_body(char *bytes, size_t size, size_t count, void *arg)
{
    (void)bytes, (void)arg;
    return size * count;
}

/* The server need not wait for the session to fall silent. */
static void say_goodbye(bridge *b)
{
    if (b->session[0] == '\0')
        return;
    CURL *curl = curl_easy_init();
    transfer x = {.kind = OF_CLIENT, .arena = cg_arena_create(0)};
    add_headers(b, &x);
    curl_easy_setopt(curl, CURLOPT_URL, b->url.ptr);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "DELETE");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, x.headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 2L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_body);
    (void)curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    curl_slist_free_all(x.headers);
    cg_arena_destroy(x.arena);
}

int mcp_bridge(cli *c)
{
    bridge b = {.c = c, .multi = curl_multi_init()};
    CG_AUTO_VALUE(query) q;
    query_begin(&q, c, "/mcp");
    b.url = cg_arena_printf(c->arena, "%.*s%.*s", CG_STR_ARG(c->server),
                            CG_STR_ARG(cg_buf_str(&q.text)));
    cg_buf_init(&b.input, LINE_MAX_BYTES);
    loop(&b);
    while (b.open != NULL)
        end(&b, b.open);
    while (b.waiting != NULL) {
        transfer *x = b.waiting;
        b.waiting = x->next;
        destroy(x);
    }
    if (!b.failed)
        say_goodbye(&b);
    (void)curl_multi_cleanup(b.multi);
    cg_buf_fini(&b.input);
    return b.failed ? CLI_BROKEN : CLI_FINE;
}
