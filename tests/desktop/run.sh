#!/usr/bin/env bash
# Runs the staged module's client under Mono against the sandbox: the nearest thing to Windows PowerShell's loader that a
# Linux machine has. Needs the .NET SDK and, from Debian's packages, Mono; installs the latter if it may (root, or sudo).
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

tests/desktop/install-mono.sh
for project in src/TokenRotation src/TokenRotation.Sandbox tests/desktop/Smoke; do
    dotnet build "$project" --configuration Release --verbosity quiet
done

work=$(mktemp -d)
sandbox=
cleanup() {
    [ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

dotnet artifacts/bin/TokenRotation.Sandbox/release/TokenRotation.Sandbox.dll --port 0 >"$work/sandbox" &
sandbox=$!
for _ in $(seq 1200); do
    [ ! -s "$work/sandbox" ] || break
    kill -0 "$sandbox"
    sleep 0.1
done

greeting() { head -n 1 "$work/sandbox" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
{ greeting url; greeting adminToken; greeting v1AdminToken; } |
    mono artifacts/bin/Smoke/release/TokenRotation.DesktopSmoke.exe bin/TokenRotation.dll
