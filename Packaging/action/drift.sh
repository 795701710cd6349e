#!/usr/bin/env bash
# Compares an account with a spec, and shows the result as annotations, as the summary of the run and
# as a SARIF file. The account is read once. Used by action.yml, which gives every value by the
# environment.
#
#   SPEC       the spec file
#   SNAPSHOT   a snapshot to compare with; empty: the account is read with the credentials of the job,
#              and its identity providers only where the role sets of the spec declare some
#   FAIL_ON    'any' or 'widened'
#   SARIF      where the SARIF file goes
set -euo pipefail

flags=(--spec "$SPEC" --fail-on "$FAIL_ON")
snapshot=${SNAPSHOT:-}
if [ -z "$snapshot" ]; then
  snapshot=$(mktemp -d)/account.json
  options=(--out "$snapshot")
  # Identity providers take permissions of their own. What a check of this spec reads says whether it
  # needs them; where the spec cannot be read, 'drift' says so below.
  reads=$(panorama-roles policy tool --for drift --spec "$SPEC" --quiet 2>/dev/null || true)
  case $reads in
    *iam:ListOpenIDConnectProviders* | *iam:ListSAMLProviders*) options+=(--identity-providers) ;;
  esac
  panorama-roles snapshot "${options[@]}"
fi

# Annotations are the result that counts; the other two say the same for other readers.
status=0
: > "$SARIF"
panorama-roles drift "${flags[@]}" --snapshot "$snapshot" --format github || status=$?
for format in markdown sarif; do
  other=0
  case $format in
    markdown) file=${GITHUB_STEP_SUMMARY:-/dev/null} ;;
    *) file=$SARIF ;;
  esac
  panorama-roles drift "${flags[@]}" --snapshot "$snapshot" --format "$format" --quiet >> "$file" || other=$?
  if [ "$other" -ne "$status" ]; then
    echo "::error::'drift --format $format' ended with $other, and '--format github' with $status"
    status=1
  fi
done
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  echo "status=$status" >> "$GITHUB_OUTPUT"
fi
exit "$status"
