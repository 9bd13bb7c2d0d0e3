#include "completion_internal.h"

#include <string.h>

/*
 * Beside the candidates' texts, which bash can only show in place of the
 * words: so they come when it lists (COMP_TYPE ?, ! or @), never when it inserts.
 */
static const char BASH[] =
    "# bash completion for tl11, made by: tl11 completion bash\n"
    "_tl11() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} candidate text\n"
    "    local -a texts=()\n"
    "    COMPREPLY=()\n"
    "    while IFS=$'\\t' read -r candidate text; do\n"
    "        case $candidate in\n"
    "        :file)\n"
    "            compopt -o filenames 2>/dev/null\n"
    "            mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
    "        :directory)\n"
    "            compopt -o filenames 2>/dev/null\n"
    "            mapfile -t COMPREPLY < <(compgen -d -- \"$word\") ;;\n"
    "        ':command '*)\n"
    "            declare -F _command_offset >/dev/null &&\n"
    "                _command_offset \"${candidate#:command }\"\n"
    "            return ;;\n"
    "        *)\n"
    "            [[ $candidate == *= ]] && compopt -o nospace 2>/dev/null\n"
    "            COMPREPLY+=(\"$candidate\")\n"
    "            texts+=(\"$candidate${text:+  ($text)}\") ;;\n"
    "        esac\n"
    "    done < <(tl11 completion words \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null)\n"
    "    if ((${#texts[@]} > 1)) && [[ $COMP_TYPE == @(63|33|64) ]]; then\n"
    "        COMPREPLY=(\"${texts[@]}\")\n"
    "    fi\n"
    "}\n"
    "complete -F _tl11 tl11\n";

static const char ZSH[] =
    "#compdef tl11\n"
    "# zsh completion for tl11, made by: tl11 completion zsh\n"
    "_tl11() {\n"
    "    local line candidate\n"
    "    local -a open closed\n"
    "    for line in \"${(@f)$(tl11 completion words \"${(@Q)words[2,CURRENT-1]}\" "
    "\"$PREFIX\" 2>/dev/null)}\"; do\n"
    "        candidate=${line%%$'\\t'*}\n"
    "        case $line in\n"
    "        '') ;;\n"
    "        :file) _files ;;\n"
    "        :directory) _files -/ ;;\n"
    "        ':command '*)\n"
    "            shift ${line#:command } words\n"
    "            ((CURRENT -= ${line#:command }))\n"
    "            _normal\n"
    "            return ;;\n"
    "        *)\n"
    "            line=\"${candidate//:/\\\\:}:${${line#$candidate}#$'\\t'}\"\n"
    "            if [[ $candidate == *= ]]; then open+=($line); else closed+=($line); fi ;;\n"
    "        esac\n"
    "    done\n"
    "    ((!$#open)) || _describe -V option open -S ''\n"
    "    ((!$#closed)) || _describe -V argument closed\n"
    "}\n"
    "if [[ $funcstack[1] == _tl11 ]]; then _tl11 \"$@\"; else compdef _tl11 tl11; fi\n";

static const char FISH[] =
    "# fish completion for tl11, made by: tl11 completion fish\n"
    "function __tl11_complete\n"
    "    set -l words (commandline -opc) (commandline -ct)\n"
    "    for line in (tl11 completion words $words[2..-1] 2>/dev/null)\n"
    "        switch $line\n"
    "            case :file\n"
    "                __fish_complete_path (commandline -ct)\n"
    "            case :directory\n"
    "                __fish_complete_directories (commandline -ct)\n"
    "            case ':command *'\n"
    "                set -l from (math (string replace ':command ' '' $line) + 1)\n"
    "                complete -C (string join ' ' -- (string escape -- $words[$from..-2]) "
    "$words[-1])\n"
    "            case '*'\n"
    "                echo $line\n"
    "        end\n"
    "    end\n"
    "end\n"
    "complete -c tl11 -f -a '(__tl11_complete)'\n";

const char *tl_completion_script(const char *shell)
{
    static const struct {
        const char *shell;
        const char *script;
    } SCRIPTS[] = {{"bash", BASH}, {"zsh", ZSH}, {"fish", FISH}};
    for (gsize i = 0; i < G_N_ELEMENTS(SCRIPTS); i++)
        if (strcmp(SCRIPTS[i].shell, shell) == 0)
            return SCRIPTS[i].script;
    return NULL;
}
