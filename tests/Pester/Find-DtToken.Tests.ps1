BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Find-DtToken' {
    It 'finds a token by its secret' {
        (Find-DtToken -Token $sandbox.SampleToken).Name | Should -Be 'RW config token'
    }

    It 'takes wildcards' {
        (Find-DtToken -Name 'rw config*').Id | Should -Be (Find-DtToken -Token $sandbox.SampleToken).Id
    }

    It 'reads durations as they are typed' {
        (Find-DtToken -ExpiringWithin 31d).Name | Should -Contain 'RW config token'
        Find-DtToken -ExpiringWithin 2d | Should -BeNullOrEmpty
    }

    It 'serves the other IDs when one is unknown' {
        $id = (Find-DtToken -Token $sandbox.SampleToken).Id
        $found = Find-DtToken -Id ('dt0c01.' + 'A' * 24), $id -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.Id | Should -Be $id
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'TokenNotFound,*'
    }
}
