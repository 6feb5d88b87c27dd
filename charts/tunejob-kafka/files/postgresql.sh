#!/bin/sh
# Prepares a PostgreSQL in $PGDATA once, then becomes it. Asks for nothing but PostgreSQL's own
# programs, so any image that has them serves. Settings: PGDATA, DATABASE_FOLDER (files username,
# password, database), SOCKET_FOLDER. Arguments go to postgres.
set -eu
for folder in /usr/lib/postgresql/*/bin; do PATH=$PATH:$folder; done
role=$(cat "$DATABASE_FOLDER/username") database=$(cat "$DATABASE_FOLDER/database")

run() { echo "$1" | postgres --single -D "$PGDATA" postgres >/dev/null; }

if [ ! -f "$PGDATA/ready" ]; then
  rm -rf "$PGDATA"   # what an interrupted first start has left
  initdb --pgdata="$PGDATA" --username="$role" --auth-local=trust --auth-host=scram-sha-256 \
    --encoding=UTF8 --locale=C >/dev/null
  [ "$database" = postgres ] || run "CREATE DATABASE \"$database\""
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  touch "$PGDATA/ready"
fi
run "ALTER ROLE \"$role\" PASSWORD '$(sed "s/'/''/g" "$DATABASE_FOLDER/password")'"   # it may be another by now
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories="$SOCKET_FOLDER" "$@"
