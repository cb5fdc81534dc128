// SPDX-License-Identifier: Apache-2.0
// api, private: the Model Context Protocol over HTTP, at /mcp. Revision 2026-07-28 has no state: each request says in its
// _meta what it speaks and what its client can do, and headers repeat it. Earlier revisions begin a session with
// `initialize`. Both are answered from one catalog of tools, resources and prompts.
//
//     POST ─ message.c ─ revision.c ─┬─ session.c (earlier revisions)
//                                    └─ methods.c ─┬─ resources, prompts, completion: answered at once
//                                                  └─ call.c: a tool runs in steps; none of them waits for a client
#ifndef CG_MCP_H
#define CG_MCP_H

#include "cg/api.h"
#include "cg/json.h"

#define MCP_STATELESS "2026-07-28"
#define MCP_NEWEST "2025-11-25" /* of those with sessions */
#define MCP_BEFORE "2025-06-18"

/* ---- messages (message.c) ---- */

typedef enum mcp_kind { MCP_REQUEST, MCP_NOTIFICATION, MCP_RESPONSE } mcp_kind;

/** One JSON-RPC message; its values are borrowed from its document. */
typedef struct mcp_message {
    mcp_kind kind;
    cg_json_value id;            /* of a request or response */
    cg_str method;               /* of a request or notification */
    cg_json_value params, meta;  /* objects, or absent */
    cg_json_value result, error; /* of a response: one of them */
} mcp_message;

/** What a request is answered in place of a result. */
typedef enum mcp_error {
    MCP_E_PARSE = -32700,
    MCP_E_REQUEST = -32600,
    MCP_E_METHOD = -32601,
    MCP_E_PARAMS = -32602,
    MCP_E_INTERNAL = -32603,
    MCP_E_TRANSPORT = -32000,
    MCP_E_SESSION = -32001,
    MCP_E_RESOURCE = -32002, /* there is none such; by earlier revisions */
    MCP_E_HEADER = -32020,
    MCP_E_CAPABILITY = -32021,
    MCP_E_REVISION = -32022,
} mcp_error;
typedef struct mcp_fault {
    mcp_error code;
    int status; /* HTTP */
    char text[320];
    cg_buf data; /* a JSON value; empty: none */
} mcp_fault;
void mcp_fault_fini(mcp_fault *fault);
static inline void mcp_fault_auto(mcp_fault *fault)
{
    mcp_fault_fini(fault);
}
/** Fills the fault, whose data stays; false, for `return mcp_fail(…)`. */
bool mcp_fail(mcp_fault *fault, mcp_error code, int status, const char *fmt, ...) CG_PRINTF(4, 5);
/** The same of an error of the service; the texts of what only the server is to know are not told. */
bool mcp_fail_of(mcp_fault *fault, const cg_err *err);

/** Reads one message. A batch, which no revision served here has, is refused. */
CG_MUST_USE bool mcp_message_read(cg_json_value root, mcp_message *out, mcp_fault *fault);
/** An error's message, whole; `id` absent: it answers nothing in particular. */
void mcp_write_fault(cg_buf *out, cg_json_value id, const mcp_fault *fault);
/** The beginning of a message with an id; absent: none. The caller ends the object. */
void mcp_begin(cg_json_writer *w, cg_buf *out, cg_json_value id);
/** A notification whose params the caller has written as JSON, and a request with a number as its id. */
void mcp_write_notification(cg_buf *out, const char *method, cg_str params);
void mcp_write_request(cg_buf *out, uint64_t id, const char *method, cg_str params);
/** One event of a stream. */
void mcp_add_event(cg_buf *out, cg_str message);

/* ---- log levels ---- */

#define MCP_LEVELS "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"
typedef enum mcp_level {
    MCP_DEBUG,
    MCP_INFO,
    MCP_NOTICE,
    MCP_WARNING,
    MCP_ERROR,
    MCP_SILENT = 8
} mcp_level;
const char *mcp_level_text(unsigned level);
/** False: no such level. */
bool mcp_level_parse(cg_str word, unsigned *out_level);

/* ---- what a client can do ---- */

typedef struct mcp_abilities {
    bool roots, sampling, elicitation;
} mcp_abilities;
mcp_abilities mcp_abilities_read(cg_json_value capabilities);

/** What a request of the stateless revision says of itself. */
typedef struct mcp_envelope {
    cg_str claimed; /* the revision */
    mcp_abilities abilities;
    unsigned level; /* of log messages that it wants; MCP_SILENT: none */
} mcp_envelope;
CG_MUST_USE bool mcp_envelope_read(const mcp_message *message, mcp_envelope *out, mcp_fault *fault);
/** A value that a header cannot have stands there as "=?base64?…?="; others as they are. False: it is not Base64. */
CG_MUST_USE bool mcp_header_decode(cg_str header, cg_buf *out);

/* ---- the catalog: what is offered ---- */

typedef struct mcp_exchange mcp_exchange;
typedef struct mcp_call mcp_call;

typedef struct mcp_tool {
    const char *name, *title, *description;
    const char *input, *output; /* names of schemas in the catalog; output NULL: none */
    bool reads;                 /* it changes nothing */
    bool idempotent, destructive;
    /** One step. CG_OK: the result is complete, unless mcp_call_wait or mcp_need said otherwise: then it is called
     *  again. An error becomes the result, so that a model can do better. On workers; may block as a handler may. */
    cg_code (*step)(mcp_call *call, cg_err *err);
} mcp_tool;

typedef struct mcp_resource {
    const char *uri; /* or a template */
    const char *name, *title, *description, *media;
} mcp_resource;

typedef struct mcp_argument {
    const char *name, *description;
    bool required;
} mcp_argument;
typedef struct mcp_prompt {
    const char *name, *title, *description;
    const mcp_argument *arguments; /* ends with name NULL */
    /** Writes the elements of the array "messages". `arguments`: an object, or absent; required ones are texts. */
    cg_code (*write)(mcp_exchange *x, cg_json_value arguments, cg_json_writer *w, cg_err *err);
} mcp_prompt;

/** What completion is asked for. */
typedef struct mcp_completing {
    bool of_prompt; /* else of a template */
    cg_str name;    /* of the prompt; the template */
    cg_str argument, value;
    cg_json_value given; /* other arguments: an object, or absent */
} mcp_completing;

struct cg_mcp_catalog {
    const char *name, *title, *instructions;
    const mcp_tool *const *tools;              /* ends with NULL */
    const mcp_resource *resources, *templates; /* each ends with uri NULL */
    const mcp_prompt *prompts;                 /* ends with name NULL */
    /** A schema's text; NULL: there is none. */
    const char *(*schema)(const char *name);
    /** Writes the elements of "contents". CG_E_NOT_FOUND: no resource is called so. */
    cg_code (*read)(mcp_exchange *x, cg_str uri, cg_json_writer *w, cg_err *err);
    /** The generation that a resource is of; 0: it does not change. Errors: CG_E_NOT_FOUND. */
    cg_code (*generation)(cg_api *api, cg_str project, cg_str uri, uint64_t *out_generation,
                          cg_err *err);
    /** Writes the elements of "values", at most 100. */
    cg_code (*complete)(mcp_exchange *x, const mcp_completing *asked, cg_json_writer *w,
                        cg_err *err);
};
extern const cg_mcp_catalog mcp_catalog_own;

/* ---- sessions, of earlier revisions (session.c) ---- */

typedef struct mcp_session mcp_session;

/** Begins one. Errors: CG_E_BUSY: all that there may be are at work. */
CG_MUST_USE cg_code mcp_session_create(cg_mcp *mcp, mcp_abilities abilities,
                                       mcp_session **out_session, cg_err *err);
/** The one with this id, with a reference; NULL: there is none, or no longer. */
mcp_session *mcp_session_find(cg_mcp *mcp, cg_str id);
void mcp_session_ref(cg_mcp *mcp, mcp_session *session);
void mcp_session_unref(cg_mcp *mcp, mcp_session *session); /* NULL allowed */
/** Ends it: its calls are given up, its stream closes, its id means nothing any more. */
void mcp_session_end(cg_mcp *mcp, mcp_session *session);
const char *mcp_session_id(const mcp_session *session);
mcp_abilities mcp_session_abilities(const mcp_session *session);
bool mcp_session_ended(cg_mcp *mcp, mcp_session *session);
unsigned mcp_session_level(cg_mcp *mcp, mcp_session *session);
void mcp_session_set_level(cg_mcp *mcp, mcp_session *session, unsigned level);

/** A call that is under way, so that it can be given up; text of its id. False: that id is in use. */
CG_MUST_USE bool mcp_session_add_call(cg_mcp *mcp, mcp_session *session, mcp_call *call);
void mcp_session_remove_call(cg_mcp *mcp, mcp_session *session, mcp_call *call);
/** Gives up the call with this id, if there is one. */
void mcp_session_cancel(cg_mcp *mcp, mcp_session *session, cg_str id);

/** A question to the client: its number. 0: too many are open. */
uint64_t mcp_session_ask(cg_mcp *mcp, mcp_session *session);
/** The client's answer, taken over. */
void mcp_session_answer(cg_mcp *mcp, mcp_session *session, uint64_t number, cg_json *take_doc);
/** The answer, to be destroyed; NULL: not there yet. Answered once. */
cg_json *mcp_session_take_answer(cg_mcp *mcp, mcp_session *session, uint64_t number);
void mcp_session_forget(cg_mcp *mcp, mcp_session *session, uint64_t number);

/** Resources that the client wants to hear of. False: too many. */
CG_MUST_USE bool mcp_session_subscribe(cg_mcp *mcp, mcp_session *session, cg_str uri,
                                       uint64_t generation);
void mcp_session_unsubscribe(cg_mcp *mcp, mcp_session *session, cg_str uri);
/** A stream of it opens: its number. Earlier ones end. */
uint64_t mcp_session_begin_stream(cg_mcp *mcp, mcp_session *session);
bool mcp_session_streams(cg_mcp *mcp, mcp_session *session, uint64_t number);

/** A subscription: what was last told of it. */
typedef struct mcp_watch {
    char *uri;
    uint64_t generation;
} mcp_watch;
/** The i-th, copied into the arena; false: there are no more. */
bool mcp_session_watch(cg_mcp *mcp, mcp_session *session, size_t i, cg_arena *arena,
                       mcp_watch *out);
void mcp_session_told(cg_mcp *mcp, mcp_session *session, cg_str uri, uint64_t generation);

/* ---- what a client is asked (asking.c) ---- */

typedef struct mcp_question {
    cg_str key, method, params; /* params: JSON */
    uint64_t number;            /* of a session; 0: not sent */
    cg_json *doc;               /* a session's answer; NULL: none yet */
} mcp_question;

/** Questions of one request. The stateless revision gets them as its result, and asks again with the answers; to a
 *  session they are sent on the stream of its request. */
typedef struct mcp_asking {
    cg_mcp *mcp;
    mcp_session *session; /* borrowed; NULL: stateless */
    bool may_send;        /* to the session */
    cg_arena *arena;      /* of the request */
    mcp_abilities abilities;
    cg_json_value responses; /* stateless: an object, or absent */
    cg_str state;            /* that the client was given, as it came back; ptr NULL: none */
    cg_str new_state;        /* to give it */
    CG_VEC(mcp_question) questions;
    bool open; /* there are some that are not answered */
    mcp_fault *fault;
} mcp_asking;
/** Reads what the client answered, from the params of a request. */
CG_MUST_USE bool mcp_asking_read(mcp_asking *asking, cg_json_value params);
/** True: it has answered: `*out_answer` is the result, absent when it said that it could not. Else `open`, or the fault
 *  says why it cannot be asked. */
CG_MUST_USE bool mcp_ask(mcp_asking *asking, const char *key, const char *method, cg_str params,
                         cg_json_value *out_answer);
/** Sends what was not sent, as events. */
void mcp_asking_send(mcp_asking *asking, cg_buf *events);
/** The members of a result that asks. */
void mcp_asking_write(const mcp_asking *asking, cg_json_writer *w);
void mcp_asking_fini(mcp_asking *asking);

/* ---- one request (exchange.c) ---- */

struct mcp_exchange {
    cg_mcp *mcp;
    cg_api *api;
    const cg_mcp_catalog *catalog;
    cg_request *req;
    cg_reply *reply;
    cg_arena *arena; /* the request's */
    cg_str project;  /* where nothing names one */
    mcp_message message;
    bool stateless;
    mcp_session *session; /* its reference; NULL: stateless, or before there is one */
    mcp_abilities abilities;
    unsigned level;    /* of log messages that it wants; MCP_SILENT: none */
    mcp_asking asking; /* of a prompt, of the stateless revision */
    mcp_fault fault;
};
struct cg_mcp {
    cg_mcp_options opts;
    const cg_mcp_catalog *catalog;
    struct mcp_sessions *sessions;
    _Atomic size_t streams; /* that listen: a limit, so relaxed order is enough */
};
/** Reads revision, envelope and headers of a message, and finds its session (revision.c). */
CG_MUST_USE bool mcp_revision_read(mcp_exchange *x);
/** What answers a method; NULL: there is none such in the request's revision (methods.c). */
typedef struct mcp_method {
    const char *name;
    bool stateless, sessions; /* revisions that have it */
    bool cacheable;
    /** Writes the members of the result. */
    cg_code (*write)(mcp_exchange *x, cg_json_writer *w, cg_err *err);
    /** Or takes over the reply. */
    bool (*reply)(mcp_exchange *x);
} mcp_method;
const mcp_method *mcp_method_find(const mcp_exchange *x);
/** What every result of the stateless revision has. */
void mcp_put_result_members(cg_json_writer *w, const cg_mcp_catalog *catalog, bool cacheable);
void mcp_put_server_info(cg_json_writer *w, const cg_mcp_catalog *catalog);
void mcp_put_capabilities(cg_json_writer *w);
/** A reply with an error, of which nothing was sent. */
void mcp_reply_fault(mcp_exchange *x);
cg_patience mcp_patience(const mcp_exchange *x);

/* ---- calls of tools (call.c) ---- */

struct mcp_call {
    cg_mcp *mcp;
    cg_api *api;
    const cg_mcp_catalog *catalog;
    cg_request *req;
    cg_arena *kept;  /* the request's */
    cg_arena *arena; /* of one step */
    cg_str project;  /* where the arguments name none */
    const mcp_tool *tool;
    cg_json_value id, args; /* args: an object, or absent */
    cg_str id_text;         /* as JSON */
    bool stateless, may_stream;
    mcp_session *session; /* a reference; NULL: stateless */
    unsigned level;
    cg_json_value progress_token; /* absent: nobody wants to hear of any */
    double progress;              /* that was told last */
    _Atomic bool canceled;
    bool registered; /* with its session */
    mcp_asking asking;
    uint64_t asked_ns;
    /* what a step did */
    bool in_handler, waiting, done;
    uint64_t began_ns, wake_ns, sent_ns;
    cg_buf events; /* to be sent */
    /* the result */
    cg_buf content;    /* elements of "content" */
    cg_buf structured; /* an object; empty: none */
    bool failed;
    mcp_fault fault; /* in place of a result, when its code is not 0 */
    /* of the tool */
    void *own;  /* in `kept` */
    cg_id task; /* of the service: canceled when the call is given up; null: none */
};
bool mcp_tools_call(mcp_exchange *x);
/** The tool goes on at that time (cg_now_ns clock). */
void mcp_call_wait(mcp_call *call, uint64_t wake_ns);
/** Asks the client, as mcp_ask. False: the step must end; it is run again when the answer is there. */
CG_MUST_USE bool mcp_need(mcp_call *call, const char *key, const char *method, cg_str params,
                          cg_json_value *out_answer);
/** Tells how far it has come; what is not more than before is not told. `total` 0: not known. */
void mcp_progress(mcp_call *call, double progress, double total, const char *fmt, ...)
    CG_PRINTF(4, 5);
void mcp_log(mcp_call *call, mcp_level level, const char *fmt, ...) CG_PRINTF(3, 4);
/** Appends to the content of the result. */
void mcp_add_text(mcp_call *call, cg_str text);
void mcp_add_content(mcp_call *call, cg_str json);
cg_patience mcp_call_patience(const mcp_call *call);

/* ---- streams (listen.c) ---- */

/** GET: what a session is told, and subscriptions/listen of the stateless revision. */
bool mcp_listen_session(mcp_exchange *x);
bool mcp_listen(mcp_exchange *x);

/* ---- routes ---- */

cg_code mcp_post(cg_request *req, cg_reply *reply, cg_err *err);
cg_code mcp_get(cg_request *req, cg_reply *reply, cg_err *err);
cg_code mcp_delete(cg_request *req, cg_reply *reply, cg_err *err);

#endif
