using System.Text;
using Slipway.Client;
using Slipway.Linux.Files;

namespace Slipway.Hosting;

/// <summary>
/// Ensures one server per data directory: an exclusive lock on <c>server.lock</c>, which the kernel releases with the
/// process, and a file with the pid (.NET locks a file even to read it, so the locked file cannot contain the pid).
/// </summary>
internal sealed class ServerLock : IDisposable
{
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private readonly FileStream _file;

    private ServerLock(FileStream file) => _file = file;

    /// <exception cref="SlipwayException">Another server works on the directory.</exception>
    public static ServerLock Take(string runDirectory)
    {
        Directory.CreateDirectory(runDirectory);
        var file = Acquire(runDirectory);
        try
        {
            DurableFile.RemoveLeftovers(runDirectory);
            // By rename, so that readers never see a part of it and never block it.
            DurableFile.Write(PidFile(runDirectory), Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            return new ServerLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The pid of the server that holds the directory, even while it stops; null when there is none.</summary>
    public static int? Holder(string runDirectory)
    {
        if (!File.Exists(LockFile(runDirectory)))
            return null;
        try
        {
            Open(runDirectory, FileMode.Open).Dispose();
            return null;
        }
        catch (IOException)
        {
            return ReadPid(runDirectory);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Acquire(string runDirectory)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Open(runDirectory, FileMode.OpenOrCreate);
            }
            catch (IOException) when (File.Exists(LockFile(runDirectory)) && attempt < Attempts)
            {
                // Another process that only checks for the holder has the lock for a moment.
                Thread.Sleep(Pause);
            }
            catch (IOException) when (File.Exists(LockFile(runDirectory)))
            {
                throw new SlipwayException(ErrorCode.Conflict,
                    $"a server works on this data directory already (pid {ReadPid(runDirectory)})",
                    "stop it with `slipway stop`, or pass another --data DIR");
            }
        }
    }

    // FileShare.None is flock(LOCK_EX | LOCK_NB) on Linux.
    private static FileStream Open(string runDirectory, FileMode mode) =>
        new(LockFile(runDirectory), mode, FileAccess.ReadWrite, FileShare.None);

    private static string LockFile(string runDirectory) => Path.Combine(runDirectory, "server.lock");

    private static string PidFile(string runDirectory) => Path.Combine(runDirectory, "server.pid");

    private static int? ReadPid(string runDirectory) =>
        File.Exists(PidFile(runDirectory))
            && int.TryParse(File.ReadAllText(PidFile(runDirectory)), out var pid) ? pid : null;
}
