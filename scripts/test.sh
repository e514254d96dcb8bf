#!/usr/bin/env bash
# Installs what the tests need (quickly, when it is there already) and passes all of them: both engines, real PDFs,
# a real S3 wire, real Chromium. Usage: scripts/test.sh [arguments for cargo nextest]
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\n== %s\n' "$*"; }

say "what the tests need"
packages=()
need() { command -v "$1" >/dev/null 2>&1 || packages+=("$2"); }
need chromium chromium
need chromedriver chromium-driver
need pdftotext poppler-utils
need zbarimg zbar-tools
need qpdf qpdf
need npm npm
need cc build-essential
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages+=(postgresql)
if [ ${#packages[@]} -gt 0 ]; then
  sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
cargo nextest --version >/dev/null 2>&1 || cargo install cargo-nextest --locked
# The accessibility rules (axe) and an S3 server, for tests only; neither becomes part of the product.
mkdir -p .tools
[ -f .tools/node_modules/axe-core/axe.min.js ] || npm install --silent --no-audit --no-fund --prefix .tools axe-core@4
export MOTCUA_TEST_AXE="$PWD/.tools/node_modules/axe-core/axe.min.js"
if [ ! -x .tools/venv/bin/moto_server ]; then
  python3 -m venv .tools/venv && .tools/venv/bin/pip install -q 'moto[s3,server]==5.*' || echo "moto could not be installed: the S3 tests will say that they skip"
fi

say "PostgreSQL and S3 on loopback"
MOTCUA_TEST_PG=$(scripts/postgres.sh)
export MOTCUA_TEST_PG
moto=""
if [ -x .tools/venv/bin/moto_server ]; then
  .tools/venv/bin/moto_server -H 127.0.0.1 -p 50551 >.tools/moto.log 2>&1 &
  moto=$!
  export MOTCUA_TEST_S3=http://127.0.0.1:50551
  for _ in $(seq 50); do curl -s -o /dev/null "$MOTCUA_TEST_S3" && break; sleep 0.2; done
fi
trap '[ -z "$moto" ] || kill "$moto" 2>/dev/null || true' EXIT

say "tests"
export INSTA_UPDATE=no CARGO_INCREMENTAL=${CARGO_INCREMENTAL:-0}
cargo nextest run --workspace "$@"
