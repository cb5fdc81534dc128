# SPDX-License-Identifier: Apache-2.0
#
# cg_registry(ARRAY MODULE m TYPE t SYMBOL prefix HEADER h (GLOB pattern | FOLDERS dir))
#
# Writes a C file that lists one constant per file and adds it to module `m`:
#   GLOB     pattern `…/route_*.c`: route_symbols_get.c must define `<prefix>symbols_get`
#   FOLDERS  every folder x of `dir` with a file x.c must define `<prefix>x`; its *.c and those of the folders in it
#            join the module
# The array ends with a NULL entry that <ARRAY>_count does not count.

include_guard(GLOBAL)

function(cg_registry array)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "MODULE;TYPE;SYMBOL;HEADER;GLOB;FOLDERS" "")
    set(names "")
    set(sources "")
    if(arg_GLOB)
        string(REGEX REPLACE ".*/([^/*]*)\\*\\.c$" "\\1" stem "${arg_GLOB}")
        file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${arg_GLOB})
        foreach(file IN LISTS files)
            cmake_path(GET file STEM name)
            string(REGEX REPLACE "^${stem}" "" name "${name}")
            list(APPEND names ${name})
        endforeach()
    else()
        file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${arg_FOLDERS}/*/*.c)
        list(FILTER files EXCLUDE REGEX "/node_modules/")
        foreach(file IN LISTS files)
            cmake_path(GET file STEM name)
            cmake_path(GET file PARENT_PATH folder)
            cmake_path(GET folder FILENAME folder_name)
            if(name STREQUAL folder_name)
                list(APPEND names ${name})
            endif()
        endforeach()
        file(GLOB inner CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${arg_FOLDERS}/*/*/*.c)
        list(FILTER inner EXCLUDE REGEX "/node_modules/")
        set(sources ${files} ${inner})
    endif()
    list(SORT names)

    if(NOT TARGET cg_${arg_MODULE} OR
       NOT (EXISTS ${PROJECT_SOURCE_DIR}/include/${arg_HEADER} OR
            EXISTS ${PROJECT_SOURCE_DIR}/src/${arg_MODULE}/${arg_HEADER}))
        return()
    endif()
    list(LENGTH names count)
    set(externs "")
    set(entries "")
    foreach(name IN LISTS names)
        string(APPEND externs "extern const ${arg_TYPE} ${arg_SYMBOL}${name};\n")
        string(APPEND entries "    &${arg_SYMBOL}${name},\n")
    endforeach()
    set(text "/* Generated from file names; do not edit. */\n#include <stddef.h>\n\n")
    string(APPEND text "#include \"${arg_HEADER}\"\n\n${externs}\n")
    string(APPEND text "extern const ${arg_TYPE} *const ${array}[];\nextern const size_t ${array}_count;\n\n")
    string(APPEND text "const ${arg_TYPE} *const ${array}[] = {\n${entries}    NULL,\n};\n")
    string(APPEND text "const size_t ${array}_count = ${count};\n")
    set(out ${PROJECT_BINARY_DIR}/generated/${array}.c)
    file(CONFIGURE OUTPUT ${out} CONTENT "${text}" @ONLY)
    target_sources(cg_${arg_MODULE} PRIVATE ${out} ${sources})
endfunction()
