// SPDX-License-Identifier: Apache-2.0
// What tells two states of a node apart.
#include "service_int.h"

const char *cg_aspect_text(unsigned aspect)
{
    static const char *const texts[] = {
#define CG_ASPECT(name, text, meaning) [CG_ASPECT_##name] = text,
#include "cg/tbl/aspects.h"
#undef CG_ASPECT
    };
    return aspect < CG_ARRAY_LEN(texts) ? texts[aspect] : "";
}

const char *cg_change_kind_text(unsigned kind)
{
    static const char *const texts[] = {
        [CG_KIND_ADDED] = "added", [CG_KIND_REMOVED] = "removed", [CG_KIND_CHANGED] = "changed",
        [CG_KIND_MOVED] = "moved", [CG_KIND_RENAMED] = "renamed",
    };
    return kind < CG_ARRAY_LEN(texts) ? texts[kind] : "";
}

/* Its members are nodes of their own, and say themselves what differs. */
static bool is_bodied_by_members(const cg_node_view *view)
{
    return view->kind == CG_NODE_MODULE || view->kind == CG_NODE_PACKAGE ||
           view->kind == CG_NODE_NAMESPACE || cg_node_kind_is_type(view->kind);
}

static unsigned bit(cg_aspect aspect, bool differs)
{
    return differs ? 1u << aspect : 0;
}

/* The qualified name without the name itself: what it is a member of, as far as names tell. */
static cg_str owner_of(const cg_node_view *view)
{
    return view->qualified_name.len >= view->name.len
               ? cg_str_slice(view->qualified_name, 0, view->qualified_name.len - view->name.len)
               : view->qualified_name;
}

unsigned aspects_of(const cg_node_view *a, uint64_t body_a, const cg_node_view *b, uint64_t body_b)
{
    bool is_file = a->kind == CG_NODE_FILE;
    return bit(CG_ASPECT_KIND, a->kind != b->kind) |
           bit(CG_ASPECT_NAME, !cg_str_eq(a->name, b->name)) |
           bit(CG_ASPECT_FILE, !cg_str_eq(a->file_path, b->file_path)) |
           bit(CG_ASPECT_PARENT, !is_file && !cg_str_eq(owner_of(a), owner_of(b))) |
           bit(CG_ASPECT_SIGNATURE, !cg_str_eq(a->signature, b->signature)) |
           bit(CG_ASPECT_VISIBILITY, a->visibility != b->visibility) |
           bit(CG_ASPECT_MODIFIERS, a->modifiers != b->modifiers) |
           bit(CG_ASPECT_DECORATORS, !cg_str_eq(a->decorators, b->decorators)) |
           bit(CG_ASPECT_BODY, body_a != body_b && !is_bodied_by_members(a)) |
           bit(CG_ASPECT_DOC, !cg_str_eq(a->doc, b->doc));
}
