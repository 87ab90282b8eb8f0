@{
    RootModule           = 'TokenRotation.Testing.psm1'
    ModuleVersion        = '0.1.0'
    CompatiblePSEditions = @('Desktop', 'Core')
    GUID                 = '5b1d7c0e-94c3-4c0b-8c86-2f3b6f0f7f57'
    Author               = 'TokenRotation contributors'
    CompanyName          = 'TokenRotation'
    Copyright            = '(c) TokenRotation contributors. MIT licence.'
    Description          = 'Starts and steers a sandbox of Dynatrace, for tests of scripts that use TokenRotation.'
    PowerShellVersion    = '5.1'
    FunctionsToExport    = @(
        'Add-SandboxFault'
        'Clear-SandboxFault'
        'Get-SandboxChange'
        'Set-SandboxAuditLog'
        'Start-Sandbox'
        'Step-SandboxClock'
        'Stop-Sandbox'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('Dynatrace', 'Token', 'Rotation', 'Pester', 'Testing', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://tokenrotation.example/blob/HEAD/LICENSE'
            ProjectUri = 'https://tokenrotation.example'
            ReleaseNotes = 'The first version: the sandbox, its clock and its faults, for Pester.'
        }
    }
}
