#!/usr/bin/env bash
# Sees to it that Debian's Mono is there; installs it if it may (root, or sudo). Fails where it is not and cannot be installed.
set -euo pipefail

# mono-devel has the facades, netstandard.dll among them.
packages=(mono-runtime mono-devel libmono-system-net-http4.0-cil)
if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
    as_root=(); [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi
