# fish completion for panorama-roles 0.1.0
# panorama-roles completion fish | source

complete -c panorama-roles -f
complete -c panorama-roles -n 'not __fish_seen_subcommand_from help version completion' -a help -d 'Show help for the program or for one command'
complete -c panorama-roles -n 'not __fish_seen_subcommand_from help version completion' -a version -d 'Show the version'
complete -c panorama-roles -n 'not __fish_seen_subcommand_from help version completion' -a completion -d 'Print the completion script for a shell'
complete -c panorama-roles -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c panorama-roles -l color -x -a 'auto always never' -d 'When to use colour'
complete -c panorama-roles -s h -l help -d 'Show help and stop'
complete -c panorama-roles -l version -d 'Show the version and stop'
complete -c panorama-roles -n '__fish_seen_subcommand_from help' -l man -d 'Print the manual page of all commands, in roff'
complete -c panorama-roles -n '__fish_seen_subcommand_from version' -l format -x -a 'text json' -d 'The form of the output'
complete -c panorama-roles -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'
