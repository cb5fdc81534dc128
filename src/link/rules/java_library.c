// SPDX-License-Identifier: Apache-2.0
// Java's own classes: looking them up, and reading the types of their table.
#include <stdlib.h>

#include "java_library.h"

/* ---- classes ---- */

static int compare_to_name(const void *key, const void *row)
{
    return cg_str_cmp(*(const cg_str *)key, cg_str_from(((const java_class *)row)->name));
}

const java_class *java_class_named(cg_str name)
{
    return bsearch(&name, java_classes, java_classes_count, sizeof *java_classes, compare_to_name);
}

const java_class *java_class_in(cg_str package, cg_str name)
{
    const java_class *class = java_class_named(name);
    return class && cg_str_eq(cg_str_from(class->package), package) ? class : NULL;
}

thing java_builtin(const char *word)
{
    cg_str text = cg_str_from(word);
    return (thing){.kind = THING_BUILTIN, .key = name_hash(text), .text = text};
}

thing java_class_instance(const java_class *class)
{
    return java_builtin(class->name);
}

const java_class *java_class_of(const thing *t)
{
    return t->kind == THING_BUILTIN ? java_class_named(t->text) : NULL;
}
