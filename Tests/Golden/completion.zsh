#compdef panorama-roles
# zsh completion for panorama-roles 0.1.0

_panorama_roles_first() {
  local -a words
  words=(
    'init:First setup\: write the spec and print the requests'
    'new:Set up commands'
    'import:Make a role set of roles that exist'
    'export:Write the roles of the spec for CloudFormation, the AWS CDK, Terraform or the AWS CLI'
    'spec:Set up commands'
    'device:Set up commands'
    'plan:Show what '\''apply'\'' would change, and why'
    'apply:Show the plan and, with --approve, apply it'
    'disown:Hand a role over to somebody else'
    'retire:Find and delete the roles of services that ended'
    'drift:Compare the account with the spec, and change nothing'
    'snapshot:Save the account'\''s roles and policies, for checks without credentials'
    'accounts:Check commands'
    'whoami:Show whose credentials are used, and where they come from'
    'doctor:Check credentials, network, clock and permissions'
    'lint:Check policy documents against IAM'\''s grammar and 47 rules'
    'format:Write policy documents in canonical form'
    'compare:Show what one policy allows and another does not'
    'review:Show which roles gain or lose access between two states'
    'grants:Ask whether policies allow any of some actions'
    'can:Decide whether policies allow a request, and say why'
    'test:Run expectation files\: requests that must be allowed or denied'
    'trust:Print the trust policy of a role, and nothing else'
    'list:List the role sets, their roles and their life-cycle'
    'show:Show all that is known of a role set or a role'
    'actions:Look up the actions that a pattern takes'
    'expand:Write a policy with its wildcards of actions written out'
    'shrink:Write a policy with shorter lists of actions'
    'policy:Look up commands'
    'schema:Print the JSON schema of a file'
    'help:Show help for the program or for one command'
    'version:Show the version'
    'completion:Print the completion script for a shell'
  )
  _describe -t commands 'command' words
}

_panorama_roles_init() {
  _arguments -s \
    '--account=[The 12-digit account id]:ID: ' \
    '--partition=[The partition of the account (default aws)]:NAME:(aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc)' \
    '*--role-set=[The role set to set up, built in or of a role-set file]:NAME|FILE:(deeplens greengrass-service-role greengrass-v2-token-exchange panorama panorama-preview)' \
    '*--parameter=[The value of a parameter of a role set]:KEY=VALUE: ' \
    '*--application=[Make a role of this name for an AWS Panorama application]:NAME: ' \
    '--application-namespace=[The one CloudWatch namespace that these applications may write metrics to]:NAMESPACE: ' \
    '*--group-role=[Make a group role of this name for single AWS DeepLens devices; takes --statement]:NAME: ' \
    '*--statement=[What that group role may do beyond the common one\: statements, or a policy document]:FILE:_files' \
    '*--device=[Let only this device use the appliance role]:ARN: ' \
    '--all-devices[Let every device of the account use the appliance role, and nothing else]' \
    '*--tag=[A tag for every role that is made]:KEY=VALUE: ' \
    '--permissions-boundary=[The permissions boundary of every role that is made]:ARN: ' \
    '--split-policies[Split policies that are over a quota into inline and managed policies that fit]' \
    '--name=[The name of the spec, which its roles are tagged with (default\: that of the first role set)]:NAME: ' \
    '--no-ownership-tag[Tag no role\: only the recorded ids say which roles the spec owns]' \
    '--from-archive=[Make the roles of this archive of '\''retire'\'' again]:FILE:_files' \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--out=[Write files for the AWS CLI into this new or empty folder]:DIR:_files -/' \
    '--offline[Use no credentials\: assume an account that has none of the roles]' \
    '--approve[Apply the changes]' \
    '*--accept=[Accept that access of an existing role grows (widening), or an unsafe moment on the way (moment)]:WHAT:(widening moment)' \
    '*--adopt=[Take over this role, managed policy or identity provider, which the spec does not own; a pattern takes over those that show no other owner]:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '--backend=[Where roles are read and changed\: in the account (default), or in a model of it that starts from '\''--snapshot'\'' or empty and ends with the command]:WHERE:(aws memory)' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_new_role_set() {
  _arguments -s \
    '--service=[Who may assume the role (default lambda)]:WHO:(lambda ecs-tasks ec2 step-functions glue codebuild github-oidc cross-account irsa pod-identity saml)' \
    '--out=[Write this new file (default\: standard output)]:FILE:_files' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':NAME: '
}

_panorama_roles_import() {
  _arguments -s \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '*--aws-cli=[Read what the AWS CLI printed\: get-account-authorization-details, or get-role, list-roles, get-role-policy and others, put together by role]:FILE:_files' \
    '--terraform=[Read a state or a plan as '\''terraform show -json'\'' prints it]:FILE:_files' \
    '--cloudformation=[Read a CloudFormation template in JSON]:FILE:_files' \
    '--identity-providers[Read the identity providers of the account too, which takes more calls]' \
    '--account=[The 12-digit account id]:ID: ' \
    '--partition=[The partition of the account (default aws)]:NAME:(aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc)' \
    '*--role=[Take only roles of this name; '\''*'\'' and '\''?'\'' stand for any characters and for one]:GLOB: ' \
    '--path=[Take only roles whose path begins with this, such as '\''/team/'\'']:PATH: ' \
    '*--tag=[Take only roles with this tag]:KEY=VALUE: ' \
    '--trusting=[Take only roles that this service may assume, such as '\''lambda'\'' or '\''lambda.amazonaws.com'\'']:SERVICE: ' \
    '--out=[Write the role set to this new file; with --accounts, to files in this folder]:FILE:_files' \
    '--split=[Write one role set a role into this new or empty folder instead]:FOLDER:_files -/' \
    '--into=[Put the roles into this role set instead\: new, or in place of others]:FILE:_files' \
    '--spec=[Write a spec that names the role set, too]:FILE:_files' \
    '--name=[The name of the role set (default\: that of the file, or '\''imported'\'')]:NAME: ' \
    '--replace-region=[Write ${Region} where an ARN is of this Region]:REGION: ' \
    '--accounts=[Work in these accounts\: one id a line, or a JSON array]:FILE:_files' \
    '--assume-role=[The role to assume in each account, with its path]:NAME: ' \
    '--external-id=[The external id that the role asks for]:ID: ' \
    '--session-name=[The name of the sessions (default panorama-roles-COMMAND)]:NAME: ' \
    '--parallel=[How many accounts are worked on side by side (default 8)]:N: ' \
    '--resume=[Take over finished accounts from these JSON lines of an earlier run]:FILE:_files' \
    '--shard=[Only the I-th of N parts of the list]:I/N: ' \
    '--shards=[How many parts there are, when a Job sets the index]:N: ' \
    '--format=[With --accounts\: text, or one JSON line an account]:FORMAT:(text json)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:FILE:_files'
}

_panorama_roles_export() {
  _arguments -s \
    '--format=[What the roles are written for]:FORMAT:(cloudformation cloudformation-import stackset cdk-json terraform terraform-import aws-cli)' \
    '--out=[Write this new file (default\: standard output)]:FILE:_files' \
    '*--role=[Only this role, or the roles that fit a pattern with '\''*'\'' and '\''?'\'']:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--accounts=[The accounts of a StackSet\: one id a line, or a JSON array]:FILE:_files' \
    '*--organizational-unit=[A unit of the organization in which a StackSet makes the roles\: of --accounts only those in it]:ID: ' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_spec_add() {
  _arguments -s \
    '*--device=[Let only this device use the appliance role]:ARN: ' \
    '*--role-set=[The role set to set up, built in or of a role-set file]:NAME|FILE:(deeplens greengrass-service-role greengrass-v2-token-exchange panorama panorama-preview)' \
    '*--parameter=[The value of a parameter of a role set]:KEY=VALUE: ' \
    '*--application=[Make a role of this name for an AWS Panorama application]:NAME: ' \
    '--application-namespace=[The one CloudWatch namespace that these applications may write metrics to]:NAMESPACE: ' \
    '*--group-role=[Make a group role of this name for single AWS DeepLens devices; takes --statement]:NAME: ' \
    '*--statement=[What that group role may do beyond the common one\: statements, or a policy document]:FILE:_files' \
    '--print[Print the edited spec and do not write it]' \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_spec_set() {
  _arguments -s \
    '*--tag=[A tag for every role that is made]:KEY=VALUE: ' \
    '*--parameter=[The value of a parameter of a role set]:KEY=VALUE: ' \
    '--permissions-boundary=[The permissions boundary of every role that is made]:ARN: ' \
    '*--device=[Let only this device use the appliance role]:ARN: ' \
    '--all-devices[Let every device of the account use the appliance role, and nothing else]' \
    '--split-policies[Split policies that are over a quota into inline and managed policies that fit]' \
    '--print[Print the edited spec and do not write it]' \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_spec_remove() {
  _arguments -s \
    '*--device=[The device]:ARN: ' \
    '--all-devices[No longer hold the roles to the devices of the account]' \
    '*--application=[The role of the application]:NAME: ' \
    '*--group-role=[The group role for single devices]:NAME: ' \
    '*--role-set=[The role set, as the spec names it]:NAME|FILE: ' \
    '*--tag=[The key of the tag]:KEY: ' \
    '*--parameter=[The name of the parameter]:KEY: ' \
    '--permissions-boundary=[The boundary that the spec names; with an ARN only where it is that one]::ARN: ' \
    '--split-policies[No longer split policies that are over a quota]' \
    '--print[Print the edited spec and do not write it]' \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_device_add() {
  _arguments -s \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--approve[Apply the changes]' \
    '*--accept=[Accept that access of an existing role grows (widening), or an unsafe moment on the way (moment)]:WHAT:(widening moment)' \
    '--backend=[Where roles are read and changed\: in the account (default), or in a model of it that starts from '\''--snapshot'\'' or empty and ends with the command]:WHERE:(aws memory)' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:ARN: '
}

_panorama_roles_device_remove() {
  _arguments -s \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--approve[Apply the changes]' \
    '*--accept=[Accept that access of an existing role grows (widening), or an unsafe moment on the way (moment)]:WHAT:(widening moment)' \
    '--backend=[Where roles are read and changed\: in the account (default), or in a model of it that starts from '\''--snapshot'\'' or empty and ends with the command]:WHERE:(aws memory)' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:ARN: '
}

_panorama_roles_device_swap() {
  _arguments -s \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--approve[Apply the changes]' \
    '*--accept=[Accept that access of an existing role grows (widening), or an unsafe moment on the way (moment)]:WHAT:(widening moment)' \
    '--backend=[Where roles are read and changed\: in the account (default), or in a model of it that starts from '\''--snapshot'\'' or empty and ends with the command]:WHERE:(aws memory)' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':OLD: ' \
    ':NEW: '
}

_panorama_roles_device_open() {
  _arguments -s \
    '--for=[How long, such as 24h\: a number and d, h, m or s]:TIME: ' \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--approve[Apply the changes]' \
    '*--accept=[Accept that access of an existing role grows (widening), or an unsafe moment on the way (moment)]:WHAT:(widening moment)' \
    '--backend=[Where roles are read and changed\: in the account (default), or in a model of it that starts from '\''--snapshot'\'' or empty and ends with the command]:WHERE:(aws memory)' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_device_close() {
  _arguments -s \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--approve[Apply the changes]' \
    '*--accept=[Accept that access of an existing role grows (widening), or an unsafe moment on the way (moment)]:WHAT:(widening moment)' \
    '--backend=[Where roles are read and changed\: in the account (default), or in a model of it that starts from '\''--snapshot'\'' or empty and ends with the command]:WHERE:(aws memory)' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_device_list() {
  _arguments -s \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_plan() {
  _arguments -s \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '*--remove=[Remove this role, or the managed policy or identity provider of this ARN, which left the role set, or something on a role that the spec does not own; KIND is managed-policy, inline-policy, tag, permissions-boundary or instance-profile]:ROLE\[\:KIND\:NAME\]|ARN:(${(f)"$(panorama-roles completion words removals -- "$PREFIX" 2>/dev/null)"})' \
    '--prune=[Remove all that left the role set; COUNT must be how many there are]:COUNT: ' \
    '*--adopt=[Take over this role, managed policy or identity provider, which the spec does not own; a pattern takes over those that show no other owner]:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '--split-policies[Split policies that are over a quota into inline and managed policies that fit]' \
    '*--role=[Only this role, or the roles that fit a pattern with '\''*'\'' and '\''?'\'']:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '--out=[Save the plan for '\''apply --plan'\'', bound to the account as it is now]:FILE:_files' \
    '--format=[The format of the output]:FORMAT:(text json markdown)' \
    '--detailed-exitcode[End with status 2 when changes are pending]' \
    '--accounts=[Work in these accounts\: one id a line, or a JSON array]:FILE:_files' \
    '--assume-role=[The role to assume in each account, with its path]:NAME: ' \
    '--external-id=[The external id that the role asks for]:ID: ' \
    '--session-name=[The name of the sessions (default panorama-roles-COMMAND)]:NAME: ' \
    '--parallel=[How many accounts are worked on side by side (default 8)]:N: ' \
    '--resume=[Take over finished accounts from these JSON lines of an earlier run]:FILE:_files' \
    '--shard=[Only the I-th of N parts of the list]:I/N: ' \
    '--shards=[How many parts there are, when a Job sets the index]:N: ' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_apply() {
  _arguments -s \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--plan=[Apply exactly this plan, saved by '\''plan --out'\'']:FILE:_files' \
    '--plan-digest=[Refuse the plan unless it has the digest that '\''plan --out'\'' printed]:DIGEST: ' \
    '*--remove=[Remove this role, or the managed policy or identity provider of this ARN, which left the role set, or something on a role that the spec does not own; KIND is managed-policy, inline-policy, tag, permissions-boundary or instance-profile]:ROLE\[\:KIND\:NAME\]|ARN:(${(f)"$(panorama-roles completion words removals -- "$PREFIX" 2>/dev/null)"})' \
    '--prune=[Remove all that left the role set; COUNT must be how many there are]:COUNT: ' \
    '*--role=[Only this role, or the roles that fit a pattern with '\''*'\'' and '\''?'\'']:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '--approve[Apply the changes]' \
    '*--accept=[Accept that access of an existing role grows (widening), or an unsafe moment on the way (moment)]:WHAT:(widening moment)' \
    '*--adopt=[Take over this role, managed policy or identity provider, which the spec does not own; a pattern takes over those that show no other owner]:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '--split-policies[Split policies that are over a quota into inline and managed policies that fit]' \
    '--backend=[Where roles are read and changed\: in the account (default), or in a model of it that starts from '\''--snapshot'\'' or empty and ends with the command]:WHERE:(aws memory)' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '--settle=[After the changes wait so long and read the account a second time (default 0)\: IAM takes seconds until a change counts everywhere]:SECONDS: ' \
    '--detailed-exitcode[End with status 2 when changes are pending]' \
    '--accounts=[Work in these accounts\: one id a line, or a JSON array]:FILE:_files' \
    '--assume-role=[The role to assume in each account, with its path]:NAME: ' \
    '--external-id=[The external id that the role asks for]:ID: ' \
    '--session-name=[The name of the sessions (default panorama-roles-COMMAND)]:NAME: ' \
    '--parallel=[How many accounts are worked on side by side (default 8)]:N: ' \
    '--resume=[Take over finished accounts from these JSON lines of an earlier run]:FILE:_files' \
    '--shard=[Only the I-th of N parts of the list]:I/N: ' \
    '--shards=[How many parts there are, when a Job sets the index]:N: ' \
    '--wave=[Change accounts in waves, such as '\''1,10,100%'\''\: so many more each time, or up to that share of all; the last one is 100%]:SIZES: ' \
    '--max-failures=[Begin no further wave when more accounts than this have failed (default 0)]:N: ' \
    '--format=[With --accounts\: text, or one JSON line an account]:FORMAT:(text json)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_disown() {
  _arguments -s \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--approve[Apply the changes]' \
    '*--accept=[Accept that access of an existing role grows (widening), or an unsafe moment on the way (moment)]:WHAT:(widening moment)' \
    '--backend=[Where roles are read and changed\: in the account (default), or in a model of it that starts from '\''--snapshot'\'' or empty and ends with the command]:WHERE:(aws memory)' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:ROLE:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})'
}

_panorama_roles_retire() {
  _arguments -s \
    '*--role=[Retire this role]:NAME: ' \
    '--unused-for=[Retire every removable role that nothing used for so many days]:DAYS: ' \
    '--disable[Let nobody assume the roles any more, and delete nothing]' \
    '--force-detach[Also remove the policies that are not known to be the roles'\'' own]' \
    '--archive=[The file for the deleted roles (default retired-ACCOUNT.json)]:FILE:_files' \
    '--approve[Apply the changes]' \
    '--account=[The 12-digit account id]:ID: ' \
    '--partition=[The partition of the account (default aws)]:NAME:(aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc)' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_drift() {
  _arguments -s \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '*--role=[Only this role, or the roles that fit a pattern with '\''*'\'' and '\''?'\'']:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '--format=[The format of the output]:FORMAT:(text json sarif junit github markdown html)' \
    '--fail-on=[What ends with 2\: any difference (default), or only what may allow more than the spec says]:WHAT:(any widened)' \
    '--roles-only[Only the roles themselves, not the related resources]' \
    '--strict[Count policies that are written differently and mean the same]' \
    '--everyday-roles[Count roles that nobody declared and that trust an everyday service of the set, such as lambda]' \
    '--ignore=[Differences that were accepted, with owner, reason and last day, beside those of the spec]:FILE:_files' \
    '--write-ignore=[Write a new ignore file that proposes to accept what was found]:FILE:_files' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '--accounts=[Work in these accounts\: one id a line, or a JSON array]:FILE:_files' \
    '--assume-role=[The role to assume in each account, with its path]:NAME: ' \
    '--external-id=[The external id that the role asks for]:ID: ' \
    '--session-name=[The name of the sessions (default panorama-roles-COMMAND)]:NAME: ' \
    '--parallel=[How many accounts are worked on side by side (default 8)]:N: ' \
    '--resume=[Take over finished accounts from these JSON lines of an earlier run]:FILE:_files' \
    '--shard=[Only the I-th of N parts of the list]:I/N: ' \
    '--shards=[How many parts there are, when a Job sets the index]:N: ' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_drift_merge() {
  _arguments -s \
    '--format=[The format of the output]:FORMAT:(text json markdown)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:FILE:_files'
}

_panorama_roles_snapshot() {
  _arguments -s \
    '--out=[Write the snapshot here, and replace nothing but a snapshot; with --accounts, a folder]:FILE:_files' \
    '*--role=[Only this role, or the roles that fit a pattern with '\''*'\'' and '\''?'\'']:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '--identity-providers[Keep the identity providers of the account, for role sets that declare some]' \
    '--redact-accounts[Put placeholders in place of account ids and unique ids]' \
    '--taken-at[Write the time into the snapshot, for files that are copied between machines]' \
    '--last-used[Keep when each role was last used, which changes by itself]' \
    '--account=[The 12-digit account id]:ID: ' \
    '--partition=[The partition of the account (default aws)]:NAME:(aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc)' \
    '--accounts=[Work in these accounts\: one id a line, or a JSON array]:FILE:_files' \
    '--assume-role=[The role to assume in each account, with its path]:NAME: ' \
    '--external-id=[The external id that the role asks for]:ID: ' \
    '--session-name=[The name of the sessions (default panorama-roles-COMMAND)]:NAME: ' \
    '--parallel=[How many accounts are worked on side by side (default 8)]:N: ' \
    '--resume=[Take over finished accounts from these JSON lines of an earlier run]:FILE:_files' \
    '--shard=[Only the I-th of N parts of the list]:I/N: ' \
    '--shards=[How many parts there are, when a Job sets the index]:N: ' \
    '--format=[With --accounts\: text, or one JSON line an account]:FORMAT:(text json)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_accounts_merge() {
  _arguments -s \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:FILE:_files'
}

_panorama_roles_whoami() {
  _arguments -s \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_doctor() {
  _arguments -s \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_lint() {
  _arguments -s \
    '*--role-set=[Check the roles of this set together, and its documents]:NAME|FILE:(deeplens greengrass-service-role greengrass-v2-token-exchange panorama panorama-preview)' \
    '--spec=[Check the role sets of this spec, as roles of its account]:FILE:_files' \
    '--account=[The 12-digit account id]:ID: ' \
    '--type=[What the documents are; the default is detected from their elements]:KIND:(identity trust resource)' \
    '--attachment=[Where identity policies will live, which decides their quota]:PLACE:(inline managed)' \
    '--fail-on=[The least severity that ends with status 3 (default warning)]:SEVERITY:(error warning info)' \
    '--format=[The format of the output]:FORMAT:(text json sarif github)' \
    '--suppressions=[The findings that are accepted (default .panorama-roles-lint.json, if it exists)]:FILE:_files' \
    '*--trusted-accounts=[Accounts that are yours\: an account id, or a file of ids as '\''drift --accounts'\'' takes it]:FILE|ID:_files' \
    '--trust-quota=[The characters that a trust policy may have (default 2048)]:N: ' \
    '--today=[The day, YYYY-MM-DD, that suppressions are held against]:DAY: ' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '*--role=[Only this role, or the roles that fit a pattern with '\''*'\'' and '\''?'\'']:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:FILE:_files'
}

_panorama_roles_lint_rules() {
  _arguments -s \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_lint_explain() {
  _arguments -s \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':RULE:(action-case allow-not-action allow-not-principal allow-not-resource boundary-allows-nothing cognito-unauthenticated confused-deputy deleted-principal deprecated-managed-policy empty-condition-values federated-wildcard for-all-values-allow foreign-account group-role-shared lambda-role-name malformed-action missing-set-qualifier oidc-audience oidc-operator oidc-pull-request oidc-subject own-resource pass-role-missing pass-role-unbounded passed-not-trusted policy-size policy-version principal-everyone privilege-escalation pull-request-writes redundant-action redundant-resource retired-service role-escalation saml-audience source-account-digits source-account-mismatch source-arn-any-account source-arn-empty-region source-arn-region source-arn-string-like source-condition-if-exists unknown-action unknown-managed-policy unsupported-condition-key unsupported-resource wildcard-in-equality)'
}

_panorama_roles_format() {
  _arguments -s \
    '--check[List the files that are not in canonical form, and end with status 3 when there are any]' \
    '(-w --write)'{-w,--write}'[Rewrite the files]' \
    '--type=[What the documents are; the default is detected from their elements]:KIND:(identity trust resource)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:FILE:_files'
}

_panorama_roles_compare() {
  _arguments -s \
    '*--actual=[A policy of the actual side]:FILE:_files' \
    '*--actual-boundary=[The permissions boundary of the actual side]:FILE:_files' \
    '*--desired=[A policy of the desired side]:FILE:_files' \
    '*--desired-boundary=[The permissions boundary of the desired side]:FILE:_files' \
    '--fail-on=[What ends with status 2 (default different)]:WHAT:(different widened)' \
    '--type=[What the documents are; the default is detected from their elements]:KIND:(identity trust resource)' \
    '--account=[The account of the requests that are shown]:ID: ' \
    '--partition=[The partition of the account (default aws)]:NAME:(aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc)' \
    '--region=[The Region of the requests that are shown]:NAME: ' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '::ACTUAL:_files' \
    '::DESIRED:_files'
}

_panorama_roles_compare_pairs() {
  _arguments -s \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':FILE:_files'
}

_panorama_roles_review() {
  _arguments -s \
    '--snapshot=[Compare this snapshot of an account with snapshot NEW]:OLD:_files' \
    '--terraform=[Compare before and after of a plan of '\''terraform show -json'\'']:PLAN:_files' \
    '--cloudformation=[Compare this CloudFormation template with template NEW]:OLD:_files' \
    '*--parameter=[The value of a parameter of both templates]:KEY=VALUE: ' \
    '--region=[The Region of the stack]:NAME: ' \
    '--fail-on=[What ends with status 2 (default widened)]:WHAT:(different widened)' \
    '--account=[The 12-digit account id]:ID: ' \
    '--partition=[The partition of the account (default aws)]:NAME:(aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc)' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--format=[The format of the output]:FORMAT:(text markdown json sarif)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '::OLD:_files' \
    '::NEW:_files'
}

_panorama_roles_grants() {
  _arguments -s \
    '*--policy=[A policy document; '\''-'\'' is standard input]:FILE:_files' \
    '*--boundary=[The document of the permissions boundary]:FILE:_files' \
    '--type=[What the documents are; the default is detected from their elements]:KIND:(identity trust resource)' \
    '*--action=[An action or a pattern of actions]:PATTERN:(${(f)"$(panorama-roles completion words actions -- "$PREFIX" 2>/dev/null)"})' \
    '*--resource=[A resource or a pattern of resources (default '\''*'\'')]:PATTERN: ' \
    '--expect=[End with status 3 when the answer is another, or not known]:ANSWER:(granted none)' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_can() {
  _arguments -s \
    '*--policy=[A policy document; '\''-'\'' is standard input]:FILE:_files' \
    '--trust=[The trust policy of the role that is to be assumed]:FILE:_files' \
    '--resource-policy=[The policy of the resource]:FILE:_files' \
    '*--boundary=[The document of the permissions boundary]:FILE:_files' \
    '*--session=[A session policy of the caller'\''s session]:FILE:_files' \
    '--type=[What the documents are; the default is detected from their elements]:KIND:(identity trust resource)' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--role=[Only this role of the snapshot]:NAME: ' \
    '--principal=[Who asks; KIND is service, aws, federated or canonicaluser]:KIND\:VALUE: ' \
    '--action=[The action, service\:Name]:ACTION:(${(f)"$(panorama-roles completion words actions -- "$PREFIX" 2>/dev/null)"})' \
    '--resource=[The resource]:ARN: ' \
    '*--context=[A condition key of the request; one that is repeated has several values]:KEY=VALUE: ' \
    '--request=[The request as JSON, as '\''compare'\'' prints it; '\''-'\'' is standard input]:FILE:_files' \
    '--expect=[End with status 3 when the answer is another]:ANSWER:(allow deny)' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_can_cases() {
  _arguments -s \
    '*--policy=[A policy document; '\''-'\'' is standard input]:FILE:_files' \
    '--trust=[The trust policy of the role that is to be assumed]:FILE:_files' \
    '--resource-policy=[The policy of the resource]:FILE:_files' \
    '*--boundary=[The document of the permissions boundary]:FILE:_files' \
    '*--session=[A session policy of the caller'\''s session]:FILE:_files' \
    '--type=[What the documents are; the default is detected from their elements]:KIND:(identity trust resource)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':FILE:_files'
}

_panorama_roles_test() {
  _arguments -s \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--role=[Only this role of the snapshot]:NAME: ' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:FILE:_files'
}

_panorama_roles_trust() {
  _arguments -s \
    '--account=[The 12-digit account id]:ID: ' \
    '--partition=[The partition of the account (default aws)]:NAME:(aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc)' \
    '*--device=[Let only this device use the appliance role]:ARN: ' \
    '--all-devices[Let every device of the account use the appliance role, and nothing else]' \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':ROLE:(AWSDeepLensServiceRole AWSDeepLensLambdaRole AWSDeepLensGreengrassRole AWSDeepLensGreengrassGroupRole AWSDeepLensSageMakerRole Greengrass_ServiceRole GreengrassV2TokenExchangeRole AWSServiceRoleForAWSPanorama AWSPanoramaApplianceServiceRole AWSPanoramaServiceRole AWSPanoramaApplianceRole AWSPanoramaSageMakerRole AWSPanoramaGreengrassGroupRole AWSPanoramaGreengrassRole)'
}

_panorama_roles_list() {
  _arguments -s \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_show() {
  _arguments -s \
    '--role=[Show this role, and no role set\: of all that are built in, or of the set that NAME says]:NAME:(AWSDeepLensServiceRole AWSDeepLensLambdaRole AWSDeepLensGreengrassRole AWSDeepLensGreengrassGroupRole AWSDeepLensSageMakerRole Greengrass_ServiceRole GreengrassV2TokenExchangeRole AWSServiceRoleForAWSPanorama AWSPanoramaApplianceServiceRole AWSPanoramaServiceRole AWSPanoramaApplianceRole AWSPanoramaSageMakerRole AWSPanoramaGreengrassGroupRole AWSPanoramaGreengrassRole)' \
    '--role-set-file[Print the role set as a role-set file, to start your own from]' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '::NAME:(deeplens greengrass-service-role greengrass-v2-token-exchange panorama panorama-preview AWSDeepLensServiceRole AWSDeepLensLambdaRole AWSDeepLensGreengrassRole AWSDeepLensGreengrassGroupRole AWSDeepLensSageMakerRole Greengrass_ServiceRole GreengrassV2TokenExchangeRole AWSServiceRoleForAWSPanorama AWSPanoramaApplianceServiceRole AWSPanoramaServiceRole AWSPanoramaApplianceRole AWSPanoramaSageMakerRole AWSPanoramaGreengrassGroupRole AWSPanoramaGreengrassRole)'
}

_panorama_roles_actions() {
  _arguments -s \
    '--access-level=[Only actions of this access level]:LEVEL:(list read tagging write permissions-management)' \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:PATTERN:(${(f)"$(panorama-roles completion words actions -- "$PREFIX" 2>/dev/null)"})'
}

_panorama_roles_expand() {
  _arguments -s \
    '--type=[What the documents are; the default is detected from their elements]:KIND:(identity trust resource)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':FILE:_files'
}

_panorama_roles_shrink() {
  _arguments -s \
    '--type=[What the documents are; the default is detected from their elements]:KIND:(identity trust resource)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':FILE:_files'
}

_panorama_roles_policy_user() {
  _arguments -s \
    '--level=[How much users may do (default minimum)]:LEVEL:(minimum full)' \
    '--generation=[Which generation of the services they use (default current)]:NAME:(current preview deeplens)' \
    '--account=[The 12-digit account id]:ID: ' \
    '--partition=[The partition of the account (default aws)]:NAME:(aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc)' \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_policy_application() {
  _arguments -s \
    '--application-namespace=[The one CloudWatch namespace that the application may write metrics to]:NAMESPACE: ' \
    '--partition=[The partition of the account (default aws)]:NAME:(aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_policy_tool() {
  _arguments -s \
    '--for=[What the tool is to do\: init and apply, exactly the plan of now, drift, snapshot, or retire]:WORK:(init plan drift snapshot retire)' \
    '*--role-set=[The role set, without a spec (default panorama)]:NAME|FILE:(deeplens greengrass-service-role greengrass-v2-token-exchange panorama panorama-preview)' \
    '--assume-role=[Instead, what the caller of a command with '\''--accounts'\'' and this role needs]:NAME: ' \
    '--account=[The 12-digit account id]:ID: ' \
    '--partition=[The partition of the account (default aws)]:NAME:(aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc)' \
    '--spec=[The spec file (default panorama-roles.json)]:FILE:_files' \
    '--allow-outside[Read files that a file names outside of its own folder and of the folder of the command]' \
    '--snapshot=[Read this file of '\''snapshot'\'', or of '\''aws iam get-account-authorization-details'\'', and no account]:FILE:_files' \
    '--max-age=[Refuse a snapshot that is older than this\: 90m, 24h or 7d]:AGE: ' \
    '--read-strategy=[How to read roles\: one by one, all at once, or whichever takes fewer calls (default)]:HOW:(auto per-role bulk)' \
    '*--remove=[Remove this role, or the managed policy or identity provider of this ARN, which left the role set, or something on a role that the spec does not own; KIND is managed-policy, inline-policy, tag, permissions-boundary or instance-profile]:ROLE\[\:KIND\:NAME\]|ARN:(${(f)"$(panorama-roles completion words removals -- "$PREFIX" 2>/dev/null)"})' \
    '--prune=[Remove all that left the role set; COUNT must be how many there are]:COUNT: ' \
    '*--adopt=[Take over this role, managed policy or identity provider, which the spec does not own; a pattern takes over those that show no other owner]:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '*--role=[Only this role, or the roles that fit a pattern with '\''*'\'' and '\''?'\'']:NAME|GLOB:(${(f)"$(panorama-roles completion words roles -- "$PREFIX" 2>/dev/null)"})' \
    '--profile=[The profile of the shared credentials and config files]:NAME:(${(f)"$(panorama-roles completion words profiles -- "$PREFIX" 2>/dev/null)"})' \
    '--cache-credentials[Keep the keys of assumed roles for the next command, in the cache of the AWS CLI]' \
    '--region=[The Region that requests are signed for]:NAME: ' \
    '--endpoint-url=[Send requests for IAM and STS here]:URL: ' \
    '--allow-plain-http[Allow an http URL that is not on this machine]' \
    '--max-attempts=[How often a request is sent before it fails]:N: ' \
    '--timeout=[How long one attempt may take]:SECONDS: ' \
    '--debug[Print every request and answer on standard error, without secrets]' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_policy_managed() {
  _arguments -s \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':NAME:(AWSDeepLensLambdaFunctionAccessPolicy AWSDeepLensServiceRolePolicy AWSGreengrassResourceAccessRolePolicy AWSLambdaBasicExecutionRole AWSLambdaFullAccess AWSLambda_FullAccess AWSPanoramaApplianceRolePolicy AWSPanoramaApplianceServiceRolePolicy AWSPanoramaFullAccess AWSPanoramaGreengrassGroupRolePolicy AWSPanoramaSageMakerRolePolicy AWSPanoramaServiceLinkedRolePolicy AWSPanoramaServiceRolePolicy AmazonSageMakerFullAccess)'
}

_panorama_roles_schema() {
  _arguments -s \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':NAME:(account-outcome account-result accounts accounts-merge actions can can-cases compare compare-pairs device-list doctor drift drift-merge expectations failure grants ignore lint list plan plan-report requests retire review role-set show snapshot spec spec-edit test version whoami)'
}

_panorama_roles_help() {
  _arguments -s \
    '--man[Print a manual page in roff, of the program or of COMMAND]' \
    '--out=[With --man, write the manual pages of all commands into this folder]:DIR:_files -/' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    '*:COMMAND: '
}

_panorama_roles_version() {
  _arguments -s \
    '--format=[The format of the output]:FORMAT:(text json)' \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]'
}

_panorama_roles_completion() {
  _arguments -s \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':SHELL:(bash zsh fish)'
}

_panorama_roles_completion_words() {
  _arguments -s \
    '(-q --quiet)'{-q,--quiet}'[Write no notes and no progress to standard error]' \
    '--color=[When to use colour]:WHEN:(auto always never)' \
    '(-h --help)'{-h,--help}'[Show help and stop; -h is shorter than --help]' \
    '(-V --version)'{-V,--version}'[Show the version and stop]' \
    ':SOURCE:(profiles roles removals actions formats)' \
    '::PREFIX: '
}

_panorama_roles_below_new() {
  local -a words
  words=(
    'role-set:Write a first role set, with comments'
  )
  _describe -t commands 'command' words
}

_panorama_roles_below_spec() {
  local -a words
  words=(
    'add:Add role sets, devices, applications and group roles to the spec'
    'set:Set tags, parameters, boundary, devices and more of the spec'
    'remove:Remove parts of the spec'
  )
  _describe -t commands 'command' words
}

_panorama_roles_below_device() {
  local -a words
  words=(
    'add:Let another device use the appliance role'
    'remove:Stop a device from using the appliance role'
    'swap:Replace a device that was reset or exchanged'
    'open:Let every device of the account use the appliance role, for a while'
    'close:End what '\''device open'\'' began'
    'list:Print the devices of the spec'
  )
  _describe -t commands 'command' words
}

_panorama_roles_below_drift() {
  local -a words
  words=(
    'merge:Join the results of '\''drift --accounts'\'' into one report'
  )
  _describe -t commands 'command' words
}

_panorama_roles_below_accounts() {
  local -a words
  words=(
    'merge:Join the results of '\''plan'\'', '\''apply'\'', '\''snapshot'\'' or '\''import'\'' of many accounts'
  )
  _describe -t commands 'command' words
}

_panorama_roles_below_lint() {
  local -a words
  words=(
    'rules:List the rules of '\''lint'\'' with their severities'
    'explain:Explain a rule of '\''lint'\'', with its source and examples'
  )
  _describe -t commands 'command' words
}

_panorama_roles_below_compare() {
  local -a words
  words=(
    'pairs:Compare many pairs of policies, one JSON line each'
  )
  _describe -t commands 'command' words
}

_panorama_roles_below_can() {
  local -a words
  words=(
    'cases:Decide many requests, one JSON line each'
  )
  _describe -t commands 'command' words
}

_panorama_roles_below_policy() {
  local -a words
  words=(
    'user:Print the identity policy of people who use a service'
    'application:Print the identity policy of an application'\''s role'
    'tool:Print the least permissions that this tool needs'
    'managed:Print the document of an AWS managed policy, as the catalogue knows it'
  )
  _describe -t commands 'command' words
}

_panorama_roles_below_completion() {
  local -a words
  words=(
    'words:Print words that a shell offers, one a line'
  )
  _describe -t commands 'command' words
}

_panorama_roles() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  if (( CURRENT == 2 )); then
    _panorama_roles_first
    return
  fi
  if [[ $words[2] == new ]] && (( CURRENT == 3 )); then
    _panorama_roles_below_new
    return
  fi
  if [[ $words[2] == new && $words[3] == role-set ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_new_role_set; return
  fi
  if [[ $words[2] == spec ]] && (( CURRENT == 3 )); then
    _panorama_roles_below_spec
    return
  fi
  if [[ $words[2] == spec && $words[3] == add ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_spec_add; return
  fi
  if [[ $words[2] == spec && $words[3] == set ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_spec_set; return
  fi
  if [[ $words[2] == spec && $words[3] == remove ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_spec_remove; return
  fi
  if [[ $words[2] == device ]] && (( CURRENT == 3 )); then
    _panorama_roles_below_device
    return
  fi
  if [[ $words[2] == device && $words[3] == add ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_device_add; return
  fi
  if [[ $words[2] == device && $words[3] == remove ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_device_remove; return
  fi
  if [[ $words[2] == device && $words[3] == swap ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_device_swap; return
  fi
  if [[ $words[2] == device && $words[3] == open ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_device_open; return
  fi
  if [[ $words[2] == device && $words[3] == close ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_device_close; return
  fi
  if [[ $words[2] == device && $words[3] == list ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_device_list; return
  fi
  if [[ $words[2] == drift ]] && (( CURRENT == 3 )); then
    _panorama_roles_below_drift
  fi
  if [[ $words[2] == drift && $words[3] == merge ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_drift_merge; return
  fi
  if [[ $words[2] == accounts ]] && (( CURRENT == 3 )); then
    _panorama_roles_below_accounts
    return
  fi
  if [[ $words[2] == accounts && $words[3] == merge ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_accounts_merge; return
  fi
  if [[ $words[2] == lint ]] && (( CURRENT == 3 )); then
    _panorama_roles_below_lint
  fi
  if [[ $words[2] == lint && $words[3] == rules ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_lint_rules; return
  fi
  if [[ $words[2] == lint && $words[3] == explain ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_lint_explain; return
  fi
  if [[ $words[2] == compare ]] && (( CURRENT == 3 )); then
    _panorama_roles_below_compare
  fi
  if [[ $words[2] == compare && $words[3] == pairs ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_compare_pairs; return
  fi
  if [[ $words[2] == can ]] && (( CURRENT == 3 )); then
    _panorama_roles_below_can
  fi
  if [[ $words[2] == can && $words[3] == cases ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_can_cases; return
  fi
  if [[ $words[2] == policy ]] && (( CURRENT == 3 )); then
    _panorama_roles_below_policy
    return
  fi
  if [[ $words[2] == policy && $words[3] == user ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_policy_user; return
  fi
  if [[ $words[2] == policy && $words[3] == application ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_policy_application; return
  fi
  if [[ $words[2] == policy && $words[3] == tool ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_policy_tool; return
  fi
  if [[ $words[2] == policy && $words[3] == managed ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_policy_managed; return
  fi
  if [[ $words[2] == completion ]] && (( CURRENT == 3 )); then
    _panorama_roles_below_completion
  fi
  if [[ $words[2] == completion && $words[3] == words ]]; then
    shift 2 words; (( CURRENT -= 2 ))
    _panorama_roles_completion_words; return
  fi
  local command="$words[2]"
  shift words; (( CURRENT -= 1 ))
  case "$command" in
    init) _panorama_roles_init ;;
    import) _panorama_roles_import ;;
    export) _panorama_roles_export ;;
    plan) _panorama_roles_plan ;;
    apply) _panorama_roles_apply ;;
    disown) _panorama_roles_disown ;;
    retire) _panorama_roles_retire ;;
    drift) _panorama_roles_drift ;;
    snapshot) _panorama_roles_snapshot ;;
    whoami) _panorama_roles_whoami ;;
    doctor) _panorama_roles_doctor ;;
    lint) _panorama_roles_lint ;;
    format) _panorama_roles_format ;;
    compare) _panorama_roles_compare ;;
    review) _panorama_roles_review ;;
    grants) _panorama_roles_grants ;;
    can) _panorama_roles_can ;;
    test) _panorama_roles_test ;;
    trust) _panorama_roles_trust ;;
    list) _panorama_roles_list ;;
    show) _panorama_roles_show ;;
    actions) _panorama_roles_actions ;;
    expand) _panorama_roles_expand ;;
    shrink) _panorama_roles_shrink ;;
    schema) _panorama_roles_schema ;;
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
