namespace Slipway.EndToEnd.Installations;

/// <summary>An installation of one test, whose data are where the test wants them.</summary>
internal sealed class SmallInstallation(string data) : Installation
{
    public override string Data => data;
}
