using System.Text.RegularExpressions;

namespace Slipway.Architecture;

/// <summary>
/// Permission bits are named once: a number such as 0x1C9 says nothing, and two names for it say two things.
/// </summary>
public partial class FileModeTests
{
    /// <summary>Where the names are, and where modes are computed bit by bit as chmod(1) and ls(1) do.</summary>
    private static readonly string[] Exempt =
    [
        "src/Slipway.Linux/Files/FileModes.cs", "src/Slipway.Linux/Files/UnixFileModes.cs",
        "src/Slipway.Dockerfiles/Planning/ModeChange.cs", "src/Slipway.ImageTests/Structure/FileModeText.cs",
    ];

    [Fact]
    public void A_file_mode_is_written_by_its_name() => SourceTree.Files("src")
        .Where(file => !Exempt.Contains(SourceTree.Relative(file)))
        .SelectMany(file => File.ReadLines(file).Index().Where(line => Literal().IsMatch(line.Item))
            .Select(line => $"{SourceTree.Relative(file)}:{line.Index + 1}: use FileModes or UnixFileModes"))
        .ShouldBeEmpty();

    [Theory]
    [InlineData("UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,")]
    [InlineData("File.SetUnixFileMode(file, (UnixFileMode)0x1B6);")]
    [InlineData("File.SetUnixFileMode(file, (UnixFileMode)FileModes.All);")]
    [InlineData("private const int PassableMode = 0x1C9; // 0711")]
    [InlineData("isExecutable = (file.Stat.Mode & 0x40) != 0;")]
    [InlineData("Mode = Octal(options, 0x100), // 0400")]
    public void A_literal_is_found(string line) => Literal().IsMatch(line).ShouldBeTrue();

    [Theory]
    [InlineData("internal const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW")]
    [InlineData("Mode = FileModes.OwnerReadWrite, Size = 0x1000")]
    public void Another_number_is_not_taken_for_one(string line) => Literal().IsMatch(line).ShouldBeFalse();

    /// <summary>Flags of system calls have 0x100, too: it is a mode where the line speaks of one.</summary>
    [GeneratedRegex(@"\bUnixFileMode\.\w+|\(UnixFileMode\)[\dF]|\b0x(?!100\b)(?:1[0-9A-F]{2}|3FF)\b"
        + @"|\b(?:Mode|Secret)\b.*\b0x[0-9A-F]{1,3}\b|\b0x100\b.*// 0[0-7]{3}")]
    private static partial Regex Literal();
}
