using System.Security.Cryptography;
using System.Text;
using Slipway.Build.Cache;
using Slipway.Oci;

namespace Slipway.SourceToImage;

/// <summary>
/// Cache keys. Values of variables and secrets are included only as keyed hashes: keys are stored, and a plain hash of
/// a short value could be guessed.
/// </summary>
internal sealed class InputKeys(ReadOnlyMemory<byte> secretKey)
{
    /// <summary>The key of a whole build.</summary>
    public Digest OfBuild(SourceBuild build, ScriptSet external, Digest source)
    {
        using var key = new CacheKey("source build 1");
        key.Add(build.Source is SourceContent.Binary ? "binary" : "tree").Add(build.Builder.Digest).Add(source);
        external.AddTo(key);
        AddVariables(key, build);
        key.Add(build.DependencyFiles).Add(build.BinaryPath).Add(build.Stream)
            .Add(build.DisplayName ?? build.Output.Repository).Add(build.Description);
        foreach (var (name, value) in build.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))
            key.Add(name).Add(value);
        return key.Seal();
    }

    /// <summary>The key of a dependency layer.</summary>
    public Digest OfDependencies(
        SourceBuild build, ScriptSet scripts, Digest keyFiles, IEnumerable<KeyValuePair<string, string>> ofSource)
    {
        using var key = new CacheKey("source dependencies 1");
        key.Add(build.Builder.Digest).Add(keyFiles).Add(scripts[ScriptNames.AssembleDependencies]!.Path);
        scripts.AddTo(key, ScriptNames.AssembleDependencies);
        foreach (var (name, value) in ofSource)
            key.Add(name).Add(value);
        key.Add("source variables end");
        AddVariables(key, build);
        return key.Seal();
    }

    private void AddVariables(CacheKey key, SourceBuild build)
    {
        Add(key, "environment", build.Environment.Select(pair => (pair.Key, Encoding.UTF8.GetBytes(pair.Value))));
        Add(key, "build environment",
            build.BuildEnvironment.Select(pair => (pair.Key, Encoding.UTF8.GetBytes(pair.Value))));
        Add(key, "secrets", build.Secrets.Select(pair => (pair.Key, pair.Value.ToArray())));
    }

    private void Add(CacheKey key, string kind, IEnumerable<(string Name, byte[] Value)> values)
    {
        key.Add(kind);
        foreach (var (name, value) in values.OrderBy(pair => pair.Name, StringComparer.Ordinal))
            key.Add(name).Add(HMACSHA256.HashData(secretKey.Span, value));
        key.Add(kind + " end");
    }
}
