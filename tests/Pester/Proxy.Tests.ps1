# What the variables of a shell name as its proxy is asked for nothing that goes over plain http.

[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    Import-Module "$PSScriptRoot/Support/Shell.psm1"
    $proxy = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $proxy.Start()

    # Takes what came to the proxy, and says how much it was.
    function Receive-Caller {
        $count = 0
        while ($proxy.Pending()) {
            $proxy.AcceptTcpClient().Dispose()
            $count++
        }

        $count
    }

    $address = "http://127.0.0.1:$($proxy.LocalEndpoint.Port)"
    $variables = @{
        HTTP_PROXY   = $address
        ALL_PROXY    = $address
        NO_PROXY     = ''
        DT_API_TOKEN = [System.Net.NetworkCredential]::new('', $sandbox.AdminToken).Password
        MANIFEST     = $manifest
        SANDBOX_URL  = $sandbox.Url
    }
}

AfterAll {
    $proxy.Stop()
    Stop-Sandbox $sandbox
}

Describe 'A shell with a proxy in its environment' {
    It 'sends no token through it over plain http' {
        $said = Invoke-Shell -Environment $variables {
            Import-Module $env:MANIFEST
            $null = Connect-DtEnvironment $env:SANDBOX_URL -MaximumRetryCount 0
            "$(@(Find-DtToken).Count -gt 2)"
        }

        $said.Trim() | Should -Be 'True'
        Receive-Caller | Should -Be 0
    }

    It 'would send what another command asks for' {
        $null = Invoke-Shell -Environment ($variables + @{ NOTHING = '' }) {
            try { Invoke-RestMethod 'http://tokens.example.com/' -TimeoutSec 5 } catch { "$_" }
        }

        Receive-Caller | Should -BeGreaterThan 0
    }
}
