# bash completion for panorama-roles 0.1.0
# eval "$(panorama-roles completion bash)"

_panorama_roles() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="" command="" word
  local index=1 words="" kind="" skip=0
  # bash makes "=" a word of its own: --flag = value
  if [[ $current == "=" ]]; then current=""; previous="${COMP_WORDS[COMP_CWORD-1]}"
  elif [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[COMP_CWORD-1]} == "=" ]]; then
    previous="${COMP_WORDS[COMP_CWORD-2]}"
  elif [[ $COMP_CWORD -gt 0 ]]; then previous="${COMP_WORDS[COMP_CWORD-1]}"; fi
  # and so it does with ":" when COMP_WORDBREAKS has it: s3 : GetObject
  local place=$COMP_CWORD cut=""
  while [[ $place -gt 1 && ( ${COMP_WORDS[place]} == ":" || ${COMP_WORDS[place-1]} == ":" ) ]]; do
    place=$((place - 1))
  done
  if [[ $place -lt $COMP_CWORD ]]; then
    current=$(IFS=''; printf '%s' "${COMP_WORDS[*]:place:COMP_CWORD-place+1}")
    cut="${current%"${current##*:}"}"
    previous="${COMP_WORDS[place-1]}"
    if [[ $previous == "=" ]]; then previous="${COMP_WORDS[place-2]}"; fi
  fi
  while [[ $index -lt $COMP_CWORD ]]; do
    word="${COMP_WORDS[index]}"
    if [[ $skip -eq 1 ]]; then [[ $word == "=" ]] || skip=0
    elif [[ $word == -* ]]; then
      case "$word" in
        --account|\
        --partition|\
        --role-set|\
        --parameter|\
        --application|\
        --application-namespace|\
        --group-role|\
        --statement|\
        --device|\
        --tag|\
        --permissions-boundary|\
        --name|\
        --from-archive|\
        --spec|\
        --out|\
        --accept|\
        --adopt|\
        --backend|\
        --snapshot|\
        --max-age|\
        --read-strategy|\
        --profile|\
        --region|\
        --endpoint-url|\
        --max-attempts|\
        --timeout|\
        --service|\
        --aws-cli|\
        --terraform|\
        --cloudformation|\
        --role|\
        --path|\
        --trusting|\
        --split|\
        --into|\
        --replace-region|\
        --accounts|\
        --assume-role|\
        --external-id|\
        --session-name|\
        --parallel|\
        --resume|\
        --shard|\
        --shards|\
        --format|\
        --organizational-unit|\
        --for|\
        --remove|\
        --prune|\
        --plan|\
        --plan-digest|\
        --settle|\
        --wave|\
        --max-failures|\
        --unused-for|\
        --archive|\
        --fail-on|\
        --ignore|\
        --write-ignore|\
        --type|\
        --attachment|\
        --suppressions|\
        --trusted-accounts|\
        --trust-quota|\
        --today|\
        --actual|\
        --actual-boundary|\
        --desired|\
        --desired-boundary|\
        --policy|\
        --boundary|\
        --action|\
        --resource|\
        --expect|\
        --trust|\
        --resource-policy|\
        --session|\
        --principal|\
        --context|\
        --request|\
        --access-level|\
        --level|\
        --generation|\
        --color) skip=1 ;;
      esac
    elif [[ -z $command ]]; then command="$word"
    else
      case "$command $word" in
        'new role-set'|\
        'spec add'|\
        'spec set'|\
        'spec remove'|\
        'device add'|\
        'device remove'|\
        'device swap'|\
        'device open'|\
        'device close'|\
        'device list'|\
        'drift merge'|\
        'accounts merge'|\
        'lint rules'|\
        'lint explain'|\
        'compare pairs'|\
        'can cases'|\
        'policy user'|\
        'policy application'|\
        'policy tool'|\
        'policy managed'|\
        'completion words') command="$command $word" ;;
        *) ;;
      esac
    fi
    index=$((index + 1))
  done
  case "$command:$previous" in
    *:--account) : ;;
    *:--partition) words='aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc' ;;
    'init:--role-set') words='deeplens greengrass-service-role greengrass-v2-token-exchange panorama panorama-preview' ;;
    'spec add:--role-set') words='deeplens greengrass-service-role greengrass-v2-token-exchange panorama panorama-preview' ;;
    'spec remove:--role-set') : ;;
    'lint:--role-set') words='deeplens greengrass-service-role greengrass-v2-token-exchange panorama panorama-preview' ;;
    'policy tool:--role-set') words='deeplens greengrass-service-role greengrass-v2-token-exchange panorama panorama-preview' ;;
    'init:--parameter') : ;;
    'spec add:--parameter') : ;;
    'spec set:--parameter') : ;;
    'spec remove:--parameter') : ;;
    'review:--parameter') : ;;
    *:--application) : ;;
    *:--application-namespace) : ;;
    *:--group-role) : ;;
    *:--statement) kind='file' ;;
    *:--device) : ;;
    'init:--tag') : ;;
    'import:--tag') : ;;
    'spec set:--tag') : ;;
    'spec remove:--tag') : ;;
    *:--permissions-boundary) : ;;
    *:--name) : ;;
    *:--from-archive) kind='file' ;;
    *:--spec) kind='file' ;;
    'init:--out') kind='directory' ;;
    'new role-set:--out') kind='file' ;;
    'import:--out') kind='file' ;;
    'export:--out') kind='file' ;;
    'plan:--out') kind='file' ;;
    'snapshot:--out') kind='file' ;;
    'help:--out') kind='directory' ;;
    *:--accept) words='widening moment' ;;
    *:--adopt) words="$(panorama-roles completion words roles -- "$current" 2>/dev/null)" ;;
    *:--backend) words='aws memory' ;;
    'init:--snapshot') kind='file' ;;
    'import:--snapshot') kind='file' ;;
    'device add:--snapshot') kind='file' ;;
    'device remove:--snapshot') kind='file' ;;
    'device swap:--snapshot') kind='file' ;;
    'device open:--snapshot') kind='file' ;;
    'device close:--snapshot') kind='file' ;;
    'plan:--snapshot') kind='file' ;;
    'apply:--snapshot') kind='file' ;;
    'disown:--snapshot') kind='file' ;;
    'retire:--snapshot') kind='file' ;;
    'drift:--snapshot') kind='file' ;;
    'lint:--snapshot') kind='file' ;;
    'review:--snapshot') kind='file' ;;
    'can:--snapshot') kind='file' ;;
    'test:--snapshot') kind='file' ;;
    'policy tool:--snapshot') kind='file' ;;
    *:--max-age) : ;;
    *:--read-strategy) words='auto per-role bulk' ;;
    *:--profile) words="$(panorama-roles completion words profiles -- "$current" 2>/dev/null)" ;;
    *:--region) : ;;
    *:--endpoint-url) : ;;
    *:--max-attempts) : ;;
    *:--timeout) : ;;
    *:--service) words='lambda ecs-tasks ec2 step-functions glue codebuild github-oidc cross-account irsa pod-identity saml' ;;
    *:--aws-cli) kind='file' ;;
    'import:--terraform') kind='file' ;;
    'review:--terraform') kind='file' ;;
    'import:--cloudformation') kind='file' ;;
    'review:--cloudformation') kind='file' ;;
    'import:--role') : ;;
    'export:--role') words="$(panorama-roles completion words roles -- "$current" 2>/dev/null)" ;;
    'plan:--role') words="$(panorama-roles completion words roles -- "$current" 2>/dev/null)" ;;
    'apply:--role') words="$(panorama-roles completion words roles -- "$current" 2>/dev/null)" ;;
    'retire:--role') : ;;
    'drift:--role') words="$(panorama-roles completion words roles -- "$current" 2>/dev/null)" ;;
    'snapshot:--role') words="$(panorama-roles completion words roles -- "$current" 2>/dev/null)" ;;
    'lint:--role') words="$(panorama-roles completion words roles -- "$current" 2>/dev/null)" ;;
    'can:--role') : ;;
    'test:--role') : ;;
    'show:--role') words='AWSDeepLensServiceRole AWSDeepLensLambdaRole AWSDeepLensGreengrassRole AWSDeepLensGreengrassGroupRole AWSDeepLensSageMakerRole Greengrass_ServiceRole GreengrassV2TokenExchangeRole AWSServiceRoleForAWSPanorama AWSPanoramaApplianceServiceRole AWSPanoramaServiceRole AWSPanoramaApplianceRole AWSPanoramaSageMakerRole AWSPanoramaGreengrassGroupRole AWSPanoramaGreengrassRole' ;;
    'policy tool:--role') words="$(panorama-roles completion words roles -- "$current" 2>/dev/null)" ;;
    *:--path) : ;;
    *:--trusting) : ;;
    *:--split) kind='directory' ;;
    *:--into) kind='file' ;;
    *:--replace-region) : ;;
    *:--accounts) kind='file' ;;
    *:--assume-role) : ;;
    *:--external-id) : ;;
    *:--session-name) : ;;
    *:--parallel) : ;;
    *:--resume) kind='file' ;;
    *:--shard) : ;;
    *:--shards) : ;;
    'import:--format') words='text json' ;;
    'export:--format') words='cloudformation cloudformation-import stackset cdk-json terraform terraform-import aws-cli' ;;
    'spec add:--format') words='text json' ;;
    'spec set:--format') words='text json' ;;
    'spec remove:--format') words='text json' ;;
    'device list:--format') words='text json' ;;
    'plan:--format') words='text json markdown' ;;
    'apply:--format') words='text json' ;;
    'retire:--format') words='text json' ;;
    'drift:--format') words='text json sarif junit github markdown html' ;;
    'drift merge:--format') words='text json markdown' ;;
    'snapshot:--format') words='text json' ;;
    'accounts merge:--format') words='text json' ;;
    'whoami:--format') words='text json' ;;
    'doctor:--format') words='text json' ;;
    'lint:--format') words='text json sarif github' ;;
    'compare:--format') words='text json' ;;
    'review:--format') words='text markdown json sarif' ;;
    'grants:--format') words='text json' ;;
    'can:--format') words='text json' ;;
    'test:--format') words='text json' ;;
    'list:--format') words='text json' ;;
    'show:--format') words='text json' ;;
    'actions:--format') words='text json' ;;
    'version:--format') words='text json' ;;
    *:--organizational-unit) : ;;
    'device open:--for') : ;;
    'policy tool:--for') words='init plan drift snapshot retire' ;;
    *:--remove) words="$(panorama-roles completion words removals -- "$current" 2>/dev/null)" ;;
    *:--prune) : ;;
    *:--plan) kind='file' ;;
    *:--plan-digest) : ;;
    *:--settle) : ;;
    *:--wave) : ;;
    *:--max-failures) : ;;
    *:--unused-for) : ;;
    *:--archive) kind='file' ;;
    'drift:--fail-on') words='any widened' ;;
    'lint:--fail-on') words='error warning info' ;;
    'compare:--fail-on') words='different widened' ;;
    'review:--fail-on') words='different widened' ;;
    *:--ignore) kind='file' ;;
    *:--write-ignore) kind='file' ;;
    *:--type) words='identity trust resource' ;;
    *:--attachment) words='inline managed' ;;
    *:--suppressions) kind='file' ;;
    *:--trusted-accounts) kind='file' ;;
    *:--trust-quota) : ;;
    *:--today) : ;;
    *:--actual) kind='file' ;;
    *:--actual-boundary) kind='file' ;;
    *:--desired) kind='file' ;;
    *:--desired-boundary) kind='file' ;;
    *:--policy) kind='file' ;;
    *:--boundary) kind='file' ;;
    'grants:--action') words="$(panorama-roles completion words actions -- "$current" 2>/dev/null)" ;;
    'can:--action') words="$(panorama-roles completion words actions -- "$current" 2>/dev/null)" ;;
    'grants:--resource') : ;;
    'can:--resource') : ;;
    'grants:--expect') words='granted none' ;;
    'can:--expect') words='allow deny' ;;
    *:--trust) kind='file' ;;
    *:--resource-policy) kind='file' ;;
    *:--session) kind='file' ;;
    *:--principal) : ;;
    *:--context) : ;;
    *:--request) kind='file' ;;
    *:--access-level) words='list read tagging write permissions-management' ;;
    *:--level) words='minimum full' ;;
    *:--generation) words='current preview deeplens' ;;
    *:--color) words='auto always never' ;;
    *)
      if [[ $current == -* ]]; then
        case "$command" in
          'init') words='
            --account
            --partition
            --role-set
            --parameter
            --application
            --application-namespace
            --group-role
            --statement
            --device
            --all-devices
            --tag
            --permissions-boundary
            --split-policies
            --name
            --no-ownership-tag
            --from-archive
            --spec
            --allow-outside
            --out
            --offline
            --approve
            --accept
            --adopt
            --backend
            --snapshot
            --max-age
            --read-strategy
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'new role-set') words='
            --service
            --out
            --quiet
            --color
            --help
            --version' ;;
          'import') words='
            --snapshot
            --max-age
            --aws-cli
            --terraform
            --cloudformation
            --identity-providers
            --account
            --partition
            --role
            --path
            --tag
            --trusting
            --out
            --split
            --into
            --spec
            --name
            --replace-region
            --accounts
            --assume-role
            --external-id
            --session-name
            --parallel
            --resume
            --shard
            --shards
            --format
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'export') words='
            --format
            --out
            --role
            --spec
            --allow-outside
            --accounts
            --organizational-unit
            --quiet
            --color
            --help
            --version' ;;
          'spec add') words='
            --device
            --role-set
            --parameter
            --application
            --application-namespace
            --group-role
            --statement
            --print
            --spec
            --allow-outside
            --format
            --quiet
            --color
            --help
            --version' ;;
          'spec set') words='
            --tag
            --parameter
            --permissions-boundary
            --device
            --all-devices
            --split-policies
            --print
            --spec
            --allow-outside
            --format
            --quiet
            --color
            --help
            --version' ;;
          'spec remove') words='
            --device
            --all-devices
            --application
            --group-role
            --role-set
            --tag
            --parameter
            --permissions-boundary
            --split-policies
            --print
            --spec
            --allow-outside
            --format
            --quiet
            --color
            --help
            --version' ;;
          'device add') words='
            --spec
            --allow-outside
            --approve
            --accept
            --backend
            --snapshot
            --max-age
            --read-strategy
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'device remove') words='
            --spec
            --allow-outside
            --approve
            --accept
            --backend
            --snapshot
            --max-age
            --read-strategy
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'device swap') words='
            --spec
            --allow-outside
            --approve
            --accept
            --backend
            --snapshot
            --max-age
            --read-strategy
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'device open') words='
            --for
            --spec
            --allow-outside
            --approve
            --accept
            --backend
            --snapshot
            --max-age
            --read-strategy
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'device close') words='
            --spec
            --allow-outside
            --approve
            --accept
            --backend
            --snapshot
            --max-age
            --read-strategy
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'device list') words='
            --spec
            --allow-outside
            --format
            --quiet
            --color
            --help
            --version' ;;
          'plan') words='
            --spec
            --allow-outside
            --snapshot
            --max-age
            --read-strategy
            --remove
            --prune
            --adopt
            --split-policies
            --role
            --out
            --format
            --detailed-exitcode
            --accounts
            --assume-role
            --external-id
            --session-name
            --parallel
            --resume
            --shard
            --shards
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'apply') words='
            --spec
            --allow-outside
            --plan
            --plan-digest
            --remove
            --prune
            --role
            --approve
            --accept
            --adopt
            --split-policies
            --backend
            --snapshot
            --max-age
            --read-strategy
            --settle
            --detailed-exitcode
            --accounts
            --assume-role
            --external-id
            --session-name
            --parallel
            --resume
            --shard
            --shards
            --wave
            --max-failures
            --format
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'disown') words='
            --spec
            --allow-outside
            --approve
            --accept
            --backend
            --snapshot
            --max-age
            --read-strategy
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'retire') words='
            --role
            --unused-for
            --disable
            --force-detach
            --archive
            --approve
            --account
            --partition
            --snapshot
            --max-age
            --format
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'drift') words='
            --spec
            --allow-outside
            --snapshot
            --max-age
            --role
            --format
            --fail-on
            --roles-only
            --strict
            --everyday-roles
            --ignore
            --write-ignore
            --read-strategy
            --accounts
            --assume-role
            --external-id
            --session-name
            --parallel
            --resume
            --shard
            --shards
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'drift merge') words='
            --format
            --quiet
            --color
            --help
            --version' ;;
          'snapshot') words='
            --out
            --role
            --identity-providers
            --redact-accounts
            --taken-at
            --last-used
            --account
            --partition
            --accounts
            --assume-role
            --external-id
            --session-name
            --parallel
            --resume
            --shard
            --shards
            --format
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'accounts merge') words='
            --format
            --quiet
            --color
            --help
            --version' ;;
          'whoami') words='
            --format
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'doctor') words='
            --format
            --spec
            --allow-outside
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'lint') words='
            --role-set
            --spec
            --account
            --type
            --attachment
            --fail-on
            --format
            --suppressions
            --trusted-accounts
            --trust-quota
            --today
            --snapshot
            --max-age
            --role
            --quiet
            --color
            --help
            --version' ;;
          'lint rules') words='
            --quiet
            --color
            --help
            --version' ;;
          'lint explain') words='
            --quiet
            --color
            --help
            --version' ;;
          'format') words='
            --check
            --write
            --type
            --quiet
            --color
            --help
            --version' ;;
          'compare') words='
            --actual
            --actual-boundary
            --desired
            --desired-boundary
            --fail-on
            --type
            --account
            --partition
            --region
            --format
            --quiet
            --color
            --help
            --version' ;;
          'compare pairs') words='
            --quiet
            --color
            --help
            --version' ;;
          'review') words='
            --snapshot
            --terraform
            --cloudformation
            --parameter
            --region
            --fail-on
            --account
            --partition
            --allow-outside
            --format
            --quiet
            --color
            --help
            --version' ;;
          'grants') words='
            --policy
            --boundary
            --type
            --action
            --resource
            --expect
            --format
            --quiet
            --color
            --help
            --version' ;;
          'can') words='
            --policy
            --trust
            --resource-policy
            --boundary
            --session
            --type
            --snapshot
            --max-age
            --role
            --principal
            --action
            --resource
            --context
            --request
            --expect
            --format
            --quiet
            --color
            --help
            --version' ;;
          'can cases') words='
            --policy
            --trust
            --resource-policy
            --boundary
            --session
            --type
            --quiet
            --color
            --help
            --version' ;;
          'test') words='
            --snapshot
            --max-age
            --role
            --allow-outside
            --format
            --quiet
            --color
            --help
            --version' ;;
          'trust') words='
            --account
            --partition
            --device
            --all-devices
            --spec
            --allow-outside
            --quiet
            --color
            --help
            --version' ;;
          'list') words='
            --format
            --quiet
            --color
            --help
            --version' ;;
          'show') words='
            --role
            --role-set-file
            --format
            --quiet
            --color
            --help
            --version' ;;
          'actions') words='
            --access-level
            --format
            --quiet
            --color
            --help
            --version' ;;
          'expand') words='
            --type
            --quiet
            --color
            --help
            --version' ;;
          'shrink') words='
            --type
            --quiet
            --color
            --help
            --version' ;;
          'policy user') words='
            --level
            --generation
            --account
            --partition
            --spec
            --allow-outside
            --quiet
            --color
            --help
            --version' ;;
          'policy application') words='
            --application-namespace
            --partition
            --quiet
            --color
            --help
            --version' ;;
          'policy tool') words='
            --for
            --role-set
            --assume-role
            --account
            --partition
            --spec
            --allow-outside
            --snapshot
            --max-age
            --read-strategy
            --remove
            --prune
            --adopt
            --role
            --profile
            --cache-credentials
            --region
            --endpoint-url
            --allow-plain-http
            --max-attempts
            --timeout
            --debug
            --quiet
            --color
            --help
            --version' ;;
          'policy managed') words='
            --quiet
            --color
            --help
            --version' ;;
          'schema') words='
            --quiet
            --color
            --help
            --version' ;;
          'help') words='
            --man
            --out
            --quiet
            --color
            --help
            --version' ;;
          'version') words='
            --format
            --quiet
            --color
            --help
            --version' ;;
          'completion') words='
            --quiet
            --color
            --help
            --version' ;;
          'completion words') words='
            --quiet
            --color
            --help
            --version' ;;
          *) words='
            --quiet
            --color
            --help
            --version' ;;
        esac
      else
        case "$command" in
          '') words='
            init
            new
            import
            export
            spec
            device
            plan
            apply
            disown
            retire
            drift
            snapshot
            accounts
            whoami
            doctor
            lint
            format
            compare
            review
            grants
            can
            test
            trust
            list
            show
            actions
            expand
            shrink
            policy
            schema
            help
            version
            completion' ;;
          'new') words='role-set' ;;
          'import') kind='file' ;;
          'spec') words='add set remove' ;;
          'device') words='add remove swap open close list' ;;
          'disown') words=" $(panorama-roles completion words roles -- "$current" 2>/dev/null)" ;;
          'drift') words='merge' ;;
          'accounts') words='merge' ;;
          'lint') words='rules explain'; kind='file' ;;
          'format') kind='file' ;;
          'compare') words='pairs'; kind='file' ;;
          'review') kind='file' ;;
          'can') words='cases' ;;
          'test') kind='file' ;;
          'trust') words='AWSDeepLensServiceRole AWSDeepLensLambdaRole AWSDeepLensGreengrassRole AWSDeepLensGreengrassGroupRole AWSDeepLensSageMakerRole Greengrass_ServiceRole GreengrassV2TokenExchangeRole AWSServiceRoleForAWSPanorama AWSPanoramaApplianceServiceRole AWSPanoramaServiceRole AWSPanoramaApplianceRole AWSPanoramaSageMakerRole AWSPanoramaGreengrassGroupRole AWSPanoramaGreengrassRole' ;;
          'show') words='deeplens greengrass-service-role greengrass-v2-token-exchange panorama panorama-preview AWSDeepLensServiceRole AWSDeepLensLambdaRole AWSDeepLensGreengrassRole AWSDeepLensGreengrassGroupRole AWSDeepLensSageMakerRole Greengrass_ServiceRole GreengrassV2TokenExchangeRole AWSServiceRoleForAWSPanorama AWSPanoramaApplianceServiceRole AWSPanoramaServiceRole AWSPanoramaApplianceRole AWSPanoramaSageMakerRole AWSPanoramaGreengrassGroupRole AWSPanoramaGreengrassRole' ;;
          'actions') words=" $(panorama-roles completion words actions -- "$current" 2>/dev/null)" ;;
          'expand') kind='file' ;;
          'shrink') kind='file' ;;
          'policy') words='user application tool managed' ;;
          'schema') words='account-outcome account-result accounts accounts-merge actions can can-cases compare compare-pairs device-list doctor drift drift-merge expectations failure grants ignore lint list plan plan-report requests retire review role-set show snapshot spec spec-edit test version whoami' ;;
          'completion') words='words bash zsh fish' ;;
          'new role-set') : ;;
          'device add') : ;;
          'device remove') : ;;
          'device swap') : ;;
          'drift merge') kind='file' ;;
          'accounts merge') kind='file' ;;
          'lint explain') words='action-case allow-not-action allow-not-principal allow-not-resource boundary-allows-nothing cognito-unauthenticated confused-deputy deleted-principal deprecated-managed-policy empty-condition-values federated-wildcard for-all-values-allow foreign-account group-role-shared lambda-role-name malformed-action missing-set-qualifier oidc-audience oidc-operator oidc-pull-request oidc-subject own-resource pass-role-missing pass-role-unbounded passed-not-trusted policy-size policy-version principal-everyone privilege-escalation pull-request-writes redundant-action redundant-resource retired-service role-escalation saml-audience source-account-digits source-account-mismatch source-arn-any-account source-arn-empty-region source-arn-region source-arn-string-like source-condition-if-exists unknown-action unknown-managed-policy unsupported-condition-key unsupported-resource wildcard-in-equality' ;;
          'compare pairs') kind='file' ;;
          'can cases') kind='file' ;;
          'policy managed') words='AWSDeepLensLambdaFunctionAccessPolicy AWSDeepLensServiceRolePolicy AWSGreengrassResourceAccessRolePolicy AWSLambdaBasicExecutionRole AWSLambdaFullAccess AWSLambda_FullAccess AWSPanoramaApplianceRolePolicy AWSPanoramaApplianceServiceRolePolicy AWSPanoramaFullAccess AWSPanoramaGreengrassGroupRolePolicy AWSPanoramaSageMakerRolePolicy AWSPanoramaServiceLinkedRolePolicy AWSPanoramaServiceRolePolicy AmazonSageMakerFullAccess' ;;
          'completion words') words='profiles roles removals actions formats' ;;
          *) ;;
        esac
      fi ;;
  esac
  COMPREPLY=()
  while IFS='' read -r word; do COMPREPLY+=("${word#"$cut"}"); done < <(
    if [[ -n $words ]]; then compgen -W "$words" -- "$current"; fi
    if [[ $kind == file ]]; then compgen -f -- "$current"; fi
    if [[ $kind == directory ]]; then compgen -d -- "$current"; fi)
  if [[ -n $kind ]]; then compopt -o filenames 2>/dev/null; fi
  if [[ ${COMPREPLY[0]} == *: ]]; then compopt -o nospace 2>/dev/null; fi
  return 0
}
complete -F _panorama_roles panorama-roles
