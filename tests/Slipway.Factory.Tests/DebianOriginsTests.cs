using Slipway.Factory.DebianBase;
using Slipway.Testing;

namespace Slipway.Factory.Tests;

public sealed class DebianOriginsTests
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    private const string Stanzas = $"""
        # Debian
        Types: deb deb-src
        # an old place
        URIs: http://mirror.example/debian
        Suites: bookworm bookworm-updates
        Components: main contrib
        Signed-By: {Keyring}

        Types: deb
        URIs: http://mirror.example/debian-security
        Suites: bookworm-security
        Components: main
        Signed-By: {Keyring}

        Types: deb
        Enabled: no
        URIs: http://off.example/debian
        Suites: bookworm
        Components: main

        Types: deb
        URIs: https://other.example/apt
        Suites: bookworm
        Components: main
        Signed-By: /usr/share/keyrings/other.gpg
        """;

    [Fact]
    public void Debians_own_sources_are_taken_and_no_others() =>
        DebianOrigins.Choose(AptSourceFiles.ParseStanzas(Stanzas), "bookworm", null)
            .Select(source => source.Line()).ShouldBe(
            [
                $"deb [signed-by={Keyring}] http://mirror.example/debian bookworm main",
                $"deb [signed-by={Keyring}] http://mirror.example/debian bookworm-updates main",
                $"deb [signed-by={Keyring}] http://mirror.example/debian-security bookworm-security main",
            ]);

    [Fact]
    public void One_line_sources_are_read_with_their_options()
    {
        var sources = AptSourceFiles.ParseList("""
            # deb http://commented.example/debian bookworm main
            deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://m.example/debian bookworm main contrib # why
            deb [trusted=yes] http://trusted.example/debian bookworm main
            deb-src http://m.example/debian bookworm main
            deb http://m.example/debian ./
            """);
        sources.Select(source => (source.Uri, source.Suite, source.IsTrusted)).ShouldBe(
            [("http://m.example/debian", "bookworm", false), ("http://trusted.example/debian", "bookworm", true),
                ("http://m.example/debian", "./", false)]);
        DebianOrigins.Choose(sources, "bookworm", null).ShouldHaveSingleItem().Uri.ShouldBe("http://m.example/debian");
    }

    [Fact]
    public void Sources_of_the_machines_release_serve_for_another() =>
        DebianOrigins.Choose(AptSourceFiles.ParseStanzas(Stanzas), "trixie", "bookworm")
            .Select(source => source.Suite).ShouldBe(["trixie", "trixie-updates", "trixie-security"]);

    [Fact]
    public void No_source_of_Debians_is_an_error_with_a_next_step() =>
        Refusal.Of(ErrorCode.DebianBase, () => DebianOrigins.Choose([], "bookworm", "bookworm")).NextStep
            .ShouldNotBeNull()
            .ShouldContain("/etc/apt");

    [Fact]
    public void A_password_of_the_machines_source_is_not_for_the_image()
    {
        var source = new AptSource("https://user:secret@m.example/debian", "bookworm", ["main"]);
        source.Line().ShouldContain("secret");
        source.PublicLine.ShouldNotContain("secret");
        source.PublicLine.ShouldContain("https://m.example/debian");
    }

    [Fact]
    public void Proxies_are_for_the_making_only()
    {
        var settings = AptSettings.Parse("Acquire::Check-Valid-Until \"false\";\nAcquire::http::Proxy " +
            "\"http://u:p@proxy:3128\";\nAcquire::Languages \"\";\nAPT::Architecture \"amd64\";\n");
        settings.ForMaking.Length.ShouldBe(2);
        settings.ForImage.ShouldBe(["Acquire::Check-Valid-Until \"false\";"]);
    }
}
