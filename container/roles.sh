#!/bin/bash
# Lancé une fois par PostgreSQL, quand la base est faite : un rôle par emploi, avec le mot de passe de son fichier.
set -eu
# Lus avant : un fichier qui manque arrête ici, et ne fait pas un rôle sans mot de passe.
owner=$(cat /run/secrets/owner_password)
app=$(cat /run/secrets/app_password)
relay=$(cat /run/secrets/relay_password)
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set owner="$owner" --set app="$app" --set relay="$relay" --set temporal="$TEMPORAL_PASSWORD" <<'SQL'
CREATE ROLE guichet_owner LOGIN CREATEROLE PASSWORD :'owner';
CREATE ROLE guichet_app LOGIN PASSWORD :'app';
CREATE ROLE guichet_relay LOGIN PASSWORD :'relay';
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE guichet OWNER guichet_owner;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
SQL
