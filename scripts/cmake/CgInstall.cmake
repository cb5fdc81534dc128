# SPDX-License-Identifier: Apache-2.0
#
# What `cmake --install` lays out; a file that does not exist in the tree is left out.

include_guard(GLOBAL)

get_property(programs GLOBAL PROPERTY CG_PROGRAMS)
if(programs)
    install(TARGETS ${programs} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

function(cg_install_files destination)
    foreach(pattern IN LISTS ARGN)
        file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${pattern})
        if(files)
            install(FILES ${files} DESTINATION ${destination})
        endif()
    endforeach()
endfunction()

# The daemon reads /etc/codegraph/codegraph.yaml, so a system-wide prefix puts it there. One that
# exists is the administrator's.
if(EXISTS ${PROJECT_SOURCE_DIR}/config/codegraph.yaml)
    install(CODE "set(source \"${PROJECT_SOURCE_DIR}/config/codegraph.yaml\")")
    install(CODE [=[
        set(folder "${CMAKE_INSTALL_PREFIX}/etc/codegraph")
        if(CMAKE_INSTALL_PREFIX MATCHES "^/usr(/local)?/?$")
            set(folder "/etc/codegraph")
        endif()
        if(EXISTS "$ENV{DESTDIR}${folder}/codegraph.yaml")
            message(STATUS "Keeping: $ENV{DESTDIR}${folder}/codegraph.yaml")
        else()
            file(INSTALL DESTINATION "${folder}" TYPE FILE FILES "${source}")
        endif()
    ]=])
endif()
# Made by the program itself from its table of commands.
if(TARGET codegraph)
    set(made ${PROJECT_BINARY_DIR}/made)
    add_custom_command(OUTPUT ${made}/codegraph.bash ${made}/_codegraph ${made}/codegraph.fish
        COMMAND ${CMAKE_COMMAND} -E rm -rf ${made}
        COMMAND codegraph man --write ${made}/man1
        COMMAND codegraph completion bash > ${made}/codegraph.bash
        COMMAND codegraph completion zsh > ${made}/_codegraph
        COMMAND codegraph completion fish > ${made}/codegraph.fish
        DEPENDS codegraph VERBATIM COMMENT "Manual and completion of codegraph")
    add_custom_target(cg_made ALL DEPENDS ${made}/codegraph.bash)
    install(DIRECTORY ${made}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
    install(FILES ${made}/codegraph.bash RENAME codegraph
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
    install(FILES ${made}/_codegraph DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
    install(FILES ${made}/codegraph.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
cg_install_files(lib/systemd/system config/codegraphd.service)
cg_install_files(${CMAKE_INSTALL_MANDIR}/man8 docs/man/*.8)
cg_install_files(${CMAKE_INSTALL_DOCDIR} LICENSE README.md)
