#!/bin/sh
# Tire au hasard, une fois, les secrets de docker-compose.yml dans le dossier « secrets » ; ceux qui y sont déjà restent. Gardez-en deux copies,
# ailleurs, et jamais avec une sauvegarde de la base. Le dossier est fermé aux autres comptes de la machine ; les fichiers peuvent être lus dans les conteneurs.
set -eu
cd "$(dirname "$0")/.."
mkdir -p -m 700 secrets
cd secrets
keep() { [ -e "$1" ] || printf '%s' "$2" > "$1"; chmod 444 "$1"; }
address() { printf 'postgres://%s:%s@postgres:5432/guichet?sslmode=verify-full&sslrootcert=/tls/ca.pem' "$1" "$(cat "$2")"; }

for name in postgres_password owner_password app_password relay_password; do keep "$name" "$(openssl rand -hex 24)"; done
for name in master_key journal_key index_key session_secret; do keep "$name" "2:$(openssl rand -base64 32)"; done
keep signing_key "2:$(openssl genpkey -algorithm ed25519 -outform DER | base64 | tr -d '\n')"
keep database_url "$(address guichet_app app_password)"
keep database_relay_url "$(address guichet_relay relay_password)"
keep database_owner_url "$(address guichet_owner owner_password)"
if [ -n "${SMTP_URL:-}" ]; then keep smtp_url "$SMTP_URL"; fi
[ -e smtp_url ] || echo 'Il reste à écrire secrets/smtp_url : l’adresse de votre serveur de courrier, comme smtps://utilisateur:motdepasse@courrier.interne'
