#!/usr/bin/env bash
# Installs what the tests need (quickly, when it is there already) and passes all of them: both engines, real PDFs,
# a real S3 wire, real Chromium. Usage: scripts/test.sh [arguments for cargo nextest]
# What cannot be installed here is said, and the tests that need it say that they skip.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8 TZ=${TZ:-UTC}
say() { printf '\n== %s\n' "$*"; }
# A network that stumbles once is no reason to fail.
again() { local n; for n in 1 2 3; do "$@" && return 0; sleep $((n * 5)); done; return 1; }

say "what the tests need"
packages=()
need() { command -v "$1" >/dev/null 2>&1 || packages+=("$2"); }
need chromium chromium
need chromedriver chromium-driver
need pdftotext poppler-utils
need zbarimg zbar-tools
need qpdf qpdf
need npm npm
need curl curl
need cc build-essential
python3 -c 'import venv, ensurepip' >/dev/null 2>&1 || packages+=(python3 python3-venv)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages+=(postgresql)
if [ ${#packages[@]} -gt 0 ]; then
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo -n"
  apt() { $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@" >/dev/null; }
  { again apt update && again apt install -y --no-install-recommends "${packages[@]}"; } || echo "not installed: ${packages[*]}"
fi
cargo nextest --version >/dev/null 2>&1 || again cargo install cargo-nextest --locked --quiet
# The accessibility rules (axe) and an S3 server, for tests only; neither becomes part of the product.
mkdir -p .tools
axe=.tools/node_modules/axe-core/axe.min.js
[ -f $axe ] || again npm install --silent --no-audit --no-fund --prefix .tools axe-core@4 || echo "axe could not be installed: WCAG is not checked"
[ ! -f $axe ] || export MOTCUA_TEST_AXE="$PWD/$axe"
moto_server=.tools/venv/bin/moto_server
install_moto() { python3 -m venv --clear .tools/venv && .tools/venv/bin/pip install -q --disable-pip-version-check 'moto[s3,server]==5.*'; }
$moto_server --help >/dev/null 2>&1 || again install_moto || echo "moto could not be installed: the S3 tests will say that they skip"

say "PostgreSQL and S3 on loopback"
moto=""
trap '[ -z "$moto" ] || kill "$moto" 2>/dev/null || true' EXIT
if MOTCUA_TEST_PG=${MOTCUA_TEST_PG:-$(scripts/postgres.sh)}; then export MOTCUA_TEST_PG; echo "$MOTCUA_TEST_PG"; else unset MOTCUA_TEST_PG; echo "no PostgreSQL: its half of the tests is left out"; fi
if [ -z "${MOTCUA_TEST_S3:-}" ] && [ -x $moto_server ]; then
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  $moto_server -H 127.0.0.1 -p "$port" >.tools/moto.log 2>&1 &
  moto=$!
  for _ in $(seq 150); do
    if curl -s -o /dev/null "http://127.0.0.1:$port"; then export MOTCUA_TEST_S3=http://127.0.0.1:$port; break; fi
    sleep 0.2
  done
  echo "${MOTCUA_TEST_S3:-no S3 server answered: see .tools/moto.log}"
fi

say "tests"
export INSTA_UPDATE=no CARGO_INCREMENTAL=${CARGO_INCREMENTAL:-0} CARGO_NET_RETRY=${CARGO_NET_RETRY:-5}
cargo nextest run --workspace "$@"
