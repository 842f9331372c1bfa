using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Dialects;

/// <summary>
/// The functions for kolla's Dockerfile templates: <c>customizable</c>, <c>handle_repos</c>,
/// <c>debian_package_install</c> and <c>raise_error</c>. Template overrides need nothing else: an override extends the
/// variable <c>parent_template</c>, which is the image's own <see cref="Template"/>.
/// </summary>
public static class Kolla
{
    /// <param name="repositories">
    /// kolla's <c>repos.yaml</c> as its reader gives it: sections (a package type, a distribution, or
    /// distribution-architecture) of repositories by name.
    /// </param>
    /// <param name="overrides">The operator's file of the same form; null is none.</param>
    public static void AddTo(
        TemplateEnvironment environment, IReadOnlyDictionary<string, object?> repositories,
        IReadOnlyDictionary<string, object?>? overrides = null)
    {
        var known = new KollaRepositories(
            (PythonDict)TemplateValue.Of(repositories)!,
            overrides is null ? null : (PythonDict)TemplateValue.Of(overrides)!);
        environment.Add(new Routine("customizable", "val_list, call_type", (c, a) =>
            Customize(c, a[0], Text.Of(a[1]))) { NeedsContext = true });
        environment.SetGlobal(
            "handle_repos", new Routine("handle_repos", "reponames, mode", (c, a) =>
                known.Commands(c, a[0], Text.Of(a[1]))) { NeedsContext = true });
        environment.SetGlobal("debian_package_install", new Routine(
            "debian_package_install", "packages, clean_package_cache=True", (c, a) =>
            InstallDebianPackages(Iteration.ToList(a[0], c.Budget), Truth.Of(a[1]))));
        environment.SetGlobal(
            "raise_error", new Routine("raise_error", "msg", (_, a) => throw Errors.Runtime(Text.Of(a[0]))));
    }

    /// <summary>
    /// A list changed by the variables <c>[image]_[kind]_override</c>, <c>_append</c> and <c>_remove</c>, in this
    /// order.
    /// </summary>
    private static object? Customize(TemplateContext context, object? values, string kind)
    {
        if (values is Undefined)
            return values;
        var image = context.Resolve("image_name");
        var name =
            $"{(Text.TryGet(image, out var text) ? text : throw Errors.Key("image_name")).Replace('-', '_')}_{kind}_";
        if (context.Resolve(name + "override") is var replacement && replacement is not Missing)
            return replacement;
        if (values is not PythonList list)
            throw Errors.Attribute(values, "extend");
        if (context.Resolve(name + "append") is var more && more is not Missing)
            list.Items.AddRange(Iteration.ToList(more, context.Budget));
        if (context.Resolve(name + "remove") is var less && less is not Missing)
        {
            foreach (var removed in Iteration.ToList(less, context.Budget))
            {
                var at = list.Items.FindIndex(item => Comparison.AreSameOrEqual(item, removed, context.Budget));
                if (at >= 0)
                    list.Items.RemoveAt(at);
            }
        }
        return values;
    }

    /// <summary>
    /// Packages of a repository through apt; those that are URLs are downloaded and installed one by one.
    /// </summary>
    private static string InstallDebianPackages(List<object?> packages, bool cleans)
    {
        var names = packages.Select(package =>
            Text.TryGet(package, out var name) ? name : throw Errors.Attribute(package, "startswith")).ToList();
        var (urls, plain) = (names.Where(IsUrl).ToList(), names.Where(name => !IsUrl(name)).ToList());
        var commands = new List<string>();
        if (plain.Count > 0)
        {
            commands.AddRange(["apt-get --error-on=any update",
                $"apt-get -y install --no-install-recommends {string.Join(' ', plain)}"]);
            if (cleans)
                commands.AddRange(["apt-get clean", "rm -rf /var/lib/apt/lists/*"]);
        }
        foreach (var url in urls)
        {
            var file = url[(url.LastIndexOf('/') + 1)..];
            commands.AddRange([$"curl --location {url} -o {file}", $"dpkg -i {file}", $"rm -rf {file}"]);
        }
        return string.Join(" && ", commands);
    }

    private static bool IsUrl(string name) => name.StartsWith("http", StringComparison.Ordinal);
}
