namespace Slipway.Registry.Content;

/// <summary>Tells whoever uses an image that cannot be read what to do about it.</summary>
public static class DamagedImage
{
    private const string NextStep = "the image is damaged or is not what it says: push it again, or use another";

    /// <exception cref="SlipwayException">Reading failed; where the image is malformed, with a next step.</exception>
    public static T Describe<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SlipwayException e) when (IsUnexplained(e))
        {
            throw Explained(e);
        }
    }

    /// <inheritdoc cref="Describe"/>
    public static async Task<T> DescribeAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (SlipwayException e) when (IsUnexplained(e))
        {
            throw Explained(e);
        }
    }

    private static bool IsUnexplained(SlipwayException e) => e is { Code: ErrorCode.Malformed, NextStep: null };

    private static SlipwayException Explained(SlipwayException e) => new(e.Code, e.Message, NextStep, e);
}
