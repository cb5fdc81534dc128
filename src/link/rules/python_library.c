// SPDX-License-Identifier: Apache-2.0
// Python: the standard library: its modules, and what its functions, classes and methods give. A name with a
// colon is a function of a module, one with a dot in front a method of a container or text.
#include <stdlib.h>

#include "python.h"

/* What the types of the library do not say, or less of, and what is not of it. They go before the generated rows. */
static const python_library_row unsaid[] = {
    {".result", PYTHON_VALUE},
    {"classmethod", PYTHON_SAME_AS_FIRST},
    {"functools:partialmethod", PYTHON_SAME_AS_FIRST},
    {"functools:reduce", PYTHON_REDUCED},
    {"object:__new__", PYTHON_INSTANCE_OF_FIRST},
    {"property", PYTHON_INSTANCE_OF_FIRST},
    {"pytest:raises", PYTHON_CAUGHT},
    {"type", PYTHON_CLASS_OF_FIRST},
    {"typing:TypeVar", PYTHON_BOUND},
    {"typing_extensions:TypeVar", PYTHON_BOUND},
    {"weakref:proxy", PYTHON_SAME_AS_FIRST},
};

static bool mentions(cg_str text, cg_str word)
{
    for (size_t at = 0; at + word.len <= text.len; at++)
        if (cg_str_starts(cg_str_slice(text, at, text.len), word))
            return true;
    return false;
}

bool python_is_executor(cg_str text)
{
    return mentions(text, CG_STR("Executor"));
}

bool python_enters_itself(cg_str text)
{
    return python_is_executor(text) || mentions(text, CG_STR("ExitStack")) ||
           mentions(text, CG_STR("TaskGroup"));
}

/* Methods of what calls functions elsewhere, whatever it was got by. */
static python_gives given_elsewhere(cg_str name)
{
    if (cg_str_ends(name, CG_STR(".run_in_executor")))
        return PYTHON_RESULT_OF_SECOND;
    if (cg_str_ends(name, CG_STR("ExitStack().enter_context")) ||
        cg_str_ends(name, CG_STR("ExitStack().enter_async_context")))
        return PYTHON_ENTERED;
    if (cg_str_ends(name, CG_STR("TaskGroup().create_task")))
        return PYTHON_SAME_AS_FIRST;
    if (cg_str_ends(name, CG_STR(".assertRaises")) ||
        cg_str_ends(name, CG_STR(".assertRaisesRegex")))
        return PYTHON_CAUGHT;
    if (!python_is_executor(name))
        return PYTHON_NOTHING;
    return cg_str_ends(name, CG_STR(".submit")) ? PYTHON_HOLDER_OF_RESULT
           : cg_str_ends(name, CG_STR(".map"))  ? PYTHON_MAPPED
                                                : PYTHON_NOTHING;
}

static int compare_row(const void *name, const void *row)
{
    return cg_str_cmp(*(const cg_str *)name, cg_str_from(((const python_library_row *)row)->name));
}

static const python_library_row *row_named(const python_library_row *rows, size_t count,
                                           cg_str name)
{
    return bsearch(&name, rows, count, sizeof *rows, compare_row);
}

python_gives python_gives_of(cg_str name)
{
    const python_library_row *row = row_named(unsaid, CG_ARRAY_LEN(unsaid), name);
    if (row == NULL)
        row = row_named(python_library, python_library_count, name);
    return row != NULL ? row->gives : given_elsewhere(name);
}

bool python_is_standard(cg_str module)
{
    return cg_str_among(module, python_modules, python_modules_count);
}
