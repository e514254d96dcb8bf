#!/usr/bin/env bash
# Starts a throw-away PostgreSQL for tests and benchmarks on 127.0.0.1 and prints its URL; `stop` ends it.
# Durable as in production (fsync on), C collation so that both engines sort alike. One that runs already is used; a
# port that somebody else has is left to them.
set -euo pipefail
folder=${MOTCUA_PG_FOLDER:-/tmp/motcua-postgres}
port=${MOTCUA_PG_PORT:-54329}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed (apt-get install postgresql)" >&2; exit 1; }
# initdb refuses to run as root, and nobody's postgres can read root's home.
as() { if [ "$(id -u)" = 0 ]; then (cd / && su postgres -s /bin/bash -c "$*"); else bash -c "$*"; fi; }
runs() { as "$bin/pg_ctl -D $folder/data status" >/dev/null 2>&1; }
taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
if [ "${1:-start}" = stop ]; then as "$bin/pg_ctl -D $folder/data -m fast stop" >/dev/null 2>&1 || true; exit 0; fi

mkdir -p "$folder"; [ "$(id -u)" != 0 ] || chown postgres "$folder"
exec 9>"$folder/lock"; flock 9 2>/dev/null || true
if ! runs; then
  # Left behind by an older version, or half made: nothing in it is worth keeping.
  version=$(cat "$folder/data/PG_VERSION" 2>/dev/null || true)
  case "$bin" in */"$version"/bin) [ -f "$folder/data/postgresql.conf" ] || version="" ;; *) version="" ;; esac
  if [ -z "$version" ]; then
    rm -rf "$folder/data"
    as "$bin/initdb -D $folder/data -U postgres --auth=trust --locale=C --encoding=UTF8" >"$folder.log" 2>&1 || { tail -5 "$folder.log" >&2; exit 1; }
  fi
  while taken "$port"; do port=$((port + 1)); done
  as "$bin/pg_ctl -D $folder/data -w -l $folder/server.log -o '-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=300 -c shared_buffers=512MB -c max_wal_size=4GB' start" >>"$folder.log" 2>&1 9>&- || { tail -5 "$folder/server.log" >&2; exit 1; }
fi
echo "postgres://postgres@127.0.0.1:$(as "sed -n 4p $folder/data/postmaster.pid")/postgres"
