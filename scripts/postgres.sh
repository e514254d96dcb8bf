#!/usr/bin/env bash
# Starts a throw-away PostgreSQL for tests and benchmarks on 127.0.0.1 and prints its URL; `stop` ends it.
# Durable as in production (fsync on), C collation so that both engines sort alike.
set -euo pipefail
folder=${MOTCUA_PG_FOLDER:-/tmp/motcua-postgres}
port=${MOTCUA_PG_PORT:-54329}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed (apt-get install postgresql)" >&2; exit 1; }
# initdb refuses to run as root.
as() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/bash -c "$*"; else bash -c "$*"; fi; }
if [ "${1:-start}" = stop ]; then as "$bin/pg_ctl -D $folder/data -m fast stop" >/dev/null 2>&1 || true; exit 0; fi
if ! as "$bin/pg_ctl -D $folder/data status" >/dev/null 2>&1; then
  if [ ! -d "$folder/data" ]; then
    mkdir -p "$folder"; [ "$(id -u)" = 0 ] && chown postgres "$folder"
    as "$bin/initdb -D $folder/data -U postgres --auth=trust --locale=C --encoding=UTF8" >"$folder.log" 2>&1
  fi
  as "$bin/pg_ctl -D $folder/data -w -l $folder/server.log -o '-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=300 -c shared_buffers=512MB -c max_wal_size=4GB' start" >>"$folder.log" 2>&1
fi
echo "postgres://postgres@127.0.0.1:$port/postgres"
