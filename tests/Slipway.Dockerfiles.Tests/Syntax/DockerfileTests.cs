using Slipway.Dockerfiles;
using Slipway.Dockerfiles.Syntax;

namespace Slipway.Dockerfiles.Tests.Syntax;

public sealed class DockerfileTests
{
    [Fact]
    public void Continuation_lines_comments_and_blank_lines_are_joined()
    {
        var run = Only<RunInstruction>("RUN one \\\n  # a comment\n\n  two \\  \n  three\n");
        run.Command.Words.ShouldBe(["one   two   three"]);
        run.Command.IsShell.ShouldBeTrue();
    }

    [Fact]
    public void The_escape_directive_changes_continuation_and_escapes()
    {
        var file = Dockerfile.Parse("# escape=`\nFROM x\nCOPY a `\n  c:\\dir\n");
        ((CopyInstruction)file.Stages[0].Instructions[0]).Destination.ShouldBe("c:\\dir");
    }

    [Fact]
    public void A_directive_behind_a_comment_is_a_comment() =>
        Dockerfile.Parse("# just a comment\n# escape=`\nFROM x\n").Escape.ShouldBe('\\');

    [Fact]
    public void Exec_form_is_told_from_shell_form()
    {
        Only<CmdInstruction>("CMD [\"a\", \"b c\"]").Command.Words.ShouldBe(["a", "b c"]);
        Only<CmdInstruction>("CMD [ -f x ] && y").Command.IsShell.ShouldBeTrue();
    }

    [Fact]
    public void Heredocs_keep_their_lines_and_say_whether_they_expand()
    {
        var copy = Only<CopyInstruction>("COPY <<one <<-'two' /dst/\n$a \\\n  # no comment\none\n\t\tdeep\n\ttwo\n");
        copy.Heredocs.Select(heredoc => heredoc.Content).ShouldBe(["$a \\\n  # no comment\n", "deep\n"]);
        copy.Heredocs.Select(heredoc => heredoc.Expand).ShouldBe([true, false]);
        copy.Destination.ShouldBe("/dst/");
    }

    [Fact]
    public void Shifts_in_other_instructions_are_no_heredocs() =>
        Only<EnvInstruction>("ENV A=<<EOF").Assignments.ShouldBe([new Assignment("A", "<<EOF")]);

    [Fact]
    public void Environment_takes_both_forms()
    {
        Only<EnvInstruction>("ENV a=1 b=\"x y\" c=z\\ w").Assignments
            .ShouldBe([new("a", "1"), new("b", "\"x y\""), new("c", "z\\ w")]);
        Only<EnvInstruction>("ENV a x y").Assignments.ShouldBe([new Assignment("a", "x y")]);
    }

    [Fact]
    public void Flags_are_read_in_any_order()
    {
        var copy = Only<CopyInstruction>("COPY --chown=a:b --link --from=one --chmod=755 x y /z");
        (copy.From, copy.Chown, copy.Chmod).ShouldBe(("one", "a:b", "755"));
        copy.Sources.ShouldBe(["x", "y"]);
        Only<RunInstruction>("RUN --mount=type=cache,target=/c --network=none make").Network.ShouldBe("none");
    }

    [Fact]
    public void Copies_may_keep_directories_and_leave_files_out()
    {
        var copy = Only<CopyInstruction>("COPY --exclude=*.o --parents --exclude=**/tmp ./x/./y /z/");
        (copy.Parents, copy.Extract).ShouldBe((true, false));
        copy.Excludes.ShouldBe(["*.o", "**/tmp"]);
        copy.Sources.ShouldBe(["./x/./y"]);
        Only<CopyInstruction>("COPY --parents=false x /z/").Parents.ShouldBeFalse();
    }

    [Fact]
    public void Additions_may_be_pinned_unpacked_and_keep_their_repository()
    {
        var add = Only<CopyInstruction>("ADD --checksum=ab12 --keep-git-dir https://host/x.git#v1:docs /z/");
        (add.Checksum, add.KeepGitDirectory, add.Unpack, add.Extract).ShouldBe(("ab12", true, null, true));
        add.Sources.ShouldBe(["https://host/x.git#v1:docs"]);
        Only<CopyInstruction>("ADD --unpack x /z/").Unpack.ShouldBe(true);
        Only<CopyInstruction>("ADD --unpack=false --keep-git-dir=false x /z/").Unpack.ShouldBe(false);
    }

    [Fact]
    public void Stages_have_names_and_arguments_before_the_first()
    {
        var file = Dockerfile.Parse("ARG V=1\nFROM a:$V AS One\nRUN x\nFROM --platform=linux/amd64 b\n");
        file.GlobalArguments.Single().Arguments.ShouldBe([new Argument("V", "1")]);
        file.Stages.Select(stage => stage.Name).ShouldBe(["one", null]);
        file.Stages[1].From.Platform.ShouldBe("linux/amd64");
    }

    [Fact]
    public void Healthchecks_have_their_times()
    {
        var check =
            Only<HealthcheckInstruction>("HEALTHCHECK --interval=1m30s --timeout=500ms --retries=2 CMD curl x").Check;
        (check.Interval, check.Timeout, check.Retries).ShouldBe((90_000_000_000, 500_000_000, 2));
        check.Test.ShouldBe(["CMD-SHELL", "curl x"]);
        Only<HealthcheckInstruction>("HEALTHCHECK --start-period=1m --start-interval=2s CMD x").Check.StartInterval
            .ShouldBe(2_000_000_000);
    }

    [Theory]
    [InlineData("", null, "no FROM")]
    [InlineData("RUN x", 1, "before the first FROM")]
    [InlineData("FROM x\n\nFOO y", 3, "no instruction")]
    [InlineData("FROM x y", 1, "IMAGE AS NAME")]
    [InlineData("FROM x\nCOPY a", 2, "destination")]
    [InlineData("FROM x\nCOPY --checksum=sha256:0 a b", 2, "--checksum")]
    [InlineData("FROM x\nADD --parents a b", 2, "--parents")]
    [InlineData("FROM x\nCOPY --parents=perhaps a b", 2, "true or false")]
    [InlineData("FROM x\nCOPY --exclude a b", 2, "needs a value")]
    [InlineData("FROM x\nENV a", 2, "no value")]
    [InlineData("FROM x\nENV a=1 b", 2, "NAME=VALUE")]
    [InlineData("FROM x\nSHELL bash", 2, "exec form")]
    [InlineData("FROM x\nCMD [\"a\", 1]", 2, "strings only")]
    [InlineData("FROM x\nRUN <<EOF\nx", 2, "not ended")]
    [InlineData("FROM x\nRUN --security=insecure x", 2, "never privileged")]
    [InlineData("FROM x AS a\nFROM y AS A", 2, "two stages")]
    [InlineData("FROM x\nONBUILD FROM y", 2, "ONBUILD")]
    [InlineData("FROM x\nHEALTHCHECK --interval=x CMD y", 2, "duration")]
    [InlineData("# escape=x\nFROM x", 1, "escape character")]
    [InlineData("FROM x\0", null, "NUL")]
    public void Errors_name_their_line_and_cause(string text, int? line, string cause)
    {
        var error = Should.Throw<DockerfileException>(() => Dockerfile.Parse(text));
        error.Line.ShouldBe(line);
        error.Message.ShouldContain(cause);
    }

    [Fact]
    public void A_Dockerfile_beyond_the_bounds_is_refused()
    {
        Should.Throw<DockerfileException>(() => Dockerfile.Parse(new string('#', (1 << 20) + 1))).Code
            .ShouldBe(ErrorCode.BuildLimit);
        Should.Throw<DockerfileException>(() => Dockerfile.Parse(
            "FROM x\n" + string.Concat(Enumerable.Repeat("USER a\n", 2_001)))).Code.ShouldBe(ErrorCode.BuildLimit);
        Should.Throw<DockerfileException>(() =>
            Dockerfile.Parse(string.Concat(Enumerable.Repeat("FROM x\n", 201)))).Code.ShouldBe(ErrorCode.BuildLimit);
        Should.Throw<DockerfileException>(() => Dockerfile.Parse("FROM x\nRUN " +
            string.Concat(Enumerable.Repeat("aaaa \\\n", 60_000).Take(19_000).Select(line => line.PadLeft(40))))).Code
            .ShouldBe(ErrorCode.BuildLimit);
    }

    internal static T Only<T>(string instruction) =>
        Dockerfile.Parse("FROM x\n" + instruction).Stages[0].Instructions.ShouldHaveSingleItem().ShouldBeOfType<T>();
}
