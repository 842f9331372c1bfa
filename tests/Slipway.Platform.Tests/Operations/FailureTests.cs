using Microsoft.Extensions.Logging;
using Slipway.Linux;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Tests.Operations;

public sealed class FailureTests
{
    [Fact]
    public void Every_code_is_kept_with_its_cause_and_its_next_step()
    {
        foreach (var code in Enum.GetValues<ErrorCode>().Except([ErrorCode.Internal, ErrorCode.DiskFull]))
        {
            var failure = Failure.Of(new SlipwayException(code, "the cause", "the next step"));
            failure.ShouldBe(new Failure(code, "the cause", "the next step"));
            failure.LogLevel.ShouldBe(LogLevel.Warning);
        }
    }

    [Fact]
    public void A_full_disk_is_one_however_it_shows()
    {
        Failure.Of(new IOException("write", (int)Errno.NoSpace)).Error.ShouldBe(ErrorCode.DiskFull);
        var failure = Failure.Of(new SlipwayException(ErrorCode.DiskFull, "write: No space left on device"));
        (failure.Error, failure.Cause).ShouldBe((ErrorCode.DiskFull, "the server's disk is full"));
        failure.NextStep.ShouldNotBeNull().ShouldStartWith("free space");
    }

    [Fact]
    public void What_nobody_foresaw_is_an_error_in_the_log()
    {
        var bug = new InvalidOperationException("no element");
        var failure = Failure.Of(bug);
        (failure.Error, failure.Unexpected, failure.LogLevel).ShouldBe((ErrorCode.Internal, bug, LogLevel.Error));
        failure.NextStep.ShouldBe("the server's log has the details");
    }
}
