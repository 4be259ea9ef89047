#!/usr/bin/env bash
# Packs the project, installs the package into an empty one as a user would, and searches with it under other versions
# of Node, each brought by the npm package `node`.
# Run: tools/try-package.sh 22 24
set -euo pipefail
cd "$(dirname "$0")/.."

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
npm pack --silent --pack-destination "$tmp" >/dev/null
mkdir "$tmp/project"
cd "$tmp/project"
echo '{ "type": "module" }' >package.json
npm install --ignore-scripts --no-audit --no-fund "$tmp"/espalier-*.tgz
cat >use.js <<'JS'
import { loadDataset, mlp, search } from "espalier";
const study = await search({ data: await loadDataset("wine"), space: mlp({ maxDepth: 1 }), objectives: ["accuracy"], trials: 1, epochs: 1 });
if (!(await study.best())) throw new Error("no trial completed");
JS
for version in "$@"; do
  # Its own script puts the executable in place, so that one is allowed to run.
  npm install --prefix "$tmp/node$version" --no-audit --no-fund "node@$version"
  node=$tmp/node$version/node_modules/node/bin/node
  "$node" --version
  "$node" use.js
  "$node" node_modules/espalier/dist/cli/main.js search digits --trials 1 --epochs 1 --final-epochs 1 --out "run$version"
  "$node" node_modules/espalier/dist/cli/main.js evaluate "run$version/best.onnx" digits
done
