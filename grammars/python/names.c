// SPDX-License-Identifier: Apache-2.0
// What a Python name says by its spelling: visibility, constant or not.
#include "python_int.h"

cg_visibility py_visibility(cg_str name, bool member)
{
    if (name.len == 0 || name.ptr[0] != '_')
        return CG_VIS_PUBLIC;
    bool twice = name.len > 2 && name.ptr[1] == '_';
    if (twice && name.len > 4 && cg_str_ends(name, CG_STR("__")))
        return CG_VIS_PUBLIC; /* __init__ and its kin belong to the language */
    if (!member)
        return name.len == 1 ? CG_VIS_PUBLIC : CG_VIS_INTERNAL;
    return twice ? CG_VIS_PRIVATE : CG_VIS_PROTECTED; /* only two underscores are mangled */
}

bool py_is_constant_name(cg_str name)
{
    bool letter = false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if ((c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80)
            return false;
        letter |= c >= 'A' && c <= 'Z';
    }
    return letter;
}

cg_str py_last_component(cg_str dotted)
{
    ptrdiff_t dot = cg_str_rfind(dotted, '.');
    return cg_str_trim(cg_str_slice(dotted, (size_t)(dot + 1), dotted.len));
}

bool py_str_in(cg_str s, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strlen(*words) == s.len && memcmp(*words, s.ptr, s.len) == 0)
            return true;
    return false;
}
