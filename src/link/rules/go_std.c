// SPDX-License-Identifier: Apache-2.0
// link, Go: the few types of the standard library that the types of a project rest on: interfaces that
// are embedded everywhere, by their methods.
#include "go.h"

typedef struct known_type {
    cg_str package, name;
    cg_str methods; /* name and types as go_add_signature writes them, a blank behind each */
} known_type;

#define READ "Read([]byte,)(int,error,) "
#define WRITE "Write([]byte,)(int,error,) "
#define CLOSE "Close()(error,) "
#define SEEK "Seek(int64,int,)(int64,error,) "

static const known_type types[] = {
    {CG_STR("io"), CG_STR("Reader"), CG_STR(READ)},
    {CG_STR("io"), CG_STR("Writer"), CG_STR(WRITE)},
    {CG_STR("io"), CG_STR("Closer"), CG_STR(CLOSE)},
    {CG_STR("io"), CG_STR("Seeker"), CG_STR(SEEK)},
    {CG_STR("io"), CG_STR("ReadWriter"), CG_STR(READ WRITE)},
    {CG_STR("io"), CG_STR("ReadCloser"), CG_STR(READ CLOSE)},
    {CG_STR("io"), CG_STR("WriteCloser"), CG_STR(WRITE CLOSE)},
    {CG_STR("io"), CG_STR("ReadWriteCloser"), CG_STR(READ WRITE CLOSE)},
    {CG_STR("io"), CG_STR("ReadSeeker"), CG_STR(READ SEEK)},
    {CG_STR("io"), CG_STR("ReaderAt"), CG_STR("ReadAt([]byte,int64,)(int,error,) ")},
    {CG_STR("io"), CG_STR("WriterTo"), CG_STR("WriteTo(Writer,)(int64,error,) ")},
    {CG_STR("io"), CG_STR("ReaderFrom"), CG_STR("ReadFrom(Reader,)(int64,error,) ")},
    {CG_STR("io"), CG_STR("StringWriter"), CG_STR("WriteString(string,)(int,error,) ")},
    {CG_STR("fmt"), CG_STR("Stringer"), CG_STR("String()(string,) ")},
    {CG_STR("sort"), CG_STR("Interface"),
     CG_STR("Len()(int,) Less(int,int,)(bool,) Swap(int,int,)() ")},
    {CG_STR("sync"), CG_STR("Locker"), CG_STR("Lock()() Unlock()() ")},
    {CG_STR("net/http"), CG_STR("Handler"), CG_STR("ServeHTTP(ResponseWriter,*Request,)() ")},
    {CG_STR("net/http"), CG_STR("ResponseWriter"),
     CG_STR("Header()(Header,) " WRITE "WriteHeader(int,)() ")},
    {CG_STR("net/http"), CG_STR("Flusher"), CG_STR("Flush()() ")},
};

static const known_type *type_named(const thing *package, cg_str name)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(types); i++)
        if (cg_str_eq(types[i].name, name) && cg_str_eq(types[i].package, package->text))
            return &types[i];
    return NULL;
}

static const known_type *type_of_thing(const thing *t)
{
    for (size_t i = 0; t->kind == THING_EXTERNAL && i < CG_ARRAY_LEN(types); i++) {
        size_t len = types[i].package.len;
        if (t->text.len == len + 1 + types[i].name.len && t->text.ptr[len] == ':' &&
            cg_str_starts(t->text, types[i].package) && cg_str_ends(t->text, types[i].name))
            return &types[i];
    }
    return NULL;
}

void go_external_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    if (t->kind != THING_EXTERNAL)
        return;
    if (type_named(t, name) != NULL)
        things_add(out, member_called(l, unknown_thing(l, t->text, name), t, name));
    else
        go_library_member(l, t, name, out);
}

cg_str go_external_methods(const thing *t)
{
    const known_type *type = type_of_thing(t);
    if (t->kind == THING_BUILTIN && cg_str_eq(t->text, CG_STR("error")))
        return CG_STR("Error()(string,) ");
    return type != NULL ? type->methods : CG_STR_NULL;
}
