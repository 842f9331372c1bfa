using Slipway.Hosting;
using Slipway.Linux.Files;
using Slipway.Testing;

namespace Slipway.Tests.Hosting;

public sealed class ServerLogTests
{
    [Fact]
    public async Task A_log_that_cannot_be_written_fails_nobody()
    {
        using var directory = new TemporaryDirectory();
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        var writes = 0;
        await using var log = new ServerLog(directory.File("server.log"), bytes =>
        {
            writes++;
            full.WriteAll(bytes);
        });
        log.WriteLine("nobody reads this");
        writes.ShouldBe(1);
    }
}
