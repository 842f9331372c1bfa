using System.Text;
using Slipway.Client;
using Slipway.Linux.Files;

namespace Slipway.Hosting;

/// <summary>
/// One server per data directory: <c>server.lock</c> with an exclusive lock, which the kernel drops with the process
/// however it ends, and the pid beside it (.NET asks for a lock even to read a file, so the locked one cannot hold it).
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
            // By rename: whoever reads it meanwhile neither sees half of it nor stands in the way.
            DurableFile.Write(PidFile(runDirectory), Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            return new ServerLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The pid of the server that works on the directory, or is about to end; null when none does.</summary>
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
                // Somebody who only asks for the holder has the lock for a moment.
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
