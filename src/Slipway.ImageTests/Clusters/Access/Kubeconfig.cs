using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.ImageTests.Clusters.Access;

/// <summary>
/// Reads a kubeconfig (client-go's <c>clientcmd/api/v1</c>). Nothing in it is ever run, and paths are opened only by
/// who says how: a server that is sent one opens none.
/// </summary>
public static class Kubeconfig
{
    public const int MaxFileBytes = 1 << 20;
    private static readonly YamlBounds Bounds = new(MaxFileBytes, Nodes: 50_000);

    /// <param name="context">Null is the one that the file says is current.</param>
    /// <param name="file">Reads the files that it names; null refuses all paths.</param>
    /// <exception cref="SlipwayException">It cannot be used; neither message nor next step shows a value that may be a
    /// secret.</exception>
    public static ClusterAccess Read(string text, string? context = null, Func<string, string>? file = null)
    {
        var config = Parse(text);
        var wanted = context ?? (config["current-context"] as YamlScalar)?.Text;
        if (string.IsNullOrEmpty(wanted))
            throw new SlipwayException(
                ErrorCode.Cluster, "the kubeconfig has no current context", "name one: --context NAME");
        var chosen = Entry(config, "contexts", "context", wanted);
        var problems = new List<YamlProblem>();
        var fields = new Fields(chosen, "context", problems);
        var cluster = Entry(config, "clusters", "cluster", fields.Text("cluster") ?? "");
        var user = Entry(config, "users", "user", fields.Text("user") ?? "");
        var access = new KubeconfigFields(problems, file).Read(cluster, user);
        var causes = problems.Select(problem => $"line {problem.Line}: {problem.Key}: {problem.Cause}");
        return problems.Count == 0 ? access! : throw new SlipwayException(
            ErrorCode.Cluster, $"the kubeconfig cannot be used: {string.Join("; ", causes)}",
            string.Join("; ", problems.Select(problem => problem.NextStep).Distinct()));
    }

    private static YamlMap Parse(string text)
    {
        try
        {
            return YamlTree.Read(text, Bounds) as YamlMap ?? throw new YamlTreeException(1, "a map is expected");
        }
        catch (YamlTreeException e)
        {
            // The message of the reader could show a piece of a secret.
            throw new SlipwayException(ErrorCode.Cluster,
                $"the kubeconfig cannot be read: line {e.Line} is not YAML, or there is too much of it",
                "kubectl config view --minify --flatten --raw writes one that can");
        }
    }

    private static YamlMap Entry(YamlMap config, string list, string kind, string name)
    {
        var named = (config[list] as YamlList)?.Items.OfType<YamlMap>()
            .FirstOrDefault(entry => entry["name"] is YamlScalar text && text.Text == name);
        return named?[kind] as YamlMap ?? throw new SlipwayException(
            ErrorCode.Cluster, $"the kubeconfig has no {kind} '{Excerpt.Of(name)}'",
            "kubectl config get-contexts shows those that it has; name one: --context NAME");
    }
}
