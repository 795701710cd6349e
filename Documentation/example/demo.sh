#!/bin/sh
# The point of panorama-roles on an example account that is only a file: 'make demo' runs this.
# usage: demo.sh PROGRAM FOLDER
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
cd "$2"
rm -f panorama-roles.json
cp "$here/team.json" "$here/account.json" .

step() {
  printf '\n\033[1m%s\033[0m\n$ panorama-roles' "$1"
  shift
  printf ' %s' "$@"
  printf '\n'
  status=0
  "$program" "$@" || status=$?
  [ "$status" -eq 0 ] || echo "(status $status)"
}

step "1. team.json describes two roles. A spec chooses it for an account." \
  init --account 123456789012 --offline --quiet --role-set team.json --out setup
step "2. Somebody changed the account by hand. Did anybody gain access?" \
  drift --snapshot account.json --fail-on widened
step "3. The plan that takes the access away again. Nothing is changed without --approve." \
  plan --snapshot account.json --remove orders-worker:managed-policy:arn:aws:iam::aws:policy/AdministratorAccess
printf '\nThe files are in %s. README.md says how to go on.\n' "$2"
