#!/bin/sh
# Compiles the stylesheets into vef/static/vef. Needs Node; `npm ci` here first, or
# name a folder of installed packages in NODE_PACKAGES.
set -eu
cd "$(dirname "$0")"
packages="${NODE_PACKAGES:-node_modules}"
"$packages/.bin/sass" --no-source-map --style=compressed --quiet-deps \
  --load-path="$packages/govuk-frontend/dist" \
  vef.scss:../static/vef/vef.css admin.scss:../static/vef/admin.css
