#!/usr/bin/env bash
# Runs the tests of Api and Rotation, those that need no sandbox, by Mono: compiled for .NET Framework 4.7.2.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

tests/desktop/install-mono.sh
dotnet build tests/desktop/FrameworkTests --verbosity quiet
runner=$(dotnet msbuild tests/desktop/FrameworkTests --getProperty:Pkgxunit_runner_console)/tools/net472/xunit.console.exe
assembly=$(dotnet msbuild tests/desktop/FrameworkTests --getProperty:TargetPath)
mono "$runner" "$assembly" -noshadow -parallel none -nocolor
