using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Dialects;

/// <summary>kolla's package repositories, and the commands that switch them on and off (<c>handle_repos</c>).</summary>
internal sealed class KollaRepositories(PythonDict defaults, PythonDict? overrides)
{
    private static readonly string[] Addresses = ["baseurl", "metalink", "mirrorlist"];

    /// <summary>A RUN instruction, or nothing.</summary>
    public string Commands(TemplateContext context, object? names, string mode)
    {
        if (names is not PythonList list)
            throw Errors.Type("First argument should be a list of repositories");
        var type = Variable(context, "base_package_type");
        var distribution = Variable(context, "base_distro");
        var sections = new[] { type, distribution, $"{distribution}-{Variable(context, "base_arch")}" };
        var known = Select(Merged(), sections);
        if (type == "rpm" && overrides is not null)
            ThrowIfHalfOverridden(known, Select(defaults, sections));
        var commands = "";
        for (var i = 0; i < list.Items.Count; i++)
        {
            var name = Text.Of(list.Items[i]);
            if (!known.TryGetValue(name, out var repository))
                throw Errors.Key(list.Items[i]);
            var command = Command(context, type, mode, name, repository);
            var isWritten = command.Length > 0 && !(type == "rpm" && mode == "disable");
            commands += command + (isWritten && i < list.Items.Count - 1 ? " && " : "");
        }
        return commands.Length > 0 ? "RUN " + commands : "";
    }

    private static string Command(
        TemplateContext context, string? type, string mode, string name, PythonDict repository)
    {
        var ofDistribution = Truth.Of(Value(repository, "distro"));
        return (type, mode) switch
        {
            ("rpm", "enable") when ofDistribution =>
                $"dnf config-manager --enable {Needed(repository, "name")} || true",
            ("rpm", "enable") => RpmRepository(name, repository),
            ("rpm", "disable") when ofDistribution =>
                $"dnf config-manager --disable {Needed(repository, "name")} || true",
            ("deb", "enable") when !ofDistribution => DebRepository(context, name, repository),
            _ => "",
        };
    }

    private static string RpmRepository(string file, PythonDict repository)
    {
        var name = Needed(repository, "name");
        var lines = new List<string> { $"[{name}]", $"name={name}", "enabled=1" };
        foreach (var check in new[] { "gpgcheck", "repo_gpgcheck" })
        {
            if (Truth.Of(Value(repository, check)))
                lines.Add($"{check}={Text.Of(Value(repository, check))}");
        }
        var address = Array.Find(Addresses, repository.Has)
            ?? throw Errors.Value($"Repository '{file}' has no baseurl, metalink, or mirrorlist");
        if (!repository.Has("gpgkey"))
            throw Errors.Value($"Repository '{file}' has no gpgkey");
        var keys = Methods.TextSplit.Lines(Needed(repository, "gpgkey"));
        lines.AddRange(keys.Select((key, at) => at == 0 ? $"gpgkey={key}" : $"       {key}"));
        var addresses = address == "baseurl"
            ? Methods.TextSplit.Lines(Needed(repository, address))
            : [Needed(repository, address)];
        lines.AddRange(addresses.Select(url => $"{address}={url}"));
        var path = $"/etc/yum.repos.d/{file}.repo";
        var written = lines.Select((line, at) => $"echo '{line}' {(at == 0 ? ">" : ">>")}{path}");
        return $"grep -rlF '[{name}]' /etc/yum.repos.d/ 2>/dev/null | xargs -r rm -f && {string.Join(" && ", written)}";
    }

    private static string DebRepository(TemplateContext context, string file, PythonDict repository)
    {
        var key = Needed(repository, "gpg_key");
        var codename = Casing.Lower(
            Variable(context, "openstack_release_codename") ?? throw Errors.Attribute(null, "lower"));
        var suite = Needed(repository, "suite").Replace("{openstack_release_codename}", codename,
            StringComparison.Ordinal);
        var lines = new List<string>
        {
            $"Uris: {Needed(repository, "url")}", $"Components: {Needed(repository, "component")}",
            "Types: deb", $"Suites: {suite}",
            $"Signed-By: {(key.StartsWith('/') ? key : "/etc/kolla/apt-keys/" + key)}",
        };
        if (Truth.Of(Value(repository, "trusted")))
            lines.Add("Trusted: yes");
        if (repository.Has("arch"))
            lines.Add($"Architectures: {Needed(repository, "arch")}");
        return string.Join(" && ", lines.Select(
            (line, at) => $"echo '{line}' {(at == 0 ? ">" : ">>")}/etc/apt/sources.list.d/{file}.sources"));
    }

    private PythonDict Merged()
    {
        if (overrides is null)
            return defaults;
        var merged = new PythonDict();
        foreach (var (section, repositories) in defaults.Entries)
            merged[section] = ((PythonDict)repositories!).Copy();
        foreach (var (section, repositories) in overrides.Entries)
        {
            if (!merged.TryGet(section, out var known) || known is not PythonDict into)
            {
                merged[section] = repositories;
                continue;
            }
            foreach (var (name, repository) in ((PythonDict)repositories!).Entries)
                into[name] = repository;
        }
        return merged;
    }

    /// <summary>
    /// The repositories of the sections; a later one completes an earlier one of its name, and its address makes it no
    /// longer the distribution's own.
    /// </summary>
    private static Dictionary<string, PythonDict> Select(PythonDict all, string?[] sections)
    {
        var selected = new Dictionary<string, PythonDict>();
        foreach (var repositories in sections.Select(section => Value(all, section)).OfType<PythonDict>())
        {
            foreach (var (key, value) in repositories.Entries)
            {
                var (name, repository) = (Text.Of(key), (PythonDict)value!);
                if (!selected.TryGetValue(name, out var earlier))
                {
                    selected.Add(name, repository);
                    continue;
                }
                var merged = earlier.Copy();
                foreach (var (field, content) in repository.Entries)
                    merged[field] = content;
                if (Addresses.Append("url").Any(merged.Has))
                    merged.Remove("distro", out _);
                selected[name] = merged;
            }
        }
        return selected;
    }

    /// <summary>Repositories of one file are overridden all, or none: the file is removed.</summary>
    private static void ThrowIfHalfOverridden(
        Dictionary<string, PythonDict> known, Dictionary<string, PythonDict> before)
    {
        static bool IsOfDistribution(PythonDict? repository) =>
            repository is not null && Truth.Of(Value(repository, "distro"));
        var overridden = known.Where(
            entry => !IsOfDistribution(entry.Value) && IsOfDistribution(before.GetValueOrDefault(entry.Key)))
            .Select(entry => entry.Key).ToHashSet();
        var groups = overridden.Select(name => Value(before[name], "file_group")).Where(Truth.Of)
            .Select(Text.Of).ToHashSet();
        var left = known.Where(entry => IsOfDistribution(entry.Value) && !overridden.Contains(entry.Key)
            && groups.Contains(Text.Of(Value(entry.Value, "file_group"))))
            .Select(entry => entry.Key).Order(StringComparer.Ordinal).ToList();
        if (left.Count > 0)
        {
            var names = string.Join(", ", overridden.Order(StringComparer.Ordinal));
            throw Errors.Value(
                $"Repositories {names} override distro-provided repos and will remove their .repo file. " +
                $"Repositories {string.Join(", ", left)} are still using distro defaults and share the same file. " +
                "Please also override them in your repos.yaml.");
        }
    }

    private static object? Value(PythonDict dict, string? key) => dict.TryGet(key, out var value) ? value : null;

    private static string Needed(PythonDict repository, string key) =>
        repository.TryGet(key, out var value) ? Text.Of(value) : throw Errors.Key(key);

    private static string? Variable(TemplateContext context, string name) =>
        context.Resolve(name) is var value && value is Missing or null ? null : Text.Of(value);
}
