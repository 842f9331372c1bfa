using System.Globalization;
using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Git.Repositories;

/// <summary>
/// Assigns each repository a user id that is never reused. The owner of its directory is the record; the file is only a
/// counter.
/// </summary>
internal sealed class RepositoryUsers(GitOptions options)
{
    private const uint MaxRepositories = 0x0F00_0000;
    private readonly Lock _lock = new();

    private string Counter => Path.Combine(options.Directory, "next-user");

    public uint Next()
    {
        lock (_lock)
        {
            var used = File.Exists(Counter) ? uint.Parse(File.ReadAllText(Counter), CultureInfo.InvariantCulture) : 0;
            if (used >= MaxRepositories)
                throw new InvalidOperationException(
                    "the range of user ids for repositories is used up; give the server another one");
            DurableFile.Write(Counter, Encoding.ASCII.GetBytes($"{used + 1}"));
            return options.FirstUserId + used;
        }
    }

    public static uint? OwnerOf(string repository)
    {
        using var parent = Directory.Exists(repository) ? DirectoryHandle.Open(repository) : null;
        return parent?.Stat().Uid;
    }
}
