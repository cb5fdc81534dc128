// SPDX-License-Identifier: Apache-2.0
// Writing one node: a manual one, or the metadata of any.
#include "write.h"

/* ---- what is given ---- */

typedef struct text_rule {
    const cg_given *given;
    const char *pointer;
    size_t min, max;
} text_rule;

static cg_code check_text(const text_rule *rule, cg_err *err)
{
    cg_str text = rule->given->text;
    cg_code rc = CG_OK;
    if (!rule->given->given)
        return CG_OK;
    if (text.len < rule->min || text.len > rule->max)
        rc = CG_FAIL(err, CG_E_INVALID, "must have %zu to %zu bytes", rule->min, rule->max);
    else if (!cg_utf8_valid(text) || cg_str_find(text, '\0') >= 0)
        rc = CG_FAIL(err, CG_E_INVALID, "must be UTF-8 without NUL");
    return rc == CG_OK ? CG_OK : cg_err_at(err, "%s", rule->pointer);
}

static cg_code check_texts(const cg_write *write, cg_err *err)
{
    const text_rule rules[] = {
        {&write->symbol, "/symbol", 3, CG_WRITE_SYMBOL_MAX},
        {&write->name, "/name", 1, CG_WRITE_NAME_MAX},
        {&write->qualified_name, "/qualified_name", 1, CG_WRITE_QUALIFIED_NAME_MAX},
        {&write->signature, "/signature", 0, CG_WRITE_SIGNATURE_MAX},
        {&write->doc, "/doc", 0, CG_WRITE_DOC_MAX},
    };
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < CG_ARRAY_LEN(rules); i++)
        rc = check_text(&rules[i], err);
    if (rc != CG_OK || write->kind != CG_NODE_EXTERNAL)
        return rc;
    (void)CG_FAIL(err, CG_E_INVALID, "only parsing makes nodes of kind external");
    return cg_err_at(err, "/kind");
}

static cg_code required(const char *pointer, cg_err *err)
{
    (void)CG_FAIL(err, CG_E_INVALID, "is required");
    return cg_err_at(err, "%s", pointer);
}

/* The first member that only a manual node lets a client set; NULL: there is none. */
static const char *given_member(const cg_write *write)
{
    const struct {
        bool given;
        const char *pointer;
    } members[] = {
        {write->symbol.given, "/symbol"},
        {write->name.given, "/name"},
        {write->qualified_name.given, "/qualified_name"},
        {write->kind != CG_NODE_NONE, "/kind"},
        {write->lang_given, "/language"},
        {write->signature.given, "/signature"},
        {write->doc.given, "/doc"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(members); i++)
        if (members[i].given)
            return members[i].pointer;
    return NULL;
}

/* ---- what the node will say ---- */

static void take(const cg_given *given, cg_str *out_text)
{
    if (given->given)
        *out_text = given->text;
}

/* `node`: as it is, or empty but for its symbol. */
static void merge(const cg_write *write, cg_manual_node *node)
{
    bool named_alike = cg_str_eq(node->qualified_name, node->name);
    take(&write->name, &node->name);
    if (named_alike) /* nobody gave it another */
        node->qualified_name = node->name;
    take(&write->qualified_name, &node->qualified_name);
    take(&write->signature, &node->signature);
    take(&write->doc, &node->doc);
    if (write->kind != CG_NODE_NONE)
        node->kind = write->kind;
    if (write->lang_given)
        node->lang = write->lang;
}

/* Puts the node, whose id is known, with its metadata. */
static cg_code put(writing *w, const cg_write *write, cg_id id, const cg_manual_node *node,
                   cg_write_result *out, cg_err *err)
{
    bool changes;
    cg_str json;
    cg_code rc = write_edit_metadata(w, write, CG_OWNER_NODE, id, &changes, &json, err);
    if (rc == CG_OK && node != NULL)
        rc = cg_commit_put_manual_node(w->commit, node, err);
    if (rc == CG_OK && changes)
        rc = cg_commit_put_metadata(w->commit, CG_OWNER_NODE, id, json, err);
    out->id = id;
    if (node != NULL)
        out->symbol = cg_arena_str(w->arena, node->symbol);
    return rc;
}

/* ---- the verbs ---- */

static cg_code make_symbol(writing *w, const cg_write *write, cg_str qualified_name,
                           cg_str *out_symbol, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    *out_symbol = write->symbol.text;
    if (!write->symbol.given) {
        cg_manual_add_symbol(write->kind, qualified_name, &symbol);
        *out_symbol = cg_arena_str(w->arena, cg_buf_str(&symbol));
    }
    if (cg_manual_symbol_fits(*out_symbol))
        return CG_OK;
    (void)CG_FAIL(
        err, CG_E_INVALID,
        "%s must be a scheme, a blank and more, without control characters; of the scheme "
        "codegraph only \"codegraph manual \" is not for parsed nodes",
        write->symbol.given ? "a symbol" : "the symbol that follows from the name");
    return cg_err_at(err, "%s", write->symbol.given ? "/symbol" : "/name");
}

static cg_code create(writing *w, const cg_write *write, cg_write_result *out, cg_err *err)
{
    cg_manual_node node = {0};
    cg_commit_node found;
    if (!write->name.given)
        return required("/name", err);
    if (write->kind == CG_NODE_NONE)
        return required("/kind", err);
    merge(write, &node);
    cg_code rc = make_symbol(w, write, node.qualified_name, &node.symbol, err);
    if (rc != CG_OK)
        return rc;
    cg_id id = cg_node_id(w->project, node.symbol);
    rc = cg_commit_find_node(w->commit, id, &found, err);
    if (rc == CG_OK) {
        char text[CG_ID_TEXT_LEN];
        cg_id_text(id, text);
        (void)CG_FAIL(err, CG_E_CONFLICT, "there is a node with this symbol: %s", text);
        return cg_err_at(err, "%s", write->symbol.given ? "/symbol" : "/name");
    }
    out->created = true;
    return rc == CG_E_NOT_FOUND ? put(w, write, id, &node, out, err) : rc;
}

static cg_code read_only(const char *pointer, cg_err *err)
{
    (void)CG_FAIL(err, CG_E_CONFLICT,
                  "the node was parsed from source, so only its metadata can be written");
    return pointer != NULL ? cg_err_at(err, "%s", pointer) : CG_E_CONFLICT;
}

static cg_code change_manual(writing *w, const cg_write *write, cg_id id, cg_write_result *out,
                             cg_err *err)
{
    cg_manual_node old, node;
    cg_code rc = cg_commit_manual_node(w->commit, id, w->arena, &old, err);
    if (rc != CG_OK)
        return rc;
    if (write->symbol.given && !cg_str_eq(write->symbol.text, old.symbol)) {
        (void)CG_FAIL(err, CG_E_CONFLICT, "the symbol is what the node is known by, and stays");
        return cg_err_at(err, "/symbol");
    }
    node = write->verb == CG_WRITE_REPLACE_NODE ? (cg_manual_node){.symbol = old.symbol} : old;
    merge(write, &node);
    if (node.name.len == 0)
        return required("/name", err);
    if (node.kind == CG_NODE_NONE)
        return required("/kind", err);
    if (write->verb == CG_WRITE_REPLACE_NODE || given_member(write) != NULL)
        return put(w, write, id, &node, out, err);
    out->symbol = cg_arena_str(w->arena, node.symbol); /* its text stays what it is */
    return put(w, write, id, NULL, out, err);
}

static cg_code delete (writing *w, cg_id id, const cg_commit_node *node, cg_write_result *out,
                       cg_err *err)
{
    if (!node->manual)
        return CG_FAIL(err, CG_E_CONFLICT,
                       "the node was parsed from source: it goes when the source does");
    out->id = id;
    return cg_commit_delete_manual_node(w->commit, id, &out->edges_removed, err);
}

/* A replacement of what is not there makes it, if it says what to make. */
static cg_code replace_missing(writing *w, const cg_write *write, cg_write_result *out, cg_err *err)
{
    cg_write made = *write;
    cg_str symbol = write->subject.selector;
    cg_err missing = *err;
    if (write->verb != CG_WRITE_REPLACE_NODE || write->subject.made_by > 0 ||
        write->has_precondition || symbol.len > CG_WRITE_SYMBOL_MAX ||
        !cg_manual_symbol_fits(symbol)) {
        *err = missing;
        return CG_E_NOT_FOUND;
    }
    if (write->symbol.given && !cg_str_eq(write->symbol.text, symbol)) {
        (void)CG_FAIL(err, CG_E_CONFLICT, "the address names another symbol");
        return cg_err_at(err, "/symbol");
    }
    made.symbol = (cg_given){true, symbol};
    return create(w, &made, out, err);
}

cg_code write_node(writing *w, const cg_write *write, cg_write_result *out, cg_err *err)
{
    cg_id id;
    cg_commit_node node;
    cg_code rc = check_texts(write, err);
    if (rc != CG_OK)
        return rc;
    if (write->verb == CG_WRITE_CREATE_NODE)
        return create(w, write, out, err);
    rc = write_find_node(w, &write->subject, &id, &node, err);
    if (rc == CG_E_NOT_FOUND)
        return replace_missing(w, write, out, err);
    if (rc == CG_OK)
        rc = write_check_unchanged(write, node.generation, err);
    if (rc != CG_OK)
        return rc;
    if (write->verb == CG_WRITE_DELETE_NODE)
        return delete (w, id, &node, out, err);
    if (node.manual)
        return change_manual(w, write, id, out, err);
    const char *member = given_member(write);
    return member != NULL ? read_only(member, err) : put(w, write, id, NULL, out, err);
}
