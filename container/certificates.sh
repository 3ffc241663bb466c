#!/bin/bash
# Une autorité à soi et un certificat par serveur, faits une fois dans le volume « tls ». La clé de l’autorité n’est pas gardée : rien d’autre n’est signé.
# 999 est PostgreSQL ; 1000, l’image de Temporal et la nôtre.
set -eu
cd /tls
[ -e ca.pem ] && exit 0
umask 077
work=$(mktemp -d)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=Guichet' -keyout "$work/ca.key" -out "$work/ca.pem"
for name in postgres temporal guichet; do
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout "$name.key" -out "$work/$name.csr"
  printf 'subjectAltName=DNS:%s\n' "$name" > "$work/$name.ext"
  openssl x509 -req -days 3650 -in "$work/$name.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -extfile "$work/$name.ext" -out "$name.pem"
done
chmod 644 ./*.pem
chown 999:999 postgres.key
chown 1000:1000 temporal.key guichet.key
install -m 644 "$work/ca.pem" ca.pem
rm -r "$work"
