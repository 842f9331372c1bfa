using Slipway.Linux;

namespace Slipway.Git.Tests;

public sealed class GitFailureTests
{
    private static readonly HashSet<ErrorCode> Internal =
    [
        ErrorCode.Internal, ErrorCode.SystemCall, ErrorCode.Storage, ErrorCode.ToolFailed, ErrorCode.CannotCreate,
    ];

    [Fact]
    public void Every_code_is_told_with_its_next_step_unless_it_is_Slipways_own_fault()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            var failure = GitFailure.Of(new SlipwayException(code, "secret detail", "the next step"), "r1");
            failure.IsInternal.ShouldBe(Internal.Contains(code), $"{code}");
            failure.Status.ShouldBeInRange(400, 507, $"{code}");
            (failure.Status == 500).ShouldBe(failure.IsInternal, $"{code}");
            if (failure.IsInternal)
                failure.Text.ShouldBe("an error inside Slipway; the server's log has the details (request id r1)");
            else if (code != ErrorCode.DiskFull)
                failure.Text.ShouldBe("secret detail; the next step", $"{code}");
        }
    }

    [Fact]
    public void A_full_disk_is_named_however_it_shows()
    {
        foreach (Exception full in new Exception[]
        {
            new IOException("write", (int)Errno.NoSpace), new SlipwayException(ErrorCode.DiskFull, "write: no space"),
            new InvalidOperationException("x", new IOException("write", (int)Errno.NoSpace)),
        })
        {
            var failure = GitFailure.Of(full, "r1");
            (failure.Status, failure.IsInternal).ShouldBe((507, false));
            failure.Text.ShouldStartWith("the server's disk is full; ");
        }
    }
}
