# What a fleet's runs prepare with in tests: the vaults in folders, in place of the module that a company has installed.
Import-Module -Name "$PSScriptRoot/Microsoft.PowerShell.SecretManagement.psm1"
