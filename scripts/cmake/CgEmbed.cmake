# SPDX-License-Identifier: Apache-2.0
#
# cg_embed(ARRAY MODULE m HEADER h GLOB pattern)
#
# Compiles text files into module `m`: an array of cg_embedded {name, text, len}, the name being the
# file's without its extension, sorted; it ends with an entry whose name is NULL. `h` declares the
# type, ARRAY and ARRAY_count.

include_guard(GLOBAL)

function(cg_embed array)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "MODULE;HEADER;GLOB" "")
    if(NOT TARGET cg_${arg_MODULE})
        return()
    endif()
    file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${arg_GLOB})
    list(SORT files)
    set(texts "")
    set(entries "")
    foreach(file IN LISTS files)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
        cmake_path(GET file STEM name)
        file(READ ${file} hex HEX)
        string(LENGTH "${hex}" digits)
        math(EXPR bytes "${digits} / 2")
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
        string(REGEX REPLACE "(.....................................................................................)" "\\1\n    " hex "${hex}")
        string(APPEND texts "static const unsigned char text_${name}[] = {\n    ${hex}0};\n")
        string(APPEND entries "    {\"${name}\", text_${name}, ${bytes}},\n")
    endforeach()
    list(LENGTH files count)
    set(text "/* Generated from the files' contents; do not edit. */\n#include <stddef.h>\n\n")
    string(APPEND text "#include \"${arg_HEADER}\"\n\n${texts}\n")
    string(APPEND text "const cg_embedded ${array}[] = {\n${entries}    {NULL, NULL, 0},\n};\n")
    string(APPEND text "const size_t ${array}_count = ${count};\n")
    set(out ${PROJECT_BINARY_DIR}/generated/${array}.c)
    file(CONFIGURE OUTPUT ${out} CONTENT "${text}" @ONLY)
    target_sources(cg_${arg_MODULE} PRIVATE ${out})
endfunction()
