// SPDX-License-Identifier: Apache-2.0
// Python: what functions and methods of the language and its standard library give. A name with a
// colon is a function of a module, one with a dot in front a method of a container or text.
#include "python.h"

static const struct {
    const char *name;
    python_gives gives;
} table[] = {
    {".items", PYTHON_PAIRS},
    {".values", PYTHON_VALUES},
    {".keys", PYTHON_KEYS},
    {".elements", PYTHON_SAME},
    {".get", PYTHON_VALUE_OR_OTHER},
    {".pop", PYTHON_VALUE_OR_OTHER},
    {".popleft", PYTHON_VALUE},
    {".setdefault", PYTHON_VALUE_OR_OTHER},
    {".__getitem__", PYTHON_VALUE},
    {".__next__", PYTHON_ELEMENT},
    {".__anext__", PYTHON_ELEMENT},
    {".send", PYTHON_ELEMENT},
    {".copy", PYTHON_SAME},
    {".union", PYTHON_SAME},
    {".intersection", PYTHON_SAME},
    {".difference", PYTHON_SAME},
    {".__iter__", PYTHON_SAME},
    {".result", PYTHON_VALUE},
    {"enumerate", PYTHON_NUMBERED},
    {"zip", PYTHON_ZIPPED},
    {"itertools:zip_longest", PYTHON_ZIPPED},
    {"itertools:product", PYTHON_ZIPPED},
    {"itertools:groupby", PYTHON_GROUPED},
    {"itertools:pairwise", PYTHON_TUPLED},
    {"itertools:permutations", PYTHON_TUPLED},
    {"itertools:combinations", PYTHON_TUPLED},
    {"itertools:combinations_with_replacement", PYTHON_TUPLED},
    {"itertools:batched", PYTHON_TUPLED},
    {"iter", PYTHON_SAME_AS_FIRST},
    {"sorted", PYTHON_CONTAINER_OF_FIRST},
    {"reversed", PYTHON_CONTAINER_OF_FIRST},
    {"list", PYTHON_CONTAINER_OF_FIRST},
    {"tuple", PYTHON_CONTAINER_OF_FIRST},
    {"set", PYTHON_CONTAINER_OF_FIRST},
    {"frozenset", PYTHON_CONTAINER_OF_FIRST},
    {"collections:deque", PYTHON_CONTAINER_OF_FIRST},
    {"itertools:cycle", PYTHON_CONTAINER_OF_FIRST},
    {"itertools:islice", PYTHON_CONTAINER_OF_FIRST},
    {"itertools:chain", PYTHON_CONTAINER_OF_FIRST},
    {"itertools:chain.from_iterable", PYTHON_CONTAINER_OF_INNER},
    {"itertools:compress", PYTHON_CONTAINER_OF_FIRST},
    {"itertools:repeat", PYTHON_HOLDER_OF_FIRST},
    {"random:sample", PYTHON_CONTAINER_OF_FIRST},
    {"random:choices", PYTHON_CONTAINER_OF_FIRST},
    {"heapq:merge", PYTHON_CONTAINER_OF_FIRST},
    {"heapq:nlargest", PYTHON_CONTAINER_OF_SECOND},
    {"heapq:nsmallest", PYTHON_CONTAINER_OF_SECOND},
    {"filter", PYTHON_CONTAINER_OF_SECOND},
    {"itertools:takewhile", PYTHON_CONTAINER_OF_SECOND},
    {"itertools:dropwhile", PYTHON_CONTAINER_OF_SECOND},
    {"itertools:filterfalse", PYTHON_CONTAINER_OF_SECOND},
    {"map", PYTHON_MAPPED},
    {"next", PYTHON_ELEMENT_OF_FIRST},
    {"anext", PYTHON_ELEMENT_OF_FIRST},
    {"max", PYTHON_ELEMENT_OF_FIRST},
    {"min", PYTHON_ELEMENT_OF_FIRST},
    {"random:choice", PYTHON_ELEMENT_OF_FIRST},
    {"heapq:heappop", PYTHON_ELEMENT_OF_FIRST},
    {"heapq:heapreplace", PYTHON_ELEMENT_OF_FIRST},
    {"heapq:heappushpop", PYTHON_ELEMENT_OF_FIRST},
    {"dict", PYTHON_MAPPING},
    {"collections:OrderedDict", PYTHON_MAPPING},
    {"collections:defaultdict", PYTHON_MAPPED},
    {"staticmethod", PYTHON_SAME_AS_FIRST},
    {"classmethod", PYTHON_SAME_AS_FIRST},
    {"property", PYTHON_INSTANCE_OF_FIRST},
    {"type", PYTHON_CLASS_OF_FIRST},
    {"object:__new__", PYTHON_INSTANCE_OF_FIRST},
    {"copy:copy", PYTHON_SAME_AS_FIRST},
    {"copy:deepcopy", PYTHON_SAME_AS_FIRST},
    {"dataclasses:replace", PYTHON_SAME_AS_FIRST},
    {"functools:partial", PYTHON_SAME_AS_FIRST},
    {"functools:partialmethod", PYTHON_SAME_AS_FIRST},
    {"functools:lru_cache", PYTHON_SAME_AS_FIRST},
    {"functools:cache", PYTHON_SAME_AS_FIRST},
    {"contextlib:closing", PYTHON_HOLDER_OF_FIRST},
    {"contextlib:nullcontext", PYTHON_HOLDER_OF_FIRST},
    {"asyncio:run", PYTHON_SAME_AS_FIRST},
    {"asyncio:create_task", PYTHON_SAME_AS_FIRST},
    {"asyncio:ensure_future", PYTHON_SAME_AS_FIRST},
    {"asyncio:wait_for", PYTHON_SAME_AS_FIRST},
    {"asyncio:shield", PYTHON_SAME_AS_FIRST},
    {"asyncio:gather", PYTHON_GATHERED},
    {"asyncio:to_thread", PYTHON_RESULT_OF_FIRST},
    {"asyncio:as_completed", PYTHON_CONTAINER_OF_FIRST},
    {"concurrent:futures.as_completed", PYTHON_CONTAINER_OF_FIRST},
    {".get_nowait", PYTHON_VALUE},
    {"weakref:proxy", PYTHON_SAME_AS_FIRST},
    {"weakref:ref", PYTHON_FUNCTION_OF_FIRST},
    {"typing:cast", PYTHON_INSTANCE_OF_FIRST},
    {"typing_extensions:cast", PYTHON_INSTANCE_OF_FIRST},
    {"typing:TypeVar", PYTHON_BOUND},
    {"typing_extensions:TypeVar", PYTHON_BOUND},
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
    if (!python_is_executor(name))
        return PYTHON_NOTHING;
    return cg_str_ends(name, CG_STR(".submit")) ? PYTHON_HOLDER_OF_RESULT
           : cg_str_ends(name, CG_STR(".map"))  ? PYTHON_MAPPED
                                                : PYTHON_NOTHING;
}

python_gives python_gives_of(cg_str name)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(table); i++)
        if (cg_str_eq(name, cg_str_from(table[i].name)))
            return table[i].gives;
    return given_elsewhere(name);
}
