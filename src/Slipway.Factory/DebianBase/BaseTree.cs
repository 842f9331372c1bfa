using System.Collections.Immutable;
using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Factory.DebianBase;

/// <summary>
/// Prepares the fresh root: removes traces of the machine and everything that differs between runs, and adds what
/// images need.
/// </summary>
internal sealed class BaseTree(DirectoryHandle root)
{
    private const string AptCache = "/var/cache/apt";

    private static readonly ImmutableArray<string> Emptied =
        ["dev", "proc", "sys", "run", "tmp", "var/tmp", "var/cache/apt", "var/lib/apt/lists", "var/log/apt",
            "var/cache/ldconfig", "etc/apt/sources.list.d"];

    private static readonly ImmutableArray<string> Removed =
    [
        "etc/hostname", "etc/resolv.conf", "etc/apt/sources.list", "etc/apt/apt.conf.d/99mmdebstrap",
        "var/log/dpkg.log", "var/log/alternatives.log", "var/log/bootstrap.log", "etc/machine-id",
        "var/lib/dbus/machine-id", "etc/.pwd.lock", "etc/passwd-", "etc/group-",
        "etc/shadow-", "etc/gshadow-", "var/lib/dpkg/status-old", "var/lib/dpkg/diversions-old",
        "var/lib/dpkg/statoverride-old", "var/cache/debconf/config.dat-old",
        "var/cache/debconf/templates.dat-old",
    ];

    /// <summary>
    /// Without these it is not a Debian system: a mirror without packages gives an empty root and no error.
    /// </summary>
    private static readonly ImmutableArray<string> Essential =
        ["apt", "base-files", "base-passwd", "bash", "coreutils", "debian-archive-keyring", "debianutils",
            "dpkg", "grep", "gzip", "libc-bin", "libc6", "perl-base", "sed", "tar", "util-linux"];

    /// <exception cref="SlipwayException">Essential packages are missing.</exception>
    public void Check()
    {
        var installed = Installed();
        var missing = Essential.Where(package => !installed.Contains(package)).ToList();
        if (missing.Count > 0)
        {
            throw new SlipwayException(
                ErrorCode.DebianBase,
                $"the root has {installed.Count} packages and lacks {string.Join(", ", missing.Take(5))}",
                "Check the archives that this machine's apt sources name: they serve too little.");
        }
    }

    public void Clean()
    {
        foreach (var directory in Emptied)
            Empty(directory);
        foreach (var file in Removed)
        {
            using var parent = root.FindDirectory(RawPath.Of(file).Parent);
            parent?.RemoveTree(RawPath.Of(file).Name);
        }
    }

    public void Write(IEnumerable<AptSource> sources, IEnumerable<string> aptOptions)
    {
        WriteFile("etc/apt/sources.list",
            string.Concat(sources.Select(source => source.PublicLine + "\n")), FileModes.AllRead);
        WriteFile("etc/apt/apt.conf.d/50image",
            string.Join('\n', [.. ImageOptions, .. aptOptions]) + "\n", FileModes.AllRead);
        WriteFile("etc/dpkg/dpkg.cfg.d/50image",
            "# A step that is cut off is run again from its start: nothing need be on the disk before.\n" +
                "force-unsafe-io\n", FileModes.AllRead);
        WriteFile("usr/sbin/policy-rc.d",
            "#!/bin/sh\n# No services are started in an image.\nexit 101\n", FileModes.AllExecute);
        WriteFile("etc/machine-id", "", FileModes.AllRead);
    }

    private static IEnumerable<string> ImageOptions =>
    [
        "# What apt keeps would only make layers larger. Packages are kept where a cache is mounted over them: " +
            "it serves other images, too.",
        "Binary::apt::APT::Keep-Downloaded-Packages \"true\";",
        $"DPkg::Post-Invoke {{ \"mountpoint -q {AptCache} || mountpoint -q {AptCache}/archives || rm -f " +
            $"{AptCache}/archives/*.deb || true\"; }};",
        "Dir::Cache::pkgcache \"\";",
        "Dir::Cache::srcpkgcache \"\";",
        "Acquire::Languages \"none\";",
        "Apt::AutoRemove::SuggestsImportant \"false\";",
    ];

    private HashSet<string> Installed()
    {
        using var dpkg = root.FindDirectory(RawPath.Of("var/lib/dpkg"));
        if (dpkg?.Find(RawPath.Of("status")) is not { IsRegular: true, Size: < 64 << 20 })
            return [];
        using var stream = new FileStream(dpkg.OpenFile(RawPath.Of("status"), OpenFlags.ReadOnly), FileAccess.Read, 0);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var stanzas = reader.ReadToEnd().Split("\n\n");
        return
        [
            .. stanzas.Where(stanza => stanza.Contains("\nStatus: install ok installed\n", StringComparison.Ordinal))
                .Select(stanza => stanza.TrimStart('\n').Split('\n')[0]["Package: ".Length..]),
        ];
    }

    private void Empty(string path)
    {
        using var directory = root.FindDirectory(RawPath.Of(path));
        foreach (var name in directory?.List() ?? [])
            directory!.RemoveTree(name);
    }

    private void WriteFile(string path, string content, int mode)
    {
        var target = RawPath.Of(path);
        using var directory = root.OpenDirectory(target.Parent);
        directory.RemoveTree(target.Name);
        using var file = directory.OpenFile(
            target.Name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerReadWrite);
        file.WriteAll(Encoding.UTF8.GetBytes(content));
        file.SetMetadata(0, 0, mode);
    }
}
