#!/bin/sh
# Makes the two databases and their owners, once, on an empty PostgreSQL server. Prefect needs pg_trgm.
set -eu
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" \
    --set dondoc="$DONDOC_PASSWORD" --set prefect="$PREFECT_PASSWORD" <<'SQL'
CREATE ROLE dondoc LOGIN PASSWORD :'dondoc';
CREATE ROLE prefect LOGIN PASSWORD :'prefect';
CREATE DATABASE dondoc OWNER dondoc ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE prefect OWNER prefect ENCODING 'UTF8' TEMPLATE template0;
\connect prefect
CREATE EXTENSION pg_trgm;
SQL
