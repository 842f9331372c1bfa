using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Build.Context;
using Slipway.Dockerfiles;
using Slipway.Dockerfiles.Planning;
using Slipway.Dockerfiles.Syntax;

namespace Slipway.Dockerfiles.Tests.Syntax;

/// <summary>Whatever the text, reading and planning end with a result or with their own exception.</summary>
public sealed class DockerfileFuzzTests
{
    private const string Seed = """
        # escape=\
        ARG V=1
        FROM scratch AS one
        ENV A=1 B="x y" C=${V:-d}${A:+e}
        LABEL "a b"='c' d=e
        RUN --mount=type=cache,target=/c,sharing=locked --mount=type=secret,id=s --network=none echo "$A" \
          # comment
          && true
        RUN <<EOF
        text $A
        EOF
        COPY --chown=1:2 --chmod=755 a b* [c-d]? /dst/
        COPY <<-"x" <<y /e/
        	one
        x
        two $A
        y
        ADD ["a", "/b"]
        COPY --parents --exclude=*.o --exclude=!x ./a/./b**/[c] $A/d /e/
        ADD --checksum=sha256:0123456789012345678901234567890123456789012345678901234567890123 --unpack https://host:8/a/b?c /d
        ADD --keep-git-dir --checksum=ab https://host/x.git#v1 /y
        ADD http://host/x.git#refs/heads/m:d/e git://h/r /y/
        HEALTHCHECK --interval=1m --retries=3 CMD ["x"]
        EXPOSE 80 90-92/udp
        ONBUILD RUN x
        SHELL ["/bin/sh", "-c"]
        FROM one
        COPY --from=one /x /y
        VOLUME ["/v"]
        USER a:b
        WORKDIR $A/b
        STOPSIGNAL SIGTERM
        ENTRYPOINT ["a"]
        CMD b
        """;

    private static readonly string[] Pieces =
    [
        "\\", "\n", "\"", "'", "$", "${", "}", ":-", ":?", "<<", "<<-", "EOF", "[", "]", "--", "--mount=type=", "=",
        ",", "FROM ", "RUN ", "COPY ", "ARG ", "ENV ",
        "ONBUILD ", "\t", " ", "\r", "#", "`", "$(", "*", "\ud800", "\u0000", "é", "..", "/", "\ufeff", "[^",
        "9999999999", "HEALTHCHECK CMD", "\\u", "{\"a\":1}", "--parents", "--exclude=", "/./", "**", "https://", "git@",
        ".git#", "--unpack=", "--keep-git-dir", "${A#", "${A%%", "${A//", "u=rwX,",
    ];

    [Fact]
    public void A_mutated_Dockerfile_is_read_or_refused() =>
        Prop.ForAll(Mutations().ToArbitrary(), Survives).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Random_text_is_read_or_refused() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Survives("FROM scratch\n" + text) && Survives(text ?? ""))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Random_ignore_files_are_read_or_refused() => Prop.ForAll(
        Gen.Elements("a", "b/c", "*", "**", "/", "!", "[", "]", "^", "-", "\\", "?", "..", "\n", "#", " ", ".", "(",
            "+").ListOf().Select(string.Concat).ToArbitrary(),
        text =>
        {
            try
            {
                _ = IgnoreRules.Parse(text).Ignores("a/b/c");
            }
            catch (SlipwayException)
            {
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Variables_that_grow_without_end_are_refused()
    {
        var doubling = string.Concat(
            Enumerable.Range(0, 64).Select(i => $"ENV A=\"${{A}}${{A}}{(i == 0 ? "0123456789" : "")}\"\n"));
        Should.Throw<DockerfileException>(() => Plan("FROM scratch\n" + doubling)).Code
            .ShouldBe(ErrorCode.BuildLimit);
        Should.Throw<DockerfileException>(() => Plan("FROM scratch\nENV A=" +
            string.Concat(Enumerable.Repeat("${a:-", 50_000)))).Code.ShouldBe(ErrorCode.BuildLimit);
    }

    private static Gen<string> Mutations() =>
        from changes in (from at in Gen.Choose(0, Seed.Length - 1) from length in Gen.Choose(0,
            30) from piece in Gen.Elements(Pieces) select (at, length, piece)).ListOf(4)
        select changes.Aggregate(Seed, (text, change) =>
        {
            var at = Math.Min(change.at, text.Length);
            return text.Remove(at, Math.Min(change.length, text.Length - at)).Insert(at, change.piece);
        });

    private static bool Survives(string text)
    {
        try
        {
            Plan(text);
        }
        catch (DockerfileException e)
        {
            e.Message.ShouldNotBeEmpty();
        }
        return true;
    }

    private static void Plan(string text) => BuildPlanner.Plan(
        new PlanInputs(Dockerfile.Parse(text), null, ImmutableDictionary<string, string>.Empty, null, "amd64"),
        ImmutableDictionary<Oci.ImageReference, Oci.ImageConfig>.Empty);
}
