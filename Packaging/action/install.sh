#!/usr/bin/env bash
# Puts panorama-roles on the path of the steps that follow: from a release, or built from the source
# of the action itself. Used by action.yml, which gives every value by the environment.
#
#   VERSION        a release such as 1.0.0, or 'source'
#   REPOSITORY     owner/name of the releases
#   SERVER         the GitHub server, such as https://github.com
#   SOURCE         the folder of the action
#   DESTINATION    where the program goes
set -euo pipefail

machine=$(uname -m)
mkdir -p "$DESTINATION/bin"

if [ "$VERSION" = source ]; then
  if [ ! -x "$DESTINATION/bin/panorama-roles" ]; then
    if ! command -v swift >/dev/null; then
      echo "::error::building panorama-roles needs Swift 6.2 or newer on the runner; name a release in 'version' instead"
      exit 1
    fi
    make -C "$SOURCE" install PREFIX= DESTDIR="$DESTINATION"
  fi
else
  name="panorama-roles-$VERSION-linux-$machine"
  url="$SERVER/$REPOSITORY/releases/download/v$VERSION"
  folder=$(mktemp -d)
  for file in "$name.tar.gz" SHA256SUMS; do
    if ! curl --fail --silent --show-error --location --retry 3 --output "$folder/$file" "$url/$file"; then
      echo "::error::'$url/$file' cannot be downloaded; version 'source' builds the program instead"
      exit 1
    fi
  done
  # The line of this archive alone: the other files of the release are not here.
  (cd "$folder" && grep -F "  $name.tar.gz" SHA256SUMS | sha256sum --check --strict --quiet -)
  tar -xzf "$folder/$name.tar.gz" -C "$folder"
  cp -R "$folder/$name/." "$DESTINATION/"
  rm -rf "$folder"
fi

"$DESTINATION/bin/panorama-roles" version
if [ -n "${GITHUB_PATH:-}" ]; then
  echo "$DESTINATION/bin" >> "$GITHUB_PATH"
fi
