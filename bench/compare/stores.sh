#!/usr/bin/env bash
# Rows a second into SQLite, and from there into MariaDB and PostgreSQL, each new and over what stands there; beside it the servers' own ways to load the same rows from a file: LOAD DATA LOCAL INFILE and \copy.
# The servers are this script's own, in a temporary folder. Needs Debian's mariadb-server and postgresql. Usage: bench/compare/stores.sh [ROWS]
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
rows=${1:-500000}
work=$(mktemp -d "$scratch/stores.XXXXXX")
chmod 755 "$work"
pids=()
cleanup() { for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; done; rm -rf "$work"; }
trap cleanup EXIT
me=$(id -un)
mariadb-install-db --no-defaults --datadir="$work/maria" --user="$me" --auth-root-authentication-method=normal --skip-test-db >/dev/null
mariadbd --no-defaults --datadir="$work/maria" --tmpdir="$work" --socket="$work/s" --user="$me" --skip-networking --innodb-buffer-pool-size=256M --innodb-log-file-size=256M --log-error="$work/maria.log" &
pids+=($!)
programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
as=()
mkdir "$work/pg"
if [ "$me" = root ]; then chown postgres: "$work/pg"; as=(setpriv --reuid postgres --regid postgres --clear-groups --); fi
(cd / && "${as[@]}" "$programs/initdb" -D "$work/pg/data" -U weir --auth=trust --locale=C -E UTF8 >/dev/null)
(cd / && exec "${as[@]}" "$programs/postgres" -D "$work/pg/data" -k "$work/pg" -h '' -c shared_buffers=256MB -c max_wal_size=1GB -c log_min_messages=fatal) &
pids+=($!)
maria() { mariadb --no-defaults --socket="$work/s" -u root --local-infile=1 "$@"; }
postgres() { psql -q -h "$work/pg" -U weir -v ON_ERROR_STOP=1 "$@"; }
until maria -e 'CREATE DATABASE weir' 2>/dev/null; do sleep 0.2; done
until postgres -d postgres -c 'CREATE DATABASE weir' 2>/dev/null; do sleep 0.2; done

echo "machine: $(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
dotnet run --project "$root/bench/Weir.Bench" -c Release -v q -p:WeirAnalysers=false -- stores "$work" "$rows" "mysql://root@/weir?socket=$work/s" "postgresql://weir@/weir?host=$work/pg"
chmod 644 "$work/frames.csv"
count=$(wc -l <"$work/frames.csv")
timed() { # NAME COMMAND...
  local name=$1 TIMEFORMAT=%R seconds; shift
  seconds=$( { time "$@" >/dev/null; } 2>&1 )
  awk -v n="$name" -v r="$count" -v s="$seconds" 'BEGIN {printf "%-32s %9d rows %8.2f s %10.0f rows/s\n", n, r, s, r / s}'
}
maria weir -e 'CREATE TABLE peer LIKE frames'
timed 'mariadb LOAD DATA LOCAL' maria weir -e "LOAD DATA LOCAL INFILE '$work/frames.csv' INTO TABLE peer FIELDS TERMINATED BY ',' (run, @g, row_place, point, direction, peer, block, round, type, sender, frames) SET row_group = UNHEX(@g)"
postgres -d weir -c 'CREATE TABLE peer (LIKE frames INCLUDING ALL)'
timed 'psql copy' postgres -d weir -c "\\copy peer FROM '$work/frames.csv' WITH (FORMAT csv)"
for client in "maria weir -N -e" "postgres -d weir -tc"; do $client "SELECT (SELECT count(*) FROM frames), (SELECT count(*) FROM peer)" | tr -s ' |\t\n' ' '; done; echo
