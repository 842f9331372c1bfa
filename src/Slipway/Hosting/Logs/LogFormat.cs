namespace Slipway.Hosting.Logs;

/// <summary>How the server's log is written.</summary>
internal enum LogFormat
{
    Text,
    Json,
}
