@{
    RootModule             = 'bin/TokenRotation.dll'
    ModuleVersion          = '0.1.0'
    CompatiblePSEditions   = @('Desktop', 'Core')
    GUID                   = 'f7a6e80b-3b09-416d-aa06-c106171bad0c'
    Author                 = 'TokenRotation contributors'
    CompanyName            = 'TokenRotation'
    Copyright              = '(c) TokenRotation contributors. MIT licence.'
    Description            = 'Finds, creates, revokes, restores, deletes and rotates Dynatrace API tokens.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    TypesToProcess         = @('bin/TokenRotation.Types.ps1xml')
    FormatsToProcess       = @('bin/TokenRotation.Format.ps1xml')
    CmdletsToExport        = @(
        'Complete-DtTokenRotation'
        'Connect-DtAccount'
        'Connect-DtEnvironment'
        'Disconnect-DtEnvironment'
        'Export-DtTokenReport'
        'Export-DtTokenSpec'
        'Find-DtToken'
        'Get-DtEnvironment'
        'Get-DtTokenActivity'
        'Get-DtTokenFinding'
        'Get-DtTokenRotation'
        'Invoke-DtTokenRotation'
        'New-DtToken'
        'Remove-DtToken'
        'Restore-DtToken'
        'Resume-DtTokenRotation'
        'Revoke-DtToken'
        'Set-DtToken'
        'Test-DtToken'
        'Test-DtTokenRotation'
        'Undo-DtTokenRotation'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags = @('Dynatrace', 'Token', 'Rotation', 'Security', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://tokenrotation.example/blob/HEAD/LICENSE'
            ProjectUri = 'https://tokenrotation.example'
            ReleaseNotes = 'The first version: rotates classic Dynatrace API tokens in one safe command.'
        }
    }
}
