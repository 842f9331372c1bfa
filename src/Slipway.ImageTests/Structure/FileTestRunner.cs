using System.Text;
using Slipway.Engine.Builds;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;
using Slipway.Oci;

namespace Slipway.ImageTests.Structure;

/// <summary>Holds the image's files against what a test says of them; nothing is started.</summary>
internal sealed class FileTestRunner(BuildEngine builds, TestScope context)
{
    private const string Documents = "/usr/share/doc";

    public async Task RunAsync(ImageTest test, CaseRecorder recorder, CancellationToken cancel)
    {
        var failures = await builds.ViewAsync(
            context.Image.Layers, root => Task.Run(() => Failures(test, root), cancel), cancel);
        await recorder.NoteAsync(CaseOutcome.Of(failures));
    }

    private List<string> Failures(ImageTest test, string root)
    {
        using var tree = new TreeReader(root);
        return
        [
            .. test switch
            {
                FileExistenceTest existence => Existence(tree, existence),
                FileContentTest content => Content(tree, content),
                LicenseTest license => Licenses(tree, license),
                _ => [],
            },
        ];
    }

    private IEnumerable<string> Existence(TreeReader tree, FileExistenceTest test)
    {
        var path = TextChecks.Expand(test.Path, TestScope.ToDictionary(context.Variables()));
        if (tree.Find(path) is not { } file)
        {
            if (test.ShouldExist)
                yield return $"{path}: expected to exist, does not";
            yield break;
        }
        if (!test.ShouldExist)
        {
            yield return $"{path}: expected not to exist, seen {FileModeText.OfList(file)}";
            yield break;
        }
        var (list, go) = (FileModeText.OfList(file), FileModeText.OfGo(file));
        if (test.Permissions is { Length: > 0 } permissions && permissions != list && permissions != go)
            yield return $"{path}: expected permissions {permissions}, seen {list}";
        if (test.Uid is { } uid && uid != file.Uid)
            yield return $"{path}: expected owner {uid}, seen {file.Uid}";
        if (test.Gid is { } gid && gid != file.Gid)
            yield return $"{path}: expected group {gid}, seen {file.Gid}";
        if (test.IsExecutableBy is { } by && !FileModeText.IsExecutable(file, by))
            yield return $"{path}: expected to be executable by {by.ToString().ToLowerInvariant()}, seen {list}";
    }

    private IEnumerable<string> Content(TreeReader tree, FileContentTest test)
    {
        var path = TextChecks.Expand(test.Path, TestScope.ToDictionary(context.Variables()));
        return tree.Read(path, out var problem) is { } bytes
            ? Encoding.UTF8.GetString(bytes).Against(test.Contents, path)
            : [$"{path}: expected a file to read, seen: {problem}"];
    }

    private static IEnumerable<string> Licenses(TreeReader tree, LicenseTest test)
    {
        if (test.Debian && tree.List(Documents) is null)
            yield return $"{Documents}: expected the directory with Debian's copyright files, does not exist";
        var packages = test.Debian
            ? (tree.List(Documents) ?? []).Select(name => name.ToString()).Order(StringComparer.Ordinal)
                .Where(name =>
                    !test.IgnoredPackages.Contains(name) && tree.Find($"{Documents}/{name}") is { IsDirectory: true })
            : [];
        foreach (var path in packages.Select(name => $"{Documents}/{name}/copyright").Concat(test.Files))
        {
            if (tree.Read(path, out var problem) is not { } bytes)
            {
                yield return $"{path}: expected a copyright file, seen: {problem}";
                continue;
            }
            var text = Encoding.UTF8.GetString(bytes);
            foreach (var excluded in test.ExcludedLicenses.Where(
                name => text.Contains(name, StringComparison.OrdinalIgnoreCase)))
                yield return $"{path}: expected no licence {Excerpt.Of(excluded)}, the file names it";
        }
    }
}
