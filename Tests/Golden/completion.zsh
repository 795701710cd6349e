#compdef panorama-roles
# zsh completion for panorama-roles 0.1.0

_panorama_roles_first() {
  local -a words
  words=(
    'help:Show help for the program or for one command'
    'version:Show the version'
    'completion:Print the completion script for a shell'
  )
  _describe -t commands 'command' words
}

_panorama_roles_help() {
  _arguments -s \
    '--man[Print the manual page of all commands, in roff]' \
    '(-q --quiet)'{-q,--quiet}'[Say nothing on standard error but errors]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop]' \
    '--version[Show the version and stop]' \
    '*:COMMAND: '
}

_panorama_roles_version() {
  _arguments -s \
    '--format=[The form of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Say nothing on standard error but errors]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop]' \
    '--version[Show the version and stop]'
}

_panorama_roles_completion() {
  _arguments -s \
    '(-q --quiet)'{-q,--quiet}'[Say nothing on standard error but errors]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop]' \
    '--version[Show the version and stop]' \
    ':SHELL:(bash zsh fish)'
}

_panorama_roles() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  if (( CURRENT == 2 )); then
    _panorama_roles_first
    return
  fi
  local command="$words[2]"
  shift words; (( CURRENT -= 1 ))
  case "$command" in
    help) _panorama_roles_help ;;
    version) _panorama_roles_version ;;
    completion) _panorama_roles_completion ;;
  esac
}

if [[ "$funcstack[1]" == "_panorama_roles" ]]; then
  _panorama_roles "$@"
else
  compdef _panorama_roles panorama-roles
fi
