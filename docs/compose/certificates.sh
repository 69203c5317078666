#!/bin/sh
# certificates.sh NODES AUTHORITY: makes the certificates of the cluster, unless they are there.
#
#   NODES/      ca.pem, node.pem and its key (all nodes), admin.pem and its key (who changes users and roles)
#   AUTHORITY/  ca.pem, which is all that Glane needs
#
# The authority's own key is not kept: nobody can add a node or an administrator to this cluster with it.
set -eu
nodes=$1
authority=$2
[ -f "$nodes/admin.pem" ] && [ -f "$authority/ca.pem" ] && exit 0

days=3650
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077

openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days "$days" -subj "/O=Glane/CN=authority" \
  -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
  -keyout "$work/ca-key.pem" -out "$work/ca.pem" 2>/dev/null

# certify NAME COMMON_NAME EXTENSIONS: the private key is PKCS #8, which OpenSearch asks for
certify() {
  printf '%s\n' "basicConstraints=CA:FALSE" "$3" >"$work/$1.ext"
  openssl req -newkey rsa:3072 -nodes -sha256 -subj "/O=Glane/CN=$2" \
    -keyout "$work/$1-key.pem" -out "$work/$1.csr" 2>/dev/null
  openssl x509 -req -sha256 -days "$days" -in "$work/$1.csr" -CA "$work/ca.pem" -CAkey "$work/ca-key.pem" \
    -CAcreateserial -extfile "$work/$1.ext" -out "$work/$1.pem" 2>/dev/null
}
certify node opensearch "extendedKeyUsage=serverAuth,clientAuth
subjectAltName=DNS:opensearch-1,DNS:opensearch-2,DNS:opensearch-3,DNS:localhost,IP:127.0.0.1"
certify admin admin "extendedKeyUsage=clientAuth"

cp "$work/ca.pem" "$authority/ca.pem"
chmod 644 "$authority/ca.pem"
for name in ca.pem node.pem node-key.pem admin-key.pem admin.pem; do # admin.pem last: it says that all are there
  cp "$work/$name" "$nodes/$name"
  if [ "$(id -u)" = 0 ]; then chown 1000:1000 "$nodes/$name"; fi # the user of the image opensearchproject/opensearch
done
