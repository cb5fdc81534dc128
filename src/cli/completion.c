// SPDX-License-Identifier: Apache-2.0
// Completion of shells, from the table: scripts that know all commands and options, and ask nobody.
#include "cli.h"

/* "branch create" is the subcommand create of branch. */
static cg_str subcommand_of(const command *cmd)
{
    cg_str name = cg_str_from(cmd->name), first = family_of(cmd);
    return cg_str_slice(name, CG_MIN(first.len + 1, name.len), name.len);
}

static bool has_words(const option *o)
{
    return o->value != NULL && cg_str_find(cg_str_from(o->value), '|') >= 0;
}

static bool is_path(const char *value)
{
    static const char *const kinds[] = {"DIR", "FILE", "REPO"};
    for (size_t i = 0; i < CG_ARRAY_LEN(kinds); i++)
        if (value != NULL && strstr(value, kinds[i]) != NULL)
            return true;
    return false;
}

static bool has_subcommands(cg_str family)
{
    for (size_t i = 0; i < commands_count; i++)
        if (cg_str_eq(family_of(&commands[i]), family) && subcommand_of(&commands[i]).len > 0)
            return true;
    return false;
}

/* "a b c" of "a|b|c". */
static void put_words(cg_buf *out, const char *words)
{
    for (; *words != '\0'; words++)
        cg_buf_add_char(out, *words == '|' ? ' ' : *words);
}

/* Text within single quotes; a backslash before those of `also`. */
static void put_quoted(cg_buf *out, const char *text, const char *also)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            cg_buf_add_str(out, CG_STR("'\\''"));
            continue;
        }
        if (strchr(also, *text) != NULL)
            cg_buf_add_char(out, '\\');
        cg_buf_add_char(out, *text);
    }
}

static void put_families(cg_buf *out)
{
    for (size_t i = 0; i < commands_count; i++)
        if (family_begins(i))
            cg_buf_printf(out, " %.*s", CG_STR_ARG(family_of(&commands[i])));
}

static void put_subcommands(cg_buf *out, cg_str family)
{
    for (size_t i = 0; i < commands_count; i++)
        if (cg_str_eq(family_of(&commands[i]), family) && subcommand_of(&commands[i]).len > 0)
            cg_buf_printf(out, " %.*s", CG_STR_ARG(subcommand_of(&commands[i])));
}

/* ---- bash ---- */

static void bash_values(cg_buf *out, const char *name, const option *o)
{
    for (; o != NULL && o->name != NULL; o++) {
        if (o->value == NULL)
            continue;
        cg_buf_printf(out, "    '%s --%s') ", name, o->name);
        if (has_words(o)) {
            cg_buf_add_str(out, CG_STR("_codegraph_words '"));
            put_words(out, o->value);
            cg_buf_add_str(out, CG_STR("'; return ;;\n"));
        } else {
            cg_buf_add_str(out, is_path(o->value) ? CG_STR("_codegraph_files; return ;;\n")
                                                  : CG_STR("return ;;\n"));
        }
    }
}

static void bash_options(cg_buf *out, const option *o)
{
    for (; o != NULL && o->name != NULL; o++)
        cg_buf_printf(out, " --%s", o->name);
}

static void bash_valued(cg_buf *out)
{
    const char *bar = "";
    for (const option *o = global_options; o->name != NULL; o++)
        if (o->value != NULL) {
            cg_buf_printf(out, "%s--%s", bar, o->name);
            bar = "|";
        }
}

/* Which command is at hand, and the word before the one that is completed. */
static void bash_head(cg_buf *out)
{
    cg_buf_add_str(
        out,
        CG_STR(
            "# SPDX-License-Identifier: Apache-2.0\n"
            "# Completion of codegraph for bash, made by: codegraph completion bash\n"
            "_codegraph_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\"); }\n"
            "_codegraph_files() { mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); compopt -o filenames "
            "2>/dev/null; }\n"
            "_codegraph() {\n"
            "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} first= second= i\n"
            "    COMPREPLY=()\n"
            "    if [[ $cur == = ]]; then cur=\n"
            "    elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
            "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
            "        case ${COMP_WORDS[i]} in\n"
            "        "));
    bash_valued(out);
    cg_buf_add_str(out,
                   CG_STR(") ((i++)) ;;\n"
                          "        -*) ;;\n"
                          "        *) if [[ -z $first ]]; then first=${COMP_WORDS[i]}\n"
                          "           elif [[ -z $second ]]; then second=${COMP_WORDS[i]}; fi ;;\n"
                          "        esac\n"
                          "    done\n"
                          "    local name=$first subs=\n"
                          "    case $first in\n"));
    for (size_t i = 0; i < commands_count; i++) {
        cg_str family = family_of(&commands[i]);
        if (!family_begins(i) || !has_subcommands(family))
            continue;
        cg_buf_printf(out, "    %.*s) subs='", CG_STR_ARG(family));
        put_subcommands(out, family);
        cg_buf_add_str(out, CG_STR("' ;;\n"));
    }
    cg_buf_add_str(
        out,
        CG_STR(
            "    esac\n"
            "    [[ -n $second && \" $subs \" == *\" $second \"* ]] && name=\"$first $second\" && subs=\n"));
}

void completion_bash(cg_buf *out)
{
    bash_head(out);
    cg_buf_add_str(out, CG_STR("    case \" $prev\" in\n"));
    bash_values(out, "", global_options);
    cg_buf_add_str(out, CG_STR("    esac\n    case \"$name $prev\" in\n"));
    for (size_t i = 0; i < commands_count; i++)
        bash_values(out, commands[i].name, commands[i].options);
    cg_buf_add_str(out, CG_STR("    esac\n    local options='"));
    bash_options(out, global_options);
    cg_buf_add_str(
        out, CG_STR("'\n    case $name in\n    '') [[ $cur == -* ]] || { _codegraph_words '"));
    put_families(out);
    cg_buf_add_str(out, CG_STR("'; return; } ;;\n"));
    for (size_t i = 0; i < commands_count; i++) {
        cg_buf_printf(out, "    '%s') options+='", commands[i].name);
        bash_options(out, commands[i].options);
        cg_buf_add_str(out,
                       is_path(commands[i].words)
                           ? CG_STR("'; [[ $cur == -* ]] || { _codegraph_files; return; } ;;\n")
                           : CG_STR("' ;;\n"));
    }
    cg_buf_add_str(out, CG_STR("    esac\n"
                               "    if [[ $name == help || $name == man ]]; then subs='"));
    put_families(out);
    cg_buf_add_str(out, CG_STR("'; fi\n"
                               "    [[ $name == completion ]] && subs='bash zsh fish'\n"
                               "    if [[ $cur == -* ]]; then _codegraph_words \"$options\"\n"
                               "    elif [[ -n $subs ]]; then _codegraph_words \"$subs\"; fi\n"
                               "}\n"
                               "complete -F _codegraph codegraph\n"));
}

/* ---- zsh ---- */

static void zsh_option(cg_buf *out, const option *o)
{
    cg_buf_printf(out, " \\\n            '--%s%s[", o->name, o->value != NULL ? "=" : "");
    put_quoted(out, o->help, "[]\\:");
    cg_buf_add_char(out, ']');
    if (has_words(o)) {
        cg_buf_printf(out, ":%s:(", o->name);
        put_words(out, o->value);
        cg_buf_add_char(out, ')');
    } else if (o->value != NULL) {
        cg_buf_printf(out, ":%s:%s", o->value, is_path(o->value) ? "_files" : "");
    }
    cg_buf_add_char(out, '\'');
}

static void zsh_options(cg_buf *out, const option *o)
{
    for (; o != NULL && o->name != NULL; o++)
        zsh_option(out, o);
}

static void zsh_described(cg_buf *out, const char *name, const char *summary)
{
    cg_buf_printf(out, "\n        '%s:", name);
    put_quoted(out, summary, ":");
    cg_buf_add_char(out, '\'');
}

static void zsh_arm(cg_buf *out, const command *cmd)
{
    cg_buf_printf(out, "    '%s')\n        _arguments", cmd->name);
    zsh_options(out, cmd->options);
    zsh_options(out, global_options);
    if (strcmp(cmd->name, "completion") == 0)
        cg_buf_add_str(out, CG_STR(" \\\n            '1:shell:(bash zsh fish)'"));
    else if (is_path(cmd->words))
        cg_buf_add_str(out, CG_STR(" \\\n            '*:file:_files'"));
    cg_buf_add_str(out, CG_STR(" ;;\n"));
}

void completion_zsh(cg_buf *out)
{
    cg_buf_add_str(
        out,
        CG_STR("#compdef codegraph\n# SPDX-License-Identifier: Apache-2.0\n"
               "# Completion of codegraph for zsh, made by: codegraph completion zsh\n"
               "_codegraph() {\n    local -a families subs\n    local context state line name\n"
               "    typeset -A opt_args\n    families=("));
    for (size_t i = 0; i < commands_count; i++)
        if (family_begins(i)) {
            CG_AUTO_VALUE(cg_buf) name = {0};
            cg_buf_printf(&name, "%.*s%c", CG_STR_ARG(family_of(&commands[i])), '\0');
            zsh_described(out, name.ptr, commands[i].summary);
        }
    cg_buf_add_str(out, CG_STR(")\n    _arguments -C"));
    zsh_options(out, global_options);
    cg_buf_add_str(
        out,
        CG_STR(" \\\n            '1:command:->command' '*::argument:->rest'\n"
               "    case $state in\n    command) _describe command families; return ;;\n    esac\n"
               "    [[ $state == rest ]] || return\n"
               "    name=$words[1]\n    case $name in\n"));
    for (size_t i = 0; i < commands_count; i++) {
        cg_str family = family_of(&commands[i]);
        if (!family_begins(i) || !has_subcommands(family))
            continue;
        cg_buf_printf(out, "    %.*s) subs=(", CG_STR_ARG(family));
        put_subcommands(out, family);
        cg_buf_add_str(out, CG_STR(") ;;\n"));
    }
    cg_buf_add_str(out, CG_STR("    help|man) subs=("));
    put_families(out);
    cg_buf_add_str(
        out,
        CG_STR(") ;;\n    esac\n"
               "    if (( $#subs )); then\n"
               "        if (( CURRENT == 2 )); then compadd -a subs; [[ -n $PREFIX ]] && return\n"
               "        elif (( $subs[(Ie)$words[2]] )) && [[ $name != (help|man) ]]; then\n"
               "            name=\"$name $words[2]\"; shift words; (( CURRENT-- ))\n"
               "        fi\n"
               "    fi\n"
               "    case $name in\n"));
    for (size_t i = 0; i < commands_count; i++)
        zsh_arm(out, &commands[i]);
    cg_buf_add_str(
        out,
        CG_STR(
            "    esac\n}\n"
            "if [[ $funcstack[1] == _codegraph ]]; then _codegraph \"$@\"; else compdef _codegraph "
            "codegraph; fi\n"));
}

/* ---- fish ---- */

static void fish_option(cg_buf *out, const option *o)
{
    cg_buf_printf(out, " -l %s", o->name);
    if (has_words(o)) {
        cg_buf_add_str(out, CG_STR(" -x -a '"));
        put_words(out, o->value);
        cg_buf_add_char(out, '\'');
    } else if (o->value != NULL) {
        cg_buf_add_str(out, is_path(o->value) ? CG_STR(" -r -F") : CG_STR(" -x"));
    }
    cg_buf_add_str(out, CG_STR(" -d '"));
    put_quoted(out, o->help, "\\");
    cg_buf_add_str(out, CG_STR("'\n"));
}

static void fish_begin(cg_buf *out, const char *condition, cg_str a, cg_str b)
{
    cg_buf_printf(out, "complete -c codegraph -n '%s%s%.*s%s%.*s'", condition, a.len > 0 ? " " : "",
                  CG_STR_ARG(a), b.len > 0 ? " " : "", CG_STR_ARG(b));
}

void completion_fish(cg_buf *out)
{
    cg_buf_add_str(out,
                   CG_STR("# SPDX-License-Identifier: Apache-2.0\n"
                          "# Completion of codegraph for fish, made by: codegraph completion fish\n"
                          "# The words that are no options, behind the program's name.\n"
                          "function __codegraph_words\n"
                          "    set -l skip 0\n"
                          "    for word in (commandline -opc)[2..]\n"
                          "        if test $skip = 1; set skip 0; continue; end\n"
                          "        switch $word\n"
                          "            case"));
    for (const option *o = global_options; o->name != NULL; o++)
        if (o->value != NULL)
            cg_buf_printf(out, " --%s", o->name);
    cg_buf_add_str(
        out,
        CG_STR(
            "\n                set skip 1\n"
            "            case '-*'\n"
            "            case '*'\n"
            "                echo $word\n"
            "        end\n"
            "    end\n"
            "end\n"
            "function __codegraph_at # NAME [SUBCOMMAND]: the command at hand begins with these words\n"
            "    set -l words (__codegraph_words)\n"
            "    test (count $words) -ge (count $argv); and test \"$words[1..\"(count $argv)\"]\" = \"$argv\"\n"
            "end\n"
            "function __codegraph_at_end # the same, and nothing comes behind them\n"
            "    test (count (__codegraph_words)) = (count $argv); and __codegraph_at $argv\n"
            "end\n"
            "complete -c codegraph -f\n"));
    for (const option *o = global_options; o->name != NULL; o++) {
        cg_buf_add_str(out, CG_STR("complete -c codegraph"));
        fish_option(out, o);
    }
    for (size_t i = 0; i < commands_count; i++) {
        const command *cmd = &commands[i];
        cg_str family = family_of(cmd), sub = subcommand_of(cmd);
        if (family_begins(i)) {
            cg_buf_printf(
                out, "complete -c codegraph -n 'test (count (__codegraph_words)) = 0' -a %.*s -d '",
                CG_STR_ARG(family));
            put_quoted(out, cmd->summary, "\\");
            cg_buf_add_str(out, CG_STR("'\n"));
        }
        if (sub.len > 0) {
            fish_begin(out, "__codegraph_at_end", family, CG_STR_NULL);
            cg_buf_printf(out, " -a %.*s -d '", CG_STR_ARG(sub));
            put_quoted(out, cmd->summary, "\\");
            cg_buf_add_str(out, CG_STR("'\n"));
        }
        if (is_path(cmd->words)) {
            fish_begin(out, "__codegraph_at", family, sub);
            cg_buf_add_str(out, CG_STR(" -F\n"));
        }
        for (const option *o = cmd->options; o != NULL && o->name != NULL; o++) {
            fish_begin(out, "__codegraph_at", family, sub);
            fish_option(out, o);
        }
    }
    cg_buf_add_str(
        out,
        CG_STR(
            "complete -c codegraph -n '__codegraph_at_end completion' -a 'bash zsh fish'\n"
            "complete -c codegraph -n '__codegraph_at_end help; or __codegraph_at_end man' -a '"));
    put_families(out);
    cg_buf_add_str(out, CG_STR("'\n"));
}
