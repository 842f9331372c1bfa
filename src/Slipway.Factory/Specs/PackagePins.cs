using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Slipway.Factory.Specs;

/// <summary>
/// Finds exact package versions in the commands of a Dockerfile (seed 002: "Dockerfiles should not contain exact
/// package versions"): <c>apt install name=1.2</c>, <c>pip install name==1.2</c>, <c>npm install name@1.2.3</c>, <c>gem
/// install name -v 1.2</c>, <c>apk add name=1.2</c>. Wildcards, local files, suites (<c>name/bookworm</c>), options and
/// lower bounds are allowed.
/// </summary>
internal static partial class PackagePins
{
    private const RegexOptions Options =
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase;

    /// <summary>Options whose value is the next word.</summary>
    private static readonly ImmutableHashSet<string> WithValue =
        ["-o", "--option", "-t", "--target-release", "-c", "--config-file", "-r", "--requirement", "-i", "--index-url",
            "--extra-index-url", "-e", "--prefix"];

    public static IEnumerable<string> Of(ShellCommand command)
    {
        var words = command.Program;
        if (words.Length < 3)
            return [];
        var program = words[0][(words[0].LastIndexOf('/') + 1)..];
        if (program.StartsWith("python", StringComparison.Ordinal) && words is [_, "-m", "pip", ..])
            return PipPins(words[3..]);
        return program switch
        {
            "apt-get" or "apt" or "aptitude" =>
                Arguments(words[1..], "install", "satisfy", "build-dep").Where(word => Apt().IsMatch(word)),
            "apk" => Arguments(words[1..], "add").Where(word => Apt().IsMatch(word)),
            "pip" or "pip3" or "pipx" or "uv" => PipPins(words[1..]),
            "npm" or "yarn" or "pnpm" =>
                Arguments(words[1..], "install", "i", "add").Where(word => Npm().IsMatch(word)),
            "gem" => GemPins(words[1..]),
            _ => [],
        };
    }

    private static IEnumerable<string> PipPins(ImmutableArray<string> words) =>
        Arguments(words, "install").Where(word => Pip().IsMatch(word));

    private static IEnumerable<string> GemPins(ImmutableArray<string> words)
    {
        if (!words.Contains("install"))
            yield break;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] is "-v" or "--version" && i + 1 < words.Length && Digits().IsMatch(words[i + 1]))
                yield return $"-v {words[i + 1]}";
            else if (words[i].StartsWith("--version=", StringComparison.Ordinal) && Digits().IsMatch(words[i][10..]))
                yield return words[i];
            else if (Gem().IsMatch(words[i]))
                yield return words[i];
        }
    }

    /// <summary>The words after a verb that are neither options nor their values.</summary>
    private static List<string> Arguments(ImmutableArray<string> words, params ReadOnlySpan<string> verbs)
    {
        var (found, arguments) = (false, new List<string>());
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].StartsWith('-'))
                i += WithValue.Contains(words[i]) ? 1 : 0;
            else if (!found)
                found = verbs.Contains(words[i]);
            else
                arguments.Add(words[i]);
        }
        return arguments;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9+.:_-]*=[^=*$/][^*$/]*\z", Options)]
    private static partial Regex Apt();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]*(?:\[[^\]]*\])?\s*===?\s*[^*$]+\z", Options)]
    private static partial Regex Pip();

    [GeneratedRegex(@"\A(?:@[a-z0-9._-]+/)?[a-z0-9][a-z0-9._-]*@v?[0-9]+\.[0-9]+\.[0-9]+", Options)]
    private static partial Regex Npm();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]*:[0-9]+(?:\.[0-9]+)+\z", Options)]
    private static partial Regex Gem();

    [GeneratedRegex(@"\A=?\s*[0-9]", Options)]
    private static partial Regex Digits();
}
